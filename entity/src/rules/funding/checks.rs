//! What a rate, a share and a recorded amount may be.

use chrono::NaiveDate;

use super::{COMPONENTS, Rate, Share, WHOLE, weights};
use crate::refusal::{Checks, Rule};
use crate::rules::calendar::add_months;
use crate::types::{RateComponent, RateProration, RateUnit, RentalModality, ShareBase};

/// The largest amount, in cents: a hundred million euros. Source: ours; sums of them stay countable.
pub const MOST_CENTS: i64 = 10_000_000_000;

/// Checks a rate of a programme that begins on a day. A diagnosis has a day and no duration, so it is paid once; what
/// is paid once is not prorated. Source: ours.
pub fn check_rate(checks: &mut Checks, rate: &Rate, programme_starts_on: NaiveDate) {
    let once = rate.unit == RateUnit::PerHousehold;
    let by_dwelling = rate.unit == RateUnit::PerDwellingYear;
    let of_dwellings = rate.component == RateComponent::AdaptedRentalManagement;
    let fits = (rate.component != RateComponent::Diagnosis || once) && (!by_dwelling || of_dwellings);
    checks.require(fits, Rule::RateUnitNotOfComponent, "unit");
    checks.require(!once || rate.proration == RateProration::Undivided, Rule::ProrationNotOfUnit, "proration");
    // A dwelling may serve two households in a year: it is paid by the days of each.
    let divided = !by_dwelling || rate.proration == RateProration::DaysInYear;
    checks.require(divided, Rule::ProrationNotOfUnit, "proration");
    check_amount(checks, rate.amount_cents, 0);
    checks.day(rate.valid_from, "validFrom");
    checks.require(rate.valid_from >= programme_starts_on, Rule::DayBeforeStart, "validFrom");
}

/// Checks a rate beside the one before it or after it: by what it is counted, and how a part of a year is, changes
/// between two programme years only, or a year would be paid half or one and a half times. Source: ours.
pub fn check_succession(checks: &mut Checks, earlier: &Rate, later: &Rate, programme_starts_on: NaiveDate) {
    let same = (earlier.unit, earlier.proration) == (later.unit, later.proration);
    let begins_a_year = (0..200).any(|year| add_months(programme_starts_on, 12 * year) == later.valid_from);
    checks.require(same || begins_a_year, Rule::RateChangesWithinYear, "validFrom");
}

/// Checks an amount, which is at least so many cents.
pub fn check_amount(checks: &mut Checks, cents: i64, least: i64) {
    checks.require((least..=MOST_CENTS).contains(&cents), Rule::AmountOutOfRange, "amount");
}

/// Checks the number of a programme year: 1 to the years of the commitment.
pub fn check_year(checks: &mut Checks, year: i32, commitment_years: i32) {
    checks.require((1..=commitment_years).contains(&year), Rule::YearOutOfRange, "year");
}

/// Checks a share among all shares of its programme, itself included: it names what it is a share of, and
/// nothing is borne by more than 100 %. What is borne by less is legal, and told. Source: ours.
pub fn check_shares(checks: &mut Checks, share: &Share, all: &[Share]) {
    checks.require((0..=WHOLE).contains(&i64::from(share.basis_points)), Rule::ShareOutOfRange, "basisPoints");
    let component = share.component.is_none_or(|component| COMPONENTS.contains(&component));
    checks.require(component, Rule::ComponentNotShared, "component");
    match share.base {
        ShareBase::Whole => {}
        ShareBase::Component => checks.require(share.component.is_some(), Rule::ShareBaseUnnamed, "component"),
        ShareBase::Modality => checks.require(!share.modalities.is_empty(), Rule::ShareBaseUnnamed, "modalities"),
    }
    let mut modalities: Vec<RentalModality> = share.modalities.iter().map(|named| named.modality).collect();
    modalities.sort_unstable();
    checks.require(modalities.windows(2).all(|pair| pair[0] != pair[1]), Rule::ModalityRepeated, "modalities");
    checks.require(is_borne_once(all), Rule::SharesExceedBase, "basisPoints");
}

/// Whether the shares bear 100 % at most of each component, however the household is housed.
fn is_borne_once(shares: &[Share]) -> bool {
    let housed = [
        None,
        Some(RentalModality::DirectAccess),
        Some(RentalModality::TemporarySocialResidence),
        Some(RentalModality::SlidingLease),
        Some(RentalModality::Sublease),
    ];
    COMPONENTS.iter().all(|component| {
        housed.iter().all(|modality| weights(shares, *component, *modality).iter().sum::<i64>() <= WHOLE)
    })
}
