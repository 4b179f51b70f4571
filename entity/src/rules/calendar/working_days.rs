//! Working days, and what becomes of a period or a deadline that would end on another day.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::months::sub_months;
use crate::types::Territory;

impl Territory {
    /// Whether `day` is neither a Saturday, a Sunday nor a public holiday here. Source: CPC 642, CCH R441-10.
    pub fn is_working_day(self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.is_public_holiday(day)
    }

    /// `day` itself if it is worked, else the first working day after it. Source: CPC 642.
    pub fn next_working_day(self, day: NaiveDate) -> NaiveDate {
        self.first_working_day(day, |day| day.succ_opt())
    }

    /// `day` itself if it is worked, else the last working day before it. Source: ours, since CPC 642 extends
    /// forward only.
    pub fn previous_working_day(self, day: NaiveDate) -> NaiveDate {
        self.first_working_day(day, |day| day.pred_opt())
    }

    /// The day that is `n` working days after `day`; `day` itself, worked or not, when `n` is 0.
    /// Source: ours (reminder offsets).
    pub fn add_working_days(self, day: NaiveDate, n: u32) -> NaiveDate {
        self.nth_working_day(day, n, |day| day.succ_opt())
    }

    /// The day that is `n` working days before `day`; `day` itself, worked or not, when `n` is 0.
    /// Source: ours (reminder offsets).
    pub fn subtract_working_days(self, day: NaiveDate, n: u32) -> NaiveDate {
        self.nth_working_day(day, n, |day| day.pred_opt())
    }

    /// The last day of a period of `days` days that `start` sets going: the first day counted is the day after
    /// `start`, and an end on a Saturday, a Sunday or a public holiday moves to the next working day.
    /// Source: CPC 641 and 642, CCH R441-10.
    pub fn period_end(self, start: NaiveDate, days: u32) -> NaiveDate {
        let last = start.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX);
        self.next_working_day(last)
    }

    /// The last day to act "`months` months before" `from`. On a Saturday, a Sunday or a public holiday it moves
    /// to the working day before: moving later would eat into the time the other side is due.
    /// Source: ours, from CPC 641; CPC 642 does not extend backward.
    pub fn backward_deadline(self, from: NaiveDate, months: u32) -> NaiveDate {
        self.previous_working_day(sub_months(from, months))
    }

    /// `day`, or the first worked one that `step` leads to; the calendar's end if there is none.
    fn first_working_day(self, mut day: NaiveDate, step: impl Fn(NaiveDate) -> Option<NaiveDate>) -> NaiveDate {
        while !self.is_working_day(day) {
            match step(day) {
                Some(following) => day = following,
                None => return day,
            }
        }
        day
    }

    fn nth_working_day(self, mut day: NaiveDate, n: u32, step: impl Fn(NaiveDate) -> Option<NaiveDate>) -> NaiveDate {
        for _ in 0..n {
            match step(day) {
                Some(following) => day = self.first_working_day(following, &step),
                None => return day,
            }
        }
        day
    }
}

/// [`Territory::is_working_day`] in metropolitan France.
pub fn is_working_day(day: NaiveDate) -> bool {
    Territory::MetropolitanFrance.is_working_day(day)
}

/// [`Territory::next_working_day`] in metropolitan France.
pub fn next_working_day(day: NaiveDate) -> NaiveDate {
    Territory::MetropolitanFrance.next_working_day(day)
}

/// [`Territory::previous_working_day`] in metropolitan France.
pub fn previous_working_day(day: NaiveDate) -> NaiveDate {
    Territory::MetropolitanFrance.previous_working_day(day)
}

/// [`Territory::add_working_days`] in metropolitan France.
pub fn add_working_days(day: NaiveDate, n: u32) -> NaiveDate {
    Territory::MetropolitanFrance.add_working_days(day, n)
}

/// [`Territory::subtract_working_days`] in metropolitan France.
pub fn subtract_working_days(day: NaiveDate, n: u32) -> NaiveDate {
    Territory::MetropolitanFrance.subtract_working_days(day, n)
}

/// [`Territory::period_end`] in metropolitan France.
pub fn period_end(start: NaiveDate, days: u32) -> NaiveDate {
    Territory::MetropolitanFrance.period_end(start, days)
}

/// [`Territory::backward_deadline`] in metropolitan France.
pub fn backward_deadline(from: NaiveDate, months: u32) -> NaiveDate {
    Territory::MetropolitanFrance.backward_deadline(from, months)
}
