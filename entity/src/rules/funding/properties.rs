//! What holds for any rates, shares, facts and dates.

use chrono::{Datelike, Days};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::tests::{all_of, date, paying, rate, share};
use super::*;

fn day() -> impl Strategy<Value = NaiveDate> {
    (0..1_500_u64).prop_map(|days| date("2026-12-01") + Days::new(days))
}

/// Days in rising order, none twice, as periods that do not meet.
fn some_periods() -> impl Strategy<Value = Vec<Period>> {
    vec(day(), 0..7).prop_map(|mut days| {
        days.sort_unstable();
        days.dedup();
        days.chunks_exact(2).map(|ends| Period { from: ends[0], until: ends[1] }).collect()
    })
}

fn modality() -> impl Strategy<Value = RentalModality> {
    select(vec![
        RentalModality::DirectAccess,
        RentalModality::TemporarySocialResidence,
        RentalModality::SlidingLease,
        RentalModality::Sublease,
    ])
}

/// Rates of one component that follow each other, with or without days between them.
fn some_rates(component: RateComponent) -> impl Strategy<Value = Vec<Rate>> {
    let unit = select(vec![RateUnit::PerHousehold, RateUnit::PerHouseholdYear, RateUnit::PerDwellingYear]);
    let amount = prop_oneof![Just(0), 0..200_000_i64, 0..=MOST_CENTS];
    (vec((day(), unit, any::<bool>(), amount, any::<bool>()), 0..4)).prop_map(move |mut rates| {
        rates.sort_by_key(|rate| rate.0);
        rates.dedup_by_key(|rate| rate.0);
        let next: Vec<_> = rates.iter().skip(1).map(|rate| rate.0.pred_opt()).chain([None]).collect();
        rates
            .into_iter()
            .zip(next)
            .map(|((valid_from, unit, divided, amount_cents, open), valid_until)| {
                let unit = if component == RateComponent::Diagnosis { RateUnit::PerHousehold } else { unit };
                let divided = divided && unit != RateUnit::PerHousehold;
                let proration = if divided { RateProration::DaysInYear } else { RateProration::Undivided };
                let valid_until = if open {
                    valid_until
                } else {
                    Some(valid_until.unwrap_or(valid_from).min(valid_from + Days::new(40)))
                };
                Rate { component, unit, proration, amount_cents, valid_from, valid_until }
            })
            .collect()
    })
}

fn rates() -> impl Strategy<Value = Vec<Rate>> {
    let [diagnosis, support, management] = COMPONENTS.map(some_rates);
    (diagnosis, support, management)
        .prop_map(|(diagnosis, support, management)| [diagnosis, support, management].concat())
}

fn facts() -> impl Strategy<Value = Facts> {
    let housing = (some_periods(), vec((modality(), any::<bool>()), 4)).prop_map(|(periods, ways)| {
        let ways = periods.into_iter().zip(ways);
        ways.map(|(period, (modality, adapted))| Housing { period, modality, adapted }).collect()
    });
    (option::of(day()), any::<bool>(), some_periods(), housing).prop_map(
        |(diagnosed_on, not_retained, support, housing)| Facts { diagnosed_on, not_retained, support, housing },
    )
}

/// Shares of any bases that bear nothing twice.
fn shares() -> impl Strategy<Value = Vec<Share>> {
    let base = select(vec![ShareBase::Whole, ShareBase::Component, ShareBase::Modality]);
    let one = (base, 0..=5_000_i32, select(COMPONENTS.to_vec()), vec(modality(), 1..3));
    vec(one, 0..6).prop_map(|shares| {
        let most = 10_000 / i32::try_from(shares.len().max(1)).unwrap();
        let share = |(base, basis_points, component, modalities): (_, i32, _, Vec<RentalModality>)| Share {
            base,
            basis_points: basis_points.min(most),
            component: Some(component),
            modalities: modalities
                .into_iter()
                .map(|modality| FundedModality { modality, where_applicable: false })
                .collect(),
        };
        shares.into_iter().map(share).collect()
    })
}

/// What a household owes for a component on each day of a year, in cents × days of the year: day by day.
fn owed_by_day(
    terms: Terms<'_>,
    component: RateComponent,
    facts: &Facts,
    year: Period,
    until: NaiveDate,
) -> BTreeMap<NaiveDate, i128> {
    let held = |day: NaiveDate| match component {
        RateComponent::Diagnosis => false,
        RateComponent::Support => facts.support.iter().any(|period| period.contains(day)),
        _ => facts.housing.iter().any(|housing| housing.adapted && housing.period.contains(day)),
    };
    let all = date("2026-01-01").iter_days().take_while(|day| *day < until.min(year.until));
    let (mut ever, mut this_year) = (false, false);
    let mut owed = BTreeMap::new();
    for day in all {
        let rate = terms.rates.iter().find(|rate| rate.component == component && rate.is_valid_on(day));
        let amount = rate.map_or(0, |rate| i128::from(rate.amount_cents));
        let paid_once = rate.is_some_and(|rate| rate.unit == RateUnit::PerHousehold);
        let undivided = rate.is_some_and(|rate| rate.proration == RateProration::Undivided);
        let in_year = day >= year.from;
        let mut due = 0;
        if facts.diagnosed_on == Some(day)
            && component == RateComponent::Diagnosis
            && (terms.pays_unretained_diagnosis || !facts.not_retained)
        {
            due = amount * i128::from(year.days());
        }
        if held(day) {
            let first = if paid_once { !ever } else { !this_year };
            if in_year && undivided && first {
                due = amount * i128::from(year.days());
            } else if !undivided {
                due = amount;
            }
            ever = true;
            this_year |= in_year;
        }
        if in_year && due > 0 {
            owed.insert(day, due);
        }
    }
    owed
}

proptest! {
    #[test]
    fn every_month_funder_and_component_sums_to_the_whole(
        rates in rates(),
        shares in shares(),
        facts in vec(facts(), 0..4),
        pays in any::<bool>(),
        starts_on in day(),
        number in 1..4_u32,
        until in day(),
    ) {
        let terms = Terms { rates: &rates, shares: &shares, pays_unretained_diagnosis: pays };
        let year = programme_year(starts_on, number);
        let lines = ledger(terms, &facts, year, until);
        prop_assert!(lines.iter().all(|line| line.cents > 0));
        let days = i128::from(year.days());
        let mut whole = 0;
        for (household, facts) in facts.iter().enumerate() {
            for component in COMPONENTS {
                let of = |line: &&Line| line.household == household && line.component == component;
                let owed = owed_by_day(terms, component, facts, year, until);
                let exact: i128 = owed.values().sum();
                let cents = (2 * exact + days) / (2 * days);
                whole += cents;
                let found: i128 = lines.iter().filter(of).map(|line| i128::from(line.cents)).sum();
                prop_assert_eq!(found, cents, "{:?} of household {}", component, household);
                // And no month is off by a cent.
                let mut months: BTreeMap<NaiveDate, i128> = BTreeMap::new();
                for (day, owed) in owed {
                    *months.entry(day.with_day(1).unwrap()).or_default() += owed;
                }
                for line in lines.iter().filter(of) {
                    *months.entry(line.month).or_default() -= i128::from(line.cents) * days;
                }
                prop_assert!(months.values().all(|off| off.abs() < days), "{:?}", months);
            }
        }
        // Summed in whichever order, by whichever of them: the whole, nobody's part included.
        let sums = |key: fn(&Line) -> String| {
            let mut sums: BTreeMap<String, i128> = BTreeMap::new();
            for line in &lines {
                *sums.entry(key(line)).or_default() += i128::from(line.cents);
            }
            sums.values().sum::<i128>()
        };
        prop_assert_eq!(sums(|line| line.month.to_string()), whole);
        prop_assert_eq!(sums(|line| format!("{:?}", line.share)), whole);
        prop_assert_eq!(sums(|line| format!("{:?}{:?}{}", line.component, line.share, line.month)), whole);
    }

    #[test]
    fn of_the_whole_each_funder_bears_their_part_to_the_cent(
        rates in rates(), points in vec(0..2_000_i32, 0..6), facts in vec(facts(), 0..4), starts_on in day(),
    ) {
        let shares: Vec<Share> = points.into_iter().map(|points| share(ShareBase::Whole, points)).collect();
        let year = programme_year(starts_on, 1);
        let lines = ledger(paying(&rates, &shares), &facts, year, year.until);
        for (place, share) in shares.iter().enumerate() {
            let borne: i64 = lines.iter().filter(|line| line.share == Some(place)).map(|line| line.cents).sum();
            let exact = i128::from(all_of(&lines)) * i128::from(share.basis_points);
            prop_assert!((i128::from(borne) * 10_000 - exact).abs() < 10_000, "{} of {}", borne, exact);
            prop_assert!((borne - readings(share, &lines).of_whole).abs() <= 1);
        }
    }

    #[test]
    fn a_month_that_is_over_stays_as_it_is(
        rates in rates(), shares in shares(), facts in vec(facts(), 0..4), starts_on in day(), days in [day(), day()],
    ) {
        let year = programme_year(starts_on, 1);
        let (early, late) = (days[0].min(days[1]), days[0].max(days[1]));
        let over = |until| {
            let lines = ledger(paying(&rates, &shares), &facts, year, until);
            lines.into_iter().filter(|line| line.month < early.with_day(1).unwrap()).collect::<Vec<_>>()
        };
        prop_assert_eq!(over(early), over(late));
    }

    #[test]
    fn a_full_year_costs_the_yearly_rate(amount in 0..=MOST_CENTS, starts_on in day(), number in 1..9_u32) {
        let year = programme_year(starts_on, number);
        let facts = [Facts { support: vec![year], ..Facts::default() }];
        let rates = [rate(RateComponent::Support, RateUnit::PerHouseholdYear, amount)];
        prop_assert_eq!(all_of(&ledger(paying(&rates, &[]), &facts, year, year.until)), amount);
    }

    #[test]
    fn whoever_has_a_part_of_a_sum_has_it_rounded_down_or_up(
        weights in vec(0..3_000_i64, 1..7), sums in vec(0..20_000_i64, 0..9),
    ) {
        let mut apportionment = Apportionment::new(&weights);
        let whole: i64 = weights.iter().sum();
        let (mut had, mut given) = (vec![0; weights.len()], 0);
        for sum in sums {
            given += sum;
            let parts = apportionment.give_out(sum);
            prop_assert!(parts.iter().all(|part| *part >= 0));
            prop_assert_eq!(parts.iter().sum::<i64>(), if whole == 0 { 0 } else { sum });
            for (had, part) in had.iter_mut().zip(parts) {
                *had += part;
            }
            for (had, weight) in had.iter().zip(&weights).filter(|_| whole > 0) {
                prop_assert!((had * whole - given * weight).abs() < whole);
            }
        }
    }
}
