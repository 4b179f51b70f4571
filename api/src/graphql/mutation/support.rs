//! A support measure starts, is extended, is closed.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::support;
use entity::refusal::Refusal;

use super::{payload_type, run};
use crate::graphql::enums::{ExtensionGround, SupportAxis, SupportIntensity, SupportOutcome};
use crate::graphql::ids::parse;
use crate::graphql::model::SupportMeasure;
use crate::graphql::plan::Planned;
use crate::graphql::scalars::Date;
use crate::graphql::session::RequestExt;

/// What is decided when support starts.
#[derive(InputObject)]
pub struct StartSupportInput {
    /// The household.
    household_id: ID,
    /// Who supports it from now on (*référent*): a social worker of a support organisation.
    referent_id: ID,
    /// First day.
    start_on: Date,
    /// Last day, within twelve months; left out: the last day of the twelve months.
    end_on: Option<Date>,
    /// How close the support is.
    intensity: SupportIntensity,
    /// Its axes: at least one.
    axes: Vec<SupportAxis>,
    /// The objectives set with the household, each on one of the axes.
    #[graphql(default)]
    objectives: Vec<SupportObjectiveInput>,
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
    /// Who decided: somebody entitled to.
    decided_by_id: ID,
    /// The day of the decision.
    decided_on: Date,
    /// The new last day.
    end_on: Date,
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

#[derive(Default)]
pub struct SupportMutation;

#[Object]
impl SupportMutation {
    /// Starts the support of a household, for twelve months at most.
    async fn start_support(&self, ctx: &Context<'_>, input: StartSupportInput) -> Result<StartSupportPayload> {
        let actor = ctx.actor()?;
        let operation = async |input| support::start(ctx.db(), &ctx.act(&actor), input).await;
        let (measure, user_errors) = run(input.read(), operation).await?;
        Ok(StartSupportPayload { support_measure: measure.map(|row| Planned::made(row.id.as_str())), user_errors })
    }

    /// Extends a support measure, exceptionally: a ground, a decision by somebody entitled, an end.
    async fn extend_support(&self, ctx: &Context<'_>, input: ExtendSupportInput) -> Result<ExtendSupportPayload> {
        let actor = ctx.actor()?;
        let operation = async |input| support::extend(ctx.db(), &ctx.act(&actor), input).await;
        let (measure, user_errors) = run(input.read(), operation).await?;
        Ok(ExtendSupportPayload { support_measure: measure.map(|row| Planned::made(row.id.as_str())), user_errors })
    }

    /// Closes a support measure. The tenancy goes on: the two run on independent clocks.
    async fn close_support(&self, ctx: &Context<'_>, input: CloseSupportInput) -> Result<CloseSupportPayload> {
        let actor = ctx.actor()?;
        let operation = async |input| support::close(ctx.db(), &ctx.act(&actor), input).await;
        let (measure, user_errors) = run(input.read(), operation).await?;
        Ok(CloseSupportPayload { support_measure: measure.map(|row| Planned::made(row.id.as_str())), user_errors })
    }
}

impl StartSupportInput {
    fn read(self) -> Result<support::StartSupport, Refusal> {
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

impl ExtendSupportInput {
    fn read(self) -> Result<support::ExtendSupport, Refusal> {
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

impl CloseSupportInput {
    fn read(self) -> Result<support::CloseSupport, Refusal> {
        Ok(support::CloseSupport {
            support_measure_id: parse(&self.support_measure_id, "supportMeasureId")?,
            closed_on: self.closed_on.0,
            outcome: self.outcome.into(),
        })
    }
}
