//! A series of steps around one day: some before it, some after it, then an escalation at a fixed pace.

use chrono::{Days, NaiveDate, TimeDelta};

use super::Deadline;
use crate::types::{SeriesSettings, Territory};

/// How many escalations of a long silence are recorded as superseded: a quarter of weeks. The series itself never ends.
const ESCALATIONS_KEPT: i64 = 13;

/// When a kind of reminder speaks, in days from the day recalled, unless the programme says otherwise.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offsets {
    /// Days before, the farthest first.
    pub days_before: &'static [u32],
    /// Whether those are working days.
    pub in_working_days: bool,
    /// Whether it speaks half-way to the day, too.
    pub half_way: bool,
    /// Days after, the nearest first, that come before the escalation.
    pub days_after: &'static [u32],
    /// The first escalation and the pace of the next ones, in days after.
    pub escalation: (u32, u32),
    /// From how many days before the day the landlord's contact is told too.
    pub landlord_from_days: Option<u32>,
}

impl Offsets {
    /// Nothing but an escalation, weekly from the day after.
    pub(super) const PLAIN: Self = Self {
        days_before: &[],
        in_working_days: false,
        half_way: false,
        days_after: &[],
        escalation: (1, 7),
        landlord_from_days: None,
    };

    /// As a programme may set them.
    pub(super) fn defaults(self) -> SeriesSettings {
        SeriesSettings {
            days_before: Some(self.days_before.to_vec()),
            days_after: Some(self.days_after.to_vec()),
            landlord_from_days: self.landlord_from_days,
            escalation_after_days: Some(self.escalation.0),
            escalation_every_days: Some(self.escalation.1),
        }
    }

    /// With what a programme has set.
    pub(super) fn with(self, settings: &SeriesSettings) -> Series {
        let chosen = |own: &Option<Vec<u32>>, kind: &[u32]| own.clone().unwrap_or_else(|| kind.to_vec());
        Series {
            before: chosen(&settings.days_before, self.days_before),
            in_working_days: self.in_working_days,
            half_way: self.half_way,
            after: chosen(&settings.days_after, self.days_after),
            escalation: (
                settings.escalation_after_days.unwrap_or(self.escalation.0),
                settings.escalation_every_days.unwrap_or(self.escalation.1),
            ),
            near: settings.landlord_from_days.or(self.landlord_from_days).unwrap_or_default(),
        }
    }
}

/// When a series speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Series {
    before: Vec<u32>,
    in_working_days: bool,
    half_way: bool,
    after: Vec<u32>,
    escalation: (u32, u32),
    near: u32,
}

/// Which steps of a series somebody gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All of them.
    All,
    /// Those before the escalation.
    BeforeEscalation,
    /// Those near the day and not after it: who gets these is told, and has nothing to decide.
    Near,
    /// The escalation.
    Escalation,
}

impl Series {
    /// The steps whose day has come, the oldest first, each in (working) days from the day recalled: −30 opens thirty days
    /// before it, 1 on the day after it. A step that has opened stays open; of a long escalation the last ones are told.
    pub(super) fn open(&self, deadline: &Deadline, territory: Territory, today: NaiveDate) -> Vec<i32> {
        let mut steps: Vec<i32> = self
            .fixed(deadline, territory)
            .into_iter()
            .filter(|(_, day)| *day <= today)
            .map(|(step, _)| step)
            .collect();
        let (after, every) = self.pace();
        let late = (today - deadline.due_on).num_days() - after;
        if late >= 0 {
            let last = late / every;
            let first = (last + 1 - ESCALATIONS_KEPT).max(0);
            steps.extend((first..=last).filter_map(|count| i32::try_from(after + count * every).ok()));
        }
        steps.sort_unstable();
        steps.dedup();
        steps
    }

    /// The first day after `today` on which another step opens. None when the calendar ends before.
    pub(super) fn next_opening(
        &self,
        deadline: &Deadline,
        territory: Territory,
        today: NaiveDate,
    ) -> Option<NaiveDate> {
        let fixed = self.fixed(deadline, territory).into_iter().map(|(_, day)| day).filter(|day| *day > today).min();
        let (after, every) = self.pace();
        let late = (today - deadline.due_on).num_days() - after;
        let count = if late < 0 { 0 } else { late / every + 1 };
        let escalation =
            TimeDelta::try_days(after + count * every).and_then(|days| deadline.due_on.checked_add_signed(days));
        fixed.into_iter().chain(escalation).min()
    }

    /// Whether a step is of a part.
    pub(super) fn holds(&self, part: Part, step: i32) -> bool {
        let escalates = i64::from(step) >= self.pace().0;
        match part {
            Part::All => true,
            Part::BeforeEscalation => !escalates,
            Part::Near => !escalates && step < 0 && step.unsigned_abs() <= self.near,
            Part::Escalation => escalates,
        }
    }

    /// The pace of the escalation, in days.
    pub(super) fn escalation_every(&self) -> u32 {
        self.escalation.1
    }

    /// The first step of the escalation.
    pub(super) fn first_escalation(&self) -> i32 {
        i32::try_from(self.escalation.0).unwrap_or(i32::MAX)
    }

    /// The steps but the escalation, each with the day on which it opens.
    fn fixed(&self, deadline: &Deadline, territory: Territory) -> Vec<(i32, NaiveDate)> {
        let due_on = deadline.due_on;
        let before = self.before.iter().filter_map(|days| {
            let day = if self.in_working_days {
                territory.subtract_working_days(due_on, *days)
            } else {
                due_on.checked_sub_days(Days::new(u64::from(*days)))?
            };
            Some((-i32::try_from(*days).ok()?, day))
        });
        let after = self.after.iter().filter_map(|days| {
            Some((i32::try_from(*days).ok()?, due_on.checked_add_days(Days::new(u64::from(*days)))?))
        });
        let half_way = deadline.from_on.filter(|_| self.half_way).and_then(|from_on| {
            let left = (due_on - from_on).num_days() / 2;
            Some((-i32::try_from(left).ok().filter(|left| *left > 0)?, due_on - TimeDelta::days(left)))
        });
        before.chain(half_way).chain(after).collect()
    }

    fn pace(&self) -> (i64, i64) {
        (i64::from(self.escalation.0), i64::from(self.escalation.1.max(1)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn due(text: &str) -> Deadline {
        Deadline::on(&"sup_1", day(text))
    }

    fn series(before: Vec<u32>, after: Vec<u32>, escalation: (u32, u32)) -> Series {
        Series { before, in_working_days: false, half_way: false, after, escalation, near: 30 }
    }

    const HERE: Territory = Territory::MetropolitanFrance;

    #[test]
    fn steps_open_on_their_day_and_stay_open() {
        let series = series(vec![90, 60, 30, 7], vec![], (1, 7));
        for (today, open, next) in [
            ("2026-10-16", vec![], "2026-10-17"),
            ("2026-10-17", vec![-90], "2026-11-16"),
            ("2026-12-16", vec![-90, -60, -30], "2027-01-08"),
            ("2027-01-15", vec![-90, -60, -30, -7], "2027-01-16"),
            ("2027-01-16", vec![-90, -60, -30, -7, 1], "2027-01-23"),
            ("2027-01-22", vec![-90, -60, -30, -7, 1], "2027-01-23"),
            ("2027-01-23", vec![-90, -60, -30, -7, 1, 8], "2027-01-30"),
        ] {
            let due = due("2027-01-15");
            assert_eq!(series.open(&due, HERE, day(today)), open, "{today}");
            assert_eq!(series.next_opening(&due, HERE, day(today)), Some(day(next)), "{today}");
        }
    }

    #[test]
    fn working_days_step_over_holidays_and_half_way_is_counted_in_days() {
        let working = Series { in_working_days: true, ..series(vec![10, 3], vec![], (0, 7)) };
        // Thursday 14 May 2026 is Ascension Day, Friday 1 and 8 May are holidays.
        let notice = due("2026-05-18");
        for (today, open) in [
            ("2026-04-28", vec![]),
            ("2026-04-29", vec![-10]),
            ("2026-05-11", vec![-10]),
            ("2026-05-12", vec![-10, -3]),
            ("2026-05-18", vec![-10, -3, 0]),
            ("2026-05-25", vec![-10, -3, 0, 7]),
        ] {
            assert_eq!(working.open(&notice, HERE, day(today)), open, "{today}");
        }
        let answer = Deadline { from_on: Some(day("2026-03-02")), ..due("2026-03-13") };
        let half = Series { half_way: true, ..series(vec![0], vec![], (1, 7)) };
        for (today, open) in [
            ("2026-03-07", vec![]),
            ("2026-03-08", vec![-5]),
            ("2026-03-13", vec![-5, 0]),
            ("2026-03-14", vec![-5, 0, 1]),
        ] {
            assert_eq!(half.open(&answer, HERE, day(today)), open, "{today}");
        }
    }

    #[test]
    fn a_leap_day_and_the_last_of_a_month_are_their_own_days() {
        for (due_on, before, opens) in [
            ("2028-03-30", 30, "2028-02-29"),
            ("2028-02-29", 30, "2028-01-30"),
            ("2027-03-31", 30, "2027-03-01"),
            // Both nights on which the clock changes lie between.
            ("2026-10-26", 7, "2026-10-19"),
            ("2027-03-29", 7, "2027-03-22"),
        ] {
            let series = series(vec![before], vec![], (1, 7));
            let opens = day(opens);
            assert_eq!(series.open(&due(due_on), HERE, opens.pred_opt().unwrap()), Vec::<i32>::new(), "{due_on}");
            assert_eq!(series.open(&due(due_on), HERE, opens), [-i32::try_from(before).unwrap()], "{due_on}");
        }
    }

    proptest! {
        #[test]
        fn a_step_opens_on_a_day_that_was_foretold_and_only_old_escalations_are_forgotten(
            before in prop::collection::vec(0..400_u32, 0..6), after in prop::collection::vec(1..20_u32, 0..3),
            first in 20..40_u32, every in 0..40_u32, late in -400..400_i64, working: bool, half: bool,
        ) {
            // A working day and a day of the calendar may have the same number: no kind counts both.
            let series = Series { in_working_days: working, half_way: half && !working, ..series(before, after, (first, every)) };
            let due = Deadline { from_on: Some(day("2026-03-01")), ..due("2026-06-01") };
            let today = due.due_on + TimeDelta::days(late);
            let tomorrow = today.succ_opt().unwrap();
            let now = series.open(&due, HERE, today);
            let then = series.open(&due, HERE, tomorrow);
            let next = series.next_opening(&due, HERE, today).unwrap();
            prop_assert!(next > today);
            prop_assert_eq!(next == tomorrow, then != now, "{:?} {:?}", now, then);
            prop_assert!(then.last() >= now.last());
            let forgotten = now.iter().filter(|step| !then.contains(step));
            prop_assert!(forgotten.clone().count() <= 1 && forgotten.clone().all(|step| *step >= i32::try_from(first).unwrap()));
        }
    }
}
