//! When an extension of a support measure may be asked for, and when it may be decided.

use chrono::NaiveDate;

use super::support::check_further;
use crate::refusal::{Checks, Rule};

/// An extension that is asked for, beside the measure that it is about.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// First day of the measure.
    pub start_on: NaiveDate,
    /// Its end as it is now.
    pub end_on: NaiveDate,
    /// Whether it is closed.
    pub closed: bool,
    /// Whether another request of it is undecided.
    pub undecided: bool,
    /// The end that is proposed.
    pub proposed_end_on: NaiveDate,
}

/// Checks a request: of a measure that has begun, even if its end is past, for an end that a decision could give it, and
/// one at a time. Source: ours; the form wants a ground and a decision, and what is asked twice is decided once.
pub fn check_asked(checks: &mut Checks, asked: Asked, today: NaiveDate) {
    checks.require(!asked.closed, Rule::SupportClosed, "supportMeasureId");
    checks.require(asked.start_on <= today, Rule::SupportNotExtendable, "supportMeasureId");
    checks.require(!asked.undecided, Rule::ExtensionAlreadyAsked, "supportMeasureId");
    check_further(checks, asked.end_on, asked.proposed_end_on, today, "proposedEndOn");
}

/// Checks the day on which a request is decided: it was asked by then, and it is not to come.
pub fn check_decided(checks: &mut Checks, asked_on: NaiveDate, decided_on: NaiveDate, today: NaiveDate) {
    checks.require(decided_on >= asked_on, Rule::DayBeforeRequest, "decidedOn");
    checks.require(decided_on <= today, Rule::DateInFuture, "decidedOn");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_extension_is_asked_for_once_of_a_measure_that_runs() {
        let good = Asked {
            start_on: day("2026-01-15"),
            end_on: day("2027-01-15"),
            closed: false,
            undecided: false,
            proposed_end_on: day("2027-04-15"),
        };
        for (asked, broken) in [
            (good, None),
            (Asked { start_on: day("2026-12-01"), ..good }, None),
            (Asked { start_on: day("2026-12-02"), ..good }, Some(Rule::SupportNotExtendable)),
            (Asked { end_on: day("2026-11-01"), proposed_end_on: day("2026-11-02"), ..good }, None),
            (Asked { proposed_end_on: day("2027-01-15"), ..good }, Some(Rule::ExtensionNotFurther)),
            (Asked { proposed_end_on: day("2028-01-15"), ..good }, None),
            (Asked { proposed_end_on: day("2028-01-16"), ..good }, Some(Rule::ExtensionTooLong)),
            (Asked { closed: true, ..good }, Some(Rule::SupportClosed)),
            (Asked { undecided: true, ..good }, Some(Rule::ExtensionAlreadyAsked)),
        ] {
            let mut checks = Checks::new();
            check_asked(&mut checks, asked, day("2026-12-01"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{asked:?}");
        }
    }

    #[test]
    fn a_request_is_decided_between_the_day_it_is_asked_and_today() {
        for (decided_on, broken) in [
            ("2026-11-30", Some(Rule::DayBeforeRequest)),
            ("2026-12-01", None),
            ("2026-12-10", None),
            ("2026-12-11", Some(Rule::DateInFuture)),
        ] {
            let mut checks = Checks::new();
            check_decided(&mut checks, day("2026-12-01"), day(decided_on), day("2026-12-10"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{decided_on}");
        }
    }
}
