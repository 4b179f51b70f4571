//! What a programme states is revised, and given an opinion on, which is taken back if it was recorded by error.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::{programme_form, programme_opinion};
use entity::refusal::Refusal;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::{OpinionLevel, RegionalOpinion, Reproducibility};
use crate::graphql::ids::parse;
use crate::graphql::model::{FormRevisionInput, Programme};
use crate::graphql::scalars::Date;

/// What the partners of a programme agreed to change (*avenant*).
#[derive(InputObject)]
pub struct ReviseProgrammeInput {
    /// The programme.
    programme_id: ID,
    /// The day on which they agreed.
    decided_on: Date,
    /// Why.
    reason: String,
    /// What changes.
    revision: FormRevisionInput,
    /// The version of the programme that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// The opinion of the departmental service (*avis du service départemental*).
#[derive(InputObject)]
pub struct RecordDepartmentalOpinionInput {
    /// The programme.
    programme_id: ID,
    /// The day on which it was given.
    given_on: Date,
    /// In words.
    #[graphql(default)]
    opinion: String,
    /// How far the project answers the call (*pertinence*), in words.
    #[graphql(default)]
    relevance: String,
    /// How far it could be reproduced (*caractère reproductible*); absent: no box is ticked.
    reproducibility: Option<Reproducibility>,
    /// The conditions that are thought necessary, in words.
    #[graphql(default)]
    conditions: String,
    /// The version of the programme that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// The opinion of the region (*avis global du niveau régional*).
#[derive(InputObject)]
pub struct RecordRegionalOpinionInput {
    /// The programme.
    programme_id: ID,
    /// The day on which it was given.
    given_on: Date,
    /// What it is.
    opinion: RegionalOpinion,
    /// In words.
    #[graphql(default)]
    comment: String,
    /// The version of the programme that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// An opinion that was recorded by error.
#[derive(InputObject)]
pub struct WithdrawOpinionInput {
    /// The programme.
    programme_id: ID,
    /// Whose opinion.
    level: OpinionLevel,
    /// Why.
    reason: String,
    /// The version of the programme that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// A programme revised, or why it was not.
    ReviseProgrammePayload {
        /// The programme.
        programme: Programme
    }
}

payload_type! {
    /// An opinion recorded, or why it was not.
    RecordDepartmentalOpinionPayload {
        /// The programme.
        programme: Programme
    }
}

payload_type! {
    /// An opinion recorded, or why it was not.
    RecordRegionalOpinionPayload {
        /// The programme.
        programme: Programme
    }
}

payload_type! {
    /// An opinion withdrawn, or why it was not.
    WithdrawOpinionPayload {
        /// The programme.
        programme: Programme
    }
}

#[derive(Default)]
pub struct ProgrammeMutation;

#[Object]
impl ProgrammeMutation {
    /// Revises what a programme states; the version before is kept. The opinions on it stay as they are.
    async fn revise_programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The revision.")] input: ReviseProgrammeInput,
    ) -> Option<Result<ReviseProgrammePayload>> {
        perform(ctx, input, |db, act, input| {
            programme_form::revise(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Records the opinion of the departmental service, in place of the one before, which is kept in a version.
    async fn record_departmental_opinion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The opinion.")] input: RecordDepartmentalOpinionInput,
    ) -> Option<Result<RecordDepartmentalOpinionPayload>> {
        perform(ctx, input, |db, act, input| {
            programme_opinion::record_departmental_opinion(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Records the opinion of the region, in place of the one before, which is kept in a version.
    async fn record_regional_opinion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The opinion.")] input: RecordRegionalOpinionInput,
    ) -> Option<Result<RecordRegionalOpinionPayload>> {
        perform(ctx, input, |db, act, input| {
            programme_opinion::record_regional_opinion(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Takes back an opinion that was recorded by error: there is none then, and another may be recorded. It stays in the
    /// versions before.
    async fn withdraw_opinion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The opinion.")] input: WithdrawOpinionInput,
    ) -> Option<Result<WithdrawOpinionPayload>> {
        perform(ctx, input, |db, act, input| {
            programme_opinion::withdraw(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }
}

impl ActInput for ReviseProgrammeInput {
    type Operation = programme_form::ReviseProgramme;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(programme_form::ReviseProgramme {
            programme_id: parse(&self.programme_id, "programmeId")?,
            decided_on: self.decided_on.0,
            reason: self.reason,
            revision: self.revision.read()?,
        })
    }
}

impl ActInput for RecordDepartmentalOpinionInput {
    type Operation = programme_opinion::RecordDepartmentalOpinion;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(programme_opinion::RecordDepartmentalOpinion {
            programme_id: parse(&self.programme_id, "programmeId")?,
            given_on: self.given_on.0,
            opinion: self.opinion,
            relevance: self.relevance,
            reproducibility: self.reproducibility.map(Into::into),
            conditions: self.conditions,
        })
    }
}

impl ActInput for RecordRegionalOpinionInput {
    type Operation = programme_opinion::RecordRegionalOpinion;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(programme_opinion::RecordRegionalOpinion {
            programme_id: parse(&self.programme_id, "programmeId")?,
            given_on: self.given_on.0,
            opinion: self.opinion.into(),
            comment: self.comment,
        })
    }
}

impl ActInput for WithdrawOpinionInput {
    type Operation = programme_opinion::WithdrawOpinion;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(programme_opinion::WithdrawOpinion {
            programme_id: parse(&self.programme_id, "programmeId")?,
            level: self.level.into(),
            reason: self.reason,
        })
    }
}
