//! What a recipient answers to a reminder, and what is then left to tell them.
//!
//! Taking note of one (*prise de connaissance*) silences, for whoever did, the other steps of its series up to the
//! day recalled: they know, and have until then. What comes after that day is an escalation, and comes all the same.
//! Putting one off (*report*) silences the whole series for whoever did until the day they chose, on which it is
//! recalled again: that day is a step of their own. Nobody puts off what others are told. Source: ours.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::{Facts, Silence, kinds};
use crate::refusal::{Checks, Rule};
use crate::types::{ReminderRule, StaffId};

/// How long what is late may be put off, in days, where no pace of escalation says otherwise. Source: ours; the pace
/// of the domain's table.
const WEEK: u32 = 7;

/// What one person answered to the reminders of one series: of one rule, about one subject, for one day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    acknowledged: bool,
    snoozed_until: BTreeSet<NaiveDate>,
}

/// What each recipient of a series answered.
pub type AnswersOf = BTreeMap<StaffId, Answers>;

impl Answers {
    /// They took note of one of them.
    pub fn acknowledge(&mut self) {
        self.acknowledged = true;
    }

    /// They put one of them off.
    pub fn snooze(&mut self, until: NaiveDate) {
        self.snoozed_until.insert(until);
    }

    /// The steps that they gave themselves and whose day has come, in days from the day recalled.
    pub fn open_steps(&self, due_on: NaiveDate, today: NaiveDate) -> impl Iterator<Item = i32> {
        let come = self.snoozed_until.range(..=today);
        come.filter_map(move |day| i32::try_from((*day - due_on).num_days()).ok())
    }

    /// The first day after today to which they put it off.
    pub fn next_day(&self, today: NaiveDate) -> Option<NaiveDate> {
        self.snoozed_until.iter().copied().find(|day| *day > today)
    }

    /// Why they are not told of a step that is open today, in days from the day recalled; none if they are.
    pub fn silence(&self, step: i32, today: NaiveDate) -> Option<Silence> {
        if self.acknowledged && step <= 0 {
            return Some(Silence::Acknowledged);
        }
        self.snoozed_until.last().filter(|until| today < **until).map(|_| Silence::Snoozed)
    }
}

/// Whether reminders of a rule may be put off. A meeting takes place on its day, whoever puts off hearing of it; and what the
/// law counts in working days does not wait.
pub fn can_wait(rule: ReminderRule) -> bool {
    kinds::of(rule).is_some_and(|kind| !kind.offsets.in_working_days)
}

/// How long the reminders of a rule may be put off once the day is over, in days: until the next escalation.
pub fn longest_snooze_when_late(rule: ReminderRule, facts: Option<&Facts>) -> u32 {
    match facts {
        Some(Facts::Household(facts)) => facts.pace(rule).unwrap_or(WEEK),
        Some(Facts::Meeting(_)) | None => WEEK,
    }
}

/// Checks until when a reminder is put off: a day to come and before the day recalled, or, once that is over, so many
/// days from today at most.
pub fn check_snooze(checks: &mut Checks, until: NaiveDate, due_on: NaiveDate, today: NaiveDate, when_late: u32) {
    let last =
        if today <= due_on { due_on.pred_opt() } else { today.checked_add_days(Days::new(u64::from(when_late))) };
    let within = today < until && last.is_some_and(|last| until <= last);
    checks.require(within, Rule::SnoozeOutOfRange, "until");
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUE: &str = "2027-01-15";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn answers(acknowledged: bool, snoozed_until: &[&str]) -> Answers {
        let mut answers = Answers::default();
        if acknowledged {
            answers.acknowledge();
        }
        for until in snoozed_until {
            answers.snooze(day(until));
        }
        answers
    }

    #[test]
    fn who_took_note_is_told_again_once_the_day_is_over() {
        let known = answers(true, &[]);
        for (step, silence) in [
            (-90, Some(Silence::Acknowledged)),
            (-1, Some(Silence::Acknowledged)),
            (0, Some(Silence::Acknowledged)),
            (1, None),
            (8, None),
        ] {
            assert_eq!(known.silence(step, day(DUE)), silence, "{step}");
            assert_eq!(answers(false, &[]).silence(step, day(DUE)), None);
        }
    }

    #[test]
    fn what_is_put_off_comes_back_on_its_day() {
        let off = answers(false, &["2026-12-20", "2027-01-10"]);
        for (today, steps, silence) in [
            ("2026-12-19", vec![], Some(Silence::Snoozed)),
            ("2026-12-20", vec![-26], Some(Silence::Snoozed)),
            ("2027-01-09", vec![-26], Some(Silence::Snoozed)),
            ("2027-01-10", vec![-26, -5], None),
            ("2027-01-16", vec![-26, -5], None),
        ] {
            assert_eq!(off.open_steps(day(DUE), day(today)).collect::<Vec<_>>(), steps, "{today}");
            assert_eq!(off.silence(-7, day(today)), silence, "{today}");
        }
    }

    #[test]
    fn who_took_note_has_said_the_last_word_until_the_day() {
        let both = answers(true, &["2027-01-20"]);
        assert_eq!(both.silence(-5, day("2027-01-10")), Some(Silence::Acknowledged));
        assert_eq!(both.silence(1, day("2027-01-16")), Some(Silence::Snoozed));
        assert_eq!(both.silence(1, day("2027-01-20")), None);
    }

    #[test]
    fn a_reminder_is_put_off_to_a_day_to_come_before_the_day_recalled_or_for_a_pace_of_escalation() {
        let checked = |today: &str, until: &str| {
            let mut checks = Checks::new();
            check_snooze(&mut checks, day(until), day(DUE), day(today), 7);
            checks.refusals().is_empty()
        };
        for (today, until, fits) in [
            ("2027-01-01", "2026-12-31", false),
            ("2027-01-01", "2027-01-01", false),
            ("2027-01-01", "2027-01-02", true),
            ("2027-01-01", "2027-01-14", true),
            ("2027-01-01", "2027-01-15", false),
            ("2027-01-01", "2027-01-16", false),
            ("2027-01-13", "2027-01-14", true),
            ("2027-01-14", "2027-01-15", false),
            // On the day itself nothing is left to wait for.
            ("2027-01-15", "2027-01-16", false),
            ("2027-01-16", "2027-01-16", false),
            ("2027-01-16", "2027-01-17", true),
            ("2027-01-16", "2027-01-23", true),
            ("2027-01-16", "2027-01-24", false),
        ] {
            assert_eq!(checked(today, until), fits, "on {today} until {until}");
        }
    }
}
