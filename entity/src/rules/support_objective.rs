//! When an objective of a support may be set, and when it goes on.

use chrono::NaiveDate;

use super::support::MOST_OBJECTIVES;
use crate::refusal::{Checks, Rule};
use crate::types::{ObjectiveStatus, SupportAxis};

/// An objective to be set, beside the measure that it is for.
#[derive(Debug, Clone, Copy)]
pub struct Set<'a> {
    /// First day of the measure.
    pub start_on: NaiveDate,
    /// Whether it is closed.
    pub closed: bool,
    /// Its axes.
    pub axes: &'a [SupportAxis],
    /// How many objectives it has.
    pub objectives: usize,
    /// The objective's axis.
    pub axis: SupportAxis,
    /// The day on which it is set with the household.
    pub set_on: NaiveDate,
}

/// Checks an objective that is set while support runs: on one of its axes, as one that is set when it starts.
pub fn check_set(checks: &mut Checks, set: Set<'_>, today: NaiveDate) {
    checks.day(set.set_on, "setOn");
    checks.require(!set.closed, Rule::SupportClosed, "supportMeasureId");
    checks.require(set.axes.contains(&set.axis), Rule::ObjectiveOffAxis, "axis");
    checks.require(set.objectives < MOST_OBJECTIVES, Rule::TooManyObjectives, "supportMeasureId");
    checks.require(set.set_on >= set.start_on, Rule::DayBeforeStart, "setOn");
    checks.require(set.set_on <= today, Rule::DateInFuture, "setOn");
}

/// An objective that goes on.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// How far it was.
    pub present: ObjectiveStatus,
    /// Since when.
    pub since: NaiveDate,
    /// Whether its measure is closed.
    pub closed: bool,
    /// How far it is now.
    pub status: ObjectiveStatus,
    /// The day.
    pub moved_on: NaiveDate,
}

/// Checks a step of an objective: of an open measure, to any other status, for what was achieved may have to be taken up
/// again, and on a day that follows what is known. Source: ours.
pub fn check_step(checks: &mut Checks, step: Step, today: NaiveDate) {
    checks.day(step.moved_on, "movedOn");
    checks.require(!step.closed, Rule::SupportClosed, "supportObjectiveId");
    checks.require(step.status != step.present, Rule::ObjectiveStatusUnchanged, "status");
    checks.require(step.moved_on >= step.since, Rule::DayBeforeProgress, "movedOn");
    checks.require(step.moved_on <= today, Rule::DateInFuture, "movedOn");
}

#[cfg(test)]
mod tests {
    use super::*;
    use ObjectiveStatus::{Abandoned, Achieved, InProgress};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_objective_is_set_on_an_axis_of_the_measure_while_it_runs() {
        let good = Set {
            start_on: day("2026-03-02"),
            closed: false,
            axes: &[SupportAxis::HousingPath, SupportAxis::Other],
            objectives: 49,
            axis: SupportAxis::Other,
            set_on: day("2026-06-01"),
        };
        for (set, broken) in [
            (good, None),
            (Set { set_on: day("2026-03-02"), ..good }, None),
            (Set { set_on: day("2026-03-01"), ..good }, Some(Rule::DayBeforeStart)),
            (Set { set_on: day("2026-06-11"), ..good }, Some(Rule::DateInFuture)),
            (Set { axis: SupportAxis::BudgetManagement, ..good }, Some(Rule::ObjectiveOffAxis)),
            (Set { objectives: 50, ..good }, Some(Rule::TooManyObjectives)),
            (Set { closed: true, ..good }, Some(Rule::SupportClosed)),
        ] {
            let mut checks = Checks::new();
            check_set(&mut checks, set, day("2026-06-10"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{set:?}");
        }
    }

    #[test]
    fn an_objective_goes_on_to_another_status_and_never_back_in_time() {
        let good = Step {
            present: InProgress,
            since: day("2026-06-01"),
            closed: false,
            status: Achieved,
            moved_on: day("2026-06-01"),
        };
        for (step, broken) in [
            (good, None),
            (Step { status: ObjectiveStatus::Set, ..good }, None),
            (Step { present: Abandoned, ..good }, None),
            (Step { moved_on: day("2026-06-10"), ..good }, None),
            (Step { moved_on: day("2026-06-11"), ..good }, Some(Rule::DateInFuture)),
            (Step { moved_on: day("2026-05-31"), ..good }, Some(Rule::DayBeforeProgress)),
            (Step { status: InProgress, ..good }, Some(Rule::ObjectiveStatusUnchanged)),
            (Step { closed: true, ..good }, Some(Rule::SupportClosed)),
        ] {
            let mut checks = Checks::new();
            check_step(&mut checks, step, day("2026-06-10"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{step:?}");
        }
    }
}
