//! What a revised form has to be. Where it contradicts itself is no rule: see [`super::programme`].

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::model::programme_form::{ProgrammeForm, StatedPartner};
use crate::refusal::{Checks, Rule};
use crate::types::{OrganisationId, PartnerKind, RentalModality};

/// The longest name, in characters. Source: ours.
const LONGEST_NAME: usize = 300;

/// The longest text of a free field (*champ libre*), in characters. Source: ours; the form's longest has some 600.
pub const LONGEST_FIELD: usize = 10_000;

/// The longest line of a list, in characters: what a partner does or brings, how a modality is offered. Source: ours; the
/// form's longest has some 80.
const LONGEST_LINE: usize = 500;

/// Households or dwellings that are aimed at. Source: ours; the call itself is for ten thousand.
const TARGET: RangeInclusive<i32> = 1..=100_000;

/// The same in one year, in which there may be none.
const YEARLY_TARGET: RangeInclusive<i32> = 0..=100_000;

/// Years of commitment. Source: ours; the form has three.
pub const COMMITMENT_YEARS: RangeInclusive<i32> = 1..=10;

/// The most organisations in a list. Source: ours.
const MOST_ORGANISATIONS: usize = 100;

/// What a programme already rests on.
#[derive(Debug, Clone, Default)]
pub struct InUse {
    /// The last year of which an amount of a funder is recorded.
    pub last_funded_year: Option<i32>,
    /// The modalities offered in which a household is or was housed, or which a share names.
    pub modalities: Vec<RentalModality>,
}

/// Checks a form as a revision leaves it.
pub fn check_form(checks: &mut Checks, form: &ProgrammeForm, in_use: &InUse) {
    check_texts(checks, form);
    checks.require(TARGET.contains(&form.household_target), Rule::TargetOutOfRange, "householdTarget");
    checks.require(TARGET.contains(&form.dwelling_target), Rule::TargetOutOfRange, "dwellingTarget");
    let in_order = form.smallest_dwelling_type <= form.largest_dwelling_type;
    checks.require(in_order, Rule::DwellingTypesReversed, "largestDwellingType");
    let years = form.commitment_years;
    checks.require(COMMITMENT_YEARS.contains(&years), Rule::CommitmentOutOfRange, "commitmentYears");
    let funded = in_use.last_funded_year.is_none_or(|last| last <= years);
    checks.require(funded, Rule::CommitmentYearInUse, "commitmentYears");

    checks.require(!form.carriers.is_empty(), Rule::CarrierRequired, "carriers");
    check_organisations(checks, form.carriers.iter().cloned(), "carriers");
    let modalities: Vec<_> = form.modalities.iter().map(|stated| stated.modality).collect();
    checks.require(!modalities.is_empty(), Rule::ModalityRequired, "modalities");
    checks.require(is_once(modalities.clone()), Rule::ModalityRepeated, "modalities");
    let kept = in_use.modalities.iter().all(|used| modalities.contains(used));
    checks.require(kept, Rule::ModalityInUse, "modalities");
    check_partners(checks, &form.partners);
    check_targets(checks, form);
}

/// The opinion that is given on a form, and the one that it takes the place of.
#[derive(Debug, Clone, Copy)]
pub struct Opinion {
    /// The day on which it was given.
    pub given_on: NaiveDate,
    /// Whether it says anything.
    pub says_something: bool,
    /// The day of the one before, if there is one and its day is known.
    pub last_given_on: Option<NaiveDate>,
}

/// Checks an opinion: it says something, and was not given before the one that it takes the place of. It may be given
/// before the first day of the commitment, being asked for on the application. Source: ours.
pub fn check_opinion(checks: &mut Checks, opinion: Opinion) {
    checks.require(opinion.says_something, Rule::OpinionRequired, "opinion");
    let follows = opinion.last_given_on.is_none_or(|last| opinion.given_on >= last);
    checks.require(follows, Rule::DayBeforeOpinion, "givenOn");
}

fn check_texts(checks: &mut Checks, form: &ProgrammeForm) {
    for (text, field) in [(&form.call_name, "callName"), (&form.name, "name"), (&form.location, "location")] {
        checks.line(text, LONGEST_NAME, field);
    }
    for (text, field) in [
        (&form.summary, "summary"),
        (&form.public_characteristics, "publicCharacteristics"),
        (&form.reservation_and_allocation, "reservationAndAllocation"),
        (&form.dwelling_location, "dwellingLocation"),
        (&form.support_method, "supportMethod"),
        (&form.rental_management_fit, "rentalManagementFit"),
        (&form.adhesion_approach, "adhesionApproach"),
        (&form.support_supply, "supportSupply"),
        (&form.landlord_support_relation, "landlordSupportRelation"),
        (&form.fit_to_needs, "fitToNeeds"),
        (&form.partnership, "partnership"),
        (&form.financing, "financing"),
        (&form.commitment_note, "commitmentNote"),
        (&form.departmental_opinion, "opinion"),
        (&form.departmental_relevance, "relevance"),
        (&form.departmental_conditions, "conditions"),
        (&form.regional_comment, "comment"),
    ] {
        checks.bounded(text, LONGEST_FIELD, field);
    }
    for stated in &form.modalities {
        checks.text(&stated.description, LONGEST_LINE, "modalities");
    }
    for partner in &form.partners {
        checks.bounded(&partner.role, LONGEST_LINE, "partners");
    }
}

/// A partner is named once as operational, once as financial; of an operational one it is said in what it takes part.
fn check_partners(checks: &mut Checks, partners: &[StatedPartner]) {
    for kind in [PartnerKind::Operational, PartnerKind::Financial] {
        let named = partners.iter().filter(|partner| partner.kind == kind);
        check_organisations(checks, named.map(|partner| partner.organisation_id.clone()), "partners");
    }
    for partner in partners {
        let takes_part = partner.identifies_demand || partner.mobilises_supply || partner.supports_households;
        match partner.kind {
            PartnerKind::Operational => checks.require(takes_part, Rule::InterventionRequired, "partners"),
            PartnerKind::Financial => checks.require(!takes_part, Rule::InterventionNotAllowed, "partners"),
        }
    }
}

/// What is aimed at is stated of every year of the commitment, or of none.
fn check_targets(checks: &mut Checks, form: &ProgrammeForm) {
    let targets = &form.yearly_targets;
    for target in targets {
        let within = YEARLY_TARGET.contains(&target.households) && YEARLY_TARGET.contains(&target.dwellings);
        checks.require(within, Rule::TargetOutOfRange, "yearlyTargets");
    }
    let every_year = targets.iter().map(|target| target.year).eq(1..=form.commitment_years);
    checks.require(targets.is_empty() || every_year, Rule::YearlyTargetsIncomplete, "yearlyTargets");
}

fn check_organisations(checks: &mut Checks, named: impl Iterator<Item = OrganisationId>, field: &'static str) {
    let named: Vec<_> = named.collect();
    checks.require(named.len() <= MOST_ORGANISATIONS, Rule::TooManyOrganisations, field);
    checks.require(is_once(named), Rule::OrganisationRepeated, field);
}

/// Whether none is named twice.
fn is_once<T: Ord>(mut named: Vec<T>) -> bool {
    let all = named.len();
    named.sort_unstable();
    named.dedup();
    named.len() == all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opinion_says_something_and_follows_the_last() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (given, says_something, last, broken) in [
            ("2026-03-02", true, None, None),
            ("2026-03-02", true, Some("2026-03-02"), None),
            ("2026-03-02", true, Some("2026-03-03"), Some(Rule::DayBeforeOpinion)),
            ("2026-03-02", false, None, Some(Rule::OpinionRequired)),
        ] {
            let mut checks = Checks::new();
            let opinion = Opinion { given_on: day(given), says_something, last_given_on: last.map(day) };
            check_opinion(&mut checks, opinion);
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{given} after {last:?}");
        }
    }
}
