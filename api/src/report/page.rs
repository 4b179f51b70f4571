//! A report in words: what its template shows, each number beside the text that it is read as.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use entity::rules::calendar;
use entity::types::{Language, RateComponent, labels::label};
use sea_orm::Iterable;
use serde::Serialize;

use super::figures::{Answer, Cents, FundingYear, Statistics, Sum};

/// What is said of what is withheld.
const WITHHELD: &str = "n. c.";

/// The report.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    title: String,
    subtitle: String,
    footer: String,
    day: String,
    facts: Vec<(&'static str, String)>,
    households: Option<Households>,
    money: Option<Money>,
}

#[derive(Debug, Serialize)]
struct Households {
    steps: Vec<Bar>,
    facts: Vec<(&'static str, String)>,
    masked: bool,
}

#[derive(Debug, Serialize)]
struct Money {
    year: String,
    period: String,
    costs: Vec<Bar>,
    facts: Vec<(&'static str, String)>,
    months: Option<Vec<Month>>,
    marks: Vec<Mark>,
    components: Option<Vec<Bar>>,
    funders: Vec<FunderLine>,
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Bar {
    label: String,
    value: Option<i64>,
    shown: String,
}

#[derive(Debug, Serialize)]
struct Month {
    label: String,
    name: String,
    value: i64,
    shown: String,
    total: String,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Mark {
    value: i64,
    shown: String,
}

#[derive(Debug, Serialize)]
struct FunderLine {
    name: String,
    due: String,
    requested: String,
    granted: String,
    received: String,
}

impl Page {
    pub(super) fn of(programme: &Answer, year: i32, now: DateTime<Utc>) -> Self {
        let today = calendar::today(now);
        let carriers: Vec<_> = programme.carriers.iter().map(|carrier| carrier.short_name.clone()).collect();
        let target = format!(
            "{} ménages et {} logements, en {} ans à partir du {}",
            programme.household_target,
            programme.dwelling_target,
            programme.commitment_years,
            day(programme.starts_on)
        );
        let facts = vec![
            ("Appel à projets", programme.call_name.clone()),
            ("Lieu", programme.location.clone()),
            ("Porteurs", carriers.join(", ")),
            ("Objectif", target),
        ];
        let of_year = programme.funding_years.iter().flatten().find(|of| of.year == year);
        Self {
            title: programme.name.clone(),
            subtitle: format!("Rapport annuel : année {year} sur {}", programme.commitment_years),
            footer: format!("Établi le {}", day(today)),
            day: day(today),
            facts,
            households: programme.statistics.as_ref().map(Households::of),
            money: of_year.map(|of_year| Money::of(programme, of_year, today)),
        }
    }
}

impl Households {
    fn of(counts: &Statistics) -> Self {
        let steps = [
            ("Proposés", counts.households_proposed),
            ("Présélectionnés", counts.households_preselected),
            ("Logés", counts.households_housed),
            ("Sortis du programme", counts.households_exited),
            ("Non retenus", counts.households_not_retained),
        ];
        let facts = [
            ("Accompagnements ouverts", counts.supports_open),
            ("dont terme passé ou sous 90 jours", counts.supports_ending_soon),
            ("Logements occupés", counts.tenancies_open),
        ];
        let masked = steps.iter().chain(&facts).any(|(_, count)| count.is_none());
        let shown = |count: Option<i64>| count.map_or(WITHHELD.to_owned(), |count| count.to_string());
        Self {
            steps: steps.map(|(name, value)| Bar { label: name.to_owned(), value, shown: shown(value) }).into(),
            facts: facts.map(|(name, count)| (name, shown(count))).into(),
            masked,
        }
    }
}

impl Money {
    fn of(programme: &Answer, year: &FundingYear, today: NaiveDate) -> Self {
        let name = |id: &str| {
            let shares = programme.shares.iter().flatten();
            let mut funders = shares.map(|share| &share.funder);
            funders
                .find(|funder| funder.id == id)
                .map_or_else(|| "Autre financeur".to_owned(), |funder| funder.short_name.clone())
        };
        let bar = |label: String, amount: Option<Cents>| Bar {
            label,
            value: amount.map(|Cents(cents)| cents),
            shown: maybe(amount),
        };
        let mut facts = vec![
            ("Coût énoncé par ménage et par an", year.stated_per_household.map_or("aucun".to_owned(), euros)),
            ("Coût calculé par ménage et par an", euros(year.computed_per_household)),
        ];
        facts.push(("Sans financeur", maybe(year.unfunded)));
        let mut costs = vec![bar("Prévu, selon les tarifs".to_owned(), Some(year.computed))];
        if year.stated.is_some() {
            costs.insert(0, bar("Énoncé par le dossier".to_owned(), year.stated));
        }
        costs.push(bar("Dû des jours écoulés".to_owned(), year.due));
        let months = year.by_month.as_ref().map(|sums| months(sums));
        let most = months.iter().flatten().map(|month| month.value).max().unwrap_or_default();
        let components = year.by_component.as_ref().map(|sums| {
            sums.iter().map(|sum| bar(component(sum.component.as_deref(), today), Some(sum.due))).collect()
        });
        let funders = year.by_funder.iter().map(|funder| FunderLine {
            name: name(&funder.funder_id),
            due: maybe(funder.due),
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
            costs,
            facts,
            months: months.filter(|months| !months.is_empty()),
            marks: marks(most),
            components: components.filter(|bars: &Vec<Bar>| !bars.is_empty()),
            funders: funders.collect(),
            warnings: warnings.collect(),
        }
    }
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

/// The months in their order, each with what has come together.
fn months(sums: &[Sum]) -> Vec<Month> {
    let mut total = 0;
    let dated = sums.iter().filter_map(|sum| Some((sum.month?, sum.due)));
    dated
        .map(|(first, due)| {
            total += due.0;
            let name = day(first).split_once(' ').map_or(String::new(), |(_, rest)| rest.to_owned());
            // A column is narrow: a month's name without its year, cut where French cuts it.
            let label = match first.month() {
                1 => "janv.",
                2 => "févr.",
                3 => "mars",
                4 => "avril",
                5 => "mai",
                6 => "juin",
                7 => "juil.",
                8 => "août",
                9 => "sept.",
                10 => "oct.",
                11 => "nov.",
                _ => "déc.",
            };
            Month { label: label.to_owned(), name, value: due.0, shown: euros(due), total: euros(Cents(total)) }
        })
        .collect()
}

/// Three to six round heights from nothing to at least `most`, in cents: 1, 2 or 5 and zeros apart.
pub(super) fn marks(most: i64) -> Vec<Mark> {
    let mut step = 100_i64;
    while step.saturating_mul(5) < most {
        step = match step.to_string().as_bytes().first() {
            Some(b'2') => step / 2 * 5,
            _ => step.saturating_mul(2),
        };
    }
    let count = (most.max(1) + step - 1).div_euclid(step).max(2);
    let shown = |value: i64| euros(Cents(value)).replace(",00", "");
    (0..=count).map(|place| place * step).map(|value| Mark { value, shown: shown(value) }).collect()
}

fn component(name: Option<&str>, today: NaiveDate) -> String {
    let known = RateComponent::iter().find(|component| Some(component.name()) == name);
    known.map_or(String::new(), |component| label(component, Language::French, today).to_owned())
}

/// A day in French, without its weekday.
fn day(day: NaiveDate) -> String {
    let whole = calendar::french_date(day);
    whole.split_once(' ').map_or(whole.clone(), |(_, rest)| rest.to_owned())
}

fn maybe(amount: Option<Cents>) -> String {
    amount.map_or(WITHHELD.to_owned(), euros)
}

/// An amount in French: `1 250,00 €`, the thousands apart by narrow spaces that do not break.
pub(super) fn euros(Cents(cents): Cents) -> String {
    let whole = (cents.unsigned_abs() / 100).to_string();
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    let sign = if cents < 0 { "\u{2212}" } else { "" };
    format!("{sign}{grouped},{:02}\u{a0}€", cents.unsigned_abs() % 100)
}
