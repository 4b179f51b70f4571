//! Dates, hours and instants: whatever the territory, those of Paris.

use chrono::{DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike, Utc};
use chrono_tz::GapInfo;

/// The time zone that dates and hours are told in. Source: ours (the programme runs in Caen).
///
/// `chrono-tz` knows its summer times up to 2099; later dates stay in winter time.
pub const ZONE: chrono_tz::Tz = chrono_tz::Europe::Paris;

/// The civil date in Paris at `now`. Source: ours.
pub fn today(now: DateTime<Utc>) -> NaiveDate {
    wall_clock(now).date()
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

/// The minute of the day that a clock on a wall in Paris shows, from 0 at midnight to 1439.
pub fn minute_of_day(at: DateTime<Utc>) -> u32 {
    let wall = wall_clock(at);
    wall.hour() * 60 + wall.minute()
}

/// Whether it is between 02:00 and 03:00 in Paris, when nothing is scheduled: that hour is missing once a
/// year and comes twice another time. Source: ours.
pub fn in_forbidden_hour(at: DateTime<Utc>) -> bool {
    wall_clock(at).hour() == 2
}

/// What a clock on a wall in Paris shows. `DateTime::with_timezone` would panic, on reading it, at the
/// calendar's ends.
pub(super) fn wall_clock(at: DateTime<Utc>) -> NaiveDateTime {
    let utc = at.naive_utc();
    let offset = ZONE.offset_from_utc_datetime(&utc).fix();
    utc.checked_add_offset(offset).unwrap_or(utc)
}
