//! A household is registered: the landlord's proposal that everything else follows from. And where it
//! stands, whenever its support or its tenancy begins or ends.

mod batch;

use chrono::NaiveDate;
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, TransactionTrait,
};

pub use self::batch::{Batch, Entry, register_all};
use super::{Act, active_staff, locked, organisation_of};
use crate::database::serialise;
use crate::event_log::{self, Draft};
use crate::model::{household, household_member, programme, support_measure, tenancy};
use crate::policy::{Action, Actor, Relation, scope};
use crate::refusal::{Checks, OperationError, Rule, Warning};
use crate::rules::household::{
    self as rules, Home, PriorityGrounds, Standing, check_grounds, check_members, check_national_request_number,
    sound_alike,
};
use crate::types::{
    EventKind, HouseholdId, HouseholdMemberId, HouseholdStage, OrganisationKind, ProgrammeId, Relationship,
    RentalModality, Role, StaffId,
};

/// What is known of a household when it is proposed.
#[derive(Debug, Clone)]
pub struct RegisterHousehold {
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The landlord's officer who proposes it; absent: the actor.
    pub landlord_contact_id: Option<StaffId>,
    /// The name it is known by.
    pub family_name: String,
    /// *Numéro unique*.
    pub national_request_number: Option<String>,
    /// Its priority publics.
    pub grounds: PriorityGrounds,
    /// Its members; one is the applicant.
    pub members: Vec<NewMember>,
    /// The same household when it was in the programme before, and left it.
    pub former_household_id: Option<HouseholdId>,
}

/// A member of a household to be registered.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Place in the household.
    pub relationship: Relationship,
}

/// Registers a household at stage PROPOSED. Whoever comes back after they left the programme has a path of their own, every
/// step of it anew, but for the twelve months of support, which they share with what they had before
/// ([`crate::rules::support::shared_cap`]); a national request number that is still theirs goes with them. Source: ours.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, or the rules of [`crate::rules::household`]. To be confirmed: POSSIBLE_DUPLICATE.
pub async fn register<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RegisterHousehold,
) -> Result<household::Model, OperationError> {
    act.may(Action::RegisterHousehold, Relation::default())?;
    let tx = act.begin(db).await?;
    let household = register_in(&tx, act, input).await?;
    act.commit(tx, &household.id).await?;
    Ok(household)
}

/// Registers a household in a transaction. Nothing is written before all rules are kept: after a refusal, the
/// transaction may go on.
async fn register_in<T: ConnectionTrait>(
    tx: &T,
    act: &Act<'_>,
    input: RegisterHousehold,
) -> Result<household::Model, OperationError> {
    let programme = programme::Entity::find_by_id(input.programme_id.clone()).one(tx).await?;
    let programme = programme.ok_or_else(|| Rule::NotFound.refuse("programmeId"))?;
    let contact_id = landlord_contact(act, input.landlord_contact_id.as_ref())?;
    let contact = active_staff(tx, contact_id, "landlordContactId").await?;
    let landlord = organisation_of(tx, &contact).await?.kind == OrganisationKind::Landlord;
    let former = match &input.former_household_id {
        Some(id) => {
            // Locked: it comes back once. Whoever sees it on an agenda only does not know who it is.
            let known = household::Entity::find_by_id(id.clone()).filter(act.scope(scope::identified_households));
            Some(locked(known).one(tx).await?.ok_or_else(|| Rule::NotFound.refuse("formerHouseholdId"))?)
        }
        None => None,
    };

    let mut checks = Checks::new();
    // An officer proposes in their own name or a colleague's, never in another landlord's.
    let own = match act.actor {
        Actor::Staff(viewer) => {
            viewer.role != Role::LandlordOfficer || viewer.organisation_id == contact.organisation_id
        }
        Actor::System => true,
    };
    let officer = landlord && own && contact.role == Role::LandlordOfficer;
    checks.require(officer, Rule::NotLandlordStaff, "landlordContactId");
    checks.line(&input.family_name, 200, "familyName");
    for member in &input.members {
        checks.line(&member.given_name, 200, "members");
        checks.line(&member.family_name, 200, "members");
    }
    let members: Vec<_> = input.members.iter().map(|member| (member.relationship, member.birth_date)).collect();
    check_members(&mut checks, &members, act.today());
    let eligible = PriorityGrounds {
        dalo: programme.dalo_eligible,
        collective_agreement: programme.collective_agreement_eligible,
        pdalpd: programme.pdalpd_eligible,
    };
    check_grounds(&mut checks, input.grounds, eligible);
    if let Some(number) = &input.national_request_number {
        check_national_request_number(&mut checks, number);
    }
    if let Some(former) = &former {
        let back = household::Entity::find().filter(household::Column::FormerHouseholdId.eq(former.id.clone()));
        let former = rules::Former {
            same_programme: former.programme_id == programme.id,
            stage: former.stage,
            back: back.one(tx).await?.is_some(),
        };
        rules::check_former(&mut checks, former);
    }
    let double = possible_duplicate(tx, act, &input).await?;
    checks.warn(!double, Warning::PossibleDuplicate, "members");
    act.settle(checks)?;
    // Last, of what could be registered otherwise: an input that is wrong in any case must not tell, time
    // after time and without a trace, which numbers the programme knows.
    if let Some(number) = &input.national_request_number {
        let known = household::Entity::find().filter(household::Column::NationalRequestNumber.eq(number));
        let known = known.one(tx).await?;
        // The number goes with a household to its latest file.
        let own = |known: &household::Model| input.former_household_id.as_ref() == Some(&known.id);
        if known.as_ref().is_some_and(|known| !own(known)) {
            return Err(Rule::NationalRequestNumberTaken.refuse("nationalRequestNumber").into());
        }
    }

    let number = &input.national_request_number;
    if let Some(former) = former.filter(|former| number.is_some() && former.national_request_number == *number) {
        let mut former = former.into_active_model();
        former.national_request_number = Set(None);
        former.update(tx).await?;
    }
    let id = HouseholdId::generate(act.now, act.chance);
    let row = household::ActiveModel {
        id: Set(id.clone()),
        programme_id: Set(programme.id.clone()),
        reference: Set(free_reference(tx, act).await?),
        family_name: Set(input.family_name.trim().to_owned()),
        national_request_number: Set(input.national_request_number),
        dalo: Set(input.grounds.dalo),
        collective_agreement: Set(input.grounds.collective_agreement),
        pdalpd: Set(input.grounds.pdalpd),
        stage: Set(HouseholdStage::Proposed),
        registered_on: Set(act.today()),
        landlord_contact_id: Set(contact.id.clone()),
        referent_id: Set(None),
        former_household_id: Set(input.former_household_id),
    };
    let household = household::Entity::insert(row).exec_with_returning(tx).await.map_err(number_taken_meanwhile)?;
    let members = (1..).zip(input.members).map(|(position, member)| household_member::ActiveModel {
        id: Set(HouseholdMemberId::generate(act.now, act.chance)),
        household_id: Set(id.clone()),
        given_name: Set(member.given_name.trim().to_owned()),
        family_name: Set(member.family_name.trim().to_owned()),
        birth_date: Set(member.birth_date),
        relationship: Set(member.relationship),
        position: Set(position),
    });
    household_member::Entity::insert_many(members).exec_without_returning(tx).await?;
    let draft = Draft::new(EventKind::HouseholdRegistered, &id)
        .programme(&programme.id)
        .household(&id)
        .change("stage", household.stage)
        .change("landlordContactId", &contact.id)
        .change_if_any("formerHouseholdId", household.former_household_id.as_ref());
    event_log::append(tx, act, draft).await?;
    Ok(household)
}

/// Puts a household where its support and its tenancies, as this transaction leaves them, say that it
/// stands. Returns the stage if that is another than before.
pub(super) async fn restage(
    tx: &impl ConnectionTrait,
    household: &household::Model,
) -> Result<Option<HouseholdStage>, DbErr> {
    let measures =
        support_measure::Entity::find().filter(support_measure::Column::HouseholdId.eq(household.id.clone()));
    let supported = measures.clone().filter(support_measure::Column::ClosedOn.is_null()).one(tx).await?.is_some();
    let last_closed = measures
        .filter(support_measure::Column::ClosedOn.is_not_null())
        .order_by_desc(support_measure::Column::ClosedOn)
        .one(tx)
        .await?;
    let home = tenancy::Entity::find()
        .filter(tenancy::Column::HouseholdId.eq(household.id.clone()))
        .filter(tenancy::Column::EndOn.is_null())
        .one(tx)
        .await?;
    let stage = rules::stage(Standing {
        supported,
        last_outcome: last_closed.and_then(|measure| measure.outcome),
        home: home.map(|tenancy| match (tenancy.modality, tenancy.transferred_on) {
            (RentalModality::DirectAccess, _) | (_, Some(_)) => Home::OwnLease,
            (_, None) => Home::OtherLease,
        }),
    });
    if stage == household.stage {
        return Ok(None);
    }
    let mut moved = household.clone().into_active_model();
    moved.stage = Set(stage);
    moved.update(tx).await?;
    Ok(Some(stage))
}

/// Whether the programme has a household whose applicant has the same name and date of birth, among those that
/// the actor may know: the others are nobody's to be told of. Who is said to come back is not told to be known, nor whoever
/// has come back since.
async fn possible_duplicate(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    input: &RegisterHousehold,
) -> Result<bool, DbErr> {
    let applicant = input.members.iter().find(|member| member.relationship == Relationship::Applicant);
    let Some((applicant, birth_date)) = applicant.and_then(|member| Some((member, member.birth_date?))) else {
        return Ok(false);
    };
    // Whoever registers the same at the same time waits, and is warned.
    serialise(tx, &format!("{} {birth_date}", input.programme_id)).await?;
    let mut known = household_member::Entity::find()
        .inner_join(household::Entity)
        .filter(household::Column::ProgrammeId.eq(input.programme_id.clone()))
        .filter(act.scope(scope::identified_households))
        .filter(household_member::Column::Relationship.eq(Relationship::Applicant))
        .filter(household_member::Column::BirthDate.eq(birth_date));
    if let Some(former) = &input.former_household_id {
        let come_back = Query::select()
            .column(household::Column::FormerHouseholdId)
            .from(household::Entity)
            .and_where(household::Column::FormerHouseholdId.is_not_null())
            .take();
        let column = household::Column::Id;
        known = known.filter(column.ne(former.clone())).filter(column.not_in_subquery(come_back));
    }
    Ok(known.all(tx).await?.iter().any(|member| {
        sound_alike(&member.family_name, &applicant.family_name)
            && sound_alike(&member.given_name, &applicant.given_name)
    }))
}

/// A landlord's officer proposes in their own name, or a colleague's.
fn landlord_contact<'a>(act: &'a Act<'_>, named: Option<&'a StaffId>) -> Result<&'a StaffId, OperationError> {
    match (named, act.actor) {
        (Some(id), _) => Ok(id),
        (None, Actor::Staff(viewer)) => Ok(&viewer.staff_id),
        (None, Actor::System) => Err(Rule::NotFound.refuse("landlordContactId").into()),
    }
}

/// A reference that no household has.
async fn free_reference(tx: &impl ConnectionTrait, act: &Act<'_>) -> Result<String, DbErr> {
    loop {
        let reference = reference(act);
        let taken =
            household::Entity::find().filter(household::Column::Reference.eq(reference.as_str())).one(tx).await?;
        if taken.is_none() {
            return Ok(reference);
        }
    }
}

/// Six characters without look-alikes (Crockford's alphabet): about a thousand million references.
fn reference(act: &Act<'_>) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let characters = act.chance.bytes::<6>().map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    format!("M-{}", characters.iter().collect::<String>())
}

/// Two registrations at once can both find the number free; the unique key lets one through.
fn number_taken_meanwhile(error: sea_orm::DbErr) -> OperationError {
    match error.sql_err() {
        Some(sea_orm::SqlErr::UniqueConstraintViolation(text)) if text.contains("national_request_number") => {
            Rule::NationalRequestNumberTaken.refuse("nationalRequestNumber").into()
        }
        _ => error.into(),
    }
}
