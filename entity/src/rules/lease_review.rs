//! When the reviews of a sliding lease fall, and what makes one contradictory.

use chrono::NaiveDate;

use crate::refusal::{Checks, Rule};
use crate::rules::calendar;

/// The day by which review number `rank` (from 1) is held, `period` months apart from the first day
/// of the tenancy (CPC 641). Each is counted from the first day, so a short month cuts none of the next.
/// Source of the six months by default: ours, after practice.
pub fn due_on(tenancy_start: NaiveDate, period_months: u32, rank: u32) -> NaiveDate {
    calendar::add_months(tenancy_start, period_months.saturating_mul(rank))
}

/// The first day of the series that comes after `day`, when a review was moved by hand.
pub fn next_due_on(tenancy_start: NaiveDate, period_months: u32, day: NaiveDate) -> NaiveDate {
    // A period of zero would never pass `day`; the database and the rules refuse it.
    let period_months = period_months.max(1);
    (1..=2400).map(|rank| due_on(tenancy_start, period_months, rank)).find(|due| *due > day).unwrap_or(day)
}

/// How far ahead a review is planned, in months: no review period is longer. Source: ours.
pub const MOST_MONTHS_AHEAD: u32 = 24;

/// Checks the day of a review that is planned: to come, and not so far ahead that it would be forgotten.
pub fn check_plan(checks: &mut Checks, due_on: NaiveDate, today: NaiveDate) {
    checks.day(due_on, "dueOn");
    checks.require(due_on >= today, Rule::DateInPast, "dueOn");
    let farthest = calendar::add_months(today, MOST_MONTHS_AHEAD);
    checks.require(due_on <= farthest, Rule::LeaseReviewTooFarAhead, "dueOn");
}

/// Checks a review that is recorded: on a day that has come, with what each side said.
pub fn check_record(
    checks: &mut Checks,
    tenancy_start: NaiveDate,
    held_on: NaiveDate,
    views: [&str; 2],
    today: NaiveDate,
) {
    checks.require(held_on <= today, Rule::DateInFuture, "heldOn");
    checks.require(held_on >= tenancy_start, Rule::DayBeforeStart, "heldOn");
    for (view, field) in views.into_iter().zip(["householdView", "organisationView"]) {
        checks.require(!view.trim().is_empty(), Rule::BothSidesMustBeHeard, field);
        checks.bounded(view, 10_000, field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_planned_for_the_two_years_to_come() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (due, broken) in [
            ("2026-02-27", Some(Rule::DateInPast)),
            ("2026-02-28", None),
            ("2028-02-28", None),
            ("2028-02-29", Some(Rule::LeaseReviewTooFarAhead)),
        ] {
            let mut checks = Checks::new();
            check_plan(&mut checks, day(due), day("2026-02-28"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{due}");
        }
    }

    #[test]
    fn reviews_are_counted_from_the_first_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (start, period, rank, due) in [
            ("2026-01-15", 6, 1, "2026-07-15"),
            ("2026-08-31", 6, 1, "2027-02-28"),
            ("2026-08-31", 6, 2, "2027-08-31"),
            ("2024-02-29", 12, 1, "2025-02-28"),
            ("2024-02-29", 12, 4, "2028-02-29"),
        ] {
            assert_eq!(due_on(day(start), period, rank), day(due), "{start} + {rank} × {period}");
        }
        assert_eq!(next_due_on(day("2026-01-15"), 6, day("2026-07-15")), day("2027-01-15"));
        assert_eq!(next_due_on(day("2026-01-15"), 6, day("2026-06-01")), day("2026-07-15"));
    }
}
