//! Dates and hours in French, for mails and pages.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc, Weekday};

use super::clock::wall_clock;

/// A date in French, with its weekday: "lundi 2 mars 2026", "dimanche 1er mars 2026".
/// Source: ours (mails and pages).
pub fn french_date(day: NaiveDate) -> String {
    let weekday = match day.weekday() {
        Weekday::Mon => "lundi",
        Weekday::Tue => "mardi",
        Weekday::Wed => "mercredi",
        Weekday::Thu => "jeudi",
        Weekday::Fri => "vendredi",
        Weekday::Sat => "samedi",
        Weekday::Sun => "dimanche",
    };
    let ordinal = if day.day() == 1 { "er" } else { "" };
    let month = MONTHS.get(day.month0() as usize).unwrap_or(&"");
    format!("{weekday} {}{ordinal} {month} {}", day.day(), day.year())
}

/// The Paris time of an instant in French: "14 h 30", "9 h 05", and "9 h" on the hour.
/// Source: ours (mails and pages).
pub fn french_time(at: DateTime<Utc>) -> String {
    let wall = wall_clock(at);
    match wall.minute() {
        0 => format!("{} h", wall.hour()),
        minute => format!("{} h {minute:02}", wall.hour()),
    }
}

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
