//! The world of one test: its database, its clock, its chance, its cast and its programme.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::chance::Chance;
use entity::clock::Clock;
use entity::database::connect;
use entity::model::programme;
use entity::model::programme_form::{Lists, StatedModality, StatedPartner, StatedTarget};
use entity::operations::funding::{SetFundingShare, SetUnitRate};
use entity::operations::programme::RecordProgramme;
use entity::operations::session::viewer;
use entity::operations::{Act, funding, programme as programmes};
use entity::policy::Actor;
use entity::rules::calendar;
use entity::types::{
    DwellingType, OrganisationId, PartnerKind, ProgrammeId, ProgrammeSettings, RateComponent, RateUnit, RentalModality,
    Role,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait};
use tokio::sync::OnceCell;

use crate::database::Kind;
use crate::people::{Organisations, People, Person, record_person};
use crate::runner::Fixture;
use crate::snapshot::Snapshot;

/// In every name, address and note of the world: where this word turns up, something confidential did.
pub const CONFIDENTIAL: &str = "Confidentiel";

/// The world of one test. Cloning it is cheap, and gives the same world.
#[derive(Clone)]
pub struct World {
    /// Which database.
    pub kind: Kind,
    /// Its address, as `DATABASE_URL`.
    pub url: String,
    /// A pool of a few connections.
    pub db: DatabaseConnection,
    /// Starts on Monday 2 March 2026 at 08:00 in Paris, and moves when told to.
    pub clock: Clock,
    /// The same in every run.
    pub chance: Chance,
    /// The organisations.
    pub organisations: Arc<Organisations>,
    /// The people.
    pub people: Arc<People>,
    /// The one programme, with default settings, one rate and one share.
    pub programme_id: ProgrammeId,
    numbers: Arc<AtomicU32>,
    snapshot_query: Arc<OnceCell<String>>,
}

impl Fixture for World {
    const MIGRATED: bool = true;

    async fn make(kind: Kind, url: String) -> Self {
        let db = connect(&url, 6).await.unwrap();
        let clock = Clock::manual("2026-03-02T07:00:00Z".parse().unwrap());
        let chance = Chance::seeded(2026);
        let act = Act::new(&Actor::System, clock.now(), &chance);
        let organisations = Organisations::record(&db, &act).await;
        let people = People::record(&db, &act, &organisations).await;
        let programme = programme(&organisations, &people);
        let starts_on = programme.form.starts_on;
        let programme_id = programmes::record(&db, &act, programme).await.unwrap();
        let rate = (RateComponent::Diagnosis, RateUnit::PerHousehold, 5_000);
        funding::set_rate(&db, &act, SetUnitRate::stated(&programme_id, rate, starts_on)).await.unwrap();
        let share = SetFundingShare::of_whole(&programme_id, organisations.state.id.clone(), 10_000, "");
        funding::set_share(&db, &act, share).await.unwrap();
        Self {
            kind,
            url,
            db,
            clock,
            chance,
            organisations: Arc::new(organisations),
            people: Arc::new(people),
            programme_id,
            numbers: Arc::default(),
            snapshot_query: Arc::default(),
        }
    }
}

impl World {
    /// A person acts, now.
    pub fn act<'a>(&'a self, person: &'a Person) -> Act<'a> {
        self.act_at(person, self.clock.now())
    }

    /// A person acts, at an instant of the test's choice.
    pub fn act_at<'a>(&'a self, person: &'a Person, now: DateTime<Utc>) -> Act<'a> {
        Act::new(&person.actor, now, &self.chance)
    }

    /// The product itself acts, now.
    pub fn system(&self) -> Act<'_> {
        Act::new(&Actor::System, self.clock.now(), &self.chance)
    }

    /// The present day in Paris.
    pub fn today(&self) -> NaiveDate {
        calendar::today(self.clock.now())
    }

    /// The day that comes so many days after the present one, or before.
    pub fn day(&self, offset: i64) -> NaiveDate {
        let days = Days::new(offset.unsigned_abs());
        if offset < 0 { self.today() - days } else { self.today() + days }
    }

    /// A wall-clock hour in Paris, so many days from now.
    pub fn hour(&self, offset: i64, hour: u32) -> DateTime<Utc> {
        calendar::at_local(self.day(offset), hour, 0)
    }

    /// Moves the clock to a wall-clock time in Paris.
    pub fn go_to(&self, day: &str, hour: u32, minute: u32) {
        self.clock.set(calendar::at_local(day.parse().unwrap(), hour, minute));
    }

    /// A pool of its own, as another process would have.
    pub async fn another_pool(&self, connections: u32) -> DatabaseConnection {
        connect(&self.url, connections).await.unwrap()
    }

    /// The same world as another process has it: with a pool of its own.
    pub async fn elsewhere(&self) -> Self {
        Self { db: self.another_pool(2).await, ..self.clone() }
    }

    /// A number that this world has not given before, from 1.
    pub fn number(&self) -> u32 {
        self.numbers.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Another member of staff, with an account if a password is given.
    pub async fn hire(
        &self,
        organisation_id: &OrganisationId,
        role: Role,
        name: &str,
        password: Option<&str>,
    ) -> Person {
        record_person(&self.db, &self.system(), organisation_id, role, name, password).await
    }

    /// A member of staff whose organisation has nobody in their role, as there may be from before that was a rule.
    pub async fn misplaced(&self, organisation_id: &OrganisationId, role: Role, name: &str) -> Person {
        let Person { mut staff, .. } = self.hire(&self.organisations.town.id, Role::MeetingMember, name, None).await;
        let (of, known_as) = (organisation_id.as_str(), role.name());
        self.sql(&format!("UPDATE staff SET organisation_id = '{of}', role = '{known_as}' WHERE id = '{}'", staff.id))
            .await;
        (staff.organisation_id, staff.role) = (organisation_id.clone(), role);
        Person { actor: Actor::Staff(viewer(&staff)), staff }
    }

    /// Runs SQL behind the product's back.
    pub async fn sql(&self, sql: &str) {
        self.db.execute_unprepared(sql).await.unwrap();
    }

    /// Another programme with the form of the first, under a name of its own, without rates and shares.
    pub async fn another_programme(&self, name: &str) -> RecordProgramme {
        let first = programme::Entity::find_by_id(self.programme_id.clone()).one(&self.db).await.unwrap().unwrap();
        let form = programme::Model { name: name.to_owned(), ..first };
        RecordProgramme { form, lists: form_lists(&self.organisations) }
    }

    /// Everything that the database holds.
    pub async fn snapshot(&self) -> Snapshot {
        let query = self.snapshot_query.get_or_init(|| Snapshot::query(&self.db, self.kind)).await;
        Snapshot::take(&self.db, query).await
    }
}

fn form_lists(of: &Organisations) -> Lists {
    let offered = |modality: RentalModality, words: &str| StatedModality { modality, description: words.to_owned() };
    Lists {
        carriers: vec![of.landlord.id.clone(), of.ccas.id.clone()],
        modalities: vec![
            offered(RentalModality::DirectAccess, "accès direct"),
            offered(RentalModality::SlidingLease, "bail glissant"),
        ],
        partners: vec![
            StatedPartner {
                organisation_id: of.ccas.id.clone(),
                kind: PartnerKind::Operational,
                identifies_demand: false,
                mobilises_supply: false,
                supports_households: true,
                role: "accompagnement".to_owned(),
            },
            StatedPartner {
                organisation_id: of.state.id.clone(),
                kind: PartnerKind::Financial,
                identifies_demand: false,
                mobilises_supply: false,
                supports_households: false,
                role: String::new(),
            },
        ],
        yearly_targets: (1..=3).map(|year| StatedTarget { year, households: 40, dwellings: 40 }).collect(),
    }
}

fn programme(of: &Organisations, people: &People) -> RecordProgramme {
    let form = programme::Model {
        // Replaced when it is recorded.
        id: ProgrammeId::generate(DateTime::UNIX_EPOCH, &Chance::seeded(0)),
        call_name: "Appel d’essai".to_owned(),
        name: "Programme d’essai".to_owned(),
        location: "Ville d’essai".to_owned(),
        summary: String::new(),
        household_target: 120,
        dalo_eligible: true,
        collective_agreement_eligible: true,
        pdalpd_eligible: false,
        public_characteristics: String::new(),
        mobilises_new_supply: false,
        mobilises_with_works: false,
        mobilises_without_works: true,
        mobilises_by_reclassification: false,
        dwelling_target: 120,
        smallest_dwelling_type: DwellingType::T1,
        largest_dwelling_type: DwellingType::T5,
        reservation_and_allocation: String::new(),
        dwelling_location: String::new(),
        support_method: String::new(),
        rental_management_fit: String::new(),
        adhesion_approach: String::new(),
        support_supply: String::new(),
        landlord_support_relation: String::new(),
        fit_to_needs: String::new(),
        partnership: String::new(),
        financing: String::new(),
        fndollts_funded: Some(false),
        fndollts_applied: None,
        commitment_note: String::new(),
        commitment_years: 3,
        departmental_opinion: String::new(),
        departmental_relevance: String::new(),
        reproducibility: None,
        departmental_conditions: String::new(),
        departmental_opinion_on: None,
        regional_opinion: None,
        regional_comment: String::new(),
        regional_opinion_on: None,
        starts_on: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
        coordinator_id: people.coordinator.id(),
        supervisor_id: people.supervisor.id(),
        settings: ProgrammeSettings::default(),
        version: 1,
    };
    RecordProgramme { form, lists: form_lists(of) }
}
