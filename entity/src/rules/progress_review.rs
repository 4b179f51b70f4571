//! When a support measure may be reviewed.

use chrono::NaiveDate;

use crate::refusal::{Checks, Rule};
use crate::types::ProgressReviewKind;

/// A review that is recorded, beside the measure that it is about.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// Interim or final.
    pub kind: ProgressReviewKind,
    /// The day on which it was held.
    pub held_on: NaiveDate,
    /// First day of the measure.
    pub start_on: NaiveDate,
    /// The day on which the measure was closed, if it was.
    pub closed_on: Option<NaiveDate>,
    /// The day of the final review, if it was held already.
    pub final_on: Option<NaiveDate>,
    /// The day of the last review, if one was held.
    pub last_on: Option<NaiveDate>,
}

/// Checks a review: held while the measure ran, each after the one before, and the final one last; that may also be
/// held once the measure is closed. Source: the form has the cell take note of reviews; the order is ours.
pub fn check_held(checks: &mut Checks, held: Held, today: NaiveDate) {
    checks.day(held.held_on, "heldOn");
    checks.require(held.held_on <= today, Rule::DateInFuture, "heldOn");
    checks.require(held.held_on >= held.start_on, Rule::DayBeforeStart, "heldOn");
    checks.require(held.final_on.is_none(), Rule::FinalReviewHeld, "supportMeasureId");
    checks.require(held.last_on.is_none_or(|last| held.held_on >= last), Rule::DayBeforeReview, "heldOn");
    if held.kind == ProgressReviewKind::Interim {
        let ran = held.closed_on.is_none_or(|closed_on| held.held_on <= closed_on);
        checks.require(ran, Rule::InterimReviewTooLate, "heldOn");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ProgressReviewKind::{Final, Interim};

    #[test]
    fn reviews_follow_each_other_and_the_final_one_is_the_last() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let good = Held {
            kind: Interim,
            held_on: day("2026-09-02"),
            start_on: day("2026-03-02"),
            closed_on: None,
            final_on: None,
            last_on: None,
        };
        let closed = Held { closed_on: Some(day("2026-09-01")), ..good };
        for (held, broken) in [
            (good, None),
            (Held { held_on: day("2026-03-02"), ..good }, None),
            (Held { held_on: day("2026-03-01"), ..good }, Some(Rule::DayBeforeStart)),
            (Held { held_on: day("2026-09-11"), ..good }, Some(Rule::DateInFuture)),
            (Held { last_on: Some(day("2026-09-02")), ..good }, None),
            (Held { last_on: Some(day("2026-09-03")), ..good }, Some(Rule::DayBeforeReview)),
            (Held { final_on: Some(day("2026-09-01")), ..good }, Some(Rule::FinalReviewHeld)),
            (Held { kind: Final, final_on: Some(day("2026-09-01")), ..good }, Some(Rule::FinalReviewHeld)),
            (closed, Some(Rule::InterimReviewTooLate)),
            (Held { held_on: day("2026-09-01"), ..closed }, None),
            (Held { kind: Final, ..closed }, None),
        ] {
            let mut checks = Checks::new();
            check_held(&mut checks, held, day("2026-09-10"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{held:?}");
        }
    }
}
