//! A report in words: what its template shows, each number beside the text that it is read as.

mod course;
mod households;
mod money;
mod words;

use chrono::{DateTime, Utc};
use entity::rules::calendar;
use serde::Serialize;

use self::course::Course;
use self::households::{Households, Paths};
use self::money::{Costs, Money};
use self::words::day;
use super::figures::{Answer, FundingYear};

/// The report.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    title: String,
    subtitle: String,
    footer: String,
    facts: Vec<(&'static str, String)>,
    /// What is said of what the reader is not told.
    withheld: Option<String>,
    households: Option<Households>,
    paths: Option<Paths>,
    course: Option<Course>,
    costs: Option<Costs>,
    money: Option<Money>,
}

/// A bar of a chart; a value that is withheld is absent.
#[derive(Debug, Serialize)]
struct Bar {
    label: String,
    value: Option<i64>,
    shown: String,
}

/// A column of a chart.
#[derive(Debug, Serialize)]
struct Column {
    label: &'static str,
    value: i64,
}

/// A round height of a chart.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Mark {
    value: i64,
    shown: String,
}

impl Page {
    /// The report of a year. `told_all` says whether its reader is told counts as they are.
    pub(super) fn of(programme: &Answer, year: i32, now: DateTime<Utc>, told_all: bool) -> Self {
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
        let statistics = programme.statistics.as_ref();
        let withheld = statistics.filter(|_| !told_all).map(|figures| {
            format!(
                "Les effectifs sont ceux du {}, par multiples de cinq. Ceux qui sont inférieurs à cinq ne sont pas \
                 communiqués (n. c.), ni ce dont ils se déduiraient : le détail par mois, par axe et par typologie, ce \
                 qui est dû. Une médiane est celle d’au moins dix cas, « neuf sur dix » d’au moins vingt, à la \
                 quinzaine près.",
                day(figures.counted_until)
            )
        });
        Self {
            title: programme.name.clone(),
            subtitle: format!("Rapport annuel : année {year} sur {}", programme.commitment_years),
            footer: format!("Établi le {}", day(today)),
            facts,
            withheld,
            households: statistics.and_then(|figures| Households::of(figures, today)),
            paths: statistics.map(|figures| Paths::of(figures, of_year.map(FundingYear::days), today)),
            course: statistics.map(|figures| Course::of(figures, today)),
            costs: statistics.map(|figures| Costs::of(&figures.costs, today)),
            money: of_year.map(|of_year| Money::of(programme, of_year, today)),
        }
    }
}

/// Three to six round heights from nothing to at least `most`: 1, 2 or 5 and zeros apart, none lower than `least`.
fn marks(most: i64, least: i64, shown: impl Fn(i64) -> String) -> Vec<Mark> {
    let mut step = least;
    while step.saturating_mul(5) < most {
        step = match step.to_string().as_bytes().first() {
            Some(b'2') => step / 2 * 5,
            _ => step.saturating_mul(2),
        };
    }
    let count = (most.max(1) + step - 1).div_euclid(step).max(2);
    (0..=count).map(|place| place * step).map(|value| Mark { value, shown: shown(value) }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_marks_of_a_chart_are_few_and_reach_above_what_they_measure(most in 0_i64..100_000_000_000, least in 0..2_u32) {
            let least = 10_i64.pow(2 * least);
            let values: Vec<_> = marks(most, least, |value| value.to_string()).iter().map(|mark| mark.value).collect();
            prop_assert!((3..=6).contains(&values.len()), "{values:?}");
            prop_assert!(values[0] == 0 && values[1] >= least && *values.last().unwrap() >= most);
        }
    }
}
