//! A support measure is suspended, and goes on: what [`crate::rules::suspension`] says of its end holds here too.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    TransactionTrait,
};

use super::support::measure_in_scope;
use super::{Act, locked};
use crate::event_log::{self, Draft};
use crate::model::household;
use crate::model::support_suspension::{ActiveModel, Column, Entity, Model};
use crate::model::versioned::FIRST;
use crate::policy::{Action, scope};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::suspension as rules;
use crate::types::{EventKind, SupportMeasureId, SupportSuspensionId, SuspensionGround};

/// What is known when a support is suspended.
#[derive(Debug, Clone)]
pub struct SuspendSupport {
    /// The measure.
    pub support_measure_id: SupportMeasureId,
    /// Why.
    pub ground: SuspensionGround,
    /// Why, in words.
    pub explanation: Option<String>,
    /// First day.
    pub start_on: NaiveDate,
    /// Last day, as far as is known.
    pub expected_end_on: Option<NaiveDate>,
}

/// Suspends an open measure. Its end and its cap stay where they are.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, or the rules of [`crate::rules::suspension`].
pub async fn suspend<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: SuspendSupport,
) -> Result<Model, OperationError> {
    let tx = act.begin(db).await?;
    let (measure, household) = measure_in_scope(&tx, act, &input.support_measure_id).await?;
    act.may(Action::SuspendSupport, act.relation(&household))?;
    let before = suspensions(&tx, &measure.id).await?;
    let suspend = rules::Suspend {
        measure_start_on: measure.start_on,
        closed: measure.closed_on.is_some(),
        suspended: before.iter().any(|suspension| suspension.ended_on.is_none()),
        last_on: before.iter().filter_map(|suspension| suspension.ended_on).max(),
        start_on: input.start_on,
        expected_end_on: input.expected_end_on,
    };
    let mut checks = Checks::new();
    rules::check_suspend(&mut checks, suspend, act.today());
    checks.bounded(input.explanation.as_deref().unwrap_or_default(), 10_000, "explanation");
    checks.done()?;

    let row = ActiveModel {
        id: Set(SupportSuspensionId::generate(act.now, act.chance)),
        support_measure_id: Set(measure.id),
        ground: Set(input.ground),
        explanation: Set(input.explanation.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())),
        start_on: Set(input.start_on),
        expected_end_on: Set(input.expected_end_on),
        ended_on: Set(None),
        version: Set(FIRST),
    };
    let suspension = Entity::insert(row).exec_with_returning(&tx).await?;
    // Not the ground: it can tell of health.
    let draft = told(EventKind::SupportSuspended, &suspension, &household)
        .change("supportMeasureId", &suspension.support_measure_id)
        .change("startOn", suspension.start_on)
        .change_if_any("expectedEndOn", suspension.expected_end_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &suspension.id).await?;
    Ok(suspension)
}

/// The last day of a suspension.
#[derive(Debug, Clone)]
pub struct EndSuspension {
    /// The suspension.
    pub support_suspension_id: SupportSuspensionId,
    /// Its last day.
    pub ended_on: NaiveDate,
}

/// Ends a suspension: support goes on the day after.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, SUSPENSION_ENDED, DAY_BEFORE_SUSPENSION, DATE_IN_FUTURE.
pub async fn end<C: TransactionTrait>(db: &C, act: &Act<'_>, input: EndSuspension) -> Result<Model, OperationError> {
    let tx = act.begin(db).await?;
    let not_found = || Rule::NotFound.refuse("supportSuspensionId");
    let visible = Entity::find_by_id(input.support_suspension_id).filter(act.scope(scope::support_suspensions));
    let measure_id = visible.clone().one(&tx).await?.ok_or_else(not_found)?.support_measure_id;
    // The measure is locked before its suspension, as its closing does: the other order could deadlock.
    let (_, household) = measure_in_scope(&tx, act, &measure_id).await.map_err(|error| match error {
        OperationError::Refused(_) => not_found().into(),
        other => other,
    })?;
    let suspension = locked(visible).one(&tx).await?.ok_or_else(not_found)?;
    act.may(Action::SuspendSupport, act.relation(&household))?;
    act.expects(suspension.version, &suspension.id)?;
    let mut checks = Checks::new();
    let ended = suspension.ended_on.is_some();
    rules::check_end(&mut checks, ended, suspension.start_on, input.ended_on, act.today());
    checks.done()?;

    let suspension = write_end(&tx, act, suspension, &household, input.ended_on).await?;
    act.commit(tx, &suspension.id).await?;
    Ok(suspension)
}

/// The suspensions of a measure, whose row is locked.
pub(super) async fn suspensions(tx: &impl ConnectionTrait, measure_id: &SupportMeasureId) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::SupportMeasureId.eq(measure_id.clone())).all(tx).await
}

/// Writes the last day of a suspension, and the event.
pub(super) async fn write_end(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    suspension: Model,
    household: &household::Model,
    ended_on: NaiveDate,
) -> Result<Model, DbErr> {
    let mut ended = suspension.into_active_model();
    ended.ended_on = Set(Some(ended_on));
    let suspension = ended.update(tx).await?;
    let draft = told(EventKind::SupportSuspensionEnded, &suspension, household).change("endedOn", ended_on);
    event_log::append(tx, act, draft).await?;
    Ok(suspension)
}

fn told(kind: EventKind, suspension: &Model, household: &household::Model) -> Draft {
    Draft::new(kind, &suspension.id).programme(&household.programme_id).household(&household.id)
}
