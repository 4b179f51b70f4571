//! A review of a sliding lease is planned and recorded.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::lease_review;
use entity::refusal::Refusal;

use super::{payload_type, run};
use crate::graphql::enums::LeaseReviewOutcome;
use crate::graphql::ids::parse;
use crate::graphql::model::LeaseReview;
use crate::graphql::plan::Planned;
use crate::graphql::scalars::Date;
use crate::graphql::session::RequestExt;

/// The day by which the next review is to be held.
#[derive(InputObject)]
pub struct PlanLeaseReviewInput {
    /// The tenancy under a sliding lease.
    tenancy_id: ID,
    /// The day.
    due_on: Date,
}

/// What a review heard and concluded.
#[derive(InputObject)]
pub struct RecordLeaseReviewInput {
    /// The review.
    lease_review_id: ID,
    /// The day on which it was held.
    held_on: Date,
    /// What it concluded.
    outcome: LeaseReviewOutcome,
    /// What the household said.
    household_view: String,
    /// What the organisation said.
    organisation_view: String,
}

payload_type! {
    /// A review planned, or why it was not.
    PlanLeaseReviewPayload {
        /// The review.
        lease_review: LeaseReview
    }
}

payload_type! {
    /// A review recorded, or why it was not.
    RecordLeaseReviewPayload {
        /// The review.
        lease_review: LeaseReview
    }
}

#[derive(Default)]
pub struct LeaseReviewMutation;

#[Object]
impl LeaseReviewMutation {
    /// Plans the next review of a sliding lease, or moves the one already planned.
    async fn plan_lease_review(
        &self,
        ctx: &Context<'_>,
        input: PlanLeaseReviewInput,
    ) -> Result<PlanLeaseReviewPayload> {
        let actor = ctx.actor()?;
        let operation = async |input| lease_review::plan(ctx.db(), &ctx.act(&actor), input).await;
        let (review, user_errors) = run(input.read(), operation).await?;
        Ok(PlanLeaseReviewPayload { lease_review: review.map(|row| Planned::made(row.id.as_str())), user_errors })
    }

    /// Records a review with what each side said, and plans the next of the series.
    async fn record_lease_review(
        &self,
        ctx: &Context<'_>,
        input: RecordLeaseReviewInput,
    ) -> Result<RecordLeaseReviewPayload> {
        let actor = ctx.actor()?;
        let operation = async |input| lease_review::record(ctx.db(), &ctx.act(&actor), input).await;
        let (review, user_errors) = run(input.read(), operation).await?;
        Ok(RecordLeaseReviewPayload { lease_review: review.map(|row| Planned::made(row.id.as_str())), user_errors })
    }
}

impl PlanLeaseReviewInput {
    fn read(self) -> Result<lease_review::PlanLeaseReview, Refusal> {
        Ok(lease_review::PlanLeaseReview { tenancy_id: parse(&self.tenancy_id, "tenancyId")?, due_on: self.due_on.0 })
    }
}

impl RecordLeaseReviewInput {
    fn read(self) -> Result<lease_review::RecordLeaseReview, Refusal> {
        Ok(lease_review::RecordLeaseReview {
            lease_review_id: parse(&self.lease_review_id, "leaseReviewId")?,
            held_on: self.held_on.0,
            outcome: self.outcome.into(),
            household_view: self.household_view,
            organisation_view: self.organisation_view,
        })
    }
}
