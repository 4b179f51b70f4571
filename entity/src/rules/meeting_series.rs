//! On which days a series of meetings is held: a small part of RFC 5545's recurrence rules, with its own bounds.
//!
//! | pattern | RFC 5545 | example |
//! |---|---|---|
//! | `WEEKLY` | `FREQ=WEEKLY;INTERVAL=n` | every second Tuesday |
//! | `MONTHLY_BY_RANK` | `FREQ=MONTHLY;INTERVAL=n;BYDAY=1TU` | the first Tuesday of each month |
//! | `MONTHLY_LAST` | `FREQ=MONTHLY;INTERVAL=n;BYDAY=-1TU` | the last Tuesday of each month |
//!
//! The day of the week and its rank are those of the first day. A day that is a public holiday moves to the next
//! working day, as the end of a period does (CPC 642), and nobody is asked: a pattern gave it, nobody chose it, and each
//! meeting can still be moved. That the pattern itself falls on Saturdays or Sundays is somebody's choice: it is warned
//! of once, for the whole series. Source: ours.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::refusal::{Checks, Rule, Warning};
use crate::rules::calendar;
use crate::types::{SeriesPattern, Territory};

/// The most meetings that a series has. Source: ours.
pub const MOST_MEETINGS: usize = 60;

/// How long a series lasts at most, in months: a commitment's three years. Source: ours.
const LONGEST: u32 = 36;

/// By which pattern days recur.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recurrence {
    /// By what they follow from the first.
    pub pattern: SeriesPattern,
    /// Every so many weeks or months, from 1.
    pub every: i32,
    /// The first of them.
    pub first_on: NaiveDate,
}

impl Recurrence {
    /// The days up to one, itself included: one more than a series may have at most.
    pub fn days(self, until_on: NaiveDate) -> Vec<NaiveDate> {
        let days = (0_u32..).map_while(|number| self.day(number)).take_while(|day| *day <= until_on);
        days.take(MOST_MEETINGS + 1).collect()
    }

    /// The day with a number, from 0; none beyond the calendar's end.
    fn day(self, number: u32) -> Option<NaiveDate> {
        let steps = u32::try_from(self.every.max(1)).ok()?.checked_mul(number)?;
        if self.pattern == SeriesPattern::Weekly {
            return self.first_on.checked_add_days(Days::new(7 * u64::from(steps)));
        }
        let months = self.first_on.month0().checked_add(steps)?;
        let year = self.first_on.year().checked_add(i32::try_from(months / 12).ok()?)?;
        let of_rank = |rank| NaiveDate::from_weekday_of_month_opt(year, months % 12 + 1, self.first_on.weekday(), rank);
        match self.pattern {
            SeriesPattern::MonthlyLast => of_rank(5).or_else(|| of_rank(4)),
            _ => of_rank(rank(self.first_on)),
        }
    }

    /// Whether each month has a day of this pattern, and the first day is that of its month.
    fn fits_months(self) -> bool {
        match self.pattern {
            SeriesPattern::Weekly => true,
            SeriesPattern::MonthlyByRank => rank(self.first_on) <= 4,
            SeriesPattern::MonthlyLast => {
                let next = self.first_on.checked_add_days(Days::new(7));
                next.is_some_and(|next| next.month() != self.first_on.month())
            }
        }
    }
}

/// Which Tuesday of its month a Tuesday is, from 1 to 5.
fn rank(day: NaiveDate) -> u8 {
    u8::try_from(day.day0() / 7 + 1).unwrap_or(5)
}

/// The day on which a meeting is held that a pattern puts on some day.
pub fn held_on(territory: Territory, day: NaiveDate) -> NaiveDate {
    if territory.is_public_holiday(day) { territory.next_working_day(day) } else { day }
}

/// Checks that a series recurs as often, as regularly and for as long as one may.
pub fn check_series(checks: &mut Checks, recurrence: Recurrence, until_on: NaiveDate) {
    checks.require((1..=12).contains(&recurrence.every), Rule::SeriesStepOutOfRange, "every");
    checks.require(recurrence.fits_months(), Rule::SeriesDayNotMonthly, "startsAt");
    let latest = calendar::add_months(recurrence.first_on, LONGEST);
    checks.require((recurrence.first_on..=latest).contains(&until_on), Rule::SeriesEndOutOfRange, "untilOn");
    checks.require(recurrence.days(until_on).len() <= MOST_MEETINGS, Rule::SeriesTooLong, "untilOn");
}

/// Warns of a series on Saturdays or Sundays.
pub fn warn_of_weekends(checks: &mut Checks, recurrence: Recurrence) {
    let in_week = !matches!(recurrence.first_on.weekday(), Weekday::Sat | Weekday::Sun);
    checks.warn(in_week, Warning::MeetingOnDayOff, "startsAt");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::types::SeriesPattern::{MonthlyByRank, MonthlyLast, Weekly};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn recurrence(pattern: SeriesPattern, every: i32, first_on: &str) -> Recurrence {
        Recurrence { pattern, every, first_on: day(first_on) }
    }

    #[test]
    fn days_recur_by_their_pattern() {
        for (pattern, every, first, until, expected) in [
            (Weekly, 1, "2026-03-03", "2026-03-17", &["2026-03-03", "2026-03-10", "2026-03-17"][..]),
            // Summer time begins on 29 March: days are counted, not hours.
            (Weekly, 4, "2026-03-03", "2026-05-25", &["2026-03-03", "2026-03-31", "2026-04-28"]),
            (MonthlyByRank, 1, "2026-12-01", "2027-03-01", &["2026-12-01", "2027-01-05", "2027-02-02"]),
            (MonthlyByRank, 2, "2026-01-22", "2026-06-30", &["2026-01-22", "2026-03-26", "2026-05-28"]),
            (MonthlyByRank, 12, "2026-02-05", "2028-12-31", &["2026-02-05", "2027-02-04", "2028-02-03"]),
            // The last Friday is the fourth or the fifth.
            (
                MonthlyLast,
                1,
                "2026-01-30",
                "2026-05-29",
                &["2026-01-30", "2026-02-27", "2026-03-27", "2026-04-24", "2026-05-29"],
            ),
            (Weekly, 1, "2026-03-03", "2026-03-02", &[]),
        ] {
            let expected: Vec<_> = expected.iter().map(|text| day(text)).collect();
            assert_eq!(recurrence(pattern, every, first).days(day(until)), expected, "{pattern:?} from {first}");
        }
    }

    #[test]
    fn a_series_is_as_often_and_as_long_as_it_may_be() {
        for (pattern, every, first, until, broken) in [
            (Weekly, 1, "2026-03-03", "2026-03-03", None),
            (Weekly, 1, "2026-03-03", "2027-04-20", None),
            (Weekly, 1, "2026-03-03", "2027-04-27", Some(Rule::SeriesTooLong)),
            (MonthlyByRank, 1, "2026-03-03", "2029-03-03", None),
            (MonthlyByRank, 1, "2026-03-03", "2029-03-04", Some(Rule::SeriesEndOutOfRange)),
            // The last day of February stands for the 29th.
            (MonthlyLast, 12, "2028-02-29", "2031-02-28", None),
            (MonthlyLast, 12, "2028-02-29", "2031-03-01", Some(Rule::SeriesEndOutOfRange)),
            (Weekly, 1, "2026-03-03", "2026-03-02", Some(Rule::SeriesEndOutOfRange)),
            (Weekly, 0, "2026-03-03", "2026-03-10", Some(Rule::SeriesStepOutOfRange)),
            (Weekly, 12, "2026-03-03", "2026-12-31", None),
            (Weekly, 13, "2026-03-03", "2026-12-31", Some(Rule::SeriesStepOutOfRange)),
            (MonthlyByRank, 1, "2026-03-28", "2026-12-31", None),
            (MonthlyByRank, 1, "2026-03-29", "2026-12-31", Some(Rule::SeriesDayNotMonthly)),
            (MonthlyLast, 1, "2026-03-25", "2026-12-31", None),
            (MonthlyLast, 1, "2026-03-24", "2026-12-31", Some(Rule::SeriesDayNotMonthly)),
        ] {
            let mut checks = Checks::new();
            check_series(&mut checks, recurrence(pattern, every, first), day(until));
            let found: Vec<_> = checks.refusals().iter().map(|refusal| refusal.rule).collect();
            assert_eq!(found, Vec::from_iter(broken), "{pattern:?} every {every} from {first} until {until}");
        }
    }

    #[test]
    fn a_public_holiday_moves_to_the_next_working_day() {
        for (territory, on, held) in [
            // A Tuesday.
            (Territory::MetropolitanFrance, "2026-07-14", "2026-07-15"),
            // Ascension Day, and Good Friday, which is a holiday of some.
            (Territory::MetropolitanFrance, "2026-05-14", "2026-05-15"),
            (Territory::MetropolitanFrance, "2026-04-03", "2026-04-03"),
            (Territory::AlsaceMoselleWithTemple, "2026-04-03", "2026-04-07"),
            // A cell that meets on Saturdays does, but not on 15 August.
            (Territory::MetropolitanFrance, "2026-08-08", "2026-08-08"),
            (Territory::MetropolitanFrance, "2026-08-15", "2026-08-17"),
        ] {
            assert_eq!(held_on(territory, day(on)), day(held), "{on}, {territory:?}");
        }
    }

    proptest! {
        #[test]
        fn days_of_a_series_keep_their_weekday_their_distance_and_their_order(
            pattern in prop_oneof![Just(Weekly), Just(MonthlyByRank), Just(MonthlyLast)],
            every in 1..=12_i32,
            first in 0..36_500_u64,
            length in 0..1_200_u64,
        ) {
            let first_on = day("1990-01-01") + Days::new(first);
            let until_on = first_on + Days::new(length);
            let recurrence = Recurrence { pattern, every, first_on };
            prop_assume!(recurrence.fits_months());
            let days = recurrence.days(until_on);
            prop_assert_eq!(days.first(), Some(&first_on));
            prop_assert!(days.iter().all(|day| day.weekday() == first_on.weekday() && *day <= until_on));
            prop_assert!(days.len() <= MOST_MEETINGS + 1);
            for pair in days.windows(2) {
                let months = (pair[1].year() - pair[0].year()) * 12 + pair[1].month0().cast_signed() - pair[0].month0().cast_signed();
                match pattern {
                    Weekly => prop_assert_eq!((pair[1] - pair[0]).num_days(), i64::from(7 * every)),
                    MonthlyByRank => prop_assert!(months == every && rank(pair[0]) == rank(pair[1])),
                    MonthlyLast => prop_assert!(months == every && (pair[1] + Days::new(7)).month() != pair[1].month()),
                }
                // However far holidays move them, no two meet and none overtakes another.
                let held = |day| held_on(Territory::AlsaceMoselleWithTemple, day);
                prop_assert!(held(pair[0]) < held(pair[1]), "{} and {}", pair[0], pair[1]);
            }
            // What is extended by steps is what was scheduled at once.
            if let Some(cut) = days.get(days.len() / 2) {
                let mut by_steps = recurrence.days(*cut);
                by_steps.extend(days.iter().filter(|day| **day > *cut));
                prop_assert_eq!(by_steps, days);
            }
        }

        #[test]
        fn a_meeting_keeps_its_hour_when_the_clocks_change(day_number in 0..14_600_u64, minute in 180..1_439_u32) {
            let at = calendar::at_local(day("2026-01-01") + Days::new(day_number), minute / 60, minute % 60);
            prop_assert_eq!(calendar::minute_of_day(at), minute);
        }
    }
}
