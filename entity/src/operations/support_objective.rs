//! An objective of a support is set while it runs, and goes on. Both change the measure that it is a part of: it is the
//! measure's version that is compared, and raised.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, TransactionTrait,
};

use super::support::measure_in_scope;
use super::{Act, equals, next_position};
use crate::event_log::{self, Draft};
use crate::model::{household, support_axis, support_measure, support_objective, support_objective_progress};
use crate::policy::{Action, scope};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::support_objective as rules;
use crate::types::{
    EventKind, ObjectiveStatus, SupportAxis, SupportMeasureId, SupportObjectiveId, SupportObjectiveProgressId,
};

/// An objective to be set.
#[derive(Debug, Clone)]
pub struct SetSupportObjective {
    /// The measure.
    pub support_measure_id: SupportMeasureId,
    /// Its axis, one of the measure's.
    pub axis: SupportAxis,
    /// What it is.
    pub label: String,
    /// The day on which it was set with the household.
    pub set_on: NaiveDate,
}

/// Sets an objective of an open measure, after those that it has.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, TEXT_REQUIRED, or the rules of [`crate::rules::support_objective`].
pub async fn set<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: SetSupportObjective,
) -> Result<support_measure::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (measure, household) = measure_in_scope(&tx, act, &input.support_measure_id).await?;
    act.may(Action::FollowObjectives, act.relation(&household))?;
    act.expects(measure.version, &measure.id)?;
    let axes = support_axis::Entity::find()
        .filter(support_axis::Column::SupportMeasureId.eq(measure.id.clone()))
        .all(&tx)
        .await?;
    let axes: Vec<_> = axes.into_iter().map(|row| row.axis).collect();
    let of_measure = equals(support_objective::Column::SupportMeasureId, measure.id.clone());
    let objectives = support_objective::Entity::find().filter(of_measure.clone()).count(&tx).await?;
    let set = rules::Set {
        start_on: measure.start_on,
        closed: measure.closed_on.is_some(),
        axes: &axes,
        objectives: usize::try_from(objectives).unwrap_or(usize::MAX),
        axis: input.axis,
        set_on: input.set_on,
    };
    let mut checks = Checks::new();
    rules::check_set(&mut checks, set, act.today());
    checks.text(&input.label, 1_000, "label");
    checks.done()?;

    let id = SupportObjectiveId::generate(act.now, act.chance);
    let position = support_objective::Column::Position;
    let row = support_objective::ActiveModel {
        id: Set(id.clone()),
        support_measure_id: Set(measure.id.clone()),
        axis: Set(input.axis),
        label: Set(input.label.trim().to_owned()),
        set_on: Set(input.set_on),
        status: Set(ObjectiveStatus::Set),
        position: Set(next_position::<support_objective::Entity, _>(&tx, position, of_measure).await?),
    };
    support_objective::Entity::insert(row).exec_without_returning(&tx).await?;
    let measure = changed(&tx, measure).await?;
    let draft = told(EventKind::SupportObjectiveSet, &measure, &household, &id).change("setOn", input.set_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &measure.id).await?;
    Ok(measure)
}

/// An objective that goes on.
#[derive(Debug, Clone)]
pub struct MoveSupportObjective {
    /// The objective.
    pub support_objective_id: SupportObjectiveId,
    /// How far it is now.
    pub status: ObjectiveStatus,
    /// The day.
    pub moved_on: NaiveDate,
    /// What is to be said about it; social content.
    pub comment: Option<String>,
}

/// Records how far an objective of an open measure is. Whoever records it is the step's author.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, or the rules of [`crate::rules::support_objective`].
pub async fn move_on<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: MoveSupportObjective,
) -> Result<support_measure::Model, OperationError> {
    let tx = act.begin(db).await?;
    let not_found = || Rule::NotFound.refuse("supportObjectiveId");
    let visible = support_objective::Entity::find_by_id(input.support_objective_id.clone())
        .filter(act.scope(scope::support_objectives));
    let measure_id = visible.clone().one(&tx).await?.ok_or_else(not_found)?.support_measure_id;
    let (measure, household) = measure_in_scope(&tx, act, &measure_id).await.map_err(|error| match error {
        OperationError::Refused(_) => not_found().into(),
        other => other,
    })?;
    act.may(Action::FollowObjectives, act.relation(&household))?;
    let author = act.actor.staff_id().cloned().ok_or_else(|| Rule::Forbidden.refuse(""))?;
    act.expects(measure.version, &measure.id)?;
    // Read again under the measure's lock: somebody may have moved it meanwhile.
    let objective = visible.one(&tx).await?.ok_or_else(not_found)?;
    let of_objective = equals(support_objective_progress::Column::SupportObjectiveId, objective.id.clone());
    let last = support_objective_progress::Entity::find()
        .filter(of_objective.clone())
        .order_by_desc(support_objective_progress::Column::Rank)
        .one(&tx)
        .await?;
    let step = rules::Step {
        present: objective.status,
        since: last.map_or(objective.set_on, |last| last.moved_on),
        closed: measure.closed_on.is_some(),
        status: input.status,
        moved_on: input.moved_on,
    };
    let mut checks = Checks::new();
    rules::check_step(&mut checks, step, act.today());
    checks.bounded(input.comment.as_deref().unwrap_or_default(), 10_000, "comment");
    checks.done()?;

    let rank = support_objective_progress::Column::Rank;
    let row = support_objective_progress::ActiveModel {
        id: Set(SupportObjectiveProgressId::generate(act.now, act.chance)),
        support_objective_id: Set(objective.id.clone()),
        rank: Set(next_position::<support_objective_progress::Entity, _>(&tx, rank, of_objective).await?),
        status: Set(input.status),
        moved_on: Set(input.moved_on),
        comment: Set(input.comment.map(|comment| comment.trim().to_owned()).filter(|comment| !comment.is_empty())),
        author_id: Set(author),
    };
    support_objective_progress::Entity::insert(row).exec_without_returning(&tx).await?;
    let id = objective.id.clone();
    let mut moved = objective.into_active_model();
    moved.status = Set(input.status);
    moved.update(&tx).await?;
    let measure = changed(&tx, measure).await?;
    let draft = told(EventKind::SupportObjectiveMoved, &measure, &household, &id).change("movedOn", input.moved_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &measure.id).await?;
    Ok(measure)
}

/// Raises the version of a measure of which a part has changed.
async fn changed(tx: &impl ConnectionTrait, measure: support_measure::Model) -> Result<support_measure::Model, DbErr> {
    measure.into_active_model().update(tx).await
}

/// Neither the axis nor how far it is: they are social content.
fn told(
    kind: EventKind,
    measure: &support_measure::Model,
    household: &household::Model,
    id: &SupportObjectiveId,
) -> Draft {
    Draft::new(kind, &measure.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("supportObjectiveId", id)
}
