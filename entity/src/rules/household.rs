//! Who may be registered: a priority public, one applicant, a well-formed national request number.

use chrono::NaiveDate;

use crate::refusal::{Checks, Rule};
use crate::types::{HouseholdStage, Relationship, SupportOutcome};

/// The most members that a household is recorded with. Source: ours.
pub const MOST_MEMBERS: usize = 20;

/// The priority publics of a household, or those a programme takes. Source: the form's three boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PriorityGrounds {
    /// DALO.
    pub dalo: bool,
    /// *Accords collectifs*.
    pub collective_agreement: bool,
    /// PDALPD.
    pub pdalpd: bool,
}

/// Checks that a household belongs to at least one priority public that the programme takes.
pub fn check_grounds(checks: &mut Checks, household: PriorityGrounds, programme: PriorityGrounds) {
    let any = household.dalo || household.collective_agreement || household.pdalpd;
    checks.require(any, Rule::PriorityGroundRequired, "priorityGrounds");
    let eligible = (!household.dalo || programme.dalo)
        && (!household.collective_agreement || programme.collective_agreement)
        && (!household.pdalpd || programme.pdalpd);
    checks.require(eligible, Rule::PriorityGroundNotEligible, "priorityGrounds");
}

/// Checks the national request number (*numéro unique*): 1 to 20 capitals and digits. Source: ours, wide
/// enough for every form of number in use.
pub fn check_national_request_number(checks: &mut Checks, number: &str) {
    checks.require(is_national_request_number(number), Rule::NationalRequestNumberMalformed, "nationalRequestNumber");
}

/// Whether a text is well-formed as a national request number.
pub fn is_national_request_number(number: &str) -> bool {
    let fits = (1..=20).contains(&number.len());
    fits && number.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Checks the members: exactly one applicant, nobody born tomorrow.
pub fn check_members(checks: &mut Checks, members: &[(Relationship, Option<NaiveDate>)], today: NaiveDate) {
    let applicants = members.iter().filter(|(relationship, _)| *relationship == Relationship::Applicant).count();
    checks.require(applicants == 1, Rule::ApplicantRequired, "members");
    checks.require(members.len() <= MOST_MEMBERS, Rule::TooManyMembers, "members");
    for birth_date in members.iter().filter_map(|(_, birth_date)| *birth_date) {
        checks.day(birth_date, "members");
        checks.require(birth_date <= today, Rule::DateInFuture, "members");
    }
}

/// Where a household stands once its support is closed: it leaves the programme, unless it lives under
/// a lease that somebody else still holds.
pub fn stage_after_support(outcome: SupportOutcome, housed_under_other_lease: bool) -> HouseholdStage {
    match outcome {
        SupportOutcome::Lost | SupportOutcome::Left => HouseholdStage::Exited,
        _ if housed_under_other_lease => HouseholdStage::Housed,
        _ => HouseholdStage::Exited,
    }
}

/// Whether a household in this stage may still be supported or put on an agenda.
pub fn takes_part(stage: HouseholdStage) -> bool {
    !matches!(stage, HouseholdStage::NotRetained | HouseholdStage::Exited)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_needs_a_ground_that_the_programme_takes() {
        let all = PriorityGrounds { dalo: true, collective_agreement: true, pdalpd: true };
        let none = PriorityGrounds::default();
        let dalo = PriorityGrounds { dalo: true, ..none };
        let pdalpd = PriorityGrounds { pdalpd: true, ..none };
        for (household, programme, expected) in [
            (none, all, vec![Rule::PriorityGroundRequired]),
            (dalo, all, vec![]),
            (all, all, vec![]),
            (dalo, pdalpd, vec![Rule::PriorityGroundNotEligible]),
            (all, pdalpd, vec![Rule::PriorityGroundNotEligible]),
        ] {
            let mut checks = Checks::new();
            check_grounds(&mut checks, household, programme);
            let broken: Vec<_> = checks.refusals().iter().map(|refusal| refusal.rule).collect();
            assert_eq!(broken, expected, "{household:?} in {programme:?}");
        }
    }

    #[test]
    fn a_national_request_number_is_capitals_and_digits() {
        for (number, good) in [
            ("0140119012345GDPUB", true),
            ("1", true),
            ("", false),
            ("014 011", false),
            ("abc", false),
            ("123456789012345678901", false),
        ] {
            let mut checks = Checks::new();
            check_national_request_number(&mut checks, number);
            assert_eq!(checks.refusals().is_empty(), good, "{number:?}");
        }
    }
}
