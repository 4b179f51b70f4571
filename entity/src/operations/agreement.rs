//! A tripartite agreement is drawn up with the household, signed by the three, amended.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, TransactionTrait,
};

use super::diagnosis::diagnosed_on;
use super::step_waiver::{check_step, spend};
use super::{Act, active_staff, equals, household_in_scope, locked, next_position, organisation_of};
use crate::event_log::{self, Draft};
use crate::model::versioned::FIRST;
use crate::model::{agreement_objective, agreement_signature, household, staff, tripartite_agreement};
use crate::policy::{Action, Actor, scope};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::{agreement as rules, household as household_rules};
use crate::types::{
    AgreementObjectiveId, AgreementParty, EventKind, HouseholdId, OrganisationId, Role, StaffId, SupportAxis,
    TripartiteAgreementId, WaivedStep,
};

/// How many sign.
const PARTIES: u64 = 3;

/// An agreement, as it is drawn up with the household.
#[derive(Debug, Clone)]
pub struct DrawUpAgreement {
    /// The household.
    pub household_id: HouseholdId,
    /// The day.
    pub drawn_up_on: NaiveDate,
    /// The objectives set with the household, at least one.
    pub objectives: Vec<AgreedObjective>,
}

/// An objective to be set.
#[derive(Debug, Clone)]
pub struct AgreedObjective {
    /// Its axis.
    pub axis: SupportAxis,
    /// What it is.
    pub label: String,
}

/// Draws up the agreement of a household that was diagnosed; if all have signed one before, an amendment of it.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, the step that is missing, or the rules of [`crate::rules::agreement`].
pub async fn draw_up<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: DrawUpAgreement,
) -> Result<tripartite_agreement::Model, OperationError> {
    let tx = act.begin(db).await?;
    let household = household_in_scope(&tx, act, &input.household_id, "householdId").await?;
    act.may(Action::DrawUpAgreement, act.relation(&household))?;
    let last = last_agreement(&tx, &household.id).await?;
    let mut checks = Checks::new();
    let takes_part = household_rules::takes_part(household.stage);
    checks.require(takes_part, Rule::HouseholdNotRetained, "householdId");
    let preselected = household_rules::is_preselected(household.stage);
    checks.require(!takes_part || preselected, Rule::HouseholdNotPreselected, "householdId");
    let under_way = last.as_ref().is_some_and(|last| last.signed_on.is_none());
    checks.require(!under_way, Rule::AgreementUnsigned, "householdId");
    let diagnosed_on = diagnosed_on(&tx, &household.id).await?;
    let step = WaivedStep::DiagnosisBeforeAgreement;
    let waiver = check_step(&tx, &mut checks, &household.id, step, diagnosed_on.is_some()).await?;
    let draft = rules::Draft {
        drawn_up_on: input.drawn_up_on,
        diagnosed_on,
        amended_on: last.as_ref().and_then(|last| last.signed_on),
        objectives: input.objectives.len(),
    };
    rules::check_draft(&mut checks, draft, act.today());
    for objective in &input.objectives {
        checks.text(&objective.label, 1_000, "objectives");
    }
    checks.done()?;

    let id = TripartiteAgreementId::generate(act.now, act.chance);
    let of_household = equals(tripartite_agreement::Column::HouseholdId, household.id.clone());
    let rank =
        next_position::<tripartite_agreement::Entity, _>(&tx, tripartite_agreement::Column::Rank, of_household).await?;
    let amends = last.map(|last| last.id);
    let row = tripartite_agreement::ActiveModel {
        id: Set(id.clone()),
        household_id: Set(household.id.clone()),
        rank: Set(rank),
        amends_id: Set(amends.clone()),
        drawn_up_on: Set(input.drawn_up_on),
        version: Set(FIRST),
        ..Default::default()
    };
    let agreement = tripartite_agreement::Entity::insert(row).exec_with_returning(&tx).await?;
    let objectives = (1..).zip(&input.objectives).map(|(position, objective)| agreement_objective::ActiveModel {
        id: Set(AgreementObjectiveId::generate(act.now, act.chance)),
        tripartite_agreement_id: Set(id.clone()),
        axis: Set(objective.axis),
        label: Set(objective.label.trim().to_owned()),
        position: Set(position),
    });
    agreement_objective::Entity::insert_many(objectives).exec_without_returning(&tx).await?;
    let waiver_id = spend(&tx, act, &household, Some(waiver), &id).await?;
    let draft = Draft::new(EventKind::AgreementDrawnUp, &id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("drawnUpOn", input.drawn_up_on)
        .change_if_any("amendsId", amends)
        .change_if_any("stepWaiverId", waiver_id);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &id).await?;
    Ok(agreement)
}

/// A signature.
#[derive(Debug, Clone)]
pub struct SignAgreement {
    /// The agreement.
    pub tripartite_agreement_id: TripartiteAgreementId,
    /// Who signs.
    pub party: AgreementParty,
    /// The day.
    pub signed_on: NaiveDate,
    /// The member of staff who signs for an organisation.
    pub signatory_id: Option<StaffId>,
}

/// Records a signature. With the third one the agreement is signed.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, AGREEMENT_CLOSED, ALREADY_SIGNED, or the rules of [`crate::rules::agreement`].
pub async fn sign<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: SignAgreement,
) -> Result<tripartite_agreement::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (agreement, household) = agreement_in_scope(&tx, act, &input.tripartite_agreement_id).await?;
    act.may(Action::SignAgreement, act.relation(&household))?;
    act.expects(agreement.version, &agreement.id)?;
    let signatory = match &input.signatory_id {
        Some(id) => {
            let signatory = active_staff(&tx, id, "signatoryId").await?;
            let party = party_of(&tx, &household, input.party).await?;
            let own = match act.actor {
                Actor::Staff(viewer) if matches!(viewer.role, Role::SocialWorker | Role::LandlordOfficer) => {
                    viewer.organisation_id == signatory.organisation_id
                }
                _ => true,
            };
            Some(rules::Signatory {
                kind: organisation_of(&tx, &signatory).await?.kind,
                role: signatory.role,
                of_household: party.as_ref() == Some(&signatory.organisation_id),
                recorded_by_own: own,
            })
        }
        None => None,
    };
    let signatures = agreement_signature::Entity::find()
        .filter(agreement_signature::Column::TripartiteAgreementId.eq(agreement.id.clone()));
    let signed = signatures.clone().filter(agreement_signature::Column::Party.eq(input.party)).one(&tx).await?;
    let mut checks = Checks::new();
    check_open(&mut checks, &agreement);
    checks.require(signed.is_none(), Rule::AlreadySigned, "party");
    rules::check_signatory(&mut checks, input.party, signatory);
    rules::check_signature_day(&mut checks, agreement.drawn_up_on, input.signed_on, act.today());
    checks.done()?;

    let row = agreement_signature::ActiveModel {
        tripartite_agreement_id: Set(agreement.id.clone()),
        party: Set(input.party),
        signed_on: Set(input.signed_on),
        signatory_id: Set(input.signatory_id),
    };
    agreement_signature::Entity::insert(row).exec_without_returning(&tx).await?;
    let complete = signatures.clone().count(&tx).await? == PARTIES;
    let last = signatures.order_by_desc(agreement_signature::Column::SignedOn).one(&tx).await?;
    let signed_on = last.map(|last| last.signed_on).filter(|_| complete);
    let mut agreement = agreement.into_active_model();
    // Also when it stays the same: somebody who knows the version before has not seen this signature.
    agreement.signed_on = Set(signed_on);
    let agreement = agreement.update(&tx).await?;
    let draft = Draft::new(EventKind::AgreementSigned, &agreement.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("party", input.party)
        .change("partySignedOn", input.signed_on)
        .change_if_any("signedOn", signed_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &agreement.id).await?;
    Ok(agreement)
}

/// Why an agreement is not signed after all.
#[derive(Debug, Clone)]
pub struct CancelAgreement {
    /// The agreement.
    pub tripartite_agreement_id: TripartiteAgreementId,
    /// Why.
    pub reason: String,
}

/// Cancels an agreement that not all have signed; another may then be drawn up.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, AGREEMENT_CLOSED, TEXT_REQUIRED.
pub async fn cancel<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: CancelAgreement,
) -> Result<tripartite_agreement::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (agreement, household) = agreement_in_scope(&tx, act, &input.tripartite_agreement_id).await?;
    act.may(Action::DrawUpAgreement, act.relation(&household))?;
    act.expects(agreement.version, &agreement.id)?;
    let mut checks = Checks::new();
    check_open(&mut checks, &agreement);
    checks.text(&input.reason, 10_000, "reason");
    checks.done()?;

    let mut cancelled = agreement.into_active_model();
    cancelled.cancelled_on = Set(Some(act.today()));
    cancelled.cancellation_reason = Set(Some(input.reason.trim().to_owned()));
    let agreement = cancelled.update(&tx).await?;
    let draft = Draft::new(EventKind::AgreementCancelled, &agreement.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("cancelledOn", act.today());
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &agreement.id).await?;
    Ok(agreement)
}

fn check_open(checks: &mut Checks, agreement: &tripartite_agreement::Model) {
    let open = agreement.signed_on.is_none() && agreement.cancelled_on.is_none();
    checks.require(open, Rule::AgreementClosed, "tripartiteAgreementId");
}

/// The organisation that is a party to a household's agreement: the one that proposed it, or that follows it.
async fn party_of(
    tx: &impl ConnectionTrait,
    household: &household::Model,
    party: AgreementParty,
) -> Result<Option<OrganisationId>, DbErr> {
    let person = match party {
        AgreementParty::Household => None,
        AgreementParty::Landlord => Some(&household.landlord_contact_id),
        AgreementParty::SupportOrganisation => household.referent_id.as_ref(),
    };
    let Some(id) = person else { return Ok(None) };
    Ok(staff::Entity::find_by_id(id.clone()).one(tx).await?.map(|person| person.organisation_id))
}

/// The day on which an agreement with a household was first signed by all, if one was.
pub(super) async fn signed_on(
    tx: &impl ConnectionTrait,
    household_id: &HouseholdId,
) -> Result<Option<NaiveDate>, DbErr> {
    let first = tripartite_agreement::Entity::find()
        .filter(tripartite_agreement::Column::HouseholdId.eq(household_id.clone()))
        .select_only()
        .column_as(tripartite_agreement::Column::SignedOn.min(), "first")
        .into_tuple::<Option<NaiveDate>>()
        .one(tx)
        .await?;
    Ok(first.flatten())
}

/// The last agreement of a household that was not cancelled.
async fn last_agreement(
    tx: &impl ConnectionTrait,
    household_id: &HouseholdId,
) -> Result<Option<tripartite_agreement::Model>, DbErr> {
    tripartite_agreement::Entity::find()
        .filter(tripartite_agreement::Column::HouseholdId.eq(household_id.clone()))
        .filter(tripartite_agreement::Column::CancelledOn.is_null())
        .order_by_desc(tripartite_agreement::Column::Rank)
        .one(tx)
        .await
}

/// Loads an agreement and its household, both locked, if the actor sees them.
async fn agreement_in_scope(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    id: &TripartiteAgreementId,
) -> Result<(tripartite_agreement::Model, household::Model), OperationError> {
    let agreement = locked(tripartite_agreement::Entity::find_by_id(id.clone()))
        .filter(act.scope(scope::tripartite_agreements))
        .one(tx)
        .await?;
    let agreement = agreement.ok_or_else(|| Rule::NotFound.refuse("tripartiteAgreementId"))?;
    let household = household_in_scope(tx, act, &agreement.household_id, "tripartiteAgreementId").await?;
    Ok((agreement, household))
}
