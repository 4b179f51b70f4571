//! A review of a sliding lease is planned and recorded.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::lease_review;
use entity::refusal::Refusal;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::LeaseReviewOutcome;
use crate::graphql::ids::parse;
use crate::graphql::model::LeaseReview;
use crate::graphql::scalars::Date;

/// The day by which the next review is to be held.
#[derive(InputObject)]
pub struct PlanLeaseReviewInput {
    /// The tenancy under a sliding lease.
    tenancy_id: ID,
    /// The day.
    due_on: Date,
    /// The version of the review already planned that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
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
    /// The version of the review that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
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
        #[graphql(desc = "The review.")] input: PlanLeaseReviewInput,
    ) -> Option<Result<PlanLeaseReviewPayload>> {
        perform(ctx, input, |db, act, input| {
            lease_review::plan(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Records a review with what each side said, and plans the next of the series.
    async fn record_lease_review(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The review that was held.")] input: RecordLeaseReviewInput,
    ) -> Option<Result<RecordLeaseReviewPayload>> {
        perform(ctx, input, |db, act, input| {
            lease_review::record(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }
}

impl ActInput for PlanLeaseReviewInput {
    type Operation = lease_review::PlanLeaseReview;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(lease_review::PlanLeaseReview { tenancy_id: parse(&self.tenancy_id, "tenancyId")?, due_on: self.due_on.0 })
    }
}

impl ActInput for RecordLeaseReviewInput {
    type Operation = lease_review::RecordLeaseReview;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(lease_review::RecordLeaseReview {
            lease_review_id: parse(&self.lease_review_id, "leaseReviewId")?,
            held_on: self.held_on.0,
            outcome: self.outcome.into(),
            household_view: self.household_view,
            organisation_view: self.organisation_view,
        })
    }
}
