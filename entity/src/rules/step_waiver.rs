//! The order of the steps of a household's path: by which name an act is refused while the step before it is missing.

use crate::refusal::Rule;
use crate::types::WaivedStep;

/// The rule that an act breaks while a step is missing and not waived. Source: the form's path, and its
/// twelve months.
pub fn missing(step: WaivedStep) -> Rule {
    match step {
        WaivedStep::DiagnosisBeforeAllocation | WaivedStep::DiagnosisBeforeAgreement => Rule::DiagnosisMissing,
        WaivedStep::AgreementBeforeSupport => Rule::AgreementMissing,
        WaivedStep::AllocationBeforeTenancy => Rule::AllocationMissing,
        WaivedStep::FurtherSupport => Rule::TwelveMonthsUsed,
    }
}
