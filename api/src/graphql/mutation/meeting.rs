//! A meeting of the cell is scheduled, moved, cancelled, answered; its agenda is filled and decided.

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use entity::operations::{agenda, meeting};
use entity::refusal::Refusal;
use entity::types::MeetingId;

use super::{ids, payload_type, run};
use crate::graphql::enums::{AgendaDecision, AgendaItemKind, ParticipantResponse};
use crate::graphql::ids::parse;
use crate::graphql::model::{AgendaItem, CellMeeting};
use crate::graphql::plan::Planned;
use crate::graphql::session::RequestExt;

/// When, where and with whom the cell meets.
#[derive(InputObject)]
pub struct ScheduleMeetingInput {
    /// The programme.
    programme_id: ID,
    /// Its start, to come.
    starts_at: DateTime<Utc>,
    /// Its end, on the same day.
    ends_at: DateTime<Utc>,
    /// Where.
    location: String,
    /// Who chairs it; convened too.
    chair_id: ID,
    /// Who else is convened: at least one person.
    participant_ids: Vec<ID>,
}

/// Another time, and perhaps another place.
#[derive(InputObject)]
pub struct MoveMeetingInput {
    /// The meeting.
    meeting_id: ID,
    /// Its new start.
    starts_at: DateTime<Utc>,
    /// Its new end.
    ends_at: DateTime<Utc>,
    /// Its new place; left out: the same.
    location: Option<String>,
}

/// The meeting to be cancelled.
#[derive(InputObject)]
pub struct CancelMeetingInput {
    /// The meeting.
    meeting_id: ID,
}

/// The viewer's own answer to a convocation.
#[derive(InputObject)]
pub struct AnswerConvocationInput {
    /// The meeting.
    meeting_id: ID,
    /// Accepted, declined or tentative.
    response: ParticipantResponse,
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
    async fn schedule_meeting(&self, ctx: &Context<'_>, input: ScheduleMeetingInput) -> Result<ScheduleMeetingPayload> {
        let actor = ctx.actor()?;
        let operation = async |input| meeting::schedule(ctx.db(), &ctx.act(&actor), input).await;
        let (meeting, user_errors) = run(input.read(), operation).await?;
        Ok(ScheduleMeetingPayload { meeting: meeting.map(|row| Planned::made(row.id.as_str())), user_errors })
    }

    /// Moves a meeting that has not started; whoever was convened is convened again at once.
    async fn move_meeting(&self, ctx: &Context<'_>, input: MoveMeetingInput) -> Result<MoveMeetingPayload> {
        let actor = ctx.actor()?;
        let operation = async |input| meeting::reschedule(ctx.db(), &ctx.act(&actor), input).await;
        let (meeting, user_errors) = run(input.read(), operation).await?;
        Ok(MoveMeetingPayload { meeting: meeting.map(|row| Planned::made(row.id.as_str())), user_errors })
    }

    /// Cancels a meeting that has not started; whoever was convened is told at once.
    async fn cancel_meeting(&self, ctx: &Context<'_>, input: CancelMeetingInput) -> Result<CancelMeetingPayload> {
        let actor = ctx.actor()?;
        let operation = async |id: MeetingId| meeting::cancel(ctx.db(), &ctx.act(&actor), &id).await;
        let (meeting, user_errors) = run(parse(&input.meeting_id, "meetingId"), operation).await?;
        Ok(CancelMeetingPayload { meeting: meeting.map(|row| Planned::made(row.id.as_str())), user_errors })
    }

    /// Records the viewer's own answer to a convocation.
    async fn answer_convocation(
        &self,
        ctx: &Context<'_>,
        input: AnswerConvocationInput,
    ) -> Result<AnswerConvocationPayload> {
        let actor = ctx.actor()?;
        let operation = async |input| meeting::answer(ctx.db(), &ctx.act(&actor), input).await;
        let (meeting, user_errors) = run(input.read(), operation).await?;
        Ok(AnswerConvocationPayload { meeting: meeting.map(|row| Planned::made(row.id.as_str())), user_errors })
    }

    /// Puts a household on the agenda of a meeting that has not started.
    async fn put_household_on_agenda(
        &self,
        ctx: &Context<'_>,
        input: PutHouseholdOnAgendaInput,
    ) -> Result<PutHouseholdOnAgendaPayload> {
        let actor = ctx.actor()?;
        let operation = async |input| agenda::put(ctx.db(), &ctx.act(&actor), input).await;
        let (item, user_errors) = run(input.read(), operation).await?;
        Ok(PutHouseholdOnAgendaPayload { agenda_item: item.map(|row| Planned::made(row.id.as_str())), user_errors })
    }

    /// Records the cell's decision on an agenda item, with its reasons.
    async fn record_agenda_decision(
        &self,
        ctx: &Context<'_>,
        input: RecordAgendaDecisionInput,
    ) -> Result<RecordAgendaDecisionPayload> {
        let actor = ctx.actor()?;
        let operation = async |input| agenda::decide(ctx.db(), &ctx.act(&actor), input).await;
        let (item, user_errors) = run(input.read(), operation).await?;
        Ok(RecordAgendaDecisionPayload { agenda_item: item.map(|row| Planned::made(row.id.as_str())), user_errors })
    }
}

impl ScheduleMeetingInput {
    fn read(self) -> Result<meeting::ScheduleMeeting, Refusal> {
        Ok(meeting::ScheduleMeeting {
            programme_id: parse(&self.programme_id, "programmeId")?,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            location: self.location,
            chair_id: parse(&self.chair_id, "chairId")?,
            participant_ids: ids(&self.participant_ids, "participantIds")?,
        })
    }
}

impl MoveMeetingInput {
    fn read(self) -> Result<meeting::MoveMeeting, Refusal> {
        Ok(meeting::MoveMeeting {
            meeting_id: parse(&self.meeting_id, "meetingId")?,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            location: self.location,
        })
    }
}

impl AnswerConvocationInput {
    fn read(self) -> Result<meeting::AnswerConvocation, Refusal> {
        Ok(meeting::AnswerConvocation {
            meeting_id: parse(&self.meeting_id, "meetingId")?,
            response: self.response.into(),
        })
    }
}

impl PutHouseholdOnAgendaInput {
    fn read(self) -> Result<agenda::PutOnAgenda, Refusal> {
        Ok(agenda::PutOnAgenda {
            meeting_id: parse(&self.meeting_id, "meetingId")?,
            household_id: parse(&self.household_id, "householdId")?,
            kind: self.kind.into(),
        })
    }
}

impl RecordAgendaDecisionInput {
    fn read(self) -> Result<agenda::DecideAgendaItem, Refusal> {
        Ok(agenda::DecideAgendaItem {
            agenda_item_id: parse(&self.agenda_item_id, "agendaItemId")?,
            decision: self.decision.into(),
            reasons: self.reasons,
        })
    }
}
