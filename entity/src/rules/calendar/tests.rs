//! Tables of known dates, then the properties that hold over the years 1900 to 2200.

mod territories;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use proptest::prelude::*;

use super::clock::wall_clock;
use super::*;

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

/// Months since the year 0, to compare months without their days.
fn month_number(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

fn holidays_of(year: i32) -> Vec<NaiveDate> {
    date(year, 1, 1).iter_days().take_while(|day| day.year() == year).filter(|day| is_public_holiday(*day)).collect()
}

#[test]
fn months_keep_the_day_number_or_take_the_last_day() {
    for (start, months, end) in [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2096, 2, 29), 48, date(2100, 2, 28)),
        (date(2026, 3, 2), 12, date(2027, 3, 2)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 5, 20), 0, date(2026, 5, 20)),
    ] {
        assert_eq!(add_months(start, months), end, "{start} + {months} months");
    }
    for (end, months, start) in [
        (date(2026, 4, 30), 2, date(2026, 2, 28)),
        (date(2028, 4, 30), 2, date(2028, 2, 29)),
        (date(2026, 2, 28), 2, date(2025, 12, 28)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2026, 9, 1), 2, date(2026, 7, 1)),
    ] {
        assert_eq!(sub_months(end, months), start, "{end} - {months} months");
    }
}

#[test]
fn the_calendar_ends_without_a_panic() {
    let (first, last) = (NaiveDate::MIN, NaiveDate::MAX);
    assert_eq!(add_months(last, 1), last);
    assert_eq!(add_months(first, u32::MAX), last);
    assert_eq!(sub_months(first, 1), first);
    assert_eq!(sub_months(last, u32::MAX), first);
    assert_eq!(easter_sunday(i32::MIN), first);
    assert_eq!(easter_sunday(i32::MAX), last);
    assert_eq!(add_working_days(last, 3), last);
    assert_eq!(subtract_working_days(first, 3), first);
    assert_eq!(period_end(last, u32::MAX), last);
    // A non-working day at an end has nowhere to move: whatever is returned, it returns.
    next_working_day(last);
    previous_working_day(first);
    backward_deadline(first, u32::MAX);
    today(DateTime::<Utc>::MAX_UTC);
    today(DateTime::<Utc>::MIN_UTC);
    french_date(first);
    french_time(DateTime::<Utc>::MAX_UTC);
    in_forbidden_hour(DateTime::<Utc>::MIN_UTC);
    for day in [first, last] {
        at_local(day, 0, 0);
        at_local(day, 23, 59);
        at_local(day, u32::MAX, u32::MAX);
    }
}

#[test]
fn easter_falls_on_its_known_dates() {
    for (year, month, day) in [
        (1818, 3, 22),
        (1900, 4, 15),
        (1913, 3, 23),
        (1943, 4, 25),
        (1954, 4, 18),
        (1961, 4, 2),
        (1974, 4, 14),
        (1981, 4, 19),
        (1994, 4, 3),
        (2000, 4, 23),
        (2008, 3, 23),
        (2011, 4, 24),
        (2019, 4, 21),
        (2020, 4, 12),
        (2024, 3, 31),
        (2025, 4, 20),
        (2026, 4, 5),
        (2027, 3, 28),
        (2028, 4, 16),
        (2029, 4, 1),
        (2030, 4, 21),
        (2038, 4, 25),
        (2049, 4, 18),
        (2076, 4, 19),
        (2100, 3, 28),
        (2160, 3, 23),
        (2200, 4, 6),
        (2285, 3, 22),
    ] {
        assert_eq!(easter_sunday(year), date(year, month, day));
    }
}

#[test]
fn eleven_holidays_each_where_the_law_puts_it() {
    assert_eq!(
        holidays_of(2026),
        [
            date(2026, 1, 1),
            date(2026, 4, 6),
            date(2026, 5, 1),
            date(2026, 5, 8),
            date(2026, 5, 14),
            date(2026, 5, 25),
            date(2026, 7, 14),
            date(2026, 8, 15),
            date(2026, 11, 1),
            date(2026, 11, 11),
            date(2026, 12, 25),
        ]
    );
    // Ascension on 1 May: eleven holidays on ten days.
    assert_eq!(holidays_of(2008).len(), 10);
    // The latest Easter carries Whit Monday into June.
    assert!(is_public_holiday(date(2038, 6, 14)));
    // Neither Good Friday nor 26 December, which are holidays in Alsace-Moselle only.
    assert!(is_working_day(date(2026, 4, 3)));
    assert!(!is_public_holiday(date(2026, 12, 26)));
    for year in 1900..=2200 {
        let count = holidays_of(year).len();
        assert!((10..=11).contains(&count), "{count} in {year}");
    }
}

#[test]
fn working_days_step_over_weekends_and_holidays() {
    let friday = date(2026, 4, 3);
    let tuesday_after_easter = date(2026, 4, 7);
    for day in [date(2026, 4, 4), date(2026, 4, 5), date(2026, 4, 6)] {
        assert!(!is_working_day(day));
        assert_eq!(next_working_day(day), tuesday_after_easter);
        assert_eq!(previous_working_day(day), friday);
        assert_eq!(add_working_days(day, 0), day);
        assert_eq!(add_working_days(day, 1), tuesday_after_easter);
        assert_eq!(subtract_working_days(day, 0), day);
        assert_eq!(subtract_working_days(day, 1), friday);
    }
    assert_eq!(next_working_day(friday), friday);
    assert_eq!(previous_working_day(friday), friday);
    // A cell meeting on Thursday 28 May 2026: two working days before it is Tuesday; three, Whit Monday being
    // no working day, is the Friday before.
    assert_eq!(subtract_working_days(date(2026, 5, 28), 2), date(2026, 5, 26));
    assert_eq!(subtract_working_days(date(2026, 5, 28), 3), date(2026, 5, 22));
    assert_eq!(add_working_days(date(2026, 5, 22), 3), date(2026, 5, 28));
}

#[test]
fn a_period_in_days_starts_the_day_after_and_ends_on_a_working_day() {
    for (start, days, end) in [
        // Notified on a Monday: the tenth day is Thursday of the week after.
        (date(2026, 3, 2), 10, date(2026, 3, 12)),
        // The tenth day is a Saturday, a Sunday.
        (date(2026, 3, 4), 10, date(2026, 3, 16)),
        (date(2026, 3, 5), 10, date(2026, 3, 16)),
        // The tenth day is Easter Sunday: the Monday is no working day either.
        (date(2026, 3, 26), 10, date(2026, 4, 7)),
        // Across the end of a leap February.
        (date(2028, 2, 21), 10, date(2028, 3, 2)),
        // 25 December 2026 is a Friday.
        (date(2026, 12, 15), 10, date(2026, 12, 28)),
    ] {
        assert_eq!(period_end(start, days), end, "{start} + {days} days");
    }
}

#[test]
fn a_backward_deadline_moves_earlier() {
    for (from, deadline) in [
        (date(2026, 5, 4), date(2026, 3, 4)),
        // Saturday 4 July, Sunday 5 July: the Friday before.
        (date(2026, 9, 4), date(2026, 7, 3)),
        (date(2026, 9, 5), date(2026, 7, 3)),
        // Tuesday 14 July: the Monday before.
        (date(2026, 9, 14), date(2026, 7, 13)),
        // 28 February 2026 is a Saturday.
        (date(2026, 4, 30), date(2026, 2, 27)),
        // Easter Monday: the Friday before.
        (date(2026, 6, 6), date(2026, 4, 3)),
    ] {
        assert_eq!(backward_deadline(from, 2), deadline, "2 months before {from}");
    }
}

#[test]
fn wall_clock_times_cross_both_clock_changes() {
    for (day, hour, minute, expected) in [
        (date(2026, 1, 15), 8, 0, "2026-01-15T08:00:00+01:00"),
        (date(2026, 7, 15), 8, 0, "2026-07-15T08:00:00+02:00"),
        // Spring: 02:00 to 03:00 does not exist.
        (date(2026, 3, 29), 1, 59, "2026-03-29T01:59:00+01:00"),
        (date(2026, 3, 29), 2, 0, "2026-03-29T03:00:00+02:00"),
        (date(2026, 3, 29), 2, 30, "2026-03-29T03:30:00+02:00"),
        (date(2026, 3, 29), 3, 0, "2026-03-29T03:00:00+02:00"),
        (date(2026, 3, 29), 8, 0, "2026-03-29T08:00:00+02:00"),
        // Autumn: 02:00 to 03:00 comes twice, the first time in summer time.
        (date(2026, 10, 25), 1, 59, "2026-10-25T01:59:00+02:00"),
        (date(2026, 10, 25), 2, 30, "2026-10-25T02:30:00+02:00"),
        (date(2026, 10, 25), 3, 0, "2026-10-25T03:00:00+01:00"),
        // Out of range: the last hour, the last minute.
        (date(2026, 1, 15), 24, 60, "2026-01-15T23:59:00+01:00"),
    ] {
        let at = at_local(day, hour, minute);
        assert_eq!(at, instant(expected), "{day} {hour}:{minute}");
    }
}

#[test]
fn today_is_the_date_in_paris() {
    for (now, day) in [
        ("2026-01-15T22:59:59Z", date(2026, 1, 15)),
        ("2026-01-15T23:00:00Z", date(2026, 1, 16)),
        ("2026-07-15T21:59:59Z", date(2026, 7, 15)),
        ("2026-07-15T22:00:00Z", date(2026, 7, 16)),
        ("2026-12-31T23:30:00Z", date(2027, 1, 1)),
    ] {
        assert_eq!(today(instant(now)), day, "{now}");
    }
}

#[test]
fn the_forbidden_hour_is_missing_in_spring_and_doubled_in_autumn() {
    let minutes = |day: NaiveDate| {
        let midnight = at_local(day, 0, 0);
        (0..24 * 60).filter(|minute| in_forbidden_hour(midnight + TimeDelta::minutes(*minute))).count()
    };
    assert_eq!(minutes(date(2026, 3, 28)), 60);
    assert_eq!(minutes(date(2026, 3, 29)), 0);
    assert_eq!(minutes(date(2026, 10, 25)), 120);
    for (at, forbidden) in [
        ("2026-01-15T01:59:59+01:00", false),
        ("2026-01-15T02:00:00+01:00", true),
        ("2026-01-15T02:59:59+01:00", true),
        ("2026-01-15T03:00:00+01:00", false),
    ] {
        assert_eq!(in_forbidden_hour(instant(at)), forbidden, "{at}");
    }
}

#[test]
fn dates_and_times_read_as_french() {
    assert_eq!(french_date(date(2026, 3, 2)), "lundi 2 mars 2026");
    assert_eq!(french_date(date(2026, 3, 1)), "dimanche 1er mars 2026");
    assert_eq!(french_date(date(2026, 8, 11)), "mardi 11 août 2026");
    assert_eq!(french_date(date(2025, 12, 31)), "mercredi 31 décembre 2025");
    assert_eq!(french_date(date(2024, 2, 29)), "jeudi 29 février 2024");
    for (at, text) in [
        ("2026-03-02T14:30:00+01:00", "14 h 30"),
        ("2026-03-02T09:00:00+01:00", "9 h"),
        ("2026-07-02T07:05:00Z", "9 h 05"),
        ("2026-03-02T00:00:59+01:00", "0 h"),
    ] {
        assert_eq!(french_time(instant(at)), text);
    }
}

fn days_from(first_year: i32) -> impl Strategy<Value = NaiveDate> {
    let first = date(first_year, 1, 1);
    let length = (date(2200, 12, 31) - first).num_days().unsigned_abs();
    (0..=length).prop_map(move |days| first + Days::new(days))
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    days_from(1900)
}

proptest! {
    #[test]
    fn added_months_land_in_the_month_counted(start in any_day(), months in 0u32..1200) {
        let end = add_months(start, months);
        prop_assert_eq!(month_number(end), month_number(start) + i64::from(months));
        prop_assert!(end.day() <= start.day());
        // A smaller day number is only ever the last of its month.
        prop_assert!(end.day() == start.day() || end.succ_opt().unwrap().day() == 1);
    }

    #[test]
    fn subtracted_months_land_in_the_month_counted(end in any_day(), months in 0u32..1200) {
        let start = sub_months(end, months);
        prop_assert_eq!(month_number(start), month_number(end) - i64::from(months));
        prop_assert!(start.day() == end.day() || start.succ_opt().unwrap().day() == 1);
        // There and back loses at most what a short month cuts.
        let back = add_months(start, months);
        prop_assert!(back <= end && end - back <= TimeDelta::days(3));
        if end.day() <= 28 {
            prop_assert_eq!(back, end);
        }
    }

    #[test]
    fn months_grow_with_the_day_and_the_count(
        a in any_day(),
        gap in 0u64..800,
        months in 0u32..1200,
    ) {
        let b = a + Days::new(gap);
        prop_assert!(add_months(a, months) <= add_months(b, months));
        prop_assert!(sub_months(a, months) <= sub_months(b, months));
        let month = add_months(a, months + 1) - add_months(a, months);
        prop_assert!((28..=31).contains(&month.num_days()));
    }

    #[test]
    fn easter_is_a_sunday_in_its_five_weeks(year in 1583i32..=9999) {
        let easter = easter_sunday(year);
        prop_assert_eq!(easter.weekday(), Weekday::Sun);
        prop_assert!((date(year, 3, 22)..=date(year, 4, 25)).contains(&easter));
        for after in [1, 39, 50] {
            prop_assert!(is_public_holiday(easter + Days::new(after)));
        }
    }

    #[test]
    fn neighbouring_working_days_have_none_between(day in any_day()) {
        let (before, after) = (previous_working_day(day), next_working_day(day));
        prop_assert!(is_working_day(before) && is_working_day(after));
        prop_assert!(before <= day && day <= after);
        prop_assert_eq!(before == after, is_working_day(day));
        let strictly_between = before.iter_days().skip(1).take_while(|day| *day < after);
        prop_assert_eq!(strictly_between.filter(|day| is_working_day(*day)).count(), 0);
        // The longest run: Ascension Day, a Friday 1 or 8 May, and the weekend.
        prop_assert!(after - before <= TimeDelta::days(5));
    }

    #[test]
    fn working_days_go_and_come_back(day in any_day(), n in 1u32..400) {
        let later = add_working_days(day, n);
        let earlier = subtract_working_days(day, n);
        prop_assert!(is_working_day(later) && is_working_day(earlier));
        prop_assert_eq!(subtract_working_days(later, n), previous_working_day(day));
        prop_assert_eq!(add_working_days(earlier, n), next_working_day(day));
        // Counted the slow way: n working days in (day, later] and in [earlier, day).
        let counted = |from: NaiveDate, to: NaiveDate| {
            from.iter_days().take_while(|day| *day < to).filter(|day| is_working_day(*day)).count()
        };
        prop_assert_eq!(counted(day.succ_opt().unwrap(), later.succ_opt().unwrap()), n as usize);
        prop_assert_eq!(counted(earlier, day), n as usize);
    }

    #[test]
    fn a_period_is_never_short_and_a_deadline_never_late(
        day in any_day(),
        days in 0u32..1000,
        months in 0u32..60,
    ) {
        let end = period_end(day, days);
        prop_assert!(is_working_day(end));
        prop_assert!((0..=4).contains(&((end - day).num_days() - i64::from(days))));
        let deadline = backward_deadline(day, months);
        prop_assert!(is_working_day(deadline));
        prop_assert!((0..=4).contains(&(sub_months(day, months) - deadline).num_days()));
    }

    #[test]
    // From 1980: before, the clocks of Paris also changed at other hours.
    fn a_scheduled_wall_time_is_read_back(day in days_from(1980), hour in 3u32..24, minute in 0u32..60) {
        let at = at_local(day, hour, minute);
        prop_assert_eq!(today(at), day);
        prop_assert_eq!(wall_clock(at), day.and_hms_opt(hour, minute, 0).unwrap());
        prop_assert!(!in_forbidden_hour(at));
    }

    #[test]
    fn wall_time_never_moves_back(day in any_day(), hour in 0u32..40, minute in 0u32..80) {
        let at = at_local(day, hour, minute);
        let asked = day.and_hms_opt(hour.min(23), minute.min(59), 0).unwrap();
        prop_assert!(wall_clock(at) >= asked);
        prop_assert!(wall_clock(at) - asked <= TimeDelta::hours(1));
        prop_assert!(at <= at_local(day.succ_opt().unwrap(), 12, 0));
        prop_assert!(!french_time(at).is_empty());
        let text = french_date(day);
        prop_assert!(text.ends_with(&day.year().to_string()));
        prop_assert_eq!(text.split(' ').count(), 4);
    }
}
