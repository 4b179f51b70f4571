//! A step of a household's path is waived, or the waiver withdrawn.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::step_waiver;
use entity::refusal::Refusal;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::WaivedStep;
use crate::graphql::ids::parse;
use crate::graphql::model::StepWaiver;

/// What may be left out, and why.
#[derive(InputObject)]
pub struct WaiveStepInput {
    /// The household.
    household_id: ID,
    /// The step.
    step: WaivedStep,
    /// Why.
    reasons: String,
    #[graphql(flatten)]
    once: Once,
}

/// Which waiver is withdrawn.
#[derive(InputObject)]
pub struct WithdrawStepWaiverInput {
    /// The waiver.
    step_waiver_id: ID,
    /// The version of the waiver that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// A step waived, or why it was not.
    WaiveStepPayload {
        /// The waiver.
        step_waiver: StepWaiver
    }
}

payload_type! {
    /// A waiver withdrawn, or why it was not.
    WithdrawStepWaiverPayload {
        /// The waiver.
        step_waiver: StepWaiver
    }
}

#[derive(Default)]
pub struct StepWaiverMutation;

#[Object]
impl StepWaiverMutation {
    /// Waives a step that is missing before one act (*dispense*), for a reason. The programme manager's alone.
    async fn waive_step(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The step, and why.")] input: WaiveStepInput,
    ) -> Option<Result<WaiveStepPayload>> {
        perform(ctx, input, |db, act, input| {
            step_waiver::waive(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Withdraws a waiver that no act has used.
    async fn withdraw_step_waiver(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The waiver.")] input: WithdrawStepWaiverInput,
    ) -> Option<Result<WithdrawStepWaiverPayload>> {
        perform(ctx, input, |db, act, input| {
            step_waiver::withdraw(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }
}

impl ActInput for WaiveStepInput {
    type Operation = step_waiver::WaiveStep;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(step_waiver::WaiveStep {
            household_id: parse(&self.household_id, "householdId")?,
            step: self.step.into(),
            reasons: self.reasons,
        })
    }
}

impl ActInput for WithdrawStepWaiverInput {
    type Operation = step_waiver::WithdrawStepWaiver;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(step_waiver::WithdrawStepWaiver { step_waiver_id: parse(&self.step_waiver_id, "stepWaiverId")? })
    }
}
