//! An objective of a support in the schema, and how it went on.

use async_graphql::{InputObject, Result};
use entity::model::{support_objective, support_objective_progress};
use sea_orm::Condition;

use super::{Staff, described, listed};
use crate::graphql::comparators::{DateComparator, EnumComparator};
use crate::graphql::enums::{ObjectiveStatus, SupportAxis};
use crate::graphql::plan::{Encoding, Filter, Sort, Type};
use crate::graphql::scalars::Date;

described!(
    SupportObjective = Type::of::<support_objective::Entity>(
        "SupportObjective",
        "An objective set with the household. Only read by who may read social content.",
    )
    .id("Its identifier.")
    .column::<SupportAxis>("axis", support_objective::Column::Axis, "Its axis.")
    .column::<ObjectiveStatus>("status", support_objective::Column::Status, "How far it is.")
    .column::<String>("label", support_objective::Column::Label, "What it is.")
    .column::<Date>("setOn", support_objective::Column::SetOn, "The day on which it was set with the household.")
    .page::<SupportObjectiveProgress>(
        "progress",
        support_objective_progress::Relation::SupportObjective,
        "How it went on since it was set."
    )
);

/// Which objectives are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct SupportObjectiveFilter {
    /// The axis.
    axis: Option<EnumComparator<SupportAxis>>,
    /// How far it is.
    status: Option<EnumComparator<ObjectiveStatus>>,
}

impl Filter for SupportObjectiveFilter {
    fn condition(self) -> Result<Condition> {
        use support_objective::Column;
        Ok(Condition::all()
            .add_option(self.axis.map(|names| names.on::<entity::types::SupportAxis>(Column::Axis)))
            .add_option(self.status.map(|names| names.on::<entity::types::ObjectiveStatus>(Column::Status))))
    }
}

listed!(SupportObjective by SupportObjectiveFilter, "objectives" {
    SupportObjectiveOrderField SupportObjectiveOrder:
    /// As they were set.
    Position = Sort::by("POSITION", support_objective::Column::Position, Encoding::Number),
});

described!(
    SupportObjectiveProgress = Type::of::<support_objective_progress::Entity>(
        "SupportObjectiveProgress",
        "How an objective went on, on a day. Only read by who may read social content.",
    )
    .id("Its identifier.")
    .column::<i32>("rank", support_objective_progress::Column::Rank, "First, second… step.")
    .column::<ObjectiveStatus>(
        "status",
        support_objective_progress::Column::Status,
        "How far the objective is since then.",
    )
    .column::<Date>("movedOn", support_objective_progress::Column::MovedOn, "The day.")
    .column::<Option<String>>("comment", support_objective_progress::Column::Comment, "What is to be said about it.",)
    .one::<Staff>("author", support_objective_progress::Relation::Staff, "Who recorded it.")
);

/// Which steps are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct SupportObjectiveProgressFilter {
    /// How far the objective is since then.
    status: Option<EnumComparator<ObjectiveStatus>>,
    /// The day.
    moved_on: Option<DateComparator>,
}

impl Filter for SupportObjectiveProgressFilter {
    fn condition(self) -> Result<Condition> {
        use support_objective_progress::Column;
        Ok(Condition::all()
            .add_option(self.status.map(|names| names.on::<entity::types::ObjectiveStatus>(Column::Status)))
            .add_option(self.moved_on.map(|days| days.on(Column::MovedOn))))
    }
}

listed!(SupportObjectiveProgress by SupportObjectiveProgressFilter, "steps of an objective" {
    SupportObjectiveProgressOrderField SupportObjectiveProgressOrder:
    /// First, second… step.
    Rank = Sort::by("RANK", support_objective_progress::Column::Rank, Encoding::Number),
});
