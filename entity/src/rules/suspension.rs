//! When a support measure may be suspended, and when a suspension ends.
//!
//! A suspension moves neither the end of the measure nor its cap, and its reminders go on. Source: ours, since the form
//! is silent: twelve months are twelve months by the calendar, and an extension, which is decided, is the only
//! exception. A suspension is a fact that reviews and statistics see, and a ground that an extension may have.

use chrono::NaiveDate;

use crate::refusal::{Checks, Rule};

/// A suspension that begins, beside the measure that it is of.
#[derive(Debug, Clone, Copy)]
pub struct Suspend {
    /// First day of the measure.
    pub measure_start_on: NaiveDate,
    /// Whether it is closed.
    pub closed: bool,
    /// Whether it is suspended.
    pub suspended: bool,
    /// The last day of the suspensions that are over.
    pub last_on: Option<NaiveDate>,
    /// First day of the suspension.
    pub start_on: NaiveDate,
    /// Its last day, as far as is known.
    pub expected_end_on: Option<NaiveDate>,
}

/// Checks a suspension: of an open measure, from a day that has come, one at a time and none on another's days.
pub fn check_suspend(checks: &mut Checks, suspend: Suspend, today: NaiveDate) {
    checks.day(suspend.start_on, "startOn");
    checks.require(!suspend.closed, Rule::SupportClosed, "supportMeasureId");
    checks.require(!suspend.suspended, Rule::SupportAlreadySuspended, "supportMeasureId");
    checks.require(suspend.start_on >= suspend.measure_start_on, Rule::DayBeforeStart, "startOn");
    let after_last = suspend.last_on.is_none_or(|last| suspend.start_on > last);
    checks.require(after_last, Rule::SuspensionOverlaps, "startOn");
    checks.require(suspend.start_on <= today, Rule::DateInFuture, "startOn");
    if let Some(end) = suspend.expected_end_on {
        checks.day(end, "expectedEndOn");
        checks.require(end > suspend.start_on, Rule::EndNotAfterStart, "expectedEndOn");
    }
}

/// Checks the last day of a suspension that began on a day and has not ended, unless it has.
pub fn check_end(checks: &mut Checks, ended: bool, start_on: NaiveDate, ended_on: NaiveDate, today: NaiveDate) {
    checks.require(!ended, Rule::SuspensionEnded, "supportSuspensionId");
    checks.require(ended_on >= start_on, Rule::DayBeforeSuspension, "endedOn");
    checks.require(ended_on <= today, Rule::DateInFuture, "endedOn");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_measure_is_suspended_once_at_a_time_while_it_runs() {
        let good = Suspend {
            measure_start_on: day("2026-03-02"),
            closed: false,
            suspended: false,
            last_on: Some(day("2026-05-31")),
            start_on: day("2026-06-01"),
            expected_end_on: Some(day("2026-06-02")),
        };
        for (suspend, broken) in [
            (good, None),
            (Suspend { last_on: None, start_on: day("2026-03-02"), ..good }, None),
            (Suspend { last_on: None, start_on: day("2026-03-01"), ..good }, Some(Rule::DayBeforeStart)),
            (Suspend { last_on: Some(day("2026-06-01")), ..good }, Some(Rule::SuspensionOverlaps)),
            (Suspend { expected_end_on: None, ..good }, None),
            (Suspend { expected_end_on: Some(day("2026-06-01")), ..good }, Some(Rule::EndNotAfterStart)),
            (Suspend { start_on: day("2026-06-11"), expected_end_on: None, ..good }, Some(Rule::DateInFuture)),
            (Suspend { suspended: true, ..good }, Some(Rule::SupportAlreadySuspended)),
            (Suspend { closed: true, ..good }, Some(Rule::SupportClosed)),
        ] {
            let mut checks = Checks::new();
            check_suspend(&mut checks, suspend, day("2026-06-10"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{suspend:?}");
        }
    }

    #[test]
    fn a_suspension_ends_once_on_a_day_that_has_come() {
        for (ended, ended_on, broken) in [
            (false, "2026-06-01", None),
            (false, "2026-06-10", None),
            (false, "2026-06-11", Some(Rule::DateInFuture)),
            (false, "2026-05-31", Some(Rule::DayBeforeSuspension)),
            (true, "2026-06-01", Some(Rule::SuspensionEnded)),
        ] {
            let mut checks = Checks::new();
            check_end(&mut checks, ended, day("2026-06-01"), day(ended_on), day("2026-06-10"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{ended_on}");
        }
    }
}
