//! The allocation committee decides, the dwelling is offered, the household answers.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::allocation;
use entity::refusal::{Refusal, Rule};
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::{AllocationOutcome, OfferAnswer, ReleaseCause};
use crate::graphql::ids::parse;
use crate::graphql::model::AllocationDecision;
use crate::graphql::scalars::Date;

/// What the allocation committee (*CAL*) decided on a household and a dwelling.
#[derive(InputObject)]
pub struct RecordAllocationInput {
    /// The household.
    household_id: ID,
    /// The dwelling.
    dwelling_id: ID,
    /// The day of the decision.
    decided_on: Date,
    /// What was decided.
    outcome: AllocationOutcome,
    /// The household's place among the candidates, from 1: if it is ranked, and only then.
    candidate_rank: Option<i32>,
    /// The document that is missing: if the decision is conditional, and only then.
    missing_document: Option<String>,
    /// Why (*motifs*); a refusal always has reasons.
    reasons: Option<String>,
    #[graphql(flatten)]
    once: Once,
}

/// The day on which the missing document was there.
#[derive(InputObject)]
pub struct LiftAllocationConditionInput {
    /// The decision.
    allocation_decision_id: ID,
    /// The day.
    lifted_on: Date,
    /// The version of the decision that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// The notification of an offer.
#[derive(InputObject)]
pub struct OfferDwellingInput {
    /// The decision by which the dwelling is allocated.
    allocation_decision_id: ID,
    /// The day of the notification.
    offered_on: Date,
    /// How long the household has to answer, in days, 10 to 60; left out: the ten days of the law.
    answer_days: Option<i32>,
    /// The version of the decision that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// What a household answered, or that it did not.
#[derive(InputObject)]
pub struct AnswerOfferInput {
    /// The decision by which the dwelling was offered.
    allocation_decision_id: ID,
    /// The answer.
    answer: OfferAnswer,
    /// Its day; of a silence, the day on which somebody takes note of it.
    answered_on: Date,
    /// The version of the decision that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// What came between an acceptance and the tenancy.
#[derive(InputObject)]
pub struct ReleaseDwellingInput {
    /// The decision by which the dwelling was offered and accepted.
    allocation_decision_id: ID,
    /// Whose doing it was.
    cause: ReleaseCause,
    /// The day since which it is so.
    released_on: Date,
    /// Why (*motifs*).
    reasons: String,
    /// The version of the decision that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// A decision recorded, or why it was not.
    RecordAllocationPayload {
        /// The decision.
        allocation_decision: AllocationDecision
    }
}

payload_type! {
    /// A condition lifted, or why it was not.
    LiftAllocationConditionPayload {
        /// The decision.
        allocation_decision: AllocationDecision
    }
}

payload_type! {
    /// A dwelling offered, or why it was not.
    OfferDwellingPayload {
        /// The decision.
        allocation_decision: AllocationDecision
    }
}

payload_type! {
    /// An answer recorded, or why it was not.
    AnswerOfferPayload {
        /// The decision.
        allocation_decision: AllocationDecision
    }
}

payload_type! {
    /// A dwelling released, or why it was not.
    ReleaseDwellingPayload {
        /// The decision.
        allocation_decision: AllocationDecision
    }
}

#[derive(Default)]
pub struct AllocationMutation;

#[Object]
impl AllocationMutation {
    /// Records what the allocation committee decided on a household and a dwelling.
    async fn record_allocation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: RecordAllocationInput,
    ) -> Option<Result<RecordAllocationPayload>> {
        perform(ctx, input, |db, act, input| {
            allocation::record(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Lifts the condition of a conditional decision: the missing document is there.
    async fn lift_allocation_condition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "When.")] input: LiftAllocationConditionInput,
    ) -> Option<Result<LiftAllocationConditionPayload>> {
        perform(ctx, input, |db, act, input| {
            allocation::lift_condition(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Records that the dwelling was offered to the household, and works out until when it may answer.
    async fn offer_dwelling(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The offer.")] input: OfferDwellingInput,
    ) -> Option<Result<OfferDwellingPayload>> {
        perform(ctx, input, |db, act, input| allocation::offer(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Records what the household answered. A silence is a refusal: somebody takes note of it once the time is over.
    async fn answer_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: AnswerOfferInput,
    ) -> Option<Result<AnswerOfferPayload>> {
        perform(ctx, input, |db, act, input| {
            allocation::answer(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Records that a household which accepted a dwelling withdrew (*désistement*), or that the landlord could not deliver
    /// it: it may be offered to others, and another to the household.
    async fn release_dwelling(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What came in between.")] input: ReleaseDwellingInput,
    ) -> Option<Result<ReleaseDwellingPayload>> {
        perform(ctx, input, |db, act, input| {
            allocation::release(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }
}

impl ActInput for RecordAllocationInput {
    type Operation = allocation::RecordAllocation;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        let rank = self.candidate_rank.map(u32::try_from).transpose();
        Ok(allocation::RecordAllocation {
            household_id: parse(&self.household_id, "householdId")?,
            dwelling_id: parse(&self.dwelling_id, "dwellingId")?,
            decided_on: self.decided_on.0,
            outcome: self.outcome.into(),
            candidate_rank: rank.map_err(|_| Rule::CandidateRankOutOfRange.refuse("candidateRank"))?,
            missing_document: self.missing_document,
            reasons: self.reasons,
        })
    }
}

impl ActInput for LiftAllocationConditionInput {
    type Operation = allocation::LiftAllocationCondition;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(allocation::LiftAllocationCondition {
            allocation_decision_id: parse(&self.allocation_decision_id, "allocationDecisionId")?,
            lifted_on: self.lifted_on.0,
        })
    }
}

impl ActInput for OfferDwellingInput {
    type Operation = allocation::OfferDwelling;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        let days = self.answer_days.map(u32::try_from).transpose();
        Ok(allocation::OfferDwelling {
            allocation_decision_id: parse(&self.allocation_decision_id, "allocationDecisionId")?,
            offered_on: self.offered_on.0,
            answer_days: days.map_err(|_| Rule::AnswerPeriodOutOfRange.refuse("answerDays"))?,
        })
    }
}

impl ActInput for AnswerOfferInput {
    type Operation = allocation::AnswerOffer;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(allocation::AnswerOffer {
            allocation_decision_id: parse(&self.allocation_decision_id, "allocationDecisionId")?,
            answer: self.answer.into(),
            answered_on: self.answered_on.0,
        })
    }
}

impl ActInput for ReleaseDwellingInput {
    type Operation = allocation::ReleaseDwelling;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(allocation::ReleaseDwelling {
            allocation_decision_id: parse(&self.allocation_decision_id, "allocationDecisionId")?,
            cause: self.cause.into(),
            released_on: self.released_on.0,
            reasons: self.reasons,
        })
    }
}
