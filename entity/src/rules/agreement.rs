//! What a tripartite agreement needs, and who signs it for whom.

use chrono::NaiveDate;

use crate::refusal::{Checks, Rule};
use crate::rules::support::MOST_OBJECTIVES;
use crate::types::{AgreementParty, OrganisationKind, Role};

/// An agreement to be drawn up.
#[derive(Debug, Clone, Copy)]
pub struct Draft {
    /// The day on which it is drawn up.
    pub drawn_up_on: NaiveDate,
    /// The day on which the household was first diagnosed, if it was.
    pub diagnosed_on: Option<NaiveDate>,
    /// The day on which the agreement that it amends was signed, if it amends one.
    pub amended_on: Option<NaiveDate>,
    /// How many objectives are set.
    pub objectives: usize,
}

/// Checks an agreement that is drawn up with the household: after the diagnosis, with objectives. Source: the form;
/// the household takes part in setting the objectives.
pub fn check_draft(checks: &mut Checks, draft: Draft, today: NaiveDate) {
    checks.day(draft.drawn_up_on, "drawnUpOn");
    checks.require(draft.drawn_up_on <= today, Rule::DateInFuture, "drawnUpOn");
    let after = draft.diagnosed_on.is_none_or(|diagnosed_on| draft.drawn_up_on >= diagnosed_on);
    checks.require(after, Rule::DayBeforeDiagnosis, "drawnUpOn");
    let amends = draft.amended_on.is_none_or(|signed_on| draft.drawn_up_on >= signed_on);
    checks.require(amends, Rule::DayBeforeAmended, "drawnUpOn");
    checks.require(draft.objectives > 0, Rule::ObjectiveRequired, "objectives");
    checks.require(draft.objectives <= MOST_OBJECTIVES, Rule::TooManyObjectives, "objectives");
}

/// Who signs for an organisation.
#[derive(Debug, Clone, Copy)]
pub struct Signatory {
    /// What their organisation is.
    pub kind: OrganisationKind,
    /// What they are here to do.
    pub role: Role,
    /// Whether their organisation is the one that proposed the household, or that follows it.
    pub of_household: bool,
    /// Whether whoever records the signature may do so for this organisation.
    pub recorded_by_own: bool,
}

/// Checks who signs: the household by itself, its landlord by one of its officers, the organisation that follows it by
/// one of its staff; each organisation records its own. Source: the form names the three; who signs for an
/// organisation is ours.
pub fn check_signatory(checks: &mut Checks, party: AgreementParty, signatory: Option<Signatory>) {
    let broken = match (party, signatory) {
        (AgreementParty::Household, None) => return,
        (AgreementParty::Household, Some(_)) => Rule::SignatoryNotAllowed,
        (_, None) => Rule::SignatoryRequired,
        (AgreementParty::Landlord, Some(Signatory { kind, role, .. }))
            if kind != OrganisationKind::Landlord || role != Role::LandlordOfficer =>
        {
            Rule::NotLandlordStaff
        }
        (AgreementParty::SupportOrganisation, Some(Signatory { kind, .. }))
            if kind != OrganisationKind::SupportOrganisation =>
        {
            Rule::SignatoryOfAnotherParty
        }
        (_, Some(Signatory { of_household: true, recorded_by_own: true, .. })) => return,
        (_, Some(_)) => Rule::SignatoryOfAnotherParty,
    };
    checks.require(false, broken, "signatoryId");
}

/// Checks the day of a signature.
pub fn check_signature_day(checks: &mut Checks, drawn_up_on: NaiveDate, signed_on: NaiveDate, today: NaiveDate) {
    checks.day(signed_on, "signedOn");
    checks.require(signed_on <= today, Rule::DateInFuture, "signedOn");
    checks.require(signed_on >= drawn_up_on, Rule::DayBeforeDraft, "signedOn");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn first(checks: &Checks) -> Option<Rule> {
        checks.refusals().first().map(|refusal| refusal.rule)
    }

    #[test]
    fn an_agreement_follows_the_diagnosis_and_sets_objectives() {
        let good = Draft {
            drawn_up_on: day("2026-03-10"),
            diagnosed_on: Some(day("2026-03-10")),
            amended_on: Some(day("2026-03-10")),
            objectives: 1,
        };
        for (draft, broken) in [
            (good, None),
            (Draft { objectives: 50, ..good }, None),
            (Draft { objectives: 51, ..good }, Some(Rule::TooManyObjectives)),
            (Draft { objectives: 0, ..good }, Some(Rule::ObjectiveRequired)),
            (Draft { diagnosed_on: None, ..good }, None),
            (Draft { drawn_up_on: day("2026-03-09"), ..good }, Some(Rule::DayBeforeDiagnosis)),
            (Draft { amended_on: Some(day("2026-03-11")), ..good }, Some(Rule::DayBeforeAmended)),
            (Draft { amended_on: None, ..good }, None),
            (Draft { drawn_up_on: day("2026-03-12"), ..good }, Some(Rule::DateInFuture)),
        ] {
            let mut checks = Checks::new();
            check_draft(&mut checks, draft, day("2026-03-11"));
            assert_eq!(first(&checks), broken, "{draft:?}");
        }
    }

    #[test]
    fn each_party_signs_by_its_own() {
        use AgreementParty::{Household, Landlord, SupportOrganisation};
        let of = |kind, role| Some(Signatory { kind, role, of_household: true, recorded_by_own: true });
        let officer = of(OrganisationKind::Landlord, Role::LandlordOfficer);
        let worker = of(OrganisationKind::SupportOrganisation, Role::SocialWorker);
        let manager = of(OrganisationKind::SupportOrganisation, Role::ProgrammeManager);
        let of_another = |signatory: Option<Signatory>| signatory.map(|one| Signatory { of_household: false, ..one });
        let by_another =
            |signatory: Option<Signatory>| signatory.map(|one| Signatory { recorded_by_own: false, ..one });
        for (party, signatory, broken) in [
            (Household, None, None),
            (Household, worker, Some(Rule::SignatoryNotAllowed)),
            (Landlord, officer, None),
            (Landlord, None, Some(Rule::SignatoryRequired)),
            (Landlord, worker, Some(Rule::NotLandlordStaff)),
            (Landlord, of(OrganisationKind::Landlord, Role::MeetingMember), Some(Rule::NotLandlordStaff)),
            (Landlord, of_another(officer), Some(Rule::SignatoryOfAnotherParty)),
            (Landlord, by_another(officer), Some(Rule::SignatoryOfAnotherParty)),
            (SupportOrganisation, of_another(worker), Some(Rule::SignatoryOfAnotherParty)),
            (SupportOrganisation, by_another(worker), Some(Rule::SignatoryOfAnotherParty)),
            (SupportOrganisation, worker, None),
            (SupportOrganisation, manager, None),
            (SupportOrganisation, officer, Some(Rule::SignatoryOfAnotherParty)),
            (SupportOrganisation, None, Some(Rule::SignatoryRequired)),
        ] {
            let mut checks = Checks::new();
            check_signatory(&mut checks, party, signatory);
            assert_eq!(first(&checks), broken, "{party:?} by {signatory:?}");
        }
    }

    #[test]
    fn nobody_signs_before_there_is_something_to_sign() {
        for (signed, broken) in [
            ("2026-03-10", None),
            ("2026-03-12", None),
            ("2026-03-13", Some(Rule::DateInFuture)),
            ("2026-03-09", Some(Rule::DayBeforeDraft)),
        ] {
            let mut checks = Checks::new();
            check_signature_day(&mut checks, day("2026-03-10"), day(signed), day("2026-03-12"));
            assert_eq!(first(&checks), broken, "{signed}");
        }
    }
}
