//! Periods in months.

use chrono::{Months, NaiveDate};

/// The end of a period of `months` months that starts on `start`: the same day number, or else the last
/// day of the month (31 August + 6 months is 28 or 29 February). Source: CPC 641.
///
/// Count each term of a series from its first day, not from the term before: a day number that a short
/// month cut would stay cut.
pub fn add_months(start: NaiveDate, months: u32) -> NaiveDate {
    start.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// The day `months` months before `end`: the same day number, or else the last day of the month.
/// Source: ours, the count of CPC 641 read backward.
pub fn sub_months(end: NaiveDate, months: u32) -> NaiveDate {
    end.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN)
}
