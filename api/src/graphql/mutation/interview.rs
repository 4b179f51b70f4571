//! An interview is recorded, and corrected by its author.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::interview;
use entity::refusal::Refusal;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::InterviewKind;
use crate::graphql::ids::parse;
use crate::graphql::model::SupportInterview;
use crate::graphql::scalars::Date;

/// What is told of an interview.
#[derive(InputObject)]
pub struct InterviewInput {
    /// The day.
    held_on: Date,
    /// Where, and how.
    kind: InterviewKind,
    /// Who of the household was there.
    attendees: Option<String>,
    /// What was said and agreed on.
    summary: String,
    /// What was said in confidence: for the referent alone.
    confidential_note: Option<String>,
    /// The day of the next appointment.
    next_on: Option<Date>,
}

/// An interview that was held.
#[derive(InputObject)]
pub struct RecordInterviewInput {
    /// The support measure.
    support_measure_id: ID,
    #[graphql(flatten)]
    interview: InterviewInput,
    #[graphql(flatten)]
    once: Once,
}

/// An interview told otherwise, as a whole: what is left out is not told any more.
#[derive(InputObject)]
pub struct CorrectInterviewInput {
    /// The interview.
    support_interview_id: ID,
    #[graphql(flatten)]
    interview: InterviewInput,
    /// The version of the interview that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// An interview recorded, or why it was not.
    RecordInterviewPayload {
        /// The interview.
        support_interview: SupportInterview
    }
}

payload_type! {
    /// An interview corrected, or why it was not.
    CorrectInterviewPayload {
        /// The interview.
        support_interview: SupportInterview
    }
}

#[derive(Default)]
pub struct InterviewMutation;

#[Object]
impl InterviewMutation {
    /// Records an interview with a household that is supported (*entretien*). Whoever records it is its author.
    async fn record_interview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The interview that was held.")] input: RecordInterviewInput,
    ) -> Option<Result<RecordInterviewPayload>> {
        perform(ctx, input, |db, act, input| interview::record(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Corrects an interview: only its author does. The history names the fields that changed, and never their text.
    async fn correct_interview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The interview as it is to be told.")] input: CorrectInterviewInput,
    ) -> Option<Result<CorrectInterviewPayload>> {
        perform(ctx, input, |db, act, input| {
            interview::correct(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }
}

impl InterviewInput {
    fn read(self) -> interview::Interview {
        interview::Interview {
            held_on: self.held_on.0,
            kind: self.kind.into(),
            attendees: self.attendees,
            summary: self.summary,
            confidential_note: self.confidential_note,
            next_on: self.next_on.map(|day| day.0),
        }
    }
}

impl ActInput for RecordInterviewInput {
    type Operation = interview::RecordInterview;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        let support_measure_id = parse(&self.support_measure_id, "supportMeasureId")?;
        Ok(interview::RecordInterview { support_measure_id, interview: self.interview.read() })
    }
}

impl ActInput for CorrectInterviewInput {
    type Operation = interview::CorrectInterview;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        let support_interview_id = parse(&self.support_interview_id, "supportInterviewId")?;
        Ok(interview::CorrectInterview { support_interview_id, interview: self.interview.read() })
    }
}
