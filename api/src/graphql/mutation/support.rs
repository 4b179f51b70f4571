//! A support measure starts, is extended, is closed.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::support;
use entity::refusal::Refusal;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::{ExtensionGround, SupportAxis, SupportIntensity, SupportOutcome};
use crate::graphql::ids::parse;
use crate::graphql::model::{Household, SupportMeasure};
use crate::graphql::scalars::Date;

/// What is decided when support starts.
#[derive(InputObject)]
pub struct StartSupportInput {
    /// The household.
    household_id: ID,
    /// Who supports it from now on (*référent*): a social worker of a support organisation.
    referent_id: ID,
    /// First day.
    start_on: Date,
    /// Last day, within twelve months; left out: the last day of what the diagnosis advises, of the twelve months if it
    /// advises nothing. Measures that follow one another
    /// with less than a year between share twelve months, from the start of the first: what goes beyond what is left of
    /// them wants a waiver (`FURTHER_SUPPORT`).
    end_on: Option<Date>,
    /// How close the support is.
    intensity: SupportIntensity,
    /// Its axes: at least one.
    axes: Vec<SupportAxis>,
    /// The objectives set with the household, each on one of the axes.
    #[graphql(default)]
    objectives: Vec<SupportObjectiveInput>,
    #[graphql(flatten)]
    once: Once,
}

/// An objective to be set.
#[derive(InputObject)]
pub struct SupportObjectiveInput {
    /// Its axis.
    axis: SupportAxis,
    /// What it is.
    label: String,
}

/// An exception to the twelve months: ground, decision, end.
#[derive(InputObject)]
pub struct ExtendSupportInput {
    /// The support measure.
    support_measure_id: ID,
    /// Why (*motif*).
    ground: ExtensionGround,
    /// Why, in words.
    explanation: String,
    /// Who decided: somebody entitled to. What was asked for is granted or refused by the request's own mutations, and
    /// after a refusal only who decides records another extension.
    decided_by_id: ID,
    /// The day of the decision.
    decided_on: Date,
    /// The new last day.
    end_on: Date,
    /// The version of the support measure that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// How a support measure ended.
#[derive(InputObject)]
pub struct CloseSupportInput {
    /// The support measure.
    support_measure_id: ID,
    /// Its last day.
    closed_on: Date,
    /// How it ended.
    outcome: SupportOutcome,
    /// The version of the support measure that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// Which support measure comes to nothing.
#[derive(InputObject)]
pub struct CancelSupportInput {
    /// The support measure: it has not begun.
    support_measure_id: ID,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// A support measure started, or why it was not.
    StartSupportPayload {
        /// The support measure.
        support_measure: SupportMeasure
    }
}

payload_type! {
    /// A support measure extended, or why it was not.
    ExtendSupportPayload {
        /// The support measure.
        support_measure: SupportMeasure
    }
}

payload_type! {
    /// A support measure closed, or why it was not.
    CloseSupportPayload {
        /// The support measure.
        support_measure: SupportMeasure
    }
}

payload_type! {
    /// A support measure taken back, or why it was not.
    CancelSupportPayload {
        /// The household, without it.
        household: Household
    }
}

#[derive(Default)]
pub struct SupportMutation;

#[Object]
impl SupportMutation {
    /// Starts the support of a household, for twelve months at most.
    async fn start_support(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The support.")] input: StartSupportInput,
    ) -> Option<Result<StartSupportPayload>> {
        perform(ctx, input, |db, act, input| support::start(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Extends a support measure, exceptionally: a ground, a decision by somebody entitled, an end.
    async fn extend_support(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The extension.")] input: ExtendSupportInput,
    ) -> Option<Result<ExtendSupportPayload>> {
        perform(ctx, input, |db, act, input| support::extend(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Takes back a support measure that was recorded ahead and has not begun.
    async fn cancel_support(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The support.")] input: CancelSupportInput,
    ) -> Option<Result<CancelSupportPayload>> {
        perform(ctx, input, |db, act, input| support::cancel(db, act, input).map_ok(|id| id.to_string()).boxed()).await
    }

    /// Closes a support measure. The tenancy goes on: the two run on independent clocks.
    async fn close_support(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The end of the support.")] input: CloseSupportInput,
    ) -> Option<Result<CloseSupportPayload>> {
        perform(ctx, input, |db, act, input| support::close(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }
}

impl ActInput for StartSupportInput {
    type Operation = support::StartSupport;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        let objective =
            |input: SupportObjectiveInput| support::NewObjective { axis: input.axis.into(), label: input.label };
        Ok(support::StartSupport {
            household_id: parse(&self.household_id, "householdId")?,
            referent_id: parse(&self.referent_id, "referentId")?,
            start_on: self.start_on.0,
            end_on: self.end_on.map(|day| day.0),
            intensity: self.intensity.into(),
            axes: self.axes.into_iter().map(Into::into).collect(),
            objectives: self.objectives.into_iter().map(objective).collect(),
        })
    }
}

impl ActInput for ExtendSupportInput {
    type Operation = support::ExtendSupport;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(support::ExtendSupport {
            support_measure_id: parse(&self.support_measure_id, "supportMeasureId")?,
            ground: self.ground.into(),
            explanation: self.explanation,
            decided_by_id: parse(&self.decided_by_id, "decidedById")?,
            decided_on: self.decided_on.0,
            end_on: self.end_on.0,
        })
    }
}

impl ActInput for CloseSupportInput {
    type Operation = support::CloseSupport;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(support::CloseSupport {
            support_measure_id: parse(&self.support_measure_id, "supportMeasureId")?,
            closed_on: self.closed_on.0,
            outcome: self.outcome.into(),
        })
    }
}

impl ActInput for CancelSupportInput {
    type Operation = support::CancelSupport;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(support::CancelSupport { support_measure_id: parse(&self.support_measure_id, "supportMeasureId")? })
    }
}
