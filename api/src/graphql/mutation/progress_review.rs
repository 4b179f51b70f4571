//! A review of a support measure is recorded.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::progress_review;
use entity::refusal::Refusal;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::ProgressReviewKind;
use crate::graphql::ids::parse;
use crate::graphql::model::ProgressReview;
use crate::graphql::scalars::Date;

/// A review that was held with the household.
#[derive(InputObject)]
pub struct RecordProgressReviewInput {
    /// The support measure.
    support_measure_id: ID,
    /// Interim or final.
    kind: ProgressReviewKind,
    /// The day.
    held_on: Date,
    /// What the household said.
    household_view: String,
    /// What the social worker tells.
    account: String,
    /// What the landlord reads: nothing that was said to a social worker.
    landlord_account: String,
    /// What was said in confidence: for the referent alone.
    confidential_note: Option<String>,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// A review recorded, or why it was not.
    RecordProgressReviewPayload {
        /// The review.
        progress_review: ProgressReview
    }
}

#[derive(Default)]
pub struct ProgressReviewMutation;

#[Object]
impl ProgressReviewMutation {
    /// Records a review of a support measure (*bilan*), in a version for each who reads it. Whoever records it is its
    /// author.
    async fn record_progress_review(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The review that was held.")] input: RecordProgressReviewInput,
    ) -> Option<Result<RecordProgressReviewPayload>> {
        perform(ctx, input, |db, act, input| {
            progress_review::record(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }
}

impl ActInput for RecordProgressReviewInput {
    type Operation = progress_review::RecordProgressReview;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(progress_review::RecordProgressReview {
            support_measure_id: parse(&self.support_measure_id, "supportMeasureId")?,
            kind: self.kind.into(),
            held_on: self.held_on.0,
            household_view: self.household_view,
            account: self.account,
            landlord_account: self.landlord_account,
            confidential_note: self.confidential_note,
        })
    }
}
