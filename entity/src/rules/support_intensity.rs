//! When the intensity of a support may change.

use chrono::NaiveDate;

use crate::refusal::{Checks, Rule};
use crate::types::SupportIntensity;

/// A change of intensity, beside the measure that it is about.
#[derive(Debug, Clone, Copy)]
pub struct Change {
    /// What it is now.
    pub present: SupportIntensity,
    /// Since when.
    pub since: NaiveDate,
    /// Whether the measure is closed.
    pub closed: bool,
    /// What it becomes.
    pub intensity: SupportIntensity,
    /// From which day on.
    pub from_on: NaiveDate,
}

/// Checks a change: of an open measure, to another intensity, from a day after the one since which it is what it is,
/// that has come. Source: the form has support of variable intensity; the order of the days is ours.
pub fn check_change(checks: &mut Checks, change: Change, today: NaiveDate) {
    checks.day(change.from_on, "fromOn");
    checks.require(!change.closed, Rule::SupportClosed, "supportMeasureId");
    checks.require(change.intensity != change.present, Rule::IntensityUnchanged, "intensity");
    checks.require(change.from_on > change.since, Rule::IntensityNotLater, "fromOn");
    checks.require(change.from_on <= today, Rule::DateInFuture, "fromOn");
}

#[cfg(test)]
mod tests {
    use super::*;
    use SupportIntensity::{Intensive, Light, Medium};

    #[test]
    fn the_intensity_changes_to_another_from_a_later_day_that_has_come() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let good = Change {
            present: Medium,
            since: day("2026-03-02"),
            closed: false,
            intensity: Light,
            from_on: day("2026-06-01"),
        };
        for (change, broken) in [
            (good, None),
            (Change { intensity: Intensive, from_on: day("2026-03-03"), ..good }, None),
            (Change { from_on: day("2026-06-10"), ..good }, None),
            (Change { from_on: day("2026-06-11"), ..good }, Some(Rule::DateInFuture)),
            (Change { from_on: day("2026-03-02"), ..good }, Some(Rule::IntensityNotLater)),
            (Change { intensity: Medium, ..good }, Some(Rule::IntensityUnchanged)),
            (Change { closed: true, ..good }, Some(Rule::SupportClosed)),
        ] {
            let mut checks = Checks::new();
            check_change(&mut checks, change, day("2026-06-10"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{change:?}");
        }
    }
}
