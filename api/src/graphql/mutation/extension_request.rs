//! An extension is asked for, granted, refused, withdrawn.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::extension_request as operations;
use entity::refusal::Refusal;
use entity::types::SupportExtensionRequestId;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::ExtensionGround;
use crate::graphql::ids::parse;
use crate::graphql::model::SupportExtensionRequest;
use crate::graphql::scalars::Date;

/// An extension that is asked for.
#[derive(InputObject)]
pub struct RequestExtensionInput {
    /// The support measure.
    support_measure_id: ID,
    /// Why (*motif*).
    ground: ExtensionGround,
    /// Why, in words.
    explanation: String,
    /// The last day that is proposed.
    proposed_end_on: Date,
    #[graphql(flatten)]
    once: Once,
}

/// A request that is granted.
#[derive(InputObject)]
pub struct GrantExtensionInput {
    /// The request.
    support_extension_request_id: ID,
    /// The day of the decision.
    decided_on: Date,
    /// The new last day; left out: the one proposed.
    end_on: Option<Date>,
    /// The version of the request that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// A request that is refused.
#[derive(InputObject)]
pub struct RefuseExtensionInput {
    /// The request.
    support_extension_request_id: ID,
    /// The day of the decision.
    decided_on: Date,
    /// Why.
    reasons: String,
    /// The version of the request that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// A request that is withdrawn.
#[derive(InputObject)]
pub struct WithdrawExtensionRequestInput {
    /// The request.
    support_extension_request_id: ID,
    /// The version of the request that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// An extension asked for, or why it was not.
    RequestExtensionPayload {
        /// The request.
        support_extension_request: SupportExtensionRequest
    }
}

payload_type! {
    /// A request granted, or why it was not.
    GrantExtensionPayload {
        /// The request.
        support_extension_request: SupportExtensionRequest
    }
}

payload_type! {
    /// A request refused, or why it was not.
    RefuseExtensionPayload {
        /// The request.
        support_extension_request: SupportExtensionRequest
    }
}

payload_type! {
    /// A request withdrawn, or why it was not.
    WithdrawExtensionRequestPayload {
        /// The request.
        support_extension_request: SupportExtensionRequest
    }
}

#[derive(Default)]
pub struct ExtensionRequestMutation;

#[Object]
impl ExtensionRequestMutation {
    /// Asks today for an extension of a support measure (*demande de prolongation*). Whoever records it asks.
    async fn request_extension(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request.")] input: RequestExtensionInput,
    ) -> Option<Result<RequestExtensionPayload>> {
        perform(ctx, input, |db, act, input| {
            operations::request(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Grants a request, which extends the support measure. Whoever records it decides.
    async fn grant_extension(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: GrantExtensionInput,
    ) -> Option<Result<GrantExtensionPayload>> {
        perform(ctx, input, |db, act, input| operations::grant(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Refuses a request, with reasons. Whoever records it decides.
    async fn refuse_extension(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: RefuseExtensionInput,
    ) -> Option<Result<RefuseExtensionPayload>> {
        perform(ctx, input, |db, act, input| {
            operations::refuse(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Withdraws a request that is undecided.
    async fn withdraw_extension_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is withdrawn.")] input: WithdrawExtensionRequestInput,
    ) -> Option<Result<WithdrawExtensionRequestPayload>> {
        perform(ctx, input, |db, act, id: SupportExtensionRequestId| {
            async move { Ok(operations::withdraw(db, act, &id).await?.id.to_string()) }.boxed()
        })
        .await
    }
}

impl ActInput for RequestExtensionInput {
    type Operation = operations::RequestExtension;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(operations::RequestExtension {
            support_measure_id: parse(&self.support_measure_id, "supportMeasureId")?,
            ground: self.ground.into(),
            explanation: self.explanation,
            proposed_end_on: self.proposed_end_on.0,
        })
    }
}

impl ActInput for GrantExtensionInput {
    type Operation = operations::GrantExtension;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(operations::GrantExtension {
            support_extension_request_id: parse(&self.support_extension_request_id, "supportExtensionRequestId")?,
            decided_on: self.decided_on.0,
            end_on: self.end_on.map(|day| day.0),
        })
    }
}

impl ActInput for RefuseExtensionInput {
    type Operation = operations::RefuseExtension;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(operations::RefuseExtension {
            support_extension_request_id: parse(&self.support_extension_request_id, "supportExtensionRequestId")?,
            decided_on: self.decided_on.0,
            reasons: self.reasons,
        })
    }
}

impl ActInput for WithdrawExtensionRequestInput {
    type Operation = SupportExtensionRequestId;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        parse(&self.support_extension_request_id, "supportExtensionRequestId")
    }
}
