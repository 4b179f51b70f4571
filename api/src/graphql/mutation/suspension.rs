//! A support measure is suspended, and goes on.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::suspension;
use entity::refusal::Refusal;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::SuspensionGround;
use crate::graphql::ids::parse;
use crate::graphql::model::SupportSuspension;
use crate::graphql::scalars::Date;

/// What is known when a support is suspended.
#[derive(InputObject)]
pub struct SuspendSupportInput {
    /// The support measure.
    support_measure_id: ID,
    /// Why (*motif*).
    ground: SuspensionGround,
    /// Why, in words.
    explanation: Option<String>,
    /// First day, which has come.
    start_on: Date,
    /// Last day, as far as is known.
    expected_end_on: Option<Date>,
    #[graphql(flatten)]
    once: Once,
}

/// The last day of a suspension.
#[derive(InputObject)]
pub struct EndSuspensionInput {
    /// The suspension.
    support_suspension_id: ID,
    /// Its last day.
    ended_on: Date,
    /// The version of the suspension that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// A support measure suspended, or why it was not.
    SuspendSupportPayload {
        /// The suspension.
        support_suspension: SupportSuspension
    }
}

payload_type! {
    /// A suspension ended, or why it was not.
    EndSuspensionPayload {
        /// The suspension.
        support_suspension: SupportSuspension
    }
}

#[derive(Default)]
pub struct SuspensionMutation;

#[Object]
impl SuspensionMutation {
    /// Suspends a support measure. Its end and its cap stay where they are.
    async fn suspend_support(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The suspension.")] input: SuspendSupportInput,
    ) -> Option<Result<SuspendSupportPayload>> {
        perform(ctx, input, |db, act, input| {
            suspension::suspend(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Ends a suspension: support goes on the day after.
    async fn end_suspension(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The end of the suspension.")] input: EndSuspensionInput,
    ) -> Option<Result<EndSuspensionPayload>> {
        perform(ctx, input, |db, act, input| suspension::end(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }
}

impl ActInput for SuspendSupportInput {
    type Operation = suspension::SuspendSupport;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(suspension::SuspendSupport {
            support_measure_id: parse(&self.support_measure_id, "supportMeasureId")?,
            ground: self.ground.into(),
            explanation: self.explanation,
            start_on: self.start_on.0,
            expected_end_on: self.expected_end_on.map(|day| day.0),
        })
    }
}

impl ActInput for EndSuspensionInput {
    type Operation = suspension::EndSuspension;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(suspension::EndSuspension {
            support_suspension_id: parse(&self.support_suspension_id, "supportSuspensionId")?,
            ended_on: self.ended_on.0,
        })
    }
}
