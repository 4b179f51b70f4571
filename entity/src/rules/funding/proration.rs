//! What a household owes for a component within a programme year, month by month: amounts × days / days in the year,
//! added up exactly and rounded to the cent where a month ends, or the way the household is housed changes.

use chrono::{Datelike, NaiveDate};

use super::{Facts, Period, Rate, Terms};
use crate::rules::calendar::add_months;
use crate::types::{RateComponent, RateProration, RateUnit, RentalModality};

/// What is due of one component in one month, for one way of being housed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Due {
    /// The first day of the month.
    pub(super) month: NaiveDate,
    /// How the household was housed.
    pub(super) modality: Option<RentalModality>,
    /// In cents, not negative.
    pub(super) cents: i64,
}

/// Something owed from a day on, in cents × the days of the year.
struct Owed {
    from: NaiveDate,
    amount: i128,
}

/// The account of a household for a component within a year, of the days before `until`.
pub(super) fn account(
    terms: Terms<'_>,
    component: RateComponent,
    facts: &Facts,
    year: Period,
    until: NaiveDate,
) -> Vec<Due> {
    let counted = Period { until: year.until.min(until), ..year };
    let mut owed = at_once(terms, component, facts, year);
    owed.retain(|owed| counted.contains(owed.from));
    for period in periods(component, facts) {
        owed.extend(day_by_day(terms.rates, component, facts, period.within(counted)));
    }
    owed.sort_by_key(|owed| owed.from);

    let days = i128::from(year.days().max(1));
    let rounded = |sum: i128| i64::try_from((2 * sum + days) / (2 * days)).unwrap_or(i64::MAX);
    let mut sum = 0;
    owed.into_iter()
        .map(|owed| {
            let before = rounded(sum);
            sum += owed.amount;
            let modality = facts.modality_on(owed.from);
            Due { month: first_of_month(owed.from), modality, cents: rounded(sum) - before }
        })
        .collect()
}

/// What is owed on one day, in full: once per household, or once a year.
fn at_once(terms: Terms<'_>, component: RateComponent, facts: &Facts, year: Period) -> Vec<Owed> {
    let in_full = |day: NaiveDate, wanted: fn(&Rate) -> bool| {
        let rate = in_force(terms.rates, component, day).filter(|rate| wanted(rate))?;
        Some(Owed { from: day, amount: i128::from(rate.amount_cents) * i128::from(year.days()) })
    };
    let once = |rate: &Rate| rate.unit == RateUnit::PerHousehold;
    let yearly = |rate: &Rate| rate.unit != RateUnit::PerHousehold && rate.proration == RateProration::Undivided;
    let first = |within: fn(Period, Period) -> Period| {
        periods(component, facts)
            .map(|period| within(period, year))
            .filter(|period| period.days() > 0)
            .map(|p| p.from)
            .min()
    };
    if component == RateComponent::Diagnosis {
        let paid = !facts.not_retained || terms.pays_unretained_diagnosis;
        return facts.diagnosed_on.filter(|_| paid).and_then(|day| in_full(day, once)).into_iter().collect();
    }
    // The first day of all, which may lie in another year, and the first of this year.
    let ever = first(|period, _| period).and_then(|day| in_full(day, once));
    let this_year = first(Period::within).and_then(|day| in_full(day, yearly));
    ever.into_iter().chain(this_year).collect()
}

/// What is owed for each day, in stretches of one month, one rate and one way of being housed.
fn day_by_day<'a>(
    rates: &'a [Rate],
    component: RateComponent,
    facts: &'a Facts,
    period: Period,
) -> impl Iterator<Item = Owed> + 'a {
    let mut breaks: Vec<NaiveDate> = vec![period.from, period.until];
    let mut month = add_months(first_of_month(period.from), 1);
    while month < period.until {
        breaks.push(month);
        month = add_months(month, 1);
    }
    let ends = |rate: &Rate| rate.valid_until.and_then(|last| last.succ_opt());
    breaks.extend(rates.iter().flat_map(|rate| [Some(rate.valid_from), ends(rate)]).flatten());
    breaks.extend(facts.housing.iter().flat_map(|housing| [housing.period.from, housing.period.until]));
    breaks.retain(|day| period.from <= *day && *day <= period.until);
    breaks.sort_unstable();
    breaks.dedup();
    let stretches: Vec<Period> = breaks.windows(2).map(|ends| Period { from: ends[0], until: ends[1] }).collect();
    stretches.into_iter().filter_map(move |stretch| {
        let rate = in_force(rates, component, stretch.from)?;
        let prorated = rate.unit != RateUnit::PerHousehold && rate.proration == RateProration::DaysInYear;
        let amount = i128::from(rate.amount_cents) * i128::from(stretch.days());
        prorated.then_some(Owed { from: stretch.from, amount })
    })
}

/// The days for which a component is owed. A diagnosis has a day, and no duration. An overall cost is stated of whom
/// is supported.
fn periods(component: RateComponent, facts: &Facts) -> impl Iterator<Item = Period> {
    let support = facts.support.iter().copied();
    let managed = facts.housing.iter().filter(|housing| housing.adapted).map(|housing| housing.period);
    let supported = matches!(component, RateComponent::Support | RateComponent::IntegratedOffer);
    let adapted = component == RateComponent::AdaptedRentalManagement;
    support.filter(move |_| supported).chain(managed.filter(move |_| adapted))
}

/// The rate of a component on a day.
fn in_force(rates: &[Rate], component: RateComponent, day: NaiveDate) -> Option<&Rate> {
    rates.iter().find(|rate| rate.component == component && rate.is_valid_on(day))
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}
