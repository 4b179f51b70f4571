//! A series of meetings is scheduled, extended, ended earlier.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::meeting::ScheduleMeeting;
use entity::operations::meeting_series;
use entity::refusal::Refusal;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, ids, payload_type, perform};
use crate::graphql::enums::SeriesPattern;
use crate::graphql::ids::parse;
use crate::graphql::model::MeetingSeries;
use crate::graphql::scalars::{Date, DateTime};

/// The first meeting, and how it recurs.
#[derive(InputObject)]
pub struct ScheduleMeetingSeriesInput {
    /// The programme.
    programme_id: ID,
    /// The start of the first meeting, to come: all meetings start at its hour in Paris, to the minute.
    starts_at: DateTime,
    /// Its end, on the same day.
    ends_at: DateTime,
    /// Where.
    location: String,
    /// Who chairs them; convened too.
    chair_id: ID,
    /// Who else is convened: at least one person.
    participant_ids: Vec<ID>,
    /// By what the other days follow from the first.
    pattern: SeriesPattern,
    /// Every so many weeks or months, 1 to 12.
    #[graphql(default = 1)]
    every: i32,
    /// The last day that may be one of theirs: three years after the first at most, and sixty meetings.
    until_on: Date,
    #[graphql(flatten)]
    once: Once,
}

/// Another end for a series.
#[derive(InputObject)]
pub struct ChangeMeetingSeriesInput {
    /// The series.
    meeting_series_id: ID,
    /// The last day that may be one of its days: later than it was, meetings are added; earlier, those beyond it that
    /// have not started are cancelled.
    until_on: Date,
    /// The version of the series that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// A series scheduled, or why it was not.
    ScheduleMeetingSeriesPayload {
        /// The series.
        meeting_series: MeetingSeries
    }
}

payload_type! {
    /// A series with another end, or why it has not.
    ChangeMeetingSeriesPayload {
        /// The series.
        meeting_series: MeetingSeries
    }
}

#[derive(Default)]
pub struct MeetingSeriesMutation;

#[Object]
impl MeetingSeriesMutation {
    /// Schedules meetings of the cell that recur. A day that is a public holiday moves to the next working day.
    async fn schedule_meeting_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The series.")] input: ScheduleMeetingSeriesInput,
    ) -> Option<Result<ScheduleMeetingSeriesPayload>> {
        perform(ctx, input, |db, act, input| {
            meeting_series::schedule(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Extends a series of meetings, or ends it earlier.
    async fn change_meeting_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new end.")] input: ChangeMeetingSeriesInput,
    ) -> Option<Result<ChangeMeetingSeriesPayload>> {
        perform(ctx, input, |db, act, input| {
            meeting_series::change(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }
}

impl ActInput for ScheduleMeetingSeriesInput {
    type Operation = meeting_series::ScheduleMeetingSeries;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        let first = ScheduleMeeting {
            programme_id: parse(&self.programme_id, "programmeId")?,
            starts_at: self.starts_at.0,
            ends_at: self.ends_at.0,
            location: self.location,
            chair_id: parse(&self.chair_id, "chairId")?,
            participant_ids: ids(&self.participant_ids, "participantIds")?,
        };
        let (pattern, every, until_on) = (self.pattern.into(), self.every, self.until_on.0);
        Ok(meeting_series::ScheduleMeetingSeries { first, pattern, every, until_on })
    }
}

impl ActInput for ChangeMeetingSeriesInput {
    type Operation = meeting_series::ChangeMeetingSeries;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        let meeting_series_id = parse(&self.meeting_series_id, "meetingSeriesId")?;
        Ok(meeting_series::ChangeMeetingSeries { meeting_series_id, until_on: self.until_on.0 })
    }
}
