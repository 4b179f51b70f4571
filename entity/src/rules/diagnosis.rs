//! When a social diagnosis is due, and what makes one complete.

use chrono::NaiveDate;

use crate::refusal::{Checks, Rule};
use crate::rules::calendar;
use crate::rules::support::{CAP_MONTHS, check_axes};
use crate::types::{AutonomyObstacle, SupportAxis};

/// The time in which a diagnosis is made if nothing else is decided, in months. Source: ours.
pub const MONTHS: u32 = 1;

/// How far ahead a diagnosis may be due, in months. Source: ours; what lies farther is more likely a wrong year.
pub const MOST_MONTHS_AHEAD: u32 = 6;

/// The largest amount that a budget is told with, in cents: ten million euros. Source: ours.
pub const LARGEST_AMOUNT: i64 = 1_000_000_000;

/// The day by which a diagnosis that is ordered on `ordered_on` is made if nothing else is decided.
pub fn due_on(ordered_on: NaiveDate) -> NaiveDate {
    calendar::add_months(ordered_on, MONTHS)
}

/// Checks an order: it leaves time, and not too much.
pub fn check_order(checks: &mut Checks, due_on: NaiveDate, today: NaiveDate) {
    checks.day(due_on, "dueOn");
    checks.require(due_on >= today, Rule::DateInPast, "dueOn");
    let farthest = calendar::add_months(today, MOST_MONTHS_AHEAD);
    checks.require(due_on <= farthest, Rule::DiagnosisTooFarAhead, "dueOn");
}

/// What a diagnosis found and recommends, as far as rules go.
#[derive(Debug, Clone, Copy)]
pub struct Findings<'a> {
    /// The day on which it was ordered.
    pub ordered_on: NaiveDate,
    /// The day on which it was made.
    pub done_on: NaiveDate,
    /// The obstacles.
    pub obstacles: &'a [AutonomyObstacle],
    /// The axes.
    pub axes: &'a [SupportAxis],
    /// How long the support should last, in months.
    pub duration_months: u32,
    /// What comes in, what goes out, what is owed, in cents, with the field of each.
    pub amounts: [(Option<i64>, &'static str); 3],
}

/// Checks a diagnosis that was made: it names the obstacles for which the household is supported, and fixes axes
/// and duration within the twelve months. Source: the form, the publics it describes and its method.
pub fn check_findings(checks: &mut Checks, findings: Findings<'_>, today: NaiveDate) {
    checks.day(findings.done_on, "doneOn");
    checks.require(findings.done_on <= today, Rule::DateInFuture, "doneOn");
    checks.require(findings.done_on >= findings.ordered_on, Rule::DayBeforeOrder, "doneOn");
    checks.require(!findings.obstacles.is_empty(), Rule::ObstacleRequired, "obstacles");
    let mut seen = findings.obstacles.to_vec();
    seen.sort_unstable();
    seen.dedup();
    checks.require(seen.len() == findings.obstacles.len(), Rule::ObstacleRepeated, "obstacles");
    check_axes(checks, findings.axes, &[]);
    let within = (1..=CAP_MONTHS).contains(&findings.duration_months);
    checks.require(within, Rule::DurationOutOfRange, "durationMonths");
    for (amount, field) in findings.amounts {
        let plausible = amount.is_none_or(|cents| (0..=LARGEST_AMOUNT).contains(&cents));
        checks.require(plausible, Rule::AmountOutOfRange, field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_order_leaves_time_and_not_too_much() {
        for (due, broken) in [
            ("2026-08-31", None),
            ("2026-08-30", Some(Rule::DateInPast)),
            ("2027-02-28", None),
            ("2027-03-01", Some(Rule::DiagnosisTooFarAhead)),
        ] {
            let mut checks = Checks::new();
            check_order(&mut checks, day(due), day("2026-08-31"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{due}");
        }
        assert_eq!(due_on(day("2026-01-31")), day("2026-02-28"));
    }

    #[test]
    fn a_diagnosis_names_obstacles_axes_and_a_duration() {
        use AutonomyObstacle::{Debt, Isolation};
        let good = Findings {
            ordered_on: day("2026-03-02"),
            done_on: day("2026-03-20"),
            obstacles: &[Debt, Isolation],
            axes: &[SupportAxis::BudgetManagement],
            duration_months: 12,
            amounts: [(Some(LARGEST_AMOUNT), "monthlyIncome"), (None, "monthlyExpenses"), (Some(0), "debts")],
        };
        for (findings, broken) in [
            (good, None),
            (Findings { done_on: day("2026-03-02"), ..good }, None),
            (Findings { done_on: day("2026-03-01"), ..good }, Some(Rule::DayBeforeOrder)),
            (Findings { done_on: day("2026-03-21"), ..good }, Some(Rule::DateInFuture)),
            (Findings { obstacles: &[], ..good }, Some(Rule::ObstacleRequired)),
            (Findings { obstacles: &[Debt, Isolation, Debt], ..good }, Some(Rule::ObstacleRepeated)),
            (Findings { axes: &[], ..good }, Some(Rule::AxisRequired)),
            (Findings { duration_months: 0, ..good }, Some(Rule::DurationOutOfRange)),
            (Findings { duration_months: 13, ..good }, Some(Rule::DurationOutOfRange)),
            (
                Findings { amounts: [(Some(LARGEST_AMOUNT + 1), "debts"), (None, ""), (None, "")], ..good },
                Some(Rule::AmountOutOfRange),
            ),
            (
                Findings { amounts: [(None, ""), (Some(-1), "monthlyExpenses"), (None, "")], ..good },
                Some(Rule::AmountOutOfRange),
            ),
        ] {
            let mut checks = Checks::new();
            check_findings(&mut checks, findings, day("2026-03-20"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{findings:?}");
        }
    }
}
