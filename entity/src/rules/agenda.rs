//! What the cell may decide on each kind of agenda item, and what follows for the household.

use chrono::NaiveDate;

use crate::rules::calendar;
use crate::types::{AgendaDecision, AgendaItemKind, HouseholdStage};

/// How long the cell is taken not to meet again while no other meeting is planned. Source: ours.
const MONTHS_WITHOUT_A_MEETING: u32 = 2;

/// The most items that an agenda holds. Source: ours.
pub const MOST_ITEMS: usize = 200;

/// Whether a decision answers what an item asks. Putting off always does.
pub fn answers(kind: AgendaItemKind, decision: AgendaDecision) -> bool {
    use AgendaDecision::{Acknowledged, Adjourned, Approved, NotRetained, Preselected, Refused};
    match kind {
        AgendaItemKind::Preselection => matches!(decision, Preselected | NotRetained | Adjourned),
        AgendaItemKind::ProgressReview => matches!(decision, Acknowledged | Adjourned),
        AgendaItemKind::Diagnosis | AgendaItemKind::Extension | AgendaItemKind::LeaseExam => {
            matches!(decision, Approved | Refused | Adjourned)
        }
    }
}

/// Whether something that has waited since a day, or is due on it, comes up at a meeting: a lease review due before the
/// cell meets again, which prepares it; whatever else has happened by then. Source: ours.
pub fn comes_up(kind: AgendaItemKind, day: NaiveDate, meeting_on: NaiveDate, next_on: Option<NaiveDate>) -> bool {
    match kind {
        AgendaItemKind::LeaseExam => {
            day < next_on.unwrap_or_else(|| calendar::add_months(meeting_on, MONTHS_WITHOUT_A_MEETING))
        }
        AgendaItemKind::Preselection
        | AgendaItemKind::Diagnosis
        | AgendaItemKind::ProgressReview
        | AgendaItemKind::Extension => day <= meeting_on,
    }
}

/// The stage that a decision puts a household in, from the stage it is in; `None` when it stays.
pub fn stage_after(decision: AgendaDecision, stage: HouseholdStage) -> Option<HouseholdStage> {
    match (decision, stage) {
        (AgendaDecision::Preselected, HouseholdStage::Proposed | HouseholdStage::NotRetained) => {
            Some(HouseholdStage::Preselected)
        }
        (AgendaDecision::NotRetained, HouseholdStage::Proposed | HouseholdStage::Preselected) => {
            Some(HouseholdStage::NotRetained)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn every_kind_can_be_put_off_and_only_preselection_selects() {
        for kind in AgendaItemKind::iter() {
            assert!(answers(kind, AgendaDecision::Adjourned), "{kind:?}");
            assert_eq!(answers(kind, AgendaDecision::Preselected), kind == AgendaItemKind::Preselection, "{kind:?}");
            assert_eq!(answers(kind, AgendaDecision::Acknowledged), kind == AgendaItemKind::ProgressReview, "{kind:?}");
        }
    }

    #[test]
    fn a_lease_review_comes_up_at_the_last_meeting_before_it() {
        use AgendaItemKind::{LeaseExam, ProgressReview};
        for (kind, day, next_on, expected) in [
            (LeaseExam, "2026-04-06", Some("2026-04-07"), true),
            (LeaseExam, "2026-04-07", Some("2026-04-07"), false),
            (LeaseExam, "2026-01-01", Some("2026-04-07"), true),
            (LeaseExam, "2026-05-02", None, true),
            (LeaseExam, "2026-05-03", None, false),
            (ProgressReview, "2026-03-03", None, true),
            (ProgressReview, "2026-03-04", Some("2026-04-07"), false),
        ] {
            let date = |text: &str| text.parse().unwrap();
            let found = comes_up(kind, date(day), date("2026-03-03"), next_on.map(date));
            assert_eq!(found, expected, "{kind:?} of {day}, {next_on:?}");
        }
    }

    #[test]
    fn a_housed_household_is_not_unselected() {
        for decision in AgendaDecision::iter() {
            assert_eq!(stage_after(decision, HouseholdStage::Housed), None, "{decision:?}");
            assert_eq!(stage_after(decision, HouseholdStage::Exited), None, "{decision:?}");
        }
    }
}
