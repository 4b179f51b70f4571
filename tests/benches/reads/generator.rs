//! Made-up households, the same in every run: each with one to four members, an open support measure
//! with its axes and objectives, one in ten extended, and an open tenancy in a dwelling of its own.
//!
//! Rows are written straight to the tables: ten thousand households through the product's operations
//! would take minutes, and what is measured is only how they are read.

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use entity::chance::Chance;
use entity::model::{
    dwelling, household, household_member, organisation, staff, support_axis, support_extension, support_measure,
    support_objective, tenancy,
};
use entity::operations::session::hash_password;
use entity::types::{
    DwellingId, DwellingType, ExtensionGround, HouseholdId, HouseholdMemberId, HouseholdStage, ObjectiveStatus,
    OrganisationId, OrganisationKind, ProgrammeId, Relationship, RentalManagement, RentalModality, Role, StaffId,
    SupportAxis, SupportExtensionId, SupportIntensity, SupportMeasureId, SupportObjectiveId, TenancyId,
};
use indicatif::ProgressBar;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel, Iterable, TransactionTrait,
};

use crate::programme::form;

/// Signs in and sees the whole programme.
pub(crate) const EMAIL: &str = "gestion@mesure.test";
/// The password of [`EMAIL`].
pub(crate) const PASSWORD: &str = "un mot de passe de mesure";

/// The social workers among whom the households are shared out.
const SOCIAL_WORKERS: usize = 40;
/// Households written by one transaction. Their objectives stay under the 32 766 values of an SQLite statement.
const BATCH: usize = 500;

const GIVEN_NAMES: [&str; 12] =
    ["Amina", "Bruno", "Chloé", "Driss", "Élise", "Farid", "Gaëlle", "Hugo", "Inès", "Jules", "Karima", "Léo"];
const FAMILY_NAMES: [&str; 10] =
    ["Aubert", "Benali", "Cissé", "Dupont", "Étienne", "Ferrand", "Guérin", "Hamel", "Iché", "Jouanne"];
const STREETS: [&str; 6] =
    ["rue des Lilas", "avenue de la Mer", "place du Marché", "quai Vendeuvre", "rue Basse", "impasse du Four"];
const LABELS: [&str; 5] = [
    "Établir un budget mensuel et ouvrir les droits qui manquent",
    "Reprendre une activité, d’abord à temps partiel",
    "Payer le loyer à la date prévue pendant six mois",
    "Entretenir le logement et les relations de voisinage",
    "Préparer avec le bailleur la signature d’un bail",
];

/// Writes `count` households, with the programme and the people they need; their identifiers.
pub(crate) async fn fill(db: &DatabaseConnection, count: usize, bar: &ProgressBar) -> Vec<HouseholdId> {
    let dice = Dice(Chance::seeded(120));
    let cast = Cast::write(db, &dice).await;
    let mut ids = Vec::with_capacity(count);
    while ids.len() < count {
        let mut batch = Batch::default();
        for number in ids.len()..count.min(ids.len() + BATCH) {
            batch.add(&cast, &dice, number);
        }
        bar.inc(batch.households.len() as u64);
        ids.extend(batch.households.iter().map(|household| household.id.clone()));
        batch.write(db).await;
    }
    ids
}

/// A seeded source of choices.
struct Dice(Chance);

impl Dice {
    fn below(&self, bound: usize) -> usize {
        usize::try_from(self.0.u128() % bound as u128).unwrap()
    }

    fn days(&self, bound: usize) -> Days {
        Days::new(self.below(bound) as u64)
    }

    fn one<T: Copy>(&self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn any<T: Iterable + Copy>(&self) -> T {
        self.one(&T::iter().collect::<Vec<_>>())
    }
}

/// The day before everything.
fn opening() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).unwrap()
}

/// The instant that identifiers made on a day carry.
fn instant(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(8, 0, 0).unwrap().and_utc()
}

/// The organisations and people that every household refers to.
struct Cast {
    landlord: OrganisationId,
    ccas: OrganisationId,
    contact: StaffId,
    referents: Vec<StaffId>,
    programme: ProgrammeId,
}

impl Cast {
    async fn write(db: &DatabaseConnection, dice: &Dice) -> Self {
        let now = instant(opening());
        let organisation = |kind, name: &str| organisation::Model {
            id: OrganisationId::generate(now, &dice.0),
            kind,
            name: name.to_owned(),
            short_name: name.to_owned(),
            legal_status: String::new(),
        };
        let landlord = organisation(OrganisationKind::Landlord, "Bailleur de mesure");
        let ccas = organisation(OrganisationKind::SupportOrganisation, "CCAS de mesure");
        let person = |organisation_id: &OrganisationId, role, email: String| staff::Model {
            id: StaffId::generate(now, &dice.0),
            organisation_id: organisation_id.clone(),
            email,
            given_name: dice.one(&GIVEN_NAMES).to_owned(),
            family_name: dice.one(&FAMILY_NAMES).to_owned(),
            role,
            password_hash: None,
            active: true,
        };
        let mut manager = person(&ccas.id, Role::ProgrammeManager, EMAIL.to_owned());
        manager.password_hash = Some(hash_password(PASSWORD, &dice.0).unwrap());
        let contact = person(&landlord.id, Role::LandlordOfficer, "bailleur@mesure.test".to_owned());
        let referents: Vec<_> = (0..SOCIAL_WORKERS)
            .map(|number| person(&ccas.id, Role::SocialWorker, format!("referent.{number}@mesure.test")))
            .collect();
        let programme = form(ProgrammeId::generate(now, &dice.0), opening(), &manager.id);
        let cast = Self {
            landlord: landlord.id.clone(),
            ccas: ccas.id.clone(),
            contact: contact.id.clone(),
            referents: referents.iter().map(|referent| referent.id.clone()).collect(),
            programme: programme.id.clone(),
        };
        insert(db, vec![landlord, ccas]).await;
        insert(db, referents.into_iter().chain([manager, contact]).collect()).await;
        insert(db, vec![programme]).await;
        cast
    }
}

/// The rows of some households.
#[derive(Default)]
struct Batch {
    households: Vec<household::Model>,
    members: Vec<household_member::Model>,
    dwellings: Vec<dwelling::Model>,
    tenancies: Vec<tenancy::Model>,
    measures: Vec<support_measure::Model>,
    axes: Vec<support_axis::Model>,
    objectives: Vec<support_objective::Model>,
    extensions: Vec<support_extension::Model>,
}

impl Batch {
    fn add(&mut self, cast: &Cast, dice: &Dice, number: usize) {
        let registered_on = opening() + dice.days(300);
        let household = household::Model {
            id: HouseholdId::generate(instant(registered_on), &dice.0),
            programme_id: cast.programme.clone(),
            reference: format!("M-{number:06}"),
            family_name: dice.one(&FAMILY_NAMES).to_owned(),
            national_request_number: Some(format!("014{number:015}")),
            dalo: dice.below(3) > 0,
            collective_agreement: true,
            pdalpd: dice.below(3) == 0,
            stage: HouseholdStage::Housed,
            registered_on,
            landlord_contact_id: cast.contact.clone(),
            referent_id: Some(cast.referents[dice.below(cast.referents.len())].clone()),
            former_household_id: None,
        };
        self.add_members(dice, &household);
        let start_on = registered_on + dice.days(60);
        self.add_measure(dice, &household, start_on);
        self.add_tenancy(cast, dice, &household.id, start_on, number);
        self.households.push(household);
    }

    fn add_members(&mut self, dice: &Dice, household: &household::Model) {
        for position in 1..=1 + dice.below(4) {
            self.members.push(household_member::Model {
                id: HouseholdMemberId::generate(instant(household.registered_on), &dice.0),
                household_id: household.id.clone(),
                given_name: dice.one(&GIVEN_NAMES).to_owned(),
                family_name: household.family_name.clone(),
                birth_date: (dice.below(10) > 0).then(|| opening() - dice.days(365 * 70)),
                relationship: match position {
                    1 => Relationship::Applicant,
                    2 => Relationship::Partner,
                    _ => Relationship::Child,
                },
                position: i32::try_from(position).unwrap(),
            });
        }
    }

    fn add_measure(&mut self, dice: &Dice, household: &household::Model, start_on: NaiveDate) {
        let cap_on = start_on + Months::new(12);
        let measure = support_measure::Model {
            id: SupportMeasureId::generate(instant(start_on), &dice.0),
            household_id: household.id.clone(),
            start_on,
            cap_on,
            shared_cap_on: None,
            end_on: cap_on - dice.days(180),
            // Set by `write`, once the extension is there to refer to.
            current_extension_id: None,
            intensity: dice.any::<SupportIntensity>(),
            closed_on: None,
            outcome: None,
            version: 1,
        };
        let first_axis = dice.below(3);
        for (position, axis) in SupportAxis::iter().skip(first_axis).take(2 + dice.below(2)).enumerate() {
            self.axes.push(support_axis::Model { support_measure_id: measure.id.clone(), axis });
            self.objectives.push(support_objective::Model {
                id: SupportObjectiveId::generate(instant(start_on), &dice.0),
                support_measure_id: measure.id.clone(),
                axis,
                label: dice.one(&LABELS).to_owned(),
                set_on: measure.start_on,
                status: dice.any::<ObjectiveStatus>(),
                position: i32::try_from(position + 1).unwrap(),
            });
        }
        if let (0, Some(decided_by_id)) = (dice.below(10), household.referent_id.clone()) {
            self.extensions.push(support_extension::Model {
                id: SupportExtensionId::generate(instant(measure.end_on), &dice.0),
                support_measure_id: measure.id.clone(),
                rank: 1,
                ground: dice.any::<ExtensionGround>(),
                explanation: dice.one(&LABELS).to_owned(),
                decided_by_id,
                decided_on: measure.end_on - Days::new(10),
                previous_end_on: measure.end_on,
                end_on: cap_on + Days::new(90),
            });
        }
        self.measures.push(measure);
    }

    fn add_tenancy(
        &mut self,
        cast: &Cast,
        dice: &Dice,
        household_id: &HouseholdId,
        start_on: NaiveDate,
        number: usize,
    ) {
        let dwelling = dwelling::Model {
            id: DwellingId::generate(instant(opening()), &dice.0),
            reference: format!("L-{number:06}"),
            owner_id: cast.landlord.clone(),
            address: format!("{} {}", 1 + dice.below(120), dice.one(&STREETS)),
            postal_code: "14000".to_owned(),
            city: "Caen".to_owned(),
            dwelling_type: dice.any::<DwellingType>(),
            insertion_stock: dice.below(2) == 0,
        };
        let modality = dice.any::<RentalModality>();
        self.tenancies.push(tenancy::Model {
            id: TenancyId::generate(instant(start_on), &dice.0),
            household_id: household_id.clone(),
            dwelling_id: dwelling.id.clone(),
            modality,
            rental_management: dice.any::<RentalManagement>(),
            head_tenant_id: (modality != RentalModality::DirectAccess).then(|| cast.ccas.clone()),
            start_on,
            end_on: None,
            review_period_months: (modality == RentalModality::SlidingLease).then_some(6),
            transferred_on: None,
            version: 1,
        });
        self.dwellings.push(dwelling);
    }

    async fn write(self, db: &DatabaseConnection) {
        let tx = db.begin().await.unwrap();
        insert(&tx, self.households).await;
        insert(&tx, self.members).await;
        insert(&tx, self.dwellings).await;
        insert(&tx, self.tenancies).await;
        insert(&tx, self.measures).await;
        insert(&tx, self.axes).await;
        insert(&tx, self.objectives).await;
        insert(&tx, self.extensions).await;
        let extended = "UPDATE support_measure SET current_extension_id = e.id, end_on = e.end_on FROM support_extension e \
                        WHERE e.support_measure_id = support_measure.id AND current_extension_id IS NULL";
        tx.execute_unprepared(extended).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// Writes rows of one table, all in one statement.
async fn insert<M, A>(db: &impl ConnectionTrait, rows: Vec<M>)
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    if rows.is_empty() {
        return;
    }
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    <A::Entity as EntityTrait>::insert_many::<A, _>(rows).exec_without_returning(db).await.unwrap();
}
