//! How many households stand where, and how far they have come.

use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::words::{count, day, label, month, short_month};
use super::{Bar, Column, Mark, marks};
use crate::report::figures::{Group, MonthSteps, Statistics, Steps};

/// As it stands.
#[derive(Debug, Serialize)]
pub(super) struct Households {
    day: String,
    stages: Vec<Bar>,
    facts: Vec<(&'static str, String)>,
}

/// What has happened up to a day.
#[derive(Debug, Serialize)]
pub(super) struct Paths {
    day: String,
    steps: Vec<Bar>,
    heads: [&'static str; 8],
    months: Option<ByMonth>,
    tables: Vec<Table>,
}

/// The months of the year that have begun.
#[derive(Debug, Serialize)]
struct ByMonth {
    columns: Vec<Column>,
    marks: Vec<Mark>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Table {
    title: &'static str,
    head: &'static str,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    label: String,
    counts: [String; 8],
}

impl Households {
    /// None for a reader who is told nothing as it stands.
    pub(super) fn of(figures: &Statistics, today: NaiveDate) -> Option<Self> {
        let stages = [
            ("Proposés", figures.households_proposed?),
            ("Présélectionnés", figures.households_preselected?),
            ("Logés", figures.households_housed?),
            ("Sortis du programme", figures.households_exited?),
            ("Non retenus", figures.households_not_retained?),
        ];
        let facts = [
            ("Accompagnements ouverts", figures.supports_open?),
            ("dont terme passé ou sous 90 jours", figures.supports_ending_soon?),
            ("Logements occupés", figures.tenancies_open?),
        ];
        let bar =
            |(name, value): (&str, i64)| Bar { label: name.to_owned(), value: Some(value), shown: value.to_string() };
        Some(Self {
            day: day(today),
            stages: stages.map(bar).into(),
            facts: facts.map(|(name, count)| (name, count.to_string())).into(),
        })
    }
}

impl Paths {
    /// `year` has the first and the last day of the year that is reported.
    pub(super) fn of(figures: &Statistics, year: Option<(NaiveDate, NaiveDate)>, today: NaiveDate) -> Self {
        let names = [
            "Proposés par le bailleur",
            "Présélectionnés par la cellule",
            "Diagnostic établi",
            "Logement attribué par la CAL",
            "Convention signée par les trois",
            "Entrés dans un logement",
            "Accompagnement commencé",
            "Accompagnement clos",
        ];
        let bars = names.into_iter().zip(in_order(&figures.steps));
        let table = |title, head, enumeration, groups: &Option<Vec<Group>>| {
            let row =
                |group: &Group| Row { label: label(enumeration, &group.value, today), counts: counts(&group.steps) };
            groups.as_ref().map(|groups| Table { title, head, rows: groups.iter().map(row).collect() })
        };
        let tables = [
            table("Par public prioritaire", "Public", "PriorityGround", &figures.by_public),
            table("Par modalité locative", "Modalité", "RentalModality", &figures.by_modality),
            table("Par axe d’accompagnement", "Axe", "SupportAxis", &figures.by_axis),
            table("Par typologie de logement", "Typologie", "DwellingType", &figures.by_dwelling_type),
        ];
        let months = figures.by_month.as_ref().zip(year);
        Self {
            day: day(figures.counted_until),
            steps: bars.map(|(name, value)| Bar { label: name.to_owned(), value, shown: count(value) }).collect(),
            heads: ["Proposé", "Présél.", "Diagn.", "Attrib.", "Conv.", "Logé", "Accomp.", "Clos"],
            months: months.and_then(|(found, year)| ByMonth::of(found, year, figures.counted_until)),
            tables: tables.into_iter().flatten().collect(),
        }
    }
}

impl ByMonth {
    /// None of a year that has not begun.
    fn of(found: &[MonthSteps], (from, until): (NaiveDate, NaiveDate), counted_until: NaiveDate) -> Option<Self> {
        let last = until.min(counted_until);
        let first_days = (0..).map_while(|number| from.checked_add_months(Months::new(number)));
        let months = first_days.take_while(|first| *first <= last).map(|first| {
            let of = found.iter().find(|of| of.month == first);
            // A month in which nothing happened is not among those found.
            (first, of.map_or(NOTHING, |of| of.steps))
        });
        let months: Vec<_> = months.collect();
        let most = months.iter().filter_map(|(_, steps)| steps.housed).max()?;
        let column = |(first, steps): &(NaiveDate, Steps)| Column {
            label: short_month(*first),
            value: steps.housed.unwrap_or_default(),
        };
        Some(Self {
            columns: months.iter().map(column).collect(),
            marks: marks(most, 1, |value| value.to_string()),
            rows: months.iter().map(|(first, steps)| Row { label: month(*first), counts: counts(steps) }).collect(),
        })
    }
}

const NOTHING: Steps = Steps {
    proposed: Some(0),
    preselected: Some(0),
    diagnosed: Some(0),
    allocated: Some(0),
    agreed: Some(0),
    housed: Some(0),
    supported: Some(0),
    closed: Some(0),
};

fn in_order(steps: &Steps) -> [Option<i64>; 8] {
    [
        steps.proposed,
        steps.preselected,
        steps.diagnosed,
        steps.allocated,
        steps.agreed,
        steps.housed,
        steps.supported,
        steps.closed,
    ]
}

fn counts(steps: &Steps) -> [String; 8] {
    in_order(steps).map(count)
}
