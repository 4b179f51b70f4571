//! The allocation committee decides; the dwelling is offered, and the household answers.

mod release;

pub(super) use self::release::release_all;
pub use self::release::{ReleaseDwelling, release};

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, SqlErr, TransactionTrait,
};

use super::diagnosis::diagnosed_on;
use super::step_waiver::{check_step, spend};
use super::{Act, household_in_scope, locked, programme_of, settings_of};
use crate::database::serialise;
use crate::event_log::{self, Draft};
use crate::model::versioned::FIRST;
use crate::model::{allocation_decision, dwelling, household, tenancy};
use crate::policy::{Action, scope};
use crate::refusal::{Checks, OperationError, Rule, Warning};
use crate::rules::{allocation as rules, household as household_rules};
use crate::types::{
    AllocationDecisionId, AllocationOutcome, DwellingId, EventKind, HouseholdId, HouseholdStage, OfferAnswer,
    WaivedStep,
};

/// What the committee decided on a household and a dwelling.
#[derive(Debug, Clone)]
pub struct RecordAllocation {
    /// The household.
    pub household_id: HouseholdId,
    /// The dwelling.
    pub dwelling_id: DwellingId,
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// What was decided.
    pub outcome: AllocationOutcome,
    /// The place among the candidates, of a household that is ranked.
    pub candidate_rank: Option<u32>,
    /// The document that is missing, of a conditional decision.
    pub missing_document: Option<String>,
    /// Why; of a refusal always.
    pub reasons: Option<String>,
}

/// Records a decision of the allocation committee on a household that the cell has preselected and that was
/// diagnosed.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, the step that is missing, or the rules of [`crate::rules::allocation`]. To be confirmed:
/// DAY_BEFORE_PROGRAMME.
pub async fn record<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordAllocation,
) -> Result<allocation_decision::Model, OperationError> {
    let tx = act.begin(db).await?;
    let household = household_in_scope(&tx, act, &input.household_id, "householdId").await?;
    act.may(Action::RecordAllocation, act.relation(&household))?;
    let dwelling = dwelling::Entity::find_by_id(input.dwelling_id.clone()).filter(act.scope(scope::dwellings));
    let dwelling = dwelling.one(&tx).await?.ok_or_else(|| Rule::NotFound.refuse("dwellingId"))?;
    let mut checks = Checks::new();
    let takes_part = household_rules::takes_part(household.stage);
    checks.require(takes_part, Rule::HouseholdNotRetained, "householdId");
    let preselected = household_rules::is_preselected(household.stage);
    checks.require(!takes_part || preselected, Rule::HouseholdNotPreselected, "householdId");
    let diagnosed_on = diagnosed_on(&tx, &household.id).await?;
    let step = WaivedStep::DiagnosisBeforeAllocation;
    let waiver = check_step(&tx, &mut checks, &household.id, step, diagnosed_on.is_some()).await?;
    let decision = rules::Decision {
        decided_on: input.decided_on,
        diagnosed_on,
        outcome: input.outcome,
        candidate_rank: input.candidate_rank,
        missing_document: input.missing_document.as_deref(),
        reasons: input.reasons.as_deref(),
    };
    rules::check_decision(&mut checks, decision, act.today());
    let programme = programme_of(&tx, &household.programme_id).await?;
    checks.warn(input.decided_on >= programme.starts_on, Warning::DayBeforeProgramme, "decidedOn");
    act.settle(checks)?;

    let text = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let row = allocation_decision::ActiveModel {
        id: Set(AllocationDecisionId::generate(act.now, act.chance)),
        household_id: Set(household.id.clone()),
        dwelling_id: Set(dwelling.id.clone()),
        decided_on: Set(input.decided_on),
        outcome: Set(input.outcome),
        candidate_rank: Set(input.candidate_rank.and_then(|rank| i32::try_from(rank).ok())),
        missing_document: Set(text(input.missing_document)),
        reasons: Set(text(input.reasons)),
        version: Set(FIRST),
        ..Default::default()
    };
    let inserted = allocation_decision::Entity::insert(row).exec_with_returning(&tx).await;
    let decision = inserted.map_err(decided_already)?;
    let waiver_id = spend(&tx, act, &household, Some(waiver), &decision.id).await?;
    let draft = Draft::new(EventKind::AllocationRecorded, &decision.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("decidedOn", decision.decided_on)
        .change("outcome", decision.outcome)
        .change_if_any("candidateRank", decision.candidate_rank)
        .change_if_any("stepWaiverId", waiver_id);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &decision.id).await?;
    Ok(decision)
}

/// The day on which the missing document was there.
#[derive(Debug, Clone)]
pub struct LiftAllocationCondition {
    /// The decision.
    pub allocation_decision_id: AllocationDecisionId,
    /// The day.
    pub lifted_on: NaiveDate,
}

/// Lifts the condition of a conditional decision.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, NOT_CONDITIONAL, CONDITION_ALREADY_LIFTED, DATE_IN_FUTURE, DAY_BEFORE_DECISION.
pub async fn lift_condition<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: LiftAllocationCondition,
) -> Result<allocation_decision::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (decision, household) = decision_in_scope(&tx, act, &input.allocation_decision_id).await?;
    act.may(Action::RecordAllocation, act.relation(&household))?;
    act.expects(decision.version, &decision.id)?;
    let mut checks = Checks::new();
    let conditional = decision.outcome == AllocationOutcome::Conditional;
    checks.require(conditional, Rule::NotConditional, "allocationDecisionId");
    checks.require(decision.condition_lifted_on.is_none(), Rule::ConditionAlreadyLifted, "allocationDecisionId");
    checks.require(input.lifted_on <= act.today(), Rule::DateInFuture, "liftedOn");
    checks.require(input.lifted_on >= decision.decided_on, Rule::DayBeforeDecision, "liftedOn");
    checks.done()?;

    let mut lifted = decision.into_active_model();
    lifted.condition_lifted_on = Set(Some(input.lifted_on));
    let decision = lifted.update(&tx).await?;
    let draft = Draft::new(EventKind::AllocationConditionLifted, &decision.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("conditionLiftedOn", input.lifted_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &decision.id).await?;
    Ok(decision)
}

/// The notification of an offer.
#[derive(Debug, Clone)]
pub struct OfferDwelling {
    /// The decision by which the dwelling is allocated.
    pub allocation_decision_id: AllocationDecisionId,
    /// The day of the notification.
    pub offered_on: NaiveDate,
    /// How long the household has to answer, in days; absent: the ten days of the law.
    pub answer_days: Option<u32>,
}

/// Offers the dwelling to the household, which has at least ten days to answer.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, or the rules of [`crate::rules::allocation`].
pub async fn offer<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: OfferDwelling,
) -> Result<allocation_decision::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (decision, household) = decision_in_scope(&tx, act, &input.allocation_decision_id).await?;
    act.may(Action::RecordAllocation, act.relation(&household))?;
    act.expects(decision.version, &decision.id)?;
    let settings = settings_of(&tx, &household.programme_id).await?;
    let visible = dwelling::Entity::find_by_id(decision.dwelling_id.clone()).filter(act.scope(scope::dwellings));
    visible.one(&tx).await?.ok_or_else(|| Rule::NotFound.refuse("allocationDecisionId"))?;
    // The better ranked, and who lives there, are looked at below.
    one_at_a_time(&tx, &decision.dwelling_id).await?;
    let days = input.answer_days.unwrap_or(rules::LEAST_DAYS);
    let mut checks = Checks::new();
    let offer = rules::Offer {
        decided_on: decision.decided_on,
        outcome: decision.outcome,
        condition_lifted_on: decision.condition_lifted_on,
        offered: decision.offered_on.is_some(),
        better_ranked: better_ranked(&tx, &decision, input.offered_on).await?,
        offered_on: input.offered_on,
        days,
    };
    rules::check_offer(&mut checks, offer, act.today());
    let takes_part = household_rules::takes_part(household.stage);
    checks.require(takes_part, Rule::HouseholdNotRetained, "allocationDecisionId");
    let of_dwelling = allocation_decision::Column::DwellingId.eq(decision.dwelling_id.clone());
    let of_household = allocation_decision::Column::HouseholdId.eq(household.id.clone());
    let other = |condition: Condition| {
        let others =
            allocation_decision::Entity::find().filter(allocation_decision::Column::Id.ne(decision.id.clone()));
        others.filter(condition)
    };
    let dwelling_offered = other(is_unanswered()).filter(of_dwelling.clone()).one(&tx).await?.is_some();
    checks.require(!dwelling_offered, Rule::DwellingOffered, "allocationDecisionId");
    let household_asked = other(is_unanswered()).filter(of_household.clone()).one(&tx).await?.is_some();
    checks.require(!household_asked, Rule::OfferUnanswered, "allocationDecisionId");
    let dwelling_promised = other(is_promised()).filter(of_dwelling).one(&tx).await?.is_some();
    checks.require(!dwelling_promised, Rule::DwellingPromised, "allocationDecisionId");
    let household_settled = other(is_promised()).filter(of_household).one(&tx).await?.is_some();
    checks.require(!household_settled, Rule::OtherDwellingAccepted, "allocationDecisionId");
    let lived_in = tenancy::Entity::find()
        .filter(tenancy::Column::DwellingId.eq(decision.dwelling_id.clone()))
        .filter(tenancy::Column::EndOn.is_null());
    checks.warn(lived_in.one(&tx).await?.is_none(), Warning::DwellingStillOccupied, "allocationDecisionId");
    act.settle(checks)?;

    let due_on = rules::answer_due_on(settings.territory, input.offered_on, days);
    let mut offered = decision.into_active_model();
    offered.offered_on = Set(Some(input.offered_on));
    offered.answer_due_on = Set(Some(due_on));
    let decision = offered.update(&tx).await?;
    let draft = Draft::new(EventKind::DwellingOffered, &decision.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("offeredOn", input.offered_on)
        .change("answerDueOn", due_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &decision.id).await?;
    Ok(decision)
}

/// What a household answered, or that it did not.
#[derive(Debug, Clone)]
pub struct AnswerOffer {
    /// The decision by which the dwelling was offered.
    pub allocation_decision_id: AllocationDecisionId,
    /// The answer.
    pub answer: OfferAnswer,
    /// Its day; of a silence, the day on which somebody takes note of it.
    pub answered_on: NaiveDate,
}

/// Records the answer to an offer; a silence counts as a refusal once somebody has taken note of it.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, ALREADY_ANSWERED, or the rules of [`crate::rules::allocation`].
pub async fn answer<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: AnswerOffer,
) -> Result<allocation_decision::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (decision, household) = decision_in_scope(&tx, act, &input.allocation_decision_id).await?;
    act.may(Action::AnswerOffer, act.relation(&household))?;
    act.expects(decision.version, &decision.id)?;
    let mut checks = Checks::new();
    checks.require(decision.answer.is_none(), Rule::AlreadyAnswered, "allocationDecisionId");
    let accepts = input.answer == OfferAnswer::Accepted;
    let takes_part = household_rules::takes_part(household.stage);
    checks.require(!accepts || takes_part, Rule::HouseholdNotRetained, "allocationDecisionId");
    let offer = decision.offered_on.zip(decision.answer_due_on);
    rules::check_answer(&mut checks, input.answer, input.answered_on, offer, act.today());
    checks.done()?;

    let mut answered = decision.into_active_model();
    answered.answer = Set(Some(input.answer));
    answered.answered_on = Set(Some(input.answered_on));
    let decision = answered.update(&tx).await?;
    let draft = Draft::new(EventKind::OfferAnswered, &decision.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("answer", input.answer)
        .change("answeredOn", input.answered_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &decision.id).await?;
    Ok(decision)
}

/// Has several who offer the same dwelling, or let a household move into it, go one after the other, from here to the end
/// of each one's transaction: each looks whether another was there before. It is the last lock that they take.
pub(super) async fn one_at_a_time(tx: &impl ConnectionTrait, dwelling_id: &DwellingId) -> Result<(), DbErr> {
    serialise(tx, &format!("offer {dwelling_id}")).await
}

/// Which offers wait for an answer.
fn is_unanswered() -> Condition {
    use allocation_decision::Column;
    Condition::all().add(Column::OfferedOn.is_not_null()).add(Column::Answer.is_null())
}

/// Which offers were accepted, and not given up since, and wait for the household to move in: whoever has moved in once
/// wants another decision to move in again.
fn waits() -> Condition {
    use allocation_decision::Column;
    let since = tenancy_column(tenancy::Column::StartOn).gte(decision_column(Column::DecidedOn));
    Condition::all()
        .add(Column::Answer.eq(OfferAnswer::Accepted))
        .add(Column::ReleasedOn.is_null())
        .add(Expr::exists(tenancies_there(since)).not())
}

/// The household's tenancies in the dwelling of a decision, those that are meant.
fn tenancies_there(which: Expr) -> SelectStatement {
    use allocation_decision::Column;
    Query::select()
        .expr(Expr::Constant(1.into()))
        .from(tenancy::Entity)
        .and_where(tenancy_column(tenancy::Column::HouseholdId).eq(decision_column(Column::HouseholdId)))
        .and_where(tenancy_column(tenancy::Column::DwellingId).eq(decision_column(Column::DwellingId)))
        .and_where(which)
        .take()
}

fn tenancy_column(column: tenancy::Column) -> Expr {
    Expr::col((tenancy::Entity, column))
}

fn decision_column(column: allocation_decision::Column) -> Expr {
    Expr::col((allocation_decision::Entity, column))
}

/// Which offers wait for a household that still takes part. Whoever lives in the dwelling when it is allocated to them, to
/// have the lease in their own name, waits for none, and keeps it from nobody once they have moved out.
fn is_promised() -> Condition {
    use allocation_decision::Column;
    let end_on = || tenancy_column(tenancy::Column::EndOn);
    let lived_there = end_on().is_null().or(end_on().gte(decision_column(Column::DecidedOn)));
    let takes_part = Query::select()
        .column(household::Column::Id)
        .from(household::Entity)
        .and_where(household::Column::Stage.is_not_in([HouseholdStage::NotRetained, HouseholdStage::Exited]))
        .take();
    waits().add(Column::HouseholdId.in_subquery(takes_part)).add(Expr::exists(tenancies_there(lived_there)).not())
}

/// The first decision by which a dwelling waits for a household, if one does.
pub(super) async fn accepted(
    tx: &impl ConnectionTrait,
    household_id: &HouseholdId,
    dwelling_id: &DwellingId,
) -> Result<Option<allocation_decision::Model>, DbErr> {
    use allocation_decision::Column;
    allocation_decision::Entity::find()
        .filter(Column::HouseholdId.eq(household_id.clone()))
        .filter(Column::DwellingId.eq(dwelling_id.clone()))
        .filter(waits())
        .order_by_asc(Column::DecidedOn)
        .one(tx)
        .await
}

/// Whether a household has accepted a dwelling and has yet to move in.
pub(super) async fn awaits_dwelling(tx: &impl ConnectionTrait, household_id: &HouseholdId) -> Result<bool, DbErr> {
    let of_household = allocation_decision::Column::HouseholdId.eq(household_id.clone());
    let promised = allocation_decision::Entity::find().filter(of_household).filter(is_promised());
    Ok(promised.one(tx).await?.is_some())
}

/// Whether a dwelling is on offer to another household, or was accepted by one that has yet to move in.
pub(super) async fn promised_to_another(
    tx: &impl ConnectionTrait,
    dwelling_id: &DwellingId,
    household_id: &HouseholdId,
) -> Result<bool, DbErr> {
    let promised = allocation_decision::Entity::find()
        .filter(allocation_decision::Column::DwellingId.eq(dwelling_id.clone()))
        .filter(allocation_decision::Column::HouseholdId.ne(household_id.clone()))
        .filter(Condition::any().add(is_unanswered()).add(is_promised()));
    Ok(promised.one(tx).await?.is_some())
}

/// Whether a household that comes before a ranked one, for the same dwelling on the same day, has neither refused nor given
/// it up by the day of the offer, and still takes part: it was ranked better, or allocated the dwelling outright.
async fn better_ranked(
    tx: &impl ConnectionTrait,
    decision: &allocation_decision::Model,
    offered_on: NaiveDate,
) -> Result<bool, DbErr> {
    use allocation_decision::Column;
    let Some(rank) = decision.candidate_rank else { return Ok(false) };
    let better = allocation_decision::Entity::find()
        .filter(Column::DwellingId.eq(decision.dwelling_id.clone()))
        .filter(Column::DecidedOn.eq(decision.decided_on))
        .filter(
            Condition::any()
                .add(Column::CandidateRank.lt(rank))
                .add(Column::Outcome.eq(AllocationOutcome::Allocated))
                .add(Column::ConditionLiftedOn.is_not_null()),
        )
        .filter(
            Condition::any()
                .add(Column::Answer.is_null())
                .add(Column::Answer.eq(OfferAnswer::Accepted).and(Column::ReleasedOn.is_null()))
                .add(Column::AnsweredOn.gt(offered_on))
                .add(Column::ReleasedOn.gt(offered_on)),
        )
        .inner_join(household::Entity)
        .filter(household::Column::Stage.is_not_in([HouseholdStage::NotRetained, HouseholdStage::Exited]));
    Ok(better.one(tx).await?.is_some())
}

/// Two records at once can both find nothing; the unique keys let one through.
fn decided_already(error: DbErr) -> OperationError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(text)) if text.contains("rank") => {
            Rule::CandidateRankTaken.refuse("candidateRank").into()
        }
        Some(SqlErr::UniqueConstraintViolation(_)) => Rule::AllocationAlreadyRecorded.refuse("householdId").into(),
        _ => error.into(),
    }
}

/// Loads a decision and its household, both locked, if the actor sees them.
async fn decision_in_scope(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    id: &AllocationDecisionId,
) -> Result<(allocation_decision::Model, household::Model), OperationError> {
    let not_found = || Rule::NotFound.refuse("allocationDecisionId");
    let visible = allocation_decision::Entity::find_by_id(id.clone()).filter(act.scope(scope::allocation_decisions));
    let household_id = visible.clone().one(tx).await?.ok_or_else(not_found)?.household_id;
    // The household is locked before its decision, as when the cell does not retain it: the other order could deadlock.
    let household = household_in_scope(tx, act, &household_id, "allocationDecisionId").await?;
    let decision = locked(visible).one(tx).await?.ok_or_else(not_found)?;
    Ok((decision, household))
}
