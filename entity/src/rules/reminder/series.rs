//! A series of steps around one day: some before it, then an escalation at a fixed pace after it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use crate::types::StaffId;

/// The most escalations that are looked at: ten years of weeks. The series itself never ends, since
/// its pace goes on; only the count of superseded steps is bounded.
const MOST_ESCALATIONS: u32 = 520;

/// When a series speaks, in days from the day recalled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Series {
    /// Days before.
    pub before: Vec<u32>,
    /// The first escalation and the pace of the next ones, in days after.
    pub escalation: Option<(u32, u32)>,
}

impl Series {
    /// The steps whose day has come, the oldest first: the last one is current. A step of −30 opens
    /// thirty days before `due_on`, one of +1 on the day after it.
    pub fn open_steps(&self, due_on: NaiveDate, today: NaiveDate) -> Vec<i32> {
        let mut steps: Vec<i32> = self
            .before
            .iter()
            .filter(|days| opens(due_on, -i64::from(**days)).is_some_and(|day| day <= today))
            .filter_map(|days| i32::try_from(*days).ok().map(|days| -days))
            .collect();
        if let Some((after, every)) = self.escalation {
            let late = (today - due_on).num_days() - i64::from(after);
            if late >= 0 {
                let every = i64::from(every.max(1));
                let last = late / every;
                let first = (last + 1 - i64::from(MOST_ESCALATIONS)).max(0);
                steps.extend((first..=last).filter_map(|count| i32::try_from(i64::from(after) + count * every).ok()));
            }
        }
        steps.sort_unstable();
        steps.dedup();
        steps
    }
}

/// The open steps of each recipient, with whether each is current. Somebody in two audiences gets the
/// steps of both as one series.
pub(super) fn merge(
    audiences: impl Iterator<Item = (StaffId, Vec<i32>)>,
) -> impl Iterator<Item = (StaffId, i32, bool)> {
    let mut merged: BTreeMap<StaffId, BTreeSet<i32>> = BTreeMap::new();
    for (recipient, steps) in audiences {
        merged.entry(recipient).or_default().extend(steps);
    }
    merged.into_iter().flat_map(|(recipient, steps)| {
        let last = steps.last().copied();
        steps.into_iter().map(move |step| (recipient.clone(), step, Some(step) == last))
    })
}

fn opens(due_on: NaiveDate, offset: i64) -> Option<NaiveDate> {
    if offset < 0 {
        due_on.checked_sub_days(Days::new(offset.unsigned_abs()))
    } else {
        due_on.checked_add_days(Days::new(offset.unsigned_abs()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn steps_open_on_their_day_and_stay_open() {
        let series = Series { before: vec![90, 60, 30, 7], escalation: Some((1, 7)) };
        let due = day("2027-01-15");
        for (today, open) in [
            ("2026-10-16", vec![]),
            ("2026-10-17", vec![-90]),
            ("2026-12-16", vec![-90, -60, -30]),
            ("2027-01-15", vec![-90, -60, -30, -7]),
            ("2027-01-16", vec![-90, -60, -30, -7, 1]),
            ("2027-01-22", vec![-90, -60, -30, -7, 1]),
            ("2027-01-23", vec![-90, -60, -30, -7, 1, 8]),
        ] {
            assert_eq!(series.open_steps(due, day(today)), open, "{today}");
        }
    }

    proptest! {
        #[test]
        fn no_open_step_ever_closes(before in prop::collection::vec(0..400_u32, 0..6), after in 0..40_u32, every in 0..40_u32, late in -400..400_i64) {
            let series = Series { before, escalation: Some((after, every)) };
            let due = day("2026-06-01");
            let today = due + chrono::TimeDelta::days(late);
            let now = series.open_steps(due, today);
            let tomorrow = series.open_steps(due, today.succ_opt().unwrap());
            prop_assert!(now.iter().all(|step| tomorrow.contains(step)));
            prop_assert!(now.iter().all(|step| i64::from(*step) <= late));
        }
    }
}
