//! The intensity of a support changes.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::support_intensity;
use entity::refusal::Refusal;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::SupportIntensity;
use crate::graphql::ids::parse;
use crate::graphql::model::SupportMeasure;
use crate::graphql::scalars::Date;

/// A change of intensity.
#[derive(InputObject)]
pub struct ChangeSupportIntensityInput {
    /// The support measure.
    support_measure_id: ID,
    /// How close the support becomes.
    intensity: SupportIntensity,
    /// From which day on: after the one since which it is what it is, and come.
    from_on: Date,
    /// Why.
    reasons: String,
    /// The version of the support measure that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// An intensity changed, or why it was not.
    ChangeSupportIntensityPayload {
        /// The support measure.
        support_measure: SupportMeasure
    }
}

#[derive(Default)]
pub struct SupportIntensityMutation;

#[Object]
impl SupportIntensityMutation {
    /// Changes how close a support is, from a day on.
    async fn change_support_intensity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: ChangeSupportIntensityInput,
    ) -> Option<Result<ChangeSupportIntensityPayload>> {
        perform(ctx, input, |db, act, input| {
            support_intensity::change(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }
}

impl ActInput for ChangeSupportIntensityInput {
    type Operation = support_intensity::ChangeSupportIntensity;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(support_intensity::ChangeSupportIntensity {
            support_measure_id: parse(&self.support_measure_id, "supportMeasureId")?,
            intensity: self.intensity.into(),
            from_on: self.from_on.0,
            reasons: self.reasons,
        })
    }
}
