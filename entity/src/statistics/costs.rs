//! What a programme was to cost against what it has cost. What was planned is the stated targets at the rates
//! ([`full_year`]), what has been incurred is the ledger ([`Books::ledger`]), over all its years.
//!
//! The targets are those of the whole commitment: a household is diagnosed once, supported for the twelve months that
//! the form allows, and housed for as long. When it will be is not stated, so the same part of them falls to each of
//! the years, at its rates. Source: the form has the targets and the rates; that they are spread evenly is ours.

use chrono::NaiveDate;

use crate::funding::Books;
use crate::rules::funding::{COMPONENTS, FullYear, Line, Period, Rate, full_year};
use crate::types::RateComponent;

/// What a programme was to cost against what it has cost, in cents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Costs {
    /// What the form states: its overall cost, over its target; absent unless one is stated for each year.
    pub stated: Option<i64>,
    /// What follows from the rates of the components, over the targets.
    pub planned: i64,
    /// Of this, what falls to the days that are over.
    pub planned_so_far: i64,
    /// What is due of the days that are over.
    pub incurred: i64,
    /// The same by component. Planned, they may lack a cent each of what is planned of all.
    pub by_component: Vec<ComponentCost>,
}

/// What a component was to cost against what it has cost, in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComponentCost {
    /// The component.
    pub component: RateComponent,
    /// For the whole commitment.
    pub planned: i64,
    /// Of the days that are over.
    pub incurred: i64,
}

impl Costs {
    /// Those of a programme, by its books.
    pub fn of(books: &Books, today: NaiveDate) -> Self {
        let years: Vec<(Period, Vec<Line>)> = (1..=books.programme.commitment_years)
            .map(|number| (books.year(number), books.ledger(number, today)))
            .collect();
        let whole = Plan::of(books, &books.rates, &years);
        let incurred = |wanted: Option<RateComponent>| -> i64 {
            let lines = years.iter().flat_map(|(_, lines)| lines);
            lines.filter(|line| wanted.is_none_or(|wanted| line.component == wanted)).map(|line| line.cents).sum()
        };
        let by_component = COMPONENTS.map(|component| {
            let rates: Vec<Rate> = books.rates.iter().filter(|rate| rate.component == component).copied().collect();
            let planned = Plan::of(books, &rates, &years).computed();
            ComponentCost { component, planned, incurred: incurred(Some(component)) }
        });
        Self {
            stated: whole.stated(),
            planned: whole.computed(),
            planned_so_far: whole.computed_before(today),
            incurred: incurred(None),
            by_component: by_component.to_vec(),
        }
    }
}

/// What the targets cost in each of the years, if all of them fell to it.
struct Plan(Vec<(Period, FullYear)>);

impl Plan {
    fn of(books: &Books, rates: &[Rate], years: &[(Period, Vec<Line>)]) -> Self {
        let (households, dwellings) = (books.programme.household_target, books.programme.dwelling_target);
        Self(years.iter().map(|(year, _)| (*year, full_year(rates, *year, households, dwellings))).collect())
    }

    fn stated(&self) -> Option<i64> {
        self.0.iter().map(|(_, cost)| cost.stated).sum::<Option<i64>>().map(|cents| self.spread(cents))
    }

    fn computed(&self) -> i64 {
        self.spread(self.0.iter().map(|(_, cost)| cost.computed).fold(0, i64::saturating_add))
    }

    fn computed_before(&self, today: NaiveDate) -> i64 {
        let parts = self.0.iter().map(|(year, cost)| part(cost.computed, *year, today));
        self.spread(parts.fold(0, i64::saturating_add))
    }

    fn spread(&self, cents: i64) -> i64 {
        cents / i64::try_from(self.0.len().max(1)).unwrap_or(1)
    }
}

/// What falls to the days of a year that are over, to the cent.
fn part(cents: i64, year: Period, today: NaiveDate) -> i64 {
    let over = Period { until: year.until.min(today), ..year }.days();
    let part = i128::from(cents) * i128::from(over) / i128::from(year.days().max(1));
    i64::try_from(part).unwrap_or(i64::MAX)
}
