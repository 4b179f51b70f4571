//! Writes what comes before a household is supported and housed.

use entity::operations::Act;
use entity::operations::agreement::{AgreedObjective, DrawUpAgreement, SignAgreement, draw_up, sign};
use entity::operations::allocation::{self, AnswerOffer, OfferDwelling, RecordAllocation};
use entity::operations::diagnosis::{self, DiagnosisTexts, OrderDiagnosis, RecordDiagnosis};
use entity::refusal::OperationError;
use entity::types::{AgreementParty, AllocationOutcome, AutonomyObstacle, DiagnosisManner};
use sea_orm::{Iterable, TransactionTrait};

use super::{Teller, at, of, staff_id};
use crate::demo::deeds::What;
use crate::demo::words;

/// The longest support that a diagnosis recommends, in months. Source: the form.
const MONTHS: u32 = entity::rules::support::CAP_MONTHS;

impl Teller<'_> {
    pub(super) async fn diagnose<C: TransactionTrait>(
        &mut self,
        db: &C,
        act: &Act<'_>,
        what: &What,
    ) -> Result<(), OperationError> {
        match what {
            What::OrderDiagnosis(no, author) => {
                let input = OrderDiagnosis {
                    household_id: of(&self.households, no)?.clone(),
                    manner: *[DiagnosisManner::HomeVisit, DiagnosisManner::Interview, DiagnosisManner::JointInterview]
                        .get(no % 3)
                        .unwrap_or(&DiagnosisManner::FileStudy),
                    author_id: staff_id(&self.staff, *author)?,
                    due_on: None,
                };
                self.diagnoses.insert(*no, diagnosis::order(db, act, input).await?.id);
            }
            What::Diagnose(no, done_on, support, modality) => {
                let told = words::diagnosis(*no);
                let euros = i64::try_from(no % 9).unwrap_or_default();
                let input = RecordDiagnosis {
                    social_diagnosis_id: of(&self.diagnoses, no)?.clone(),
                    done_on: *done_on,
                    obstacles: obstacles(*no),
                    axes: support.axes.iter().map(|(axis, _)| *axis).collect(),
                    intensity: support.intensity,
                    duration_months: MONTHS,
                    modality: *modality,
                    situation: told.to_owned(),
                    texts: DiagnosisTexts { needs: Some(words::NEEDS.to_owned()), ..DiagnosisTexts::default() },
                    monthly_income: Some(72_000 + euros * 7_350),
                    monthly_expenses: Some(58_000 + euros * 6_120),
                    debts: Some(if no.is_multiple_of(3) { 0 } else { 41_500 * euros }),
                };
                diagnosis::record(db, act, input).await?;
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) async fn agree<C: TransactionTrait>(
        &mut self,
        db: &C,
        act: &Act<'_>,
        what: &What,
    ) -> Result<(), OperationError> {
        match what {
            What::DrawUp(no, drawn_up_on, support) => {
                let objectives = support
                    .axes
                    .iter()
                    .map(|(axis, label)| AgreedObjective { axis: *axis, label: (*label).to_owned() });
                let input = DrawUpAgreement {
                    household_id: of(&self.households, no)?.clone(),
                    drawn_up_on: *drawn_up_on,
                    objectives: objectives.collect(),
                };
                self.agreements.insert(*no, draw_up(db, act, input).await?.id);
            }
            What::Sign(no, signed_on, party, who) => {
                let signs = *party != AgreementParty::Household;
                let input = SignAgreement {
                    tripartite_agreement_id: of(&self.agreements, no)?.clone(),
                    party: *party,
                    signed_on: *signed_on,
                    signatory_id: if signs { Some(staff_id(&self.staff, *who)?) } else { None },
                };
                sign(db, act, input).await?;
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) async fn allocate<C: TransactionTrait>(
        &mut self,
        db: &C,
        act: &Act<'_>,
        what: &What,
    ) -> Result<(), OperationError> {
        match what {
            What::Allocate(no, decided_on, dwelling, outcome) => {
                use AllocationOutcome::{Conditional, Inadmissible, NotAllocated, Ranked};
                let refused = matches!(outcome, NotAllocated | Inadmissible);
                let input = RecordAllocation {
                    household_id: of(&self.households, no)?.clone(),
                    dwelling_id: at(&self.dwellings, *dwelling)?.clone(),
                    decided_on: *decided_on,
                    outcome: *outcome,
                    candidate_rank: (*outcome == Ranked).then_some(2),
                    missing_document: (*outcome == Conditional).then(|| words::MISSING_DOCUMENT.to_owned()),
                    reasons: refused.then(|| words::NOT_ALLOCATED.to_owned()),
                };
                self.allocations.insert(*no, allocation::record(db, act, input).await?.id);
            }
            What::Offer(no, offered_on) => {
                let allocation_decision_id = of(&self.allocations, no)?.clone();
                let input = OfferDwelling { allocation_decision_id, offered_on: *offered_on, answer_days: None };
                allocation::offer(db, act, input).await?;
            }
            What::AnswerOffer(no, answered_on, answer) => {
                let allocation_decision_id = of(&self.allocations, no)?.clone();
                let input = AnswerOffer { allocation_decision_id, answer: *answer, answered_on: *answered_on };
                allocation::answer(db, act, input).await?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// The obstacles of a household: two, of all there are in turn.
fn obstacles(no: usize) -> Vec<AutonomyObstacle> {
    let all: Vec<_> = AutonomyObstacle::iter().collect();
    let nth = |place: usize| all[place % all.len()];
    vec![nth(no), nth(no + 1 + no / all.len() % (all.len() - 1))]
}
