//! The meetings of the coordination cell: a series of every fourth week since the programme began, the next one
//! some ten days ahead and another a month later. One was moved and one cancelled, as happens; of those that were
//! held it is recorded who came, and all minutes but the last are approved.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use entity::rules::calendar;

/// How many meetings are still to come.
const TO_COME: usize = 2;

/// How many households one series of meetings serves without any agenda growing too long.
const HOUSEHOLDS_A_SERIES: usize = 500;

/// A meeting, by place in [`Cell::meetings`].
pub(super) type MeetingNo = usize;

/// A meeting to schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meeting {
    /// Its day, after any move.
    pub(super) day: NaiveDate,
    /// Whether it was moved to it, from the working day before.
    pub(super) moved: bool,
    /// Whether it was cancelled.
    pub(super) cancelled: bool,
}

/// The meetings, the oldest first. A programme of many households needs several on the same day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    /// Every meeting; a [`MeetingNo`] is a place in it.
    pub(super) meetings: Vec<Meeting>,
    /// How many are held on one day.
    pub(super) at_once: usize,
    /// The day on which they are scheduled.
    pub(super) scheduled_on: NaiveDate,
    /// The first and the last day that their series give them.
    pub(super) span: (NaiveDate, NaiveDate),
}

impl Cell {
    /// The meetings of a programme that began on `starts_on`.
    pub(super) fn new(starts_on: NaiveDate, today: NaiveDate, households: usize) -> Self {
        let at_once = households.div_ceil(HOUSEHOLDS_A_SERIES).max(1);
        // Six weeks pass before the first one, so that households can be proposed to it.
        let earliest = starts_on + Days::new(45);
        // Never on a Saturday or a Sunday; what is a public holiday the product moves.
        let last = match later(today, 38) {
            day if day.weekday() == Weekday::Sat => later(day, 2),
            day if day.weekday() == Weekday::Sun => later(day, 1),
            day => day,
        };
        let days = (0_u64..).map(|count| last - Days::new(28 * count)).take_while(|day| *day >= earliest);
        let mut days: Vec<_> = days.collect();
        days.reverse();
        let rounds = days.len();
        let first = days.first().copied().unwrap_or(last);
        let meetings = days.into_iter().map(calendar::next_working_day).enumerate().flat_map(|(round, day)| {
            let moved = round + 6 == rounds;
            let day = if moved { calendar::next_working_day(later(day, 1)) } else { day };
            std::iter::repeat_n(Meeting { day, moved, cancelled: round + 9 == rounds }, at_once)
        });
        let scheduled_on = calendar::next_working_day(starts_on);
        Self { meetings: meetings.collect(), at_once, scheduled_on, span: (first, last) }
    }

    /// Whether a meeting was held, and its minutes are not the last ones, which wait for an approval.
    pub(super) fn is_approved(&self, no: MeetingNo) -> bool {
        let last = self.held().last().unwrap_or_default();
        no < last && self.meetings.get(no).is_some_and(|meeting| !meeting.cancelled)
    }

    /// How many times the cell has met, a cancelled meeting not counted.
    pub(super) fn rounds_held(&self) -> usize {
        self.held().count()
    }

    /// The meeting of `household` in one of the rounds held, the oldest being round 0. A round
    /// beyond the last is the last.
    pub(super) fn held_in(&self, round: usize, household: usize) -> MeetingNo {
        let round = round.min(self.rounds_held().saturating_sub(1));
        self.held().nth(round).unwrap_or_default() + household % self.at_once
    }

    /// The last meeting held by a day, or else the first one ever.
    pub(super) fn last_by(&self, day: NaiveDate, household: usize) -> MeetingNo {
        let last = self.held().take_while(|no| self.day(*no) <= day).last();
        last.or_else(|| self.held().next()).unwrap_or_default() + household % self.at_once
    }

    /// The next meeting to come.
    pub(super) fn upcoming(&self, household: usize) -> MeetingNo {
        self.meetings.len() - TO_COME * self.at_once + household % self.at_once
    }

    /// The day of a meeting.
    pub(super) fn day(&self, no: MeetingNo) -> NaiveDate {
        self.meetings.get(no).map_or(NaiveDate::MIN, |meeting| meeting.day)
    }

    /// The first meeting of each round that was held.
    fn held(&self) -> impl Iterator<Item = MeetingNo> {
        let past = self.meetings.len() - TO_COME * self.at_once;
        (0..past).step_by(self.at_once).filter(|no| self.meetings.get(*no).is_some_and(|meeting| !meeting.cancelled))
    }
}

fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day + Days::new(days)
}
