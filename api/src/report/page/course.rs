//! How long it takes, how support goes, how places are occupied.

use chrono::NaiveDate;
use serde::Serialize;

use super::Bar;
use super::words::{count, days, label, percent};
use crate::report::figures::{self, Delay, Statistics};

/// Delays, support and occupation.
#[derive(Debug, Serialize)]
pub(super) struct Course {
    delays: Vec<Span>,
    /// The longest delay that is told, in days.
    longest: i64,
    support: Vec<(&'static str, String)>,
    outcomes: Option<Vec<Bar>>,
    dwellings: Vec<Bar>,
    households: Vec<Bar>,
    occupation: Vec<(&'static str, String)>,
}

/// A delay: how long half of the cases took at most, and how long nine in ten.
#[derive(Debug, Serialize)]
struct Span {
    label: &'static str,
    cases: String,
    median: Option<i64>,
    p90: Option<i64>,
    median_shown: String,
    p90_shown: String,
}

impl Course {
    pub(super) fn of(figures: &Statistics, today: NaiveDate) -> Self {
        let delays = &figures.delays;
        let delays = [
            ("De la proposition à la présélection", delays.to_preselection),
            ("De la présélection au diagnostic", delays.to_diagnosis),
            ("Du diagnostic à l’attribution", delays.to_allocation),
            ("De l’attribution à la convention", delays.to_agreement),
            ("De l’attribution à l’entrée dans les lieux", delays.to_housing),
            ("De la convention à l’accompagnement", delays.to_support),
            ("De la proposition à l’entrée dans les lieux", delays.from_proposal_to_housing),
        ];
        let longest = delays.iter().filter_map(|(_, delay)| delay.p90_days).max();
        let support = &figures.support;
        let outcomes = support.outcomes.as_ref().map(|outcomes| {
            let bar = |of: &figures::Outcome| Bar {
                label: label("SupportOutcome", &of.outcome, today),
                value: of.measures,
                shown: count(of.measures),
            };
            outcomes.iter().map(bar).collect()
        });
        let places = &figures.occupation;
        let target =
            |label: &str, value: i64| Bar { label: label.to_owned(), value: Some(value), shown: value.to_string() };
        let counted = |label: &str, value| Bar { label: label.to_owned(), value, shown: count(value) };
        Self {
            delays: delays.map(|(label, delay)| Span::of(label, delay)).into(),
            longest: longest.unwrap_or_default(),
            support: vec![
                ("Mesures commencées", count(support.measures)),
                ("Mesures closes", count(support.closed)),
                ("Prolongées au-delà de douze mois", count(support.beyond_cap)),
                ("Durée médiane des mesures closes", days(support.median_days)),
                ("Taux d’exception aux douze mois", percent(support.exception_rate)),
                ("Neuf sur dix ont duré au plus", days(support.p90_days)),
            ],
            outcomes,
            dwellings: vec![
                target("Logements à mobiliser", places.dwelling_target),
                counted("Logements mobilisés", places.places),
                counted("dont occupés", places.occupied),
            ],
            households: vec![
                target("Ménages à loger", places.household_target),
                counted("Ménages qui l’ont été", places.households),
                counted("dont le sont encore", places.households_now),
            ],
            occupation: vec![
                ("Logements occupés, de l’objectif", percent(places.occupied_of_target)),
                ("Logements occupés, des logements mobilisés", percent(places.occupied_of_places)),
                ("Ménages logés, de l’objectif", percent(places.households_of_target)),
            ],
        }
    }
}

impl Span {
    fn of(label: &'static str, delay: Delay) -> Self {
        Self {
            label,
            cases: count(delay.cases),
            median: delay.median_days,
            p90: delay.p90_days,
            median_shown: days(delay.median_days),
            p90_shown: days(delay.p90_days),
        }
    }
}
