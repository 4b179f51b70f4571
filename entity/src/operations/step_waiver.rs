//! A step of a household's path is waived before one act, for a reason; the act that leaves it out uses the waiver up.
//!
//! Two steps cannot be waived, and the database refuses them too: the preselection before the committee decides, the
//! exam before a lease slides.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, Select, TransactionTrait,
};

use super::agreement::signed_on;
use super::allocation::awaits_dwelling;
use super::diagnosis::diagnosed_on;
use super::support::{last_over, open_measure};
use super::{Act, household_in_scope, locked};
use crate::event_log::{self, Draft};
use crate::model::household;
use crate::model::step_waiver::{ActiveModel, Column, Entity, Model};
use crate::model::versioned::FIRST;
use crate::policy::{Action, scope};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::{household as household_rules, step_waiver as rules};
use crate::types::{EventKind, HouseholdId, StepWaiverId, WaivedStep};

/// What may be left out, and why.
#[derive(Debug, Clone)]
pub struct WaiveStep {
    /// The household.
    pub household_id: HouseholdId,
    /// The step.
    pub step: WaivedStep,
    /// Why.
    pub reasons: String,
}

/// Waives a step that is missing before one act, for a household that takes part.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, HOUSEHOLD_NOT_RETAINED, STEP_NOT_MISSING, STEP_ALREADY_WAIVED, TEXT_REQUIRED.
pub async fn waive<C: TransactionTrait>(db: &C, act: &Act<'_>, input: WaiveStep) -> Result<Model, OperationError> {
    let tx = act.begin(db).await?;
    let household = household_in_scope(&tx, act, &input.household_id, "householdId").await?;
    act.may(Action::WaiveStep, act.relation(&household))?;
    let waived_by = act.actor.staff_id().cloned().ok_or_else(|| Rule::Forbidden.refuse(""))?;
    let open = open_waiver(&tx, &household.id, input.step).await?;
    let mut checks = Checks::new();
    checks.require(household_rules::takes_part(household.stage), Rule::HouseholdNotRetained, "householdId");
    checks.require(is_missing(&tx, &household, input.step).await?, Rule::StepNotMissing, "step");
    checks.require(open.is_none(), Rule::StepAlreadyWaived, "step");
    checks.text(&input.reasons, 10_000, "reasons");
    checks.done()?;

    let row = ActiveModel {
        id: Set(StepWaiverId::generate(act.now, act.chance)),
        household_id: Set(household.id.clone()),
        step: Set(input.step),
        reasons: Set(input.reasons.trim().to_owned()),
        waived_by_id: Set(waived_by),
        waived_on: Set(act.today()),
        used_for_id: Set(None),
        used_on: Set(None),
        withdrawn_on: Set(None),
        version: Set(FIRST),
    };
    let waiver = Entity::insert(row).exec_with_returning(&tx).await?;
    let draft = Draft::new(EventKind::StepWaived, &waiver.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("step", waiver.step);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &waiver.id).await?;
    Ok(waiver)
}

/// Which waiver is withdrawn.
#[derive(Debug, Clone)]
pub struct WithdrawStepWaiver {
    /// The waiver.
    pub step_waiver_id: StepWaiverId,
}

/// Withdraws a waiver that no act has used.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, STEP_WAIVER_CLOSED.
pub async fn withdraw<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: WithdrawStepWaiver,
) -> Result<Model, OperationError> {
    let tx = act.begin(db).await?;
    let not_found = || Rule::NotFound.refuse("stepWaiverId");
    let visible = Entity::find_by_id(input.step_waiver_id).filter(act.scope(scope::step_waivers));
    let household_id = visible.clone().one(&tx).await?.ok_or_else(not_found)?.household_id;
    // The household is locked before its waiver, as an act that uses it does: the other order could deadlock.
    let household = household_in_scope(&tx, act, &household_id, "stepWaiverId").await?;
    let waiver = locked(visible).one(&tx).await?.ok_or_else(not_found)?;
    act.may(Action::WaiveStep, act.relation(&household))?;
    act.expects(waiver.version, &waiver.id)?;
    let mut checks = Checks::new();
    let open = waiver.used_on.is_none() && waiver.withdrawn_on.is_none();
    checks.require(open, Rule::StepWaiverClosed, "stepWaiverId");
    checks.done()?;

    let waiver = write_withdrawal(&tx, act, waiver, &household).await?;
    act.commit(tx, &waiver.id).await?;
    Ok(waiver)
}

/// Withdraws every waiver of a household, whose row is locked, that no act has used: what is waived for who takes no part
/// any more must not be there for them when they are proposed again. Source: ours.
pub(super) async fn withdraw_all(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    household: &household::Model,
) -> Result<(), DbErr> {
    let open = open_waivers(&household.id).order_by_asc(Column::Id);
    for waiver in locked(open).all(tx).await? {
        write_withdrawal(tx, act, waiver, household).await?;
    }
    Ok(())
}

/// Writes that a waiver is withdrawn, and its event.
async fn write_withdrawal(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    waiver: Model,
    household: &household::Model,
) -> Result<Model, DbErr> {
    let mut withdrawn = waiver.into_active_model();
    withdrawn.withdrawn_on = Set(Some(act.today()));
    let waiver = withdrawn.update(tx).await?;
    let draft = Draft::new(EventKind::StepWaiverWithdrawn, &waiver.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("withdrawnOn", act.today());
    event_log::append(tx, act, draft).await?;
    Ok(waiver)
}

/// Whether a step is missing today, as far as that can be told before the act: of an allocation, that no accepted dwelling
/// waits for the household; of further support, that there was some before. A start may be recorded late: whether a year has passed is told by its day,
/// not by the waiver's.
async fn is_missing(tx: &impl ConnectionTrait, household: &household::Model, step: WaivedStep) -> Result<bool, DbErr> {
    let household_id = &household.id;
    Ok(match step {
        WaivedStep::DiagnosisBeforeAllocation | WaivedStep::DiagnosisBeforeAgreement => {
            diagnosed_on(tx, household_id).await?.is_none()
        }
        WaivedStep::AgreementBeforeSupport => signed_on(tx, household_id).await?.is_none(),
        WaivedStep::AllocationBeforeTenancy => !awaits_dwelling(tx, household_id).await?,
        WaivedStep::FurtherSupport => {
            let supported = open_measure(tx, household_id).await?.is_some();
            !supported && last_over(tx, household).await?.is_some()
        }
    })
}

/// The waiver of a step before an act, if there is one, and whether the act needs it.
pub(super) struct Waiver {
    open: Option<Model>,
    needed: bool,
}

/// Checks that a step was done before an act on a household whose row is locked, or was waived. Returns the waiver
/// that the act has to [`spend`].
pub(super) async fn check_step(
    tx: &impl ConnectionTrait,
    checks: &mut Checks,
    household_id: &HouseholdId,
    step: WaivedStep,
    done: bool,
) -> Result<Waiver, DbErr> {
    let open = open_waiver(tx, household_id, step).await?;
    checks.require(done || open.is_some(), rules::missing(step), "householdId");
    Ok(Waiver { open, needed: !done })
}

/// Uses up the waiver of a step, if an act needed one, for what it wrote. Returns its identifier, for the event. One that
/// was not needed is withdrawn: the step was done meanwhile, and another act must not leave it out. `None`: the act wants
/// no such step.
pub(super) async fn spend(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    household: &household::Model,
    waiver: Option<Waiver>,
    subject_id: &(impl ToString + ?Sized),
) -> Result<Option<StepWaiverId>, DbErr> {
    let Some(Waiver { open: Some(waiver), needed }) = waiver else { return Ok(None) };
    if !needed {
        write_withdrawal(tx, act, waiver, household).await?;
        return Ok(None);
    }
    let mut used = waiver.into_active_model();
    used.used_for_id = Set(Some(subject_id.to_string()));
    used.used_on = Set(Some(act.today()));
    Ok(Some(used.update(tx).await?.id))
}

/// The waiver of a step that is neither used nor withdrawn, if there is one. The household's row is locked: none is
/// used twice.
async fn open_waiver(
    tx: &impl ConnectionTrait,
    household_id: &HouseholdId,
    step: WaivedStep,
) -> Result<Option<Model>, DbErr> {
    open_waivers(household_id).filter(Column::Step.eq(step)).one(tx).await
}

/// The waivers of a household that are neither used nor withdrawn.
fn open_waivers(household_id: &HouseholdId) -> Select<Entity> {
    Entity::find()
        .filter(Column::HouseholdId.eq(household_id.clone()))
        .filter(Column::UsedOn.is_null())
        .filter(Column::WithdrawnOn.is_null())
}
