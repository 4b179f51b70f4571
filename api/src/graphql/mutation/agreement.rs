//! A tripartite agreement is drawn up, signed, cancelled.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::agreement;
use entity::refusal::Refusal;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::{AgreementParty, SupportAxis};
use crate::graphql::ids::parse;
use crate::graphql::model::TripartiteAgreement;
use crate::graphql::scalars::Date;

/// An agreement, as it is drawn up with the household.
#[derive(InputObject)]
pub struct DrawUpAgreementInput {
    /// The household.
    household_id: ID,
    /// The day.
    drawn_up_on: Date,
    /// The objectives set with the household: at least one.
    objectives: Vec<AgreementObjectiveInput>,
    #[graphql(flatten)]
    once: Once,
}

/// An objective to be agreed on.
#[derive(InputObject)]
pub struct AgreementObjectiveInput {
    /// Its axis.
    axis: SupportAxis,
    /// What it is.
    label: String,
}

/// A signature.
#[derive(InputObject)]
pub struct SignAgreementInput {
    /// The agreement.
    tripartite_agreement_id: ID,
    /// Who signs.
    party: AgreementParty,
    /// The day.
    signed_on: Date,
    /// The member of staff who signs for an organisation; left out for the household.
    signatory_id: Option<ID>,
    /// The version of the agreement that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// Why an agreement is not signed after all.
#[derive(InputObject)]
pub struct CancelAgreementInput {
    /// The agreement.
    tripartite_agreement_id: ID,
    /// Why.
    reason: String,
    /// The version of the agreement that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// An agreement drawn up, or why it was not.
    DrawUpAgreementPayload {
        /// The agreement.
        tripartite_agreement: TripartiteAgreement
    }
}

payload_type! {
    /// A signature recorded, or why it was not.
    SignAgreementPayload {
        /// The agreement.
        tripartite_agreement: TripartiteAgreement
    }
}

payload_type! {
    /// An agreement cancelled, or why it was not.
    CancelAgreementPayload {
        /// The agreement.
        tripartite_agreement: TripartiteAgreement
    }
}

#[derive(Default)]
pub struct AgreementMutation;

#[Object]
impl AgreementMutation {
    /// Draws up the tripartite agreement of a household; once one is signed, an amendment of it (*avenant*).
    async fn draw_up_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The agreement.")] input: DrawUpAgreementInput,
    ) -> Option<Result<DrawUpAgreementPayload>> {
        perform(ctx, input, |db, act, input| {
            agreement::draw_up(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Records a signature of a tripartite agreement: with the third one it is signed.
    async fn sign_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The signature.")] input: SignAgreementInput,
    ) -> Option<Result<SignAgreementPayload>> {
        perform(ctx, input, |db, act, input| agreement::sign(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Cancels a tripartite agreement that not all have signed; another may then be drawn up.
    async fn cancel_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The agreement.")] input: CancelAgreementInput,
    ) -> Option<Result<CancelAgreementPayload>> {
        perform(ctx, input, |db, act, input| agreement::cancel(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }
}

impl ActInput for DrawUpAgreementInput {
    type Operation = agreement::DrawUpAgreement;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        let objective = |objective: AgreementObjectiveInput| agreement::AgreedObjective {
            axis: objective.axis.into(),
            label: objective.label,
        };
        Ok(agreement::DrawUpAgreement {
            household_id: parse(&self.household_id, "householdId")?,
            drawn_up_on: self.drawn_up_on.0,
            objectives: self.objectives.into_iter().map(objective).collect(),
        })
    }
}

impl ActInput for SignAgreementInput {
    type Operation = agreement::SignAgreement;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(agreement::SignAgreement {
            tripartite_agreement_id: parse(&self.tripartite_agreement_id, "tripartiteAgreementId")?,
            party: self.party.into(),
            signed_on: self.signed_on.0,
            signatory_id: self.signatory_id.as_ref().map(|id| parse(id, "signatoryId")).transpose()?,
        })
    }
}

impl ActInput for CancelAgreementInput {
    type Operation = agreement::CancelAgreement;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(agreement::CancelAgreement {
            tripartite_agreement_id: parse(&self.tripartite_agreement_id, "tripartiteAgreementId")?,
            reason: self.reason,
        })
    }
}
