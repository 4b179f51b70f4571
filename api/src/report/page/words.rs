//! Days, counts, amounts and codes in French.

use chrono::{Datelike, NaiveDate};
use entity::rules::calendar;
use entity::types::Language;
use entity::types::labels::labelled_enums;

use crate::report::figures::Cents;

/// A day, without its weekday.
pub(super) fn day(day: NaiveDate) -> String {
    let whole = calendar::french_date(day);
    whole.split_once(' ').map_or(whole.clone(), |(_, rest)| rest.to_owned())
}

/// A month with its year, by its first day.
pub(super) fn month(first: NaiveDate) -> String {
    day(first).split_once(' ').map_or(String::new(), |(_, rest)| rest.to_owned())
}

/// A month without its year, cut where French cuts it: a column is narrow.
pub(super) fn short_month(first: NaiveDate) -> &'static str {
    match first.month() {
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
    }
}

/// What the value of an enumeration is called on a day.
pub(super) fn label(enumeration: &str, value: &str, on: NaiveDate) -> String {
    let known = labelled_enums().find(|known| known.name == enumeration).map(|known| (known.values)());
    let found = known.into_iter().flatten().find(|(name, _)| *name == value);
    found.map_or(String::new(), |(_, labels)| labels.on(on).wording.in_language(Language::French).to_owned())
}

/// A count, or that it is withheld.
pub(super) fn count(count: Option<i64>) -> String {
    count.map_or("n. c.".to_owned(), |count| count.to_string())
}

/// A number of days; a dash where there is none.
pub(super) fn days(days: Option<i64>) -> String {
    days.map_or("–".to_owned(), |days| format!("{days} j"))
}

/// Hundredths of a per cent as per cent with one decimal, rounded; a dash where there is none.
pub(super) fn percent(hundredths: Option<i64>) -> String {
    let tenths = hundredths.map(|hundredths| (hundredths + 5) / 10);
    tenths.map_or("–".to_owned(), |of| format!("{},{}\u{a0}%", of / 10, of % 10))
}

/// An amount: `1 250,00 €`, the thousands apart by narrow spaces that do not break.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_to_the_cent_and_written_in_french() {
        for (json, cents, french) in [
            ("\"0.00\"", 0, "0,00\u{a0}€"),
            ("\"1250.00\"", 125_000, "1\u{202f}250,00\u{a0}€"),
            ("\"-0.05\"", -5, "\u{2212}0,05\u{a0}€"),
            ("\"258000.10\"", 25_800_010, "258\u{202f}000,10\u{a0}€"),
        ] {
            let read: Cents = serde_json::from_str(json).unwrap();
            assert_eq!((read, euros(read).as_str()), (Cents(cents), french));
        }
        for json in ["\"1\"", "\"1.5\"", "\"x.00\"", "1.5"] {
            assert!(serde_json::from_str::<Cents>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn counts_rates_and_codes_are_written_in_french() {
        let today = "2026-03-15".parse().unwrap();
        let shown = [Some(1_250), Some(6_666), Some(994), Some(995), Some(4), None].map(percent);
        assert_eq!(shown, ["12,5\u{a0}%", "66,7\u{a0}%", "9,9\u{a0}%", "10,0\u{a0}%", "0,0\u{a0}%", "–"]);
        assert_eq!([count(Some(0)), count(None), days(Some(12)), days(None)], ["0", "n. c.", "12 j", "–"]);
        assert_eq!(label("PriorityGround", "PDALPD", today), "Publics cibles du PDALHPD");
        assert_eq!(label("SupportOutcome", "LOST", today), "Perte du logement");
    }
}
