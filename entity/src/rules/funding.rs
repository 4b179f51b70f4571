//! What a programme costs and who bears it: unit rates, the facts they are counted by, the funders' shares; out of
//! them, to the cent, a ledger by household, month, component and funder.
//!
//! Two roundings, and nothing else ever loses a cent:
//!
//! 1. **Over time** ([`proration`]). What a household owes for a component within a programme year is a sum of
//!    amounts × days / days in the year. It is added up exactly, day by day, and rounded to the cent where a month ends;
//!    a month is the difference of two such sums. So the months add up to the year's rounded sum, and a month
//!    that is over is not changed by what comes after it.
//! 2. **Over funders** ([`apportionment`]). The cents of a month are given out one after the other by the
//!    shares that bear them. So each month is borne in full, what nobody bears included, and of the
//!    whole each funder bears the largest-remainder share or a cent beside it, however many months and households
//!    it is made of. Each month divided alone would be off by half a cent each time, always for the same funder.
//!
//! Every total is a sum of the ledger's lines; that they agree is no coincidence that could end.
//! Source: the form has the amounts and the shares; how they are counted is ours.

mod apportionment;
mod checks;
mod gaps;
mod proration;

pub use self::checks::{MOST_CENTS, check_amount, check_rate, check_shares, check_succession, check_year};
pub use self::gaps::{Funding, Gap, GapKind, gaps};

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use self::apportionment::Apportionment;
use self::proration::account;
use super::calendar::add_months;
use super::programme_form::COMMITMENT_YEARS;
use crate::types::{RateComponent, RateProration, RateUnit, RentalModality, ShareBase};

/// The components that are paid for. The integrated offer is what the form states of their sum: it is held against
/// them, never added.
pub const COMPONENTS: [RateComponent; 3] =
    [RateComponent::Diagnosis, RateComponent::Support, RateComponent::AdaptedRentalManagement];

/// A whole, in basis points.
pub const WHOLE: i64 = 10_000;

/// Days in a row, `until` not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last.
    pub until: NaiveDate,
}

impl Period {
    /// Whether a day is among them.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day < self.until
    }

    /// How many days; none if it ends before it begins.
    pub fn days(self) -> i64 {
        (self.until - self.from).num_days().max(0)
    }

    /// The days of both.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), until: self.until.min(other.until) }
    }
}

/// A year of a programme, by its number from 1: twelve months counted from its first day (CPC 641), so that a full
/// year costs the yearly rates exactly, whether it holds 365 days or 366.
pub fn programme_year(starts_on: NaiveDate, number: u32) -> Period {
    let months = number.saturating_sub(1).saturating_mul(12);
    Period { from: add_months(starts_on, months), until: add_months(starts_on, months.saturating_add(12)) }
}

/// Whether a day lies in a year of a programme that is over, whose accounts a change would alter. Source: ours.
pub fn is_of_a_year_over(starts_on: NaiveDate, day: NaiveDate, today: NaiveDate) -> bool {
    let mut years = COMMITMENT_YEARS.map(|number| programme_year(starts_on, number.unsigned_abs()));
    starts_on <= day && years.any(|year| day < year.until && year.until <= today)
}

/// A unit rate (*tarif*) while it is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// What it pays for.
    pub component: RateComponent,
    /// What it is counted by.
    pub unit: RateUnit,
    /// How a part of a year is paid.
    pub proration: RateProration,
    /// In cents, not negative.
    pub amount_cents: i64,
    /// The first day on which it is valid.
    pub valid_from: NaiveDate,
    /// The last day; absent while no other follows.
    pub valid_until: Option<NaiveDate>,
}

impl Rate {
    /// Whether it is valid on a day.
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|last| day <= last)
    }
}

/// A funder's share (*part*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// What it is a share of.
    pub base: ShareBase,
    /// In hundredths of a per cent.
    pub basis_points: i32,
    /// The component that it is said to fund; absent when none is named.
    pub component: Option<RateComponent>,
    /// The modalities that it is said to fund; none when none is named.
    pub modalities: Vec<FundedModality>,
}

/// A modality that a share is said to fund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FundedModality {
    /// The modality.
    pub modality: RentalModality,
    /// Whether only "where applicable" (*le cas échéant*).
    pub where_applicable: bool,
}

impl Share {
    /// Whether it bears a part of what a component costs for a household that is housed in this way, or not housed.
    pub fn bears(&self, component: RateComponent, modality: Option<RentalModality>) -> bool {
        match self.base {
            ShareBase::Whole => true,
            ShareBase::Component => self.component == Some(component),
            ShareBase::Modality => {
                self.component.is_none_or(|named| named == component)
                    && modality.is_some_and(|modality| self.names(modality))
            }
        }
    }

    /// Whether it is said to fund this, whatever it is a share of.
    pub fn is_said_to_fund(&self, component: RateComponent, modality: Option<RentalModality>) -> bool {
        self.component.is_none_or(|named| named == component)
            && (self.modalities.is_empty() || modality.is_some_and(|modality| self.names(modality)))
    }

    /// Whether anything is said of what it funds.
    pub fn says_what_it_funds(&self) -> bool {
        self.component.is_some() || !self.modalities.is_empty()
    }

    fn names(&self, modality: RentalModality) -> bool {
        self.modalities.iter().any(|named| named.modality == modality)
    }
}

/// What happened to a household that costs something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The day of its diagnosis, of which there is one.
    pub diagnosed_on: Option<NaiveDate>,
    /// Whether the cell did not retain it.
    pub not_retained: bool,
    /// When it was supported; no day twice.
    pub support: Vec<Period>,
    /// How it was housed; no day twice.
    pub housing: Vec<Housing>,
}

/// A time in a dwelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Housing {
    /// When.
    pub period: Period,
    /// In which modality.
    pub modality: RentalModality,
    /// Whether its rental management is adapted (*gestion locative adaptée*).
    pub adapted: bool,
}

impl Facts {
    fn modality_on(&self, day: NaiveDate) -> Option<RentalModality> {
        self.housing.iter().find(|housing| housing.period.contains(day)).map(|housing| housing.modality)
    }
}

/// What a programme pays by.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Its rates: no two of a component on the same day.
    pub rates: &'a [Rate],
    /// Its shares, in the form's order.
    pub shares: &'a [Share],
    /// Whether the diagnosis of a household that is not retained is paid: a setting of the programme.
    pub pays_unretained_diagnosis: bool,
}

/// What one funder bears of one component for one household in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The household's place among the facts.
    pub household: usize,
    /// The first day of the month.
    pub month: NaiveDate,
    /// The component.
    pub component: RateComponent,
    /// How the household was housed; absent when it was not.
    pub modality: Option<RentalModality>,
    /// The share's place among the shares; absent of what nobody bears.
    pub share: Option<usize>,
    /// In cents, above zero.
    pub cents: i64,
}

/// The ledger of a programme year, of the days before `until`: a month, its components, for each of them its
/// households, for each of these whoever bears something.
pub fn ledger(terms: Terms<'_>, facts: &[Facts], year: Period, until: NaiveDate) -> Vec<Line> {
    // By month first: what is given out for a month does not hang on the months that follow it.
    let mut cells: BTreeMap<(NaiveDate, RateComponent, usize, Option<RentalModality>), i64> = BTreeMap::new();
    for (household, facts) in facts.iter().enumerate() {
        for component in COMPONENTS {
            for due in account(terms, component, facts, year, until) {
                *cells.entry((due.month, component, household, due.modality)).or_default() += due.cents;
            }
        }
    }
    let mut lines = Vec::new();
    // Whatever is borne by the same shares is one sum to give out.
    let mut sums: HashMap<Vec<i64>, Apportionment> = HashMap::new();
    for ((month, component, household, modality), cents) in cells {
        let weights = weights(terms.shares, component, modality);
        let sum = sums.entry(weights).or_insert_with_key(|weights| Apportionment::new(weights));
        for (place, cents) in sum.give_out(cents).into_iter().enumerate().filter(|(_, cents)| *cents > 0) {
            let share = Some(place).filter(|place| *place < terms.shares.len());
            lines.push(Line { household, month, component, modality, share, cents });
        }
    }
    lines
}

/// What each share bears of something, in basis points, and last what is left for nobody.
fn weights(shares: &[Share], component: RateComponent, modality: Option<RentalModality>) -> Vec<i64> {
    let borne = |share: &Share| if share.bears(component, modality) { i64::from(share.basis_points) } else { 0 };
    let mut weights: Vec<i64> = shares.iter().map(borne).collect();
    weights.push((WHOLE - weights.iter().sum::<i64>()).max(0));
    weights
}

/// Both readings of a share, in cents, of the same costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readings {
    /// Its part of the whole.
    pub of_whole: i64,
    /// Its part of what it is said to fund; absent when that is not said.
    pub of_named: Option<i64>,
}

/// Both readings of a share of what a ledger holds.
pub fn readings(share: &Share, lines: &[Line]) -> Readings {
    let part = |cents: i64| {
        let whole = i128::from(WHOLE);
        let part = (2 * i128::from(cents) * i128::from(share.basis_points) + whole) / (2 * whole);
        i64::try_from(part).unwrap_or(i64::MAX)
    };
    let named = lines.iter().filter(|line| share.is_said_to_fund(line.component, line.modality));
    Readings {
        of_whole: part(lines.iter().map(|line| line.cents).sum()),
        of_named: share.says_what_it_funds().then(|| part(named.map(|line| line.cents).sum())),
    }
}

/// What a full year costs when every place is taken: what the form states, and what its components come to. In cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FullYear {
    /// For one household, as stated; absent when no overall cost is.
    pub stated_per_household: Option<i64>,
    /// For one household in a dwelling of its own, out of the components.
    pub computed_per_household: i64,
    /// For all households, as stated.
    pub stated: Option<i64>,
    /// For all households and all dwellings, out of the components.
    pub computed: i64,
}

/// The cost of a programme year in which `households` are diagnosed, supported all year and housed all year
/// in `dwellings` with adapted management: 2 150 € each by the form's rates, where it states 2 175 €.
pub fn full_year(rates: &[Rate], year: Period, households: i32, dwellings: i32) -> FullYear {
    let housing = Housing { period: year, modality: RentalModality::DirectAccess, adapted: true };
    let facts =
        Facts { diagnosed_on: Some(year.from), not_retained: false, support: vec![year], housing: vec![housing] };
    let cost = |component: RateComponent, by_dwelling: bool| -> i64 {
        let counted = |rate: &&Rate| (rate.unit == RateUnit::PerDwellingYear) == by_dwelling;
        let rates: Vec<Rate> = rates.iter().filter(counted).copied().collect();
        let terms = Terms { rates: &rates, shares: &[], pays_unretained_diagnosis: true };
        account(terms, component, &facts, year, year.until).iter().map(|due| due.cents).sum()
    };
    let by_household: i64 = COMPONENTS.map(|component| cost(component, false)).iter().sum();
    let by_dwelling: i64 = COMPONENTS.map(|component| cost(component, true)).iter().sum();
    let overall = RateComponent::IntegratedOffer;
    let is_stated = rates.iter().any(|rate| rate.component == overall && overlaps(rate, year));
    let stated = is_stated.then(|| cost(overall, false) + cost(overall, true));
    FullYear {
        stated_per_household: stated,
        computed_per_household: by_household + by_dwelling,
        stated: stated.map(|cents| cents.saturating_mul(i64::from(households))),
        computed: by_household
            .saturating_mul(i64::from(households))
            .saturating_add(by_dwelling.saturating_mul(i64::from(dwellings))),
    }
}

fn overlaps(rate: &Rate, year: Period) -> bool {
    rate.valid_from < year.until && rate.valid_until.is_none_or(|last| last >= year.from)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
