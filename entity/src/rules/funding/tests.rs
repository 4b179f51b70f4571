//! Tables of known amounts.

use super::*;
use crate::refusal::{Checks, Rule};

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn rate(component: RateComponent, unit: RateUnit, amount_cents: i64) -> Rate {
    let once = unit == RateUnit::PerHousehold;
    let proration = if once { RateProration::Undivided } else { RateProration::DaysInYear };
    Rate { component, unit, proration, amount_cents, valid_from: date("2020-01-01"), valid_until: None }
}

/// The rates of the form.
fn form() -> Vec<Rate> {
    vec![
        rate(RateComponent::Diagnosis, RateUnit::PerHousehold, 5_000),
        rate(RateComponent::Support, RateUnit::PerHouseholdYear, 125_000),
        rate(RateComponent::AdaptedRentalManagement, RateUnit::PerDwellingYear, 85_000),
        rate(RateComponent::IntegratedOffer, RateUnit::PerHouseholdYear, 217_500),
    ]
}

pub(super) fn share(base: ShareBase, basis_points: i32) -> Share {
    Share { base, basis_points, component: None, modalities: vec![] }
}

fn period(from: &str, until: &str) -> Period {
    Period { from: date(from), until: date(until) }
}

fn housed(from: &str, until: &str, modality: RentalModality) -> Housing {
    Housing { period: period(from, until), modality, adapted: true }
}

pub(super) fn all_of(lines: &[Line]) -> i64 {
    lines.iter().map(|line| line.cents).sum()
}

pub(super) fn paying<'a>(rates: &'a [Rate], shares: &'a [Share]) -> Terms<'a> {
    Terms { rates, shares, pays_unretained_diagnosis: true }
}

#[test]
fn a_full_year_of_the_form_comes_to_258_000_where_261_000_are_stated() {
    // Whether the year has a 29 February or not, and wherever it lies.
    for (starts_on, number) in [("2026-01-01", 1), ("2027-03-01", 1), ("2027-06-15", 1), ("2024-02-29", 2)] {
        let year = programme_year(date(starts_on), number);
        let found = full_year(&form(), year, 120, 120);
        assert_eq!((found.stated, found.computed), (Some(26_100_000), 25_800_000), "{starts_on}");
        assert_eq!((found.stated_per_household, found.computed_per_household), (Some(217_500), 215_000));
        // The 25 € per household.
        assert_eq!(found.stated_per_household.unwrap() - found.computed_per_household, 2_500);
    }
}

#[test]
fn a_full_year_counts_households_and_dwellings_apart() {
    let year = programme_year(date("2026-01-01"), 1);
    assert_eq!(full_year(&form(), year, 120, 60).computed, 120 * 130_000 + 60 * 85_000);
    assert_eq!(full_year(&form()[..3], year, 120, 120).stated, None);
    assert_eq!(full_year(&[], year, 120, 120).computed, 0);
}

#[test]
fn years_of_a_programme_are_counted_from_its_first_day() {
    let starts_on = date("2024-02-29");
    assert_eq!(programme_year(starts_on, 1), period("2024-02-29", "2025-02-28"));
    assert_eq!(programme_year(starts_on, 5), period("2028-02-29", "2029-02-28"));
    assert_eq!(programme_year(date("2026-03-02"), 2), period("2027-03-02", "2028-03-02"));
    for (day, today, over) in [
        ("2026-03-02", "2027-03-01", false),
        ("2026-03-02", "2027-03-02", true),
        ("2027-03-01", "2027-03-02", true),
        ("2027-03-02", "2027-03-02", false),
        ("2028-05-01", "2027-03-02", false),
        ("2026-01-01", "2026-02-01", false),
    ] {
        assert_eq!(is_of_a_year_over(date("2026-03-02"), date(day), date(today)), over, "{day} on {today}");
    }
}

#[test]
fn months_differ_by_their_days_and_add_up_to_the_year() {
    let year = programme_year(date("2026-01-01"), 1);
    let facts = Facts { support: vec![year], ..Facts::default() };
    let lines = ledger(paying(&form(), &[]), &[facts], year, year.until);
    let months: Vec<i64> = lines.iter().map(|line| line.cents).collect();
    // 125 000 × 31 / 365 = 10 616.44, 28 / 365 = 9 589.04, 30 / 365 = 10 273.97.
    assert_eq!(months, [10_616, 9_589, 10_617, 10_274, 10_616, 10_274, 10_617, 10_616, 10_274, 10_617, 10_274, 10_616]);
    assert_eq!(months.iter().sum::<i64>(), 125_000);
    assert!(lines.iter().all(|line| line.share.is_none()), "unfunded is legal, and said");
}

#[test]
fn a_rate_that_changes_in_a_month_is_paid_to_the_day() {
    let rates = [
        Rate {
            valid_until: Some(date("2026-01-15")),
            ..rate(RateComponent::Support, RateUnit::PerHouseholdYear, 36_500)
        },
        Rate { valid_from: date("2026-01-16"), ..rate(RateComponent::Support, RateUnit::PerHouseholdYear, 73_000) },
    ];
    let year = programme_year(date("2026-01-01"), 1);
    let facts = [Facts { support: vec![period("2026-01-10", "2026-02-02")], ..Facts::default() }];
    let lines = ledger(paying(&rates, &[]), &facts, year, year.until);
    let found: Vec<_> = lines.iter().map(|line| (line.month, line.cents)).collect();
    // 6 days at 1 €, 16 at 2 €; 1 day at 2 €.
    assert_eq!(found, [(date("2026-01-01"), 3_800), (date("2026-02-01"), 200)]);
    // Days to come are not due, and no rate is no cost.
    assert_eq!(all_of(&ledger(paying(&rates, &[]), &facts, year, date("2026-01-12"))), 200);
    assert_eq!(ledger(paying(&rates[1..], &[]), &facts, year, date("2026-01-16")), []);
}

#[test]
fn a_diagnosis_is_paid_once_and_of_whom_is_not_retained_if_the_programme_says_so() {
    let rates = form();
    let year = programme_year(date("2026-01-01"), 1);
    let diagnosed = |not_retained| Facts { diagnosed_on: Some(date("2026-03-02")), not_retained, ..Facts::default() };
    let facts = [diagnosed(false), diagnosed(true)];
    for (pays_unretained_diagnosis, due) in [(true, 10_000), (false, 5_000)] {
        let terms = Terms { pays_unretained_diagnosis, ..paying(&rates, &[]) };
        assert_eq!(all_of(&ledger(terms, &facts, year, year.until)), due);
        assert_eq!(all_of(&ledger(terms, &facts, programme_year(date("2026-01-01"), 2), date("2030-01-01"))), 0);
        assert_eq!(all_of(&ledger(terms, &facts, year, date("2026-03-02"))), 0, "the day is not over");
    }
}

#[test]
fn what_is_not_divided_is_due_on_the_first_day_of_each_year() {
    let undivided = Rate { proration: RateProration::Undivided, ..form()[1] };
    let once = rate(RateComponent::Support, RateUnit::PerHousehold, 1_000);
    let facts = [Facts { support: vec![period("2026-06-10", "2027-02-01")], ..Facts::default() }];
    let starts_on = date("2026-01-01");
    for (rate, number, due) in [(undivided, 1, 125_000), (undivided, 2, 125_000), (once, 1, 1_000), (once, 2, 0)] {
        let year = programme_year(starts_on, number);
        assert_eq!(all_of(&ledger(paying(&[rate], &[]), &facts, year, year.until)), due, "{:?} {number}", rate.unit);
    }
}

/// The shares of the form, as shares of `base`.
fn form_shares(base: ShareBase) -> Vec<Share> {
    let management = Some(RateComponent::AdaptedRentalManagement);
    let named = |modality, where_applicable| FundedModality { modality, where_applicable };
    vec![
        Share {
            component: management,
            modalities: vec![named(RentalModality::DirectAccess, false)],
            ..share(base, 7_100)
        },
        Share {
            component: management,
            modalities: vec![named(RentalModality::SlidingLease, false), named(RentalModality::Sublease, true)],
            ..share(base, 1_500)
        },
        share(ShareBase::Whole, 500),
        share(ShareBase::Whole, 900),
    ]
}

#[test]
fn both_readings_of_the_shares_of_the_form() {
    let year = programme_year(date("2026-01-01"), 1);
    let (from, until) = ("2026-01-01", "2027-01-01");
    let facts =
        [RentalModality::DirectAccess, RentalModality::SlidingLease, RentalModality::TemporarySocialResidence].map(
            |modality| Facts { support: vec![year], housing: vec![housed(from, until, modality)], ..Facts::default() },
        );
    let shares = form_shares(ShareBase::Whole);
    let lines = ledger(paying(&form(), &shares), &facts, year, year.until);
    let whole = 3 * 210_000;
    assert_eq!(all_of(&lines), whole);
    let found: Vec<_> = shares.iter().map(|share| readings(share, &lines)).collect();
    let read = |of_whole, of_named| Readings { of_whole, of_named };
    assert_eq!(
        found,
        [read(447_300, Some(60_350)), read(94_500, Some(12_750)), read(31_500, None), read(56_700, None),]
    );
    // As shares of the whole they bear the whole.
    for (place, of_whole) in [447_300, 94_500, 31_500, 56_700].into_iter().enumerate() {
        assert_eq!(
            all_of(&lines.iter().filter(|line| line.share == Some(place)).copied().collect::<Vec<_>>()),
            of_whole
        );
    }
    // As shares of what they are said to fund they leave most of it to nobody: all of the social residence but
    // what is of the whole.
    let shares = form_shares(ShareBase::Modality);
    let lines = ledger(paying(&form(), &shares), &facts, year, year.until);
    let borne = |place| lines.iter().filter(|line| line.share == place).map(|line| line.cents).sum::<i64>();
    assert_eq!([0, 1, 2, 3].map(|place| borne(Some(place))), [60_350, 12_750, 31_500, 56_700]);
    assert_eq!(borne(None), whole - 161_300);
}

#[test]
fn what_a_rate_and_an_amount_may_be() {
    let good = form()[1];
    let starts_on = date("2020-01-01");
    let cases: [(Rate, &[Rule]); 8] = [
        (good, &[]),
        (Rate { amount_cents: 0, ..good }, &[]),
        (Rate { amount_cents: -1, ..good }, &[Rule::AmountOutOfRange]),
        (Rate { amount_cents: MOST_CENTS + 1, ..good }, &[Rule::AmountOutOfRange]),
        (Rate { unit: RateUnit::PerHousehold, ..good }, &[Rule::ProrationNotOfUnit]),
        (Rate { component: RateComponent::Diagnosis, ..good }, &[Rule::RateUnitNotOfComponent]),
        (Rate { valid_from: date("2019-12-31"), ..good }, &[Rule::DayBeforeStart]),
        (Rate { valid_from: date("2201-01-01"), ..good }, &[Rule::DateOutOfRange]),
    ];
    for (rate, rules) in cases {
        let mut checks = Checks::new();
        check_rate(&mut checks, &rate, starts_on);
        let found: Vec<_> = checks.refusals().iter().map(|refusal| refusal.rule).collect();
        assert_eq!(found, rules, "{rate:?}");
    }
    for (cents, year, holds) in [(1, 1, true), (0, 1, false), (1, 0, false), (1, 3, true), (1, 4, false)] {
        let mut checks = Checks::new();
        check_amount(&mut checks, cents, 1);
        check_year(&mut checks, year, 3);
        assert_eq!(checks.refusals().is_empty(), holds, "{cents} in year {year}");
    }
}

/// The other shares, a share, and the rules that it breaks beside them.
type ShareCase<'a> = (Vec<Share>, Share, &'a [Rule]);

#[test]
fn shares_name_their_base_and_bear_nothing_twice() {
    let of = |base, component, modalities: &[RentalModality], basis_points| Share {
        base,
        basis_points,
        component,
        modalities: modalities
            .iter()
            .map(|modality| FundedModality { modality: *modality, where_applicable: false })
            .collect(),
    };
    let support = Some(RateComponent::Support);
    let direct = &[RentalModality::DirectAccess];
    let whole = |points| of(ShareBase::Whole, None, &[], points);
    let cases: Vec<ShareCase<'_>> = vec![
        (vec![whole(7_000)], whole(3_000), &[]),
        (vec![whole(7_000)], whole(3_001), &[Rule::SharesExceedBase]),
        (vec![], whole(10_001), &[Rule::ShareOutOfRange, Rule::SharesExceedBase]),
        (vec![], whole(-1), &[Rule::ShareOutOfRange]),
        (vec![], of(ShareBase::Component, None, &[], 1), &[Rule::ShareBaseUnnamed]),
        (vec![], of(ShareBase::Modality, support, &[], 1), &[Rule::ShareBaseUnnamed]),
        (vec![], of(ShareBase::Whole, Some(RateComponent::IntegratedOffer), &[], 1), &[Rule::ComponentNotShared]),
        (vec![], of(ShareBase::Modality, None, &[direct[0], direct[0]], 1), &[Rule::ModalityRepeated]),
        // Each of a base of its own: together on what both bear.
        (
            vec![of(ShareBase::Component, support, &[], 6_000)],
            of(ShareBase::Modality, None, direct, 4_001),
            &[Rule::SharesExceedBase],
        ),
        (
            vec![of(ShareBase::Component, support, &[], 6_000)],
            of(ShareBase::Modality, Some(RateComponent::AdaptedRentalManagement), direct, 10_000),
            &[],
        ),
        (
            vec![of(ShareBase::Modality, support, direct, 10_000)],
            of(ShareBase::Modality, support, &[RentalModality::Sublease], 10_000),
            &[],
        ),
    ];
    for (others, share, rules) in cases {
        let mut checks = Checks::new();
        check_shares(&mut checks, &share, &[others, vec![share.clone()]].concat());
        let found: Vec<_> = checks.refusals().iter().map(|refusal| refusal.rule).collect();
        assert_eq!(found, rules, "{share:?}");
    }
}
