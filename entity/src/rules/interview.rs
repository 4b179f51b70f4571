//! When an interview of a support may have been held.

use chrono::NaiveDate;

use crate::refusal::{Checks, Rule};

/// An interview, beside the measure that it is of.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// First day of the measure.
    pub start_on: NaiveDate,
    /// The day on which it was closed, if it was.
    pub closed_on: Option<NaiveDate>,
    /// The day of the interview.
    pub held_on: NaiveDate,
    /// The day of the next appointment.
    pub next_on: Option<NaiveDate>,
}

/// Checks an interview: held while the measure ran, though it may be recorded later, even if support was suspended then,
/// and the next one after it. Source: ours.
pub fn check_held(checks: &mut Checks, held: Held, today: NaiveDate) {
    checks.day(held.held_on, "heldOn");
    checks.require(held.held_on <= today, Rule::DateInFuture, "heldOn");
    checks.require(held.held_on >= held.start_on, Rule::DayBeforeStart, "heldOn");
    let ran = held.closed_on.is_none_or(|closed_on| held.held_on <= closed_on);
    checks.require(ran, Rule::DayAfterClosing, "heldOn");
    if let Some(next) = held.next_on {
        checks.day(next, "nextOn");
        checks.require(next > held.held_on, Rule::NextNotAfterInterview, "nextOn");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interview_is_held_while_support_runs_and_the_next_one_follows() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let good = Held {
            start_on: day("2026-03-02"),
            closed_on: None,
            held_on: day("2026-06-01"),
            next_on: Some(day("2026-06-02")),
        };
        for (held, broken) in [
            (good, None),
            (Held { held_on: day("2026-03-02"), ..good }, None),
            (Held { held_on: day("2026-03-01"), ..good }, Some(Rule::DayBeforeStart)),
            (Held { held_on: day("2026-06-11"), next_on: None, ..good }, Some(Rule::DateInFuture)),
            (Held { closed_on: Some(day("2026-06-01")), ..good }, None),
            (Held { closed_on: Some(day("2026-05-31")), ..good }, Some(Rule::DayAfterClosing)),
            (Held { next_on: Some(day("2026-06-01")), ..good }, Some(Rule::NextNotAfterInterview)),
        ] {
            let mut checks = Checks::new();
            check_held(&mut checks, held, day("2026-06-10"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{held:?}");
        }
    }
}
