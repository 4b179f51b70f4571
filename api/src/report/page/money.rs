//! What the programme costs, over all its years and in the one that is reported.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::words::{day, euros, label, month, short_month};
use super::{Bar, Column, Mark, marks};
use crate::report::figures::{self, Answer, Cents, FundingYear, Sum};

/// What was planned of all years against what is due.
#[derive(Debug, Serialize)]
pub(super) struct Costs {
    totals: Vec<Bar>,
    components: Option<Vec<[String; 3]>>,
}

/// What a year costs and who bears it.
#[derive(Debug, Serialize)]
pub(super) struct Money {
    year: String,
    period: String,
    costs: Vec<Bar>,
    facts: Vec<(&'static str, String)>,
    months: Option<ByMonth>,
    components: Option<Vec<Bar>>,
    /// Whether the reader is told what is due.
    due: bool,
    funders: Vec<FunderLine>,
    warnings: Vec<String>,
}

/// What is due by month, and what has come together.
#[derive(Debug, Serialize)]
struct ByMonth {
    columns: Vec<Column>,
    marks: Vec<Mark>,
    rows: Vec<[String; 3]>,
}

#[derive(Debug, Serialize)]
struct FunderLine {
    name: String,
    due: Option<String>,
    requested: String,
    granted: String,
    received: String,
}

impl Costs {
    pub(super) fn of(costs: &figures::Costs, today: NaiveDate) -> Self {
        let totals = [
            ("Énoncé par le dossier", costs.stated),
            ("Prévu, selon les tarifs", Some(costs.planned)),
            ("dont pour les jours écoulés", Some(costs.planned_so_far)),
            ("Dû des jours écoulés", costs.incurred),
        ];
        let row = |of: &figures::ComponentCost| {
            [label("RateComponent", &of.component, today), euros(of.planned), euros(of.incurred)]
        };
        Self {
            totals: totals.into_iter().filter_map(|(label, amount)| Some(bar(label.to_owned(), amount?))).collect(),
            components: costs.by_component.as_ref().map(|components| components.iter().map(row).collect()),
        }
    }
}

impl Money {
    pub(super) fn of(programme: &Answer, year: &FundingYear, today: NaiveDate) -> Self {
        let name = |id: &str| {
            let shares = programme.shares.iter().flatten();
            let mut funders = shares.map(|share| &share.funder);
            funders
                .find(|funder| funder.id == id)
                .map_or_else(|| "Autre financeur".to_owned(), |funder| funder.short_name.clone())
        };
        let costs = [
            ("Énoncé par le dossier", year.stated),
            ("Prévu, selon les tarifs", Some(year.computed)),
            ("Dû des jours écoulés", year.due),
        ];
        let stated = year.stated_per_household.map_or("aucun".to_owned(), euros);
        let facts = [
            ("Coût énoncé par ménage et par an", Some(stated)),
            ("Coût calculé par ménage et par an", Some(euros(year.computed_per_household))),
            ("Sans financeur", year.unfunded.map(euros)),
        ];
        let components = year.by_component.as_ref().map(|sums| {
            let component = |sum: &Sum| label("RateComponent", sum.component.as_deref().unwrap_or_default(), today);
            sums.iter().map(|sum| bar(component(sum), sum.due)).collect()
        });
        let funders = year.by_funder.iter().map(|funder| FunderLine {
            name: name(&funder.funder_id),
            due: funder.due.map(euros),
            requested: euros(funder.requested),
            granted: euros(funder.granted),
            received: euros(funder.received),
        });
        let warnings = year.warnings.iter().map(|warning| match &warning.funder_id {
            Some(id) => format!("{} : {}", name(id), warning.message),
            None => warning.message.clone(),
        });
        Self {
            year: year.year.to_string(),
            period: period(year, today),
            costs: costs.into_iter().filter_map(|(label, amount)| Some(bar(label.to_owned(), amount?))).collect(),
            facts: facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
            months: year.by_month.as_ref().filter(|sums| !sums.is_empty()).map(|sums| ByMonth::of(sums)),
            components: components.filter(|bars: &Vec<Bar>| !bars.is_empty()),
            due: year.due.is_some(),
            funders: funders.collect(),
            warnings: warnings.collect(),
        }
    }
}

impl ByMonth {
    /// The months in their order.
    fn of(sums: &[Sum]) -> Self {
        let dated: Vec<_> = sums.iter().filter_map(|sum| Some((sum.month?, sum.due))).collect();
        let most = dated.iter().map(|(_, due)| due.0).max().unwrap_or_default();
        let mut total = 0;
        let row = |(first, due): &(NaiveDate, Cents)| {
            total += due.0;
            [month(*first), euros(*due), euros(Cents(total))]
        };
        Self {
            rows: dated.iter().map(row).collect(),
            columns: dated.iter().map(|(first, due)| Column { label: short_month(*first), value: due.0 }).collect(),
            marks: marks(most, 100, |value| euros(Cents(value)).replace(",00", "")),
        }
    }
}

fn bar(label: String, amount: Cents) -> Bar {
    Bar { label, value: Some(amount.0), shown: euros(amount) }
}

fn period(year: &FundingYear, today: NaiveDate) -> String {
    let days = format!("Du {} au {}", day(year.starts_on), day(year.ends_on));
    let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
    if yesterday < year.starts_on {
        format!("{days} : l’année n’a pas commencé.")
    } else if yesterday < year.ends_on {
        format!("{days} ; les jours écoulés vont jusqu’au {}.", day(yesterday))
    } else {
        format!("{days} : l’année est écoulée.")
    }
}
