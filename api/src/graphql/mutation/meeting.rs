//! A meeting of the cell is scheduled, moved, cancelled, answered; its agenda is filled and decided.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::{agenda, meeting};
use entity::refusal::Refusal;
use entity::types::MeetingId;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, ids, payload_type, perform};
use crate::graphql::enums::{AgendaDecision, AgendaItemKind, ParticipantResponse};
use crate::graphql::ids::parse;
use crate::graphql::model::{AgendaItem, CellMeeting};
use crate::graphql::scalars::DateTime;

/// When, where and with whom the cell meets.
#[derive(InputObject)]
pub struct ScheduleMeetingInput {
    /// The programme.
    programme_id: ID,
    /// Its start, to come.
    starts_at: DateTime,
    /// Its end, on the same day.
    ends_at: DateTime,
    /// Where.
    location: String,
    /// Who chairs it; convened too.
    chair_id: ID,
    /// Who else is convened: at least one person.
    participant_ids: Vec<ID>,
    #[graphql(flatten)]
    once: Once,
}

/// Another time, and perhaps another place.
#[derive(InputObject)]
pub struct MoveMeetingInput {
    /// The meeting.
    meeting_id: ID,
    /// Its new start.
    starts_at: DateTime,
    /// Its new end.
    ends_at: DateTime,
    /// Its new place; left out: the same.
    location: Option<String>,
    /// The version of the meeting that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// The meeting to be cancelled.
#[derive(InputObject)]
pub struct CancelMeetingInput {
    /// The meeting.
    meeting_id: ID,
    /// The version of the meeting that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// The viewer's own answer to a convocation.
#[derive(InputObject)]
pub struct AnswerConvocationInput {
    /// The meeting.
    meeting_id: ID,
    /// Accepted, declined or tentative.
    response: ParticipantResponse,
    /// The version of the meeting that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// What the cell is asked about a household.
#[derive(InputObject)]
pub struct PutHouseholdOnAgendaInput {
    /// The meeting.
    meeting_id: ID,
    /// The household.
    household_id: ID,
    /// What is asked.
    kind: AgendaItemKind,
    #[graphql(flatten)]
    once: Once,
}

/// What is proposed to the cell and put on an agenda.
#[derive(InputObject)]
pub struct AcceptAgendaProposalsInput {
    /// The meeting.
    meeting_id: ID,
    /// The proposals chosen, in the order of the agenda: at least one.
    proposals: Vec<AgendaProposalInput>,
    #[graphql(flatten)]
    once: Once,
}

/// A proposal of `CellMeeting.agendaProposals`.
#[derive(InputObject)]
pub struct AgendaProposalInput {
    /// The household.
    household_id: ID,
    /// What is asked.
    kind: AgendaItemKind,
}

/// What the cell decided.
#[derive(InputObject)]
pub struct RecordAgendaDecisionInput {
    /// The agenda item.
    agenda_item_id: ID,
    /// The decision.
    decision: AgendaDecision,
    /// Its reasons.
    reasons: String,
    /// The version of the agenda item that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// A meeting scheduled, or why it was not.
    ScheduleMeetingPayload {
        /// The meeting.
        meeting: CellMeeting
    }
}

payload_type! {
    /// A meeting moved, or why it was not.
    MoveMeetingPayload {
        /// The meeting.
        meeting: CellMeeting
    }
}

payload_type! {
    /// A meeting cancelled, or why it was not.
    CancelMeetingPayload {
        /// The meeting.
        meeting: CellMeeting
    }
}

payload_type! {
    /// A convocation answered, or why it was not.
    AnswerConvocationPayload {
        /// The meeting.
        meeting: CellMeeting
    }
}

payload_type! {
    /// A household on an agenda, or why it is not.
    PutHouseholdOnAgendaPayload {
        /// The agenda item.
        agenda_item: AgendaItem
    }
}

payload_type! {
    /// Proposals on an agenda, or why none of them is.
    AcceptAgendaProposalsPayload {
        /// The meeting.
        meeting: CellMeeting
    }
}

payload_type! {
    /// A decision recorded, or why it was not.
    RecordAgendaDecisionPayload {
        /// The agenda item.
        agenda_item: AgendaItem
    }
}

#[derive(Default)]
pub struct MeetingMutation;

#[Object]
impl MeetingMutation {
    /// Schedules a meeting of the cell; its members are convened by mail.
    async fn schedule_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting.")] input: ScheduleMeetingInput,
    ) -> Option<Result<ScheduleMeetingPayload>> {
        perform(ctx, input, |db, act, input| meeting::schedule(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Moves a meeting that has not started; whoever was convened is convened again at once.
    async fn move_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new hours and place.")] input: MoveMeetingInput,
    ) -> Option<Result<MoveMeetingPayload>> {
        perform(ctx, input, |db, act, input| {
            meeting::reschedule(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Cancels a meeting that has not started; whoever was convened is told at once.
    async fn cancel_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting.")] input: CancelMeetingInput,
    ) -> Option<Result<CancelMeetingPayload>> {
        perform(ctx, input, |db, act, id| {
            async move { Ok(meeting::cancel(db, act, &id).await?.id.to_string()) }.boxed()
        })
        .await
    }

    /// Records the viewer's own answer to a convocation.
    async fn answer_convocation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: AnswerConvocationInput,
    ) -> Option<Result<AnswerConvocationPayload>> {
        perform(ctx, input, |db, act, input| meeting::answer(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Puts a household on the agenda of a meeting that has not started.
    async fn put_household_on_agenda(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The agenda item.")] input: PutHouseholdOnAgendaInput,
    ) -> Option<Result<PutHouseholdOnAgendaPayload>> {
        perform(ctx, input, |db, act, input| agenda::put(db, act, input).map_ok(|row| row.id.to_string()).boxed()).await
    }

    /// Puts what is proposed to the cell on the agenda of a meeting that has not started: all of it, or nothing.
    async fn accept_agenda_proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The proposals.")] input: AcceptAgendaProposalsInput,
    ) -> Option<Result<AcceptAgendaProposalsPayload>> {
        perform(ctx, input, |db, act, input| agenda::accept(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Records the cell's decision on an agenda item, with its reasons.
    async fn record_agenda_decision(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: RecordAgendaDecisionInput,
    ) -> Option<Result<RecordAgendaDecisionPayload>> {
        perform(ctx, input, |db, act, input| agenda::decide(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }
}

impl ActInput for ScheduleMeetingInput {
    type Operation = meeting::ScheduleMeeting;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(meeting::ScheduleMeeting {
            programme_id: parse(&self.programme_id, "programmeId")?,
            starts_at: self.starts_at.0,
            ends_at: self.ends_at.0,
            location: self.location,
            chair_id: parse(&self.chair_id, "chairId")?,
            participant_ids: ids(&self.participant_ids, "participantIds")?,
        })
    }
}

impl ActInput for MoveMeetingInput {
    type Operation = meeting::MoveMeeting;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(meeting::MoveMeeting {
            meeting_id: parse(&self.meeting_id, "meetingId")?,
            starts_at: self.starts_at.0,
            ends_at: self.ends_at.0,
            location: self.location,
        })
    }
}

impl ActInput for CancelMeetingInput {
    type Operation = MeetingId;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        parse(&self.meeting_id, "meetingId")
    }
}

impl ActInput for AnswerConvocationInput {
    type Operation = meeting::AnswerConvocation;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(meeting::AnswerConvocation {
            meeting_id: parse(&self.meeting_id, "meetingId")?,
            response: self.response.into(),
        })
    }
}

impl ActInput for PutHouseholdOnAgendaInput {
    type Operation = agenda::PutOnAgenda;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(agenda::PutOnAgenda {
            meeting_id: parse(&self.meeting_id, "meetingId")?,
            household_id: parse(&self.household_id, "householdId")?,
            kind: self.kind.into(),
        })
    }
}

impl ActInput for AcceptAgendaProposalsInput {
    type Operation = agenda::AcceptAgendaProposals;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        let chosen = self.proposals.iter().map(|one| Ok((parse(&one.household_id, "proposals")?, one.kind.into())));
        Ok(agenda::AcceptAgendaProposals {
            meeting_id: parse(&self.meeting_id, "meetingId")?,
            chosen: chosen.collect::<Result<_, Refusal>>()?,
        })
    }
}

impl ActInput for RecordAgendaDecisionInput {
    type Operation = agenda::DecideAgendaItem;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(agenda::DecideAgendaItem {
            agenda_item_id: parse(&self.agenda_item_id, "agendaItemId")?,
            decision: self.decision.into(),
            reasons: self.reasons,
        })
    }
}
