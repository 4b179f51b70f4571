//! The civil calendar that every delay of the product is counted in: months and days as French law
//! counts them, public holidays, working days, and the passage between a Paris date and an instant.
//!
//! All of it is pure. No function panics: a result that would fall outside what `chrono` can
//! represent stays at the end of the calendar instead.

use chrono::{
    DateTime, Datelike, Days, MappedLocalTime, Months, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike,
    Utc, Weekday,
};
use chrono_tz::GapInfo;

/// The time zone that dates and hours are told in. Source: ours (the programme runs in Caen).
///
/// `chrono-tz` knows its summer times up to 2099; later dates stay in winter time.
pub const ZONE: chrono_tz::Tz = chrono_tz::Europe::Paris;

/// The civil date in Paris at `now`. Source: ours.
pub fn today(now: DateTime<Utc>) -> NaiveDate {
    wall_clock(now).date()
}

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

/// Easter Sunday of a Gregorian year, computed: the Sunday after the first ecclesiastical full moon on or
/// after 21 March. A year outside the calendar gives the calendar's end on that side.
/// Source: ours (the law names Easter without defining it).
pub fn easter_sunday(year: i32) -> NaiveDate {
    let full_moon = NaiveDate::from_ymd_opt(year, 3, 1)
        .and_then(|first| first.checked_add_days(Days::new(days_from_march_to_full_moon(year))));
    match full_moon {
        // A full moon on a Sunday gives the Sunday after: one to seven days later.
        Some(moon) => forward(moon, u64::from(7 - moon.weekday().num_days_from_sunday())),
        None if year < 0 => NaiveDate::MIN,
        None => NaiveDate::MAX,
    }
}

/// Whether `day` is one of the eleven public holidays of the whole of France (the two more of Alsace-Moselle and
/// the local ones of the overseas departments are left out). Source: code du travail L3133-1.
pub fn is_public_holiday(day: NaiveDate) -> bool {
    match (day.month(), day.day()) {
        (1 | 5 | 11, 1) | (5, 8) | (7, 14) | (8, 15) | (11, 11) | (12, 25) => true,
        (3..=6, _) => {
            let since_easter = (day - easter_sunday(day.year())).num_days();
            matches!(since_easter, EASTER_MONDAY | ASCENSION | WHIT_MONDAY)
        }
        _ => false,
    }
}

/// Whether `day` is neither a Saturday, a Sunday nor a public holiday. Source: CPC 642, CCH R441-10.
pub fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_public_holiday(day)
}

/// `day` itself if it is worked, else the first working day after it. Source: CPC 642.
pub fn next_working_day(day: NaiveDate) -> NaiveDate {
    first_working_day(day, |day| day.succ_opt())
}

/// `day` itself if it is worked, else the last working day before it. Source: ours, since CPC 642 extends
/// forward only.
pub fn previous_working_day(day: NaiveDate) -> NaiveDate {
    first_working_day(day, |day| day.pred_opt())
}

/// The day that is `n` working days after `day`; `day` itself, worked or not, when `n` is 0.
/// Source: ours (reminder offsets).
pub fn add_working_days(day: NaiveDate, n: u32) -> NaiveDate {
    nth_working_day(day, n, |day| day.succ_opt())
}

/// The day that is `n` working days before `day`; `day` itself, worked or not, when `n` is 0.
/// Source: ours (reminder offsets).
pub fn subtract_working_days(day: NaiveDate, n: u32) -> NaiveDate {
    nth_working_day(day, n, |day| day.pred_opt())
}

/// The last day of a period of `days` days that `start` sets going: the first day counted is the day after
/// `start`, and an end on a Saturday, a Sunday or a public holiday moves to the next working day.
/// Source: CPC 641 and 642, CCH R441-10.
pub fn period_end(start: NaiveDate, days: u32) -> NaiveDate {
    next_working_day(forward(start, u64::from(days)))
}

/// The last day to act "`months` months before" `from`. On a Saturday, a Sunday or a public holiday it moves
/// to the working day before: moving later would eat into the time the other side is due.
/// Source: ours, from CPC 641; CPC 642 does not extend backward.
pub fn backward_deadline(from: NaiveDate, months: u32) -> NaiveDate {
    previous_working_day(sub_months(from, months))
}

/// The instant of a Paris wall-clock time. A time that the spring change skips is moved forward by the hour
/// skipped (02:30 becomes 03:30, as RFC 5545 has it, so that an invitation and a reminder agree); of a time that the
/// autumn change repeats, the earlier is taken. An hour above 23 or a minute above 59 counts as 23 or 59.
/// Source: ours.
pub fn at_local(day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(hour.min(23), minute.min(59), 0).unwrap_or(NaiveTime::MIN);
    let wall = day.and_time(time);
    match ZONE.from_local_datetime(&wall) {
        MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => at.to_utc(),
        MappedLocalTime::None => GapInfo::new(&wall, &ZONE)
            .and_then(|gap| gap.begin)
            .and_then(|(_, before)| wall.checked_sub_offset(before.fix()))
            // Only within a day of the calendar's ends.
            .unwrap_or(wall)
            .and_utc(),
    }
}

/// Whether it is between 02:00 and 03:00 in Paris, when nothing is scheduled: that hour is missing once a
/// year and comes twice another time. Source: ours.
pub fn in_forbidden_hour(at: DateTime<Utc>) -> bool {
    wall_clock(at).hour() == 2
}

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

/// Days from Easter Sunday to the holidays that follow it.
const EASTER_MONDAY: i64 = 1;
const ASCENSION: i64 = 39;
const WHIT_MONDAY: i64 = 50;

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

/// What a clock on a wall in Paris shows. `DateTime::with_timezone` would panic, on reading it, at the
/// calendar's ends.
fn wall_clock(at: DateTime<Utc>) -> NaiveDateTime {
    let utc = at.naive_utc();
    let offset = ZONE.offset_from_utc_datetime(&utc).fix();
    utc.checked_add_offset(offset).unwrap_or(utc)
}

fn forward(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// `day`, or the first worked one that `step` leads to; the calendar's end if there is none.
fn first_working_day(mut day: NaiveDate, step: impl Fn(NaiveDate) -> Option<NaiveDate>) -> NaiveDate {
    while !is_working_day(day) {
        match step(day) {
            Some(following) => day = following,
            None => return day,
        }
    }
    day
}

fn nth_working_day(mut day: NaiveDate, n: u32, step: impl Fn(NaiveDate) -> Option<NaiveDate>) -> NaiveDate {
    for _ in 0..n {
        match step(day) {
            Some(following) => day = first_working_day(following, &step),
            None => return day,
        }
    }
    day
}

/// Days from 1 March to the Easter full moon (20 to 48, that is 21 March to 18 April), from the moon's age
/// at the start of the year, its epact.
fn days_from_march_to_full_moon(year: i32) -> u64 {
    let year = i64::from(year);
    // The moon comes back to the same dates every 19 years …
    let place_in_cycle = year.rem_euclid(19);
    // … but for the leap days that three centuries in four leave out, and for eight days in 2 500 years
    // by which the cycle itself is wrong.
    let century = year.div_euclid(100) + 1;
    let leap_days_left_out = (3 * century).div_euclid(4) - 12;
    let drift_of_the_cycle = (8 * century + 5).div_euclid(25) - 5;
    let epact = (11 * place_in_cycle + 31 + drift_of_the_cycle - leap_days_left_out).rem_euclid(30);
    // Lunar months alternate between 30 and 29 days: two epacts have to share a date, without a date
    // coming twice in one cycle.
    let epact = if epact == 24 || (epact == 25 && place_in_cycle > 10) { epact + 1 } else { epact };
    let days = if epact > 23 { 73 - epact } else { 43 - epact };
    days.unsigned_abs()
}

#[cfg(test)]
mod tests;
