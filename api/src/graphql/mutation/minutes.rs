//! Who came to a meeting is recorded; its minutes are approved, and corrected.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::{attendance, minutes};
use entity::refusal::Refusal;
use entity::types::MeetingId;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::Attendance;
use crate::graphql::ids::parse;
use crate::graphql::model::CellMeeting;

/// Who came to a meeting.
#[derive(InputObject)]
pub struct RecordAttendanceInput {
    /// The meeting.
    meeting_id: ID,
    /// Of each person named; whatever was recorded of the others stays.
    attendances: Vec<AttendanceInput>,
    /// The version of the meeting that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// Whether somebody came.
#[derive(InputObject)]
pub struct AttendanceInput {
    /// The person convened.
    staff_id: ID,
    /// Whether they came.
    attendance: Attendance,
    /// The colleague who stood in for them, if they were represented.
    represented_by_id: Option<ID>,
}

/// The meeting whose minutes are approved.
#[derive(InputObject)]
pub struct ApproveMinutesInput {
    /// The meeting.
    meeting_id: ID,
    /// The version of the meeting that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// What approved minutes should have said.
#[derive(InputObject)]
pub struct CorrectMinutesInput {
    /// The meeting.
    meeting_id: ID,
    /// What is put right. No household by its name: every member reads it.
    correction: String,
    /// Why.
    reason: String,
    /// The version of the meeting that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// Attendance recorded, or why it was not.
    RecordAttendancePayload {
        /// The meeting.
        meeting: CellMeeting
    }
}

payload_type! {
    /// Minutes approved, or why they were not.
    ApproveMinutesPayload {
        /// The meeting.
        meeting: CellMeeting
    }
}

payload_type! {
    /// Minutes corrected, or why they were not.
    CorrectMinutesPayload {
        /// The meeting.
        meeting: CellMeeting
    }
}

#[derive(Default)]
pub struct MinutesMutation;

#[Object]
impl MinutesMutation {
    /// Records who came to a meeting that has begun; recorded again, the last counts.
    async fn record_attendance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who came.")] input: RecordAttendanceInput,
    ) -> Option<Result<RecordAttendancePayload>> {
        perform(ctx, input, |db, act, input| {
            attendance::record(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Approves the minutes of a meeting: from then on, neither its decisions nor its attendance change.
    async fn approve_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting.")] input: ApproveMinutesInput,
    ) -> Option<Result<ApproveMinutesPayload>> {
        perform(ctx, input, |db, act, id| {
            async move { Ok(minutes::approve(db, act, &id).await?.id.to_string()) }.boxed()
        })
        .await
    }

    /// Corrects approved minutes by another edition of them.
    async fn correct_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The correction.")] input: CorrectMinutesInput,
    ) -> Option<Result<CorrectMinutesPayload>> {
        perform(ctx, input, |db, act, input| minutes::correct(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }
}

impl ActInput for RecordAttendanceInput {
    type Operation = attendance::RecordAttendance;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        let attended = |given: AttendanceInput| {
            let represented_by_id = given.represented_by_id.as_ref().map(|id| parse(id, "attendances")).transpose()?;
            let staff_id = parse(&given.staff_id, "attendances")?;
            Ok(attendance::Attended { staff_id, attendance: given.attendance.into(), represented_by_id })
        };
        Ok(attendance::RecordAttendance {
            meeting_id: parse(&self.meeting_id, "meetingId")?,
            attendances: self.attendances.into_iter().map(attended).collect::<Result<_, Refusal>>()?,
        })
    }
}

impl ActInput for ApproveMinutesInput {
    type Operation = MeetingId;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        parse(&self.meeting_id, "meetingId")
    }
}

impl ActInput for CorrectMinutesInput {
    type Operation = minutes::CorrectMinutes;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        let meeting_id = parse(&self.meeting_id, "meetingId")?;
        Ok(minutes::CorrectMinutes { meeting_id, correction: self.correction, reason: self.reason })
    }
}
