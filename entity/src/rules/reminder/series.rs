//! A series of steps around one day: some before it, then an escalation at a fixed pace after it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::Silence;
use super::answer::AnswersOf;
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

    /// Whether it speaks at a step.
    pub fn has(&self, step: i32) -> bool {
        let escalates = |(after, every): (u32, u32)| {
            let beyond = i64::from(step) - i64::from(after);
            beyond >= 0 && beyond % i64::from(every.max(1)) == 0
        };
        (step <= 0 && self.before.contains(&step.unsigned_abs())) || self.escalation.is_some_and(escalates)
    }
}

/// The open steps of each recipient, each with why it is not sent, if so. Somebody in two audiences gets the steps of
/// both as one series, with those that they gave themselves when they put it off.
pub(super) fn merge(
    audiences: impl IntoIterator<Item = (StaffId, Series)>,
    answers: &AnswersOf,
    due_on: NaiveDate,
    today: NaiveDate,
) -> Vec<(StaffId, i32, Option<Silence>)> {
    let mut merged: BTreeMap<StaffId, BTreeSet<i32>> = BTreeMap::new();
    for (recipient, series) in audiences {
        merged.entry(recipient).or_default().extend(series.open_steps(due_on, today));
    }
    let mut found = Vec::new();
    for (recipient, mut steps) in merged {
        let answered = answers.get(&recipient);
        if !steps.is_empty() {
            steps.extend(answered.into_iter().flat_map(|answers| answers.open_steps(due_on, today)));
        }
        let last = steps.last().copied();
        found.extend(steps.into_iter().map(|step| {
            let silence = if Some(step) == last {
                answered.and_then(|answers| answers.silence(step, today))
            } else {
                Some(Silence::LaterStep)
            };
            (recipient.clone(), step, silence)
        }));
    }
    found
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
            prop_assert!(now.iter().all(|step| series.has(*step)));
        }
    }
}
