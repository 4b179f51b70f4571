//! Where the form contradicts itself. Nothing is corrected: what is stated is kept, what follows from
//! it is computed beside it, and the gap is returned as a warning.

use crate::types::{RateComponent, RateUnit, RentalModality};

/// What a programme states, as far as it can be held against itself.
#[derive(Debug, Clone, Default)]
pub struct Stated {
    /// Each rate: component, unit, amount in cents.
    pub rates: Vec<(RateComponent, RateUnit, i64)>,
    /// The sum of the funders' shares, in basis points.
    pub share_basis_points: i32,
    /// The shares that are said to fund the rental management, in basis points.
    pub rental_management_basis_points: i32,
    /// Households to be housed.
    pub household_target: i32,
    /// Dwellings to be mobilised.
    pub dwelling_target: i32,
    /// The modalities offered.
    pub modalities: Vec<RentalModality>,
    /// Whether the name speaks of creating an offer.
    pub named_a_creation: bool,
    /// Box « création d'une offre nouvelle ».
    pub mobilises_new_supply: bool,
    /// FNDOLLTS funded, applied for.
    pub fndollts: (Option<bool>, Option<bool>),
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
    /// The shares do not make a whole; basis points.
    SharesNotWhole,
    /// The funders of the rental management bear more than it costs; basis points of the whole.
    RentalManagementShareExceedsCost,
    /// No funder is named for the support; cents per household and year left unfunded by name.
    SupportUnfunded,
    /// No funder is named for the social residence.
    SocialResidenceUnfunded,
    /// The sublease is funded only "where applicable".
    SubleaseConditionallyFunded,
    /// Households and dwellings are two counts that are stated equal, though one dwelling can serve several.
    HouseholdsAndDwellingsCountedAlike,
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
            note(Kind::TotalCostDiffers, Some(overall * households), Some(parts * households));
        }
        for (_, unit, cents) in &stated.rates {
            if *unit == RateUnit::PerHousehold {
                note(Kind::OneOffInYearlyTotal, Some(*cents), None);
            }
        }
    }
    if stated.share_basis_points != 10_000 {
        note(Kind::SharesNotWhole, Some(i64::from(stated.share_basis_points)), Some(10_000));
    }
    if let Some(management) = amount(RateComponent::AdaptedRentalManagement).filter(|_| parts > 0) {
        let cost_share = management * 10_000 / parts;
        if i64::from(stated.rental_management_basis_points) > cost_share {
            note(
                Kind::RentalManagementShareExceedsCost,
                Some(i64::from(stated.rental_management_basis_points)),
                Some(cost_share),
            );
            note(Kind::SupportUnfunded, None, amount(RateComponent::Support));
        }
    }
    if stated.modalities.contains(&RentalModality::TemporarySocialResidence) {
        note(Kind::SocialResidenceUnfunded, None, None);
    }
    if stated.modalities.contains(&RentalModality::Sublease) {
        note(Kind::SubleaseConditionallyFunded, None, None);
    }
    if stated.household_target == stated.dwelling_target {
        note(Kind::HouseholdsAndDwellingsCountedAlike, Some(i64::from(stated.household_target)), None);
    }
    if stated.named_a_creation && !stated.mobilises_new_supply {
        note(Kind::CreationWithoutNewSupply, None, None);
    }
    if stated.fndollts == (Some(false), Some(true)) {
        note(Kind::FndolltsAppliedNotFunded, None, None);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_caen_contradicts_itself_in_eleven_ways_less_one() {
        let form = Stated {
            rates: vec![
                (RateComponent::Diagnosis, RateUnit::PerHousehold, 5_000),
                (RateComponent::Support, RateUnit::PerHouseholdYear, 125_000),
                (RateComponent::AdaptedRentalManagement, RateUnit::PerDwellingYear, 85_000),
                (RateComponent::IntegratedOffer, RateUnit::PerHouseholdYear, 217_500),
            ],
            share_basis_points: 10_000,
            rental_management_basis_points: 8_600,
            household_target: 120,
            dwelling_target: 120,
            modalities: vec![RentalModality::TemporarySocialResidence, RentalModality::Sublease],
            named_a_creation: true,
            mobilises_new_supply: false,
            fndollts: (Some(false), Some(true)),
        };
        let found = contradictions(&form);
        let gap = |kind| found.iter().find(|gap| gap.kind == kind).map(|gap| (gap.stated, gap.computed));
        assert_eq!(gap(ContradictionKind::OverallCostDiffers), Some((Some(217_500), Some(215_000))));
        assert_eq!(gap(ContradictionKind::TotalCostDiffers), Some((Some(26_100_000), Some(25_800_000))));
        assert_eq!(gap(ContradictionKind::RentalManagementShareExceedsCost), Some((Some(8_600), Some(3_953))));
        assert_eq!(gap(ContradictionKind::SharesNotWhole), None, "71 + 15 + 5 + 9 make a whole");
        assert_eq!(found.len(), 10);
    }

    #[test]
    fn a_coherent_programme_has_no_warning() {
        let coherent = Stated {
            rates: vec![
                (RateComponent::Support, RateUnit::PerHouseholdYear, 100),
                (RateComponent::IntegratedOffer, RateUnit::PerHouseholdYear, 100),
            ],
            share_basis_points: 10_000,
            household_target: 120,
            dwelling_target: 60,
            mobilises_new_supply: true,
            named_a_creation: true,
            ..Stated::default()
        };
        assert_eq!(contradictions(&coherent), vec![]);
    }
}
