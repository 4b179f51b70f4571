//! What the cell may decide on each kind of agenda item, and what follows for the household.

use crate::types::{AgendaDecision, AgendaItemKind, HouseholdStage};

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
    fn a_housed_household_is_not_unselected() {
        for decision in AgendaDecision::iter() {
            assert_eq!(stage_after(decision, HouseholdStage::Housed), None, "{decision:?}");
            assert_eq!(stage_after(decision, HouseholdStage::Exited), None, "{decision:?}");
        }
    }
}
