//! An objective of a support is set while it runs, and goes on.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::support_objective;
use entity::refusal::Refusal;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::{ObjectiveStatus, SupportAxis};
use crate::graphql::ids::parse;
use crate::graphql::model::SupportMeasure;
use crate::graphql::scalars::Date;

/// An objective to be set while support runs.
#[derive(InputObject)]
pub struct SetSupportObjectiveInput {
    /// The support measure.
    support_measure_id: ID,
    /// Its axis, one of the measure's.
    axis: SupportAxis,
    /// What it is.
    label: String,
    /// The day on which it was set with the household.
    set_on: Date,
    /// The version of the support measure that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// An objective that goes on.
#[derive(InputObject)]
pub struct MoveSupportObjectiveInput {
    /// The objective.
    support_objective_id: ID,
    /// How far it is now.
    status: ObjectiveStatus,
    /// The day.
    moved_on: Date,
    /// What is to be said about it.
    comment: Option<String>,
    /// The version of the support measure that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// An objective set, or why it was not.
    SetSupportObjectivePayload {
        /// The support measure.
        support_measure: SupportMeasure
    }
}

payload_type! {
    /// An objective that went on, or why it did not.
    MoveSupportObjectivePayload {
        /// The support measure.
        support_measure: SupportMeasure
    }
}

#[derive(Default)]
pub struct SupportObjectiveMutation;

#[Object]
impl SupportObjectiveMutation {
    /// Sets an objective with the household while support runs, on one of its axes.
    async fn set_support_objective(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The objective.")] input: SetSupportObjectiveInput,
    ) -> Option<Result<SetSupportObjectivePayload>> {
        perform(ctx, input, |db, act, input| {
            support_objective::set(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Records how far an objective is. Whoever records it is the step's author.
    async fn move_support_objective(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How far it is.")] input: MoveSupportObjectiveInput,
    ) -> Option<Result<MoveSupportObjectivePayload>> {
        perform(ctx, input, |db, act, input| {
            support_objective::move_on(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }
}

impl ActInput for SetSupportObjectiveInput {
    type Operation = support_objective::SetSupportObjective;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(support_objective::SetSupportObjective {
            support_measure_id: parse(&self.support_measure_id, "supportMeasureId")?,
            axis: self.axis.into(),
            label: self.label,
            set_on: self.set_on.0,
        })
    }
}

impl ActInput for MoveSupportObjectiveInput {
    type Operation = support_objective::MoveSupportObjective;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(support_objective::MoveSupportObjective {
            support_objective_id: parse(&self.support_objective_id, "supportObjectiveId")?,
            status: self.status.into(),
            moved_on: self.moved_on.0,
            comment: self.comment,
        })
    }
}
