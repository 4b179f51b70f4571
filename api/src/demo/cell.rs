//! The meetings of the coordination cell: every four weeks since the programme began, the next one
//! some ten days ahead and another a month later. One was moved and one cancelled, as happens.

use chrono::{Days, NaiveDate};
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
    /// The day on which it is scheduled.
    pub(super) scheduled_on: NaiveDate,
    /// The day for which it was scheduled first, if it was moved since.
    pub(super) moved_from: Option<NaiveDate>,
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
}

impl Cell {
    /// The meetings of a programme that began on `starts_on`.
    pub(super) fn new(starts_on: NaiveDate, today: NaiveDate, households: usize) -> Self {
        let at_once = households.div_ceil(HOUSEHOLDS_A_SERIES).max(1);
        // Six weeks pass before the first one, so that households can be proposed to it.
        let earliest = starts_on + Days::new(45);
        let days = (0_u64..)
            .map(|count| later(today, 38) - Days::new(28 * count))
            .take_while(|day| *day >= earliest)
            .map(calendar::next_working_day);
        let mut days: Vec<_> = days.collect();
        days.reverse();
        let rounds = days.len();
        let meetings = days.into_iter().enumerate().flat_map(|(round, day)| {
            let meeting = Meeting {
                day,
                scheduled_on: calendar::next_working_day((day - Days::new(45)).max(starts_on)),
                moved_from: (round + 6 == rounds).then(|| calendar::next_working_day(later(day, 7))),
                cancelled: round + 9 == rounds,
            };
            std::iter::repeat_n(meeting, at_once)
        });
        Self { meetings: meetings.collect(), at_once }
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
