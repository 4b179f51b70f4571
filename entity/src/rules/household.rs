//! Who may be registered (a priority public, one applicant, a well-formed national request number), and
//! where a household stands on its path.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

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
    let fits = (1..=20).contains(&number.len());
    let well_formed = fits && number.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    checks.require(well_formed, Rule::NationalRequestNumberMalformed, "nationalRequestNumber");
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

/// A household that is said to come back.
#[derive(Debug, Clone, Copy)]
pub struct Former {
    /// Whether it was in the same programme.
    pub same_programme: bool,
    /// Where its path ended.
    pub stage: HouseholdStage,
    /// Whether it has come back already.
    pub back: bool,
}

/// Checks that a household comes back to the programme that it has left, from its latest file. Source: ours; whoever was not
/// retained is proposed to the cell again as they are.
pub fn check_former(checks: &mut Checks, former: Former) {
    checks.require(former.same_programme, Rule::FormerHouseholdOfOtherProgramme, "formerHouseholdId");
    checks.require(former.stage == HouseholdStage::Exited, Rule::FormerHouseholdNotExited, "formerHouseholdId");
    checks.require(!former.back, Rule::FormerHouseholdBackAlready, "formerHouseholdId");
}

/// Whether two names are probably the same: their letters are, whatever the accents, capitals, spaces and hyphens.
/// Source: ours; the same name is typed in many ways.
pub fn sound_alike(one: &str, other: &str) -> bool {
    letters(one) == letters(other)
}

fn letters(name: &str) -> String {
    name.nfkd().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What the stage of a household follows from, once the cell has preselected it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether a support measure is open.
    pub supported: bool,
    /// How the last measure that was closed ended, if one was.
    pub last_outcome: Option<SupportOutcome>,
    /// Who holds the lease of its home, if it has one.
    pub home: Option<Home>,
}

/// Who holds the lease under which a household lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// The household: direct access, or a lease that slid.
    OwnLease,
    /// An organisation.
    OtherLease,
}

/// Where a household stands. Source: the form's path and its exits; the order in which they count is ours.
///
/// While it is supported, or before, it is housed or waits for a home: whoever loses a tenancy may be
/// housed elsewhere. Once the support is over it leaves the programme, unless it lives under a lease that
/// somebody else still holds; whatever ends that lease, or lets it slide, then ends its stay.
pub fn stage(standing: Standing) -> HouseholdStage {
    use SupportOutcome::{DirectLease, HousingKept, LeaseTransferred, MovedOn};
    // How an earlier measure ended says nothing while another is open.
    let over = standing.last_outcome.filter(|_| !standing.supported);
    match (over, standing.home) {
        (None, None) => HouseholdStage::Preselected,
        (None, Some(_)) | (Some(DirectLease | LeaseTransferred | HousingKept | MovedOn), Some(Home::OtherLease)) => {
            HouseholdStage::Housed
        }
        (Some(_), _) => HouseholdStage::Exited,
    }
}

/// Whether the cell has preselected a household that is in this stage.
pub fn is_preselected(stage: HouseholdStage) -> bool {
    matches!(stage, HouseholdStage::Preselected | HouseholdStage::Housed)
}

/// Whether a household in this stage may still be supported or put on an agenda.
pub fn takes_part(stage: HouseholdStage) -> bool {
    !matches!(stage, HouseholdStage::NotRetained | HouseholdStage::Exited)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sound_alike() {
        for (one, other, expected) in [
            ("Élodie", "ELODIE", true),
            ("Élodie", "E\u{301}lodie", true),
            ("Jean-Paul", " jean  paul ", true),
            ("d'Aubigné", "D\u{2019}AUBIGNE", true),
            ("Lefebvre", "Lefèvre", false),
            ("Anne", "Anna", false),
        ] {
            assert_eq!(sound_alike(one, other), expected, "{one}, {other}");
        }
    }

    #[test]
    fn a_household_stands_where_its_support_and_its_home_say() {
        use HouseholdStage::{Exited, Housed, Preselected};
        use SupportOutcome::{DirectLease, HousingKept, LeaseTransferred, Left, Lost, MovedOn};
        let (none, own, other) = (None, Some(Home::OwnLease), Some(Home::OtherLease));
        for (supported, last_outcome, home, expected) in [
            // Never supported yet.
            (false, None, none, Preselected),
            (false, None, own, Housed),
            (false, None, other, Housed),
            // Supported: a tenancy that ended lets it be housed elsewhere.
            (true, None, none, Preselected),
            (true, None, own, Housed),
            (true, None, other, Housed),
            // Supported again: how an earlier measure ended says nothing any more.
            (true, Some(HousingKept), none, Preselected),
            (true, Some(HousingKept), other, Housed),
            (true, Some(Lost), none, Preselected),
            // Support over, under a lease that has yet to slide or to end.
            (false, Some(DirectLease), other, Housed),
            (false, Some(LeaseTransferred), other, Housed),
            (false, Some(HousingKept), other, Housed),
            (false, Some(MovedOn), other, Housed),
            // Support over, in its own name or nowhere.
            (false, Some(DirectLease), own, Exited),
            (false, Some(LeaseTransferred), own, Exited),
            (false, Some(HousingKept), own, Exited),
            (false, Some(MovedOn), own, Exited),
            (false, Some(DirectLease), none, Exited),
            (false, Some(LeaseTransferred), none, Exited),
            (false, Some(HousingKept), none, Exited),
            (false, Some(MovedOn), none, Exited),
            // Lost or left, whatever is still let.
            (false, Some(Lost), none, Exited),
            (false, Some(Lost), own, Exited),
            (false, Some(Lost), other, Exited),
            (false, Some(Left), none, Exited),
            (false, Some(Left), own, Exited),
            (false, Some(Left), other, Exited),
        ] {
            let standing = Standing { supported, last_outcome, home };
            assert_eq!(stage(standing), expected, "{standing:?}");
        }
    }

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
    fn a_household_comes_back_once_it_has_left() {
        let good = Former { same_programme: true, stage: HouseholdStage::Exited, back: false };
        for (former, broken) in [
            (good, None),
            (Former { same_programme: false, ..good }, Some(Rule::FormerHouseholdOfOtherProgramme)),
            (Former { stage: HouseholdStage::Housed, ..good }, Some(Rule::FormerHouseholdNotExited)),
            (Former { stage: HouseholdStage::NotRetained, ..good }, Some(Rule::FormerHouseholdNotExited)),
            (Former { back: true, ..good }, Some(Rule::FormerHouseholdBackAlready)),
        ] {
            let mut checks = Checks::new();
            check_former(&mut checks, former);
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{former:?}");
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
