//! Where the form contradicts itself. Nothing is corrected: what is stated is kept, what follows from
//! it is computed beside it, and the gap is returned as a warning.

use chrono::NaiveDate;

use super::funding::{COMPONENTS, Rate, Share, WHOLE};
use crate::types::{OrganisationId, RateComponent, RateUnit, RentalModality, ShareBase};

/// What a programme states, as far as it can be held against itself.
#[derive(Debug, Clone, Default)]
pub struct Stated {
    /// Its rates, of which those that are in force count: see [`Stated::rates_on`].
    pub rates: Vec<(RateComponent, RateUnit, i64)>,
    /// The funders' shares, with what each is said to fund.
    pub shares: Vec<Share>,
    /// Households to be housed.
    pub household_target: i32,
    /// Dwellings to be mobilised.
    pub dwelling_target: i32,
    /// Households and dwellings that are aimed at in each year; none where none is stated.
    pub yearly_targets: Vec<(i32, i32)>,
    /// The funders that have a share.
    pub funders: Vec<OrganisationId>,
    /// The financial partners that are named.
    pub financial_partners: Vec<OrganisationId>,
    /// The modalities offered.
    pub modalities: Vec<RentalModality>,
    /// Whether a public is ticked: DALO, collective agreements or PDALPD.
    pub takes_a_public: bool,
    /// Whether the name speaks of creating an offer: see [`names_a_creation`].
    pub named_a_creation: bool,
    /// Box « création d'une offre nouvelle ».
    pub mobilises_new_supply: bool,
    /// FNDOLLTS funded, applied for.
    pub fndollts: (Option<bool>, Option<bool>),
}

impl Stated {
    /// The rates that a programme states on a day, or on its first if that is yet to come: component, unit, amount in
    /// cents, the smallest first.
    pub fn rates_on(rates: &[Rate], day: NaiveDate, starts_on: NaiveDate) -> Vec<(RateComponent, RateUnit, i64)> {
        let in_force = rates.iter().filter(|rate| rate.is_valid_on(day.max(starts_on)));
        let mut stated: Vec<_> = in_force.map(|rate| (rate.component, rate.unit, rate.amount_cents)).collect();
        stated.sort_by_key(|(component, _, cents)| (*cents, *component));
        stated
    }
}

/// Whether a programme's name speaks of creating an offer. The form has no box for what its title says, so that its
/// word is all there is.
pub fn names_a_creation(name: &str) -> bool {
    name.contains("Création") || name.contains("création")
}

/// A gap between what is stated and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// Which one.
    pub kind: ContradictionKind,
    /// What the form states, in the unit of the kind.
    pub stated: Option<i64>,
    /// What follows from the rest of the form, in the same unit.
    pub computed: Option<i64>,
}

/// The contradictions that are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ContradictionKind {
    /// The overall cost is not the sum of its components; cents per household and year.
    OverallCostDiffers,
    /// The overall cost over the target is not the sum of its components over it; cents.
    TotalCostDiffers,
    /// A cost paid once per household is part of a cost per year; cents of that cost.
    OneOffInYearlyTotal,
    /// The shares do not make a whole of everything that is offered; basis points, of what they bear least of.
    SharesNotWhole,
    /// The funders of the rental management bear more than it costs; basis points of the whole.
    RentalManagementShareExceedsCost,
    /// No funder is named for the support; cents per household and year left unfunded by name.
    SupportUnfunded,
    /// No funder is named for the social residence.
    SocialResidenceUnfunded,
    /// No funder is named for direct access.
    DirectAccessUnfunded,
    /// No funder is named for the sliding lease.
    SlidingLeaseUnfunded,
    /// No funder is named for the sublease.
    SubleaseUnfunded,
    /// The sublease is funded only "where applicable".
    SubleaseConditionallyFunded,
    /// Households and dwellings are two counts that are stated equal, though one dwelling can serve several.
    HouseholdsAndDwellingsCountedAlike,
    /// The households aimed at in each year are not those aimed at in all; households.
    YearlyHouseholdsDiffer,
    /// The dwellings aimed at in each year are not those aimed at in all; dwellings.
    YearlyDwellingsDiffer,
    /// Financial partners are named, but not every funder that has a share; funders named, funders not named.
    FunderNotPartner,
    /// A financial partner has no share; partners that have none.
    FinancialPartnerWithoutShare,
    /// No public is ticked, so that no household may be proposed, though some are aimed at; households.
    NoPublic,
    /// The name speaks of creating an offer, the box of existing dwellings without works.
    CreationWithoutNewSupply,
    /// Not funded by the FNDOLLTS, yet said to have applied.
    FndolltsAppliedNotFunded,
}

impl ContradictionKind {
    /// The stable code.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// Every contradiction of what is stated.
pub fn contradictions(stated: &Stated) -> Vec<Contradiction> {
    use ContradictionKind as Kind;
    let mut found = Vec::new();
    let mut note = |kind, stated, computed| found.push(Contradiction { kind, stated, computed });
    let amount = |wanted: RateComponent| {
        stated.rates.iter().find(|(component, ..)| *component == wanted).map(|(_, _, cents)| *cents)
    };
    let parts: i64 = [RateComponent::Diagnosis, RateComponent::Support, RateComponent::AdaptedRentalManagement]
        .into_iter()
        .filter_map(amount)
        .sum();

    if let Some(overall) = amount(RateComponent::IntegratedOffer) {
        if overall != parts {
            note(Kind::OverallCostDiffers, Some(overall), Some(parts));
            let households = i64::from(stated.household_target);
            note(Kind::TotalCostDiffers, Some(overall.saturating_mul(households)), Some(stated.total_of_parts()));
        }
        for (_, unit, cents) in &stated.rates {
            if *unit == RateUnit::PerHousehold {
                note(Kind::OneOffInYearlyTotal, Some(*cents), None);
            }
        }
    }
    let borne = stated.least_borne();
    if borne != WHOLE {
        note(Kind::SharesNotWhole, Some(borne), Some(WHOLE));
    }
    let naming = |component| move |share: &&Share| share.component == Some(component);
    if let Some(management) = amount(RateComponent::AdaptedRentalManagement).filter(|_| parts > 0) {
        let of_whole = stated.shares.iter().filter(|share| share.base == ShareBase::Whole);
        let of_management = of_whole.filter(naming(RateComponent::AdaptedRentalManagement));
        let share: i64 = of_management.map(|share| i64::from(share.basis_points)).sum();
        let cost_share = management * WHOLE / parts;
        if share > cost_share {
            note(Kind::RentalManagementShareExceedsCost, Some(share), Some(cost_share));
        }
    }
    // Where funders are named for something, what none is named for has none.
    let names_components = stated.shares.iter().any(|share| share.component.is_some());
    let supports = stated.shares.iter().filter(naming(RateComponent::Support)).count();
    if let Some(support) = amount(RateComponent::Support).filter(|_| names_components && supports == 0) {
        note(Kind::SupportUnfunded, None, Some(support));
    }
    let named = || stated.shares.iter().flat_map(|share| &share.modalities);
    let mut offered = stated.modalities.clone();
    offered.sort_unstable();
    for modality in offered.into_iter().filter(|_| named().next().is_some()) {
        let mut funded = named().filter(|named| named.modality == modality).peekable();
        if funded.peek().is_none() {
            note(unfunded(modality), None, None);
        } else if modality == RentalModality::Sublease && funded.all(|named| named.where_applicable) {
            note(Kind::SubleaseConditionallyFunded, None, None);
        }
    }
    if stated.household_target == stated.dwelling_target {
        note(Kind::HouseholdsAndDwellingsCountedAlike, Some(i64::from(stated.household_target)), None);
    }
    stated.note_yearly_targets(&mut note);
    stated.note_partners(&mut note);
    if !stated.takes_a_public {
        note(Kind::NoPublic, Some(i64::from(stated.household_target)), Some(0));
    }
    if stated.named_a_creation && !stated.mobilises_new_supply {
        note(Kind::CreationWithoutNewSupply, None, None);
    }
    if stated.fndollts == (Some(false), Some(true)) {
        note(Kind::FndolltsAppliedNotFunded, None, None);
    }
    found
}

impl Stated {
    /// What is aimed at in each year against what is aimed at in all.
    fn note_yearly_targets(&self, note: &mut impl FnMut(ContradictionKind, Option<i64>, Option<i64>)) {
        let (mut households, mut dwellings) = (0, 0);
        for (of_year, dwellings_of_year) in &self.yearly_targets {
            households += i64::from(*of_year);
            dwellings += i64::from(*dwellings_of_year);
        }
        for (kind, whole, sum) in [
            (ContradictionKind::YearlyHouseholdsDiffer, self.household_target, households),
            (ContradictionKind::YearlyDwellingsDiffer, self.dwelling_target, dwellings),
        ] {
            if !self.yearly_targets.is_empty() && i64::from(whole) != sum {
                note(kind, Some(i64::from(whole)), Some(sum));
            }
        }
    }

    /// The financial partners against the funders that have a share.
    fn note_partners(&self, note: &mut impl FnMut(ContradictionKind, Option<i64>, Option<i64>)) {
        let among = |some: &[OrganisationId], others: &[OrganisationId]| {
            let count = some.iter().filter(|one| others.contains(one)).count();
            i64::try_from(count).unwrap_or(i64::MAX)
        };
        let all = |some: &[OrganisationId]| among(some, some);
        let named = among(&self.funders, &self.financial_partners);
        let unnamed = all(&self.funders) - named;
        if !self.financial_partners.is_empty() && unnamed > 0 {
            note(ContradictionKind::FunderNotPartner, Some(named), Some(unnamed));
        }
        let without = all(&self.financial_partners) - among(&self.financial_partners, &self.funders);
        if without > 0 {
            note(ContradictionKind::FinancialPartnerWithoutShare, Some(without), None);
        }
    }

    /// What the components come to when every place is taken, in cents: by dwelling what is counted by dwelling.
    fn total_of_parts(&self) -> i64 {
        let parts = self.rates.iter().filter(|(component, ..)| COMPONENTS.contains(component));
        let cost = |(_, unit, cents): &(RateComponent, RateUnit, i64)| {
            let by_dwelling = *unit == RateUnit::PerDwellingYear;
            cents.saturating_mul(i64::from(if by_dwelling { self.dwelling_target } else { self.household_target }))
        };
        parts.map(cost).fold(0, i64::saturating_add)
    }

    /// What the shares bear, in basis points, of that of which they bear least: a component that costs something, in a
    /// modality that is offered.
    fn least_borne(&self) -> i64 {
        let costs = |wanted: &RateComponent| self.rates.iter().any(|(component, ..)| component == wanted);
        let offered = self.modalities.iter().copied().map(Some).chain(self.modalities.is_empty().then_some(None));
        let offered: Vec<_> = offered.collect();
        let borne = |component: RateComponent, modality| -> i64 {
            let bearing = self.shares.iter().filter(|share| share.bears(component, modality));
            bearing.map(|share| i64::from(share.basis_points)).sum()
        };
        let costly = COMPONENTS.into_iter().filter(costs);
        let borne = costly.flat_map(|component| offered.iter().map(move |modality| borne(component, *modality)));
        // Of nothing that costs, they bear what they say of the whole.
        borne.min().unwrap_or_else(|| self.shares.iter().map(|share| i64::from(share.basis_points)).sum())
    }
}

fn unfunded(modality: RentalModality) -> ContradictionKind {
    match modality {
        RentalModality::DirectAccess => ContradictionKind::DirectAccessUnfunded,
        RentalModality::TemporarySocialResidence => ContradictionKind::SocialResidenceUnfunded,
        RentalModality::SlidingLease => ContradictionKind::SlidingLeaseUnfunded,
        RentalModality::Sublease => ContradictionKind::SubleaseUnfunded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::funding::FundedModality;

    const OFFERED: [RentalModality; 4] = [
        RentalModality::DirectAccess,
        RentalModality::TemporarySocialResidence,
        RentalModality::SlidingLease,
        RentalModality::Sublease,
    ];

    fn share(basis_points: i32, component: Option<RateComponent>, modalities: &[(RentalModality, bool)]) -> Share {
        let modalities = modalities
            .iter()
            .map(|(modality, where_applicable)| FundedModality {
                modality: *modality,
                where_applicable: *where_applicable,
            })
            .collect();
        Share { base: ShareBase::Whole, basis_points, component, modalities }
    }

    fn of_the_form() -> Stated {
        let management = Some(RateComponent::AdaptedRentalManagement);
        Stated {
            rates: vec![
                (RateComponent::Diagnosis, RateUnit::PerHousehold, 5_000),
                (RateComponent::AdaptedRentalManagement, RateUnit::PerDwellingYear, 85_000),
                (RateComponent::Support, RateUnit::PerHouseholdYear, 125_000),
                (RateComponent::IntegratedOffer, RateUnit::PerHouseholdYear, 217_500),
            ],
            shares: vec![
                share(7_100, management, &[(RentalModality::DirectAccess, false)]),
                share(1_500, management, &[(RentalModality::SlidingLease, false), (RentalModality::Sublease, true)]),
                share(500, None, &[]),
                share(900, None, &[]),
            ],
            household_target: 120,
            dwelling_target: 120,
            yearly_targets: vec![(40, 40); 3],
            funders: vec![],
            financial_partners: vec![],
            modalities: OFFERED.to_vec(),
            takes_a_public: true,
            named_a_creation: true,
            mobilises_new_supply: false,
            fndollts: (Some(false), Some(true)),
        }
    }

    #[test]
    fn what_no_funder_is_named_for_is_told() {
        use ContradictionKind as Kind;
        let kinds = |stated: &Stated| contradictions(stated).iter().map(|gap| gap.kind).collect::<Vec<_>>();
        let all_named = OFFERED.map(|modality| (modality, false));
        let mut stated = of_the_form();
        stated.shares[2] = share(500, Some(RateComponent::Support), &all_named);
        for silent in [Kind::SupportUnfunded, Kind::SocialResidenceUnfunded, Kind::SubleaseConditionallyFunded] {
            assert!(!kinds(&stated).contains(&silent), "{silent:?}");
        }
        // Nothing is named: whatever there is is of the whole.
        stated.shares = vec![share(10_000, None, &[])];
        assert!(
            kinds(&stated)
                .iter()
                .all(|kind| !kind.code().contains("FUNDED") || *kind == Kind::FndolltsAppliedNotFunded)
        );
        stated.shares = vec![share(10_000, None, &[(RentalModality::TemporarySocialResidence, false)])];
        for told in [Kind::DirectAccessUnfunded, Kind::SlidingLeaseUnfunded, Kind::SubleaseUnfunded] {
            assert!(kinds(&stated).contains(&told), "{told:?}");
        }
    }

    #[test]
    fn shares_of_what_they_fund_leave_the_rest_to_nobody() {
        let mut stated = of_the_form();
        for share in &mut stated.shares[..2] {
            share.base = ShareBase::Modality;
        }
        let found = contradictions(&stated);
        let gap = |kind| found.iter().find(|gap| gap.kind == kind).map(|gap| (gap.stated, gap.computed));
        assert_eq!(gap(ContradictionKind::SharesNotWhole), Some((Some(1_400), Some(10_000))));
        assert_eq!(gap(ContradictionKind::RentalManagementShareExceedsCost), None, "of itself, no more than it");
    }

    #[test]
    fn the_rates_of_a_day_count() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let rate = |amount_cents, valid_from: &str, valid_until: Option<&str>| Rate {
            component: RateComponent::Support,
            unit: RateUnit::PerHouseholdYear,
            proration: crate::types::RateProration::DaysInYear,
            amount_cents,
            valid_from: day(valid_from),
            valid_until: valid_until.map(day),
        };
        let rates = [rate(1, "2026-01-01", Some("2026-06-30")), rate(2, "2026-07-01", None)];
        for (today, cents) in [("2025-01-01", 1), ("2026-06-30", 1), ("2026-07-01", 2), ("2029-01-01", 2)] {
            let stated = Stated::rates_on(&rates, day(today), day("2026-01-01"));
            assert_eq!(stated, [(RateComponent::Support, RateUnit::PerHouseholdYear, cents)], "{today}");
        }
    }

    #[test]
    fn the_form_of_caen_contradicts_itself_in_eleven_ways_less_one() {
        let form = of_the_form();
        let found = contradictions(&form);
        let gap = |kind| found.iter().find(|gap| gap.kind == kind).map(|gap| (gap.stated, gap.computed));
        assert_eq!(gap(ContradictionKind::OverallCostDiffers), Some((Some(217_500), Some(215_000))));
        assert_eq!(gap(ContradictionKind::TotalCostDiffers), Some((Some(26_100_000), Some(25_800_000))));
        assert_eq!(gap(ContradictionKind::RentalManagementShareExceedsCost), Some((Some(8_600), Some(3_953))));
        assert_eq!(gap(ContradictionKind::SharesNotWhole), None, "71 + 15 + 5 + 9 make a whole");
        assert_eq!(found.len(), 10);
    }

    #[test]
    fn yearly_targets_and_partners_are_held_against_the_rest() {
        let organisation = |number: u64| {
            let chance = crate::chance::Chance::seeded(number);
            OrganisationId::generate(chrono::DateTime::UNIX_EPOCH, &chance)
        };
        let (state, town, other) = (organisation(1), organisation(2), organisation(3));
        let gaps = |change: &dyn Fn(&mut Stated)| {
            let mut stated = of_the_form();
            stated.funders = vec![state.clone(), town.clone()];
            stated.financial_partners = stated.funders.clone();
            change(&mut stated);
            let of_the_form = contradictions(&of_the_form());
            let found = contradictions(&stated).into_iter().filter(|gap| !of_the_form.contains(gap));
            found.map(|gap| (gap.kind.code(), gap.stated, gap.computed)).collect::<Vec<_>>()
        };
        assert_eq!(gaps(&|_| ()), []);
        assert_eq!(gaps(&|stated| stated.yearly_targets.clear()), []);
        assert_eq!(
            gaps(&|stated| stated.yearly_targets = vec![(100, 119), (0, 0), (21, 0)]),
            [("YEARLY_HOUSEHOLDS_DIFFER", Some(120), Some(121)), ("YEARLY_DWELLINGS_DIFFER", Some(120), Some(119))]
        );
        assert_eq!(
            gaps(&|stated| stated.financial_partners = vec![town.clone(), other.clone()]),
            [("FUNDER_NOT_PARTNER", Some(1), Some(1)), ("FINANCIAL_PARTNER_WITHOUT_SHARE", Some(1), None)]
        );
        assert_eq!(gaps(&|stated| stated.financial_partners.clear()), [], "none is named: nothing is said of them");
    }

    #[test]
    fn a_programme_that_takes_no_public_is_told_so() {
        let found = contradictions(&Stated { takes_a_public: false, ..of_the_form() });
        let gap = found.iter().find(|gap| gap.kind == ContradictionKind::NoPublic);
        assert_eq!(gap.map(|gap| (gap.stated, gap.computed)), Some((Some(120), Some(0))));
    }

    #[test]
    fn a_coherent_programme_has_no_warning() {
        let coherent = Stated {
            rates: vec![
                (RateComponent::Support, RateUnit::PerHouseholdYear, 100),
                (RateComponent::IntegratedOffer, RateUnit::PerHouseholdYear, 100),
            ],
            shares: vec![share(10_000, None, &[])],
            household_target: 120,
            dwelling_target: 60,
            mobilises_new_supply: true,
            named_a_creation: true,
            takes_a_public: true,
            ..Stated::default()
        };
        assert_eq!(contradictions(&coherent), vec![]);
    }
}
