//! The public holidays of each territory on the dates of some years, what they do to a period and to a deadline,
//! and what holds everywhere.

use chrono::{Days, NaiveDate, TimeDelta};
use proptest::prelude::*;
use proptest::sample::select;

use super::{any_day, date};
use crate::rules::calendar::{self, sub_months};
use crate::types::Territory::{
    self, AlsaceMoselle, AlsaceMoselleWithTemple, Guadeloupe, Guyane, Martinique, Mayotte, MetropolitanFrance, Reunion,
    SaintBarthelemy, SaintMartin,
};

const ALL: [Territory; 10] = [
    MetropolitanFrance,
    AlsaceMoselle,
    AlsaceMoselleWithTemple,
    Guadeloupe,
    Guyane,
    Martinique,
    Mayotte,
    Reunion,
    SaintBarthelemy,
    SaintMartin,
];

/// The holidays that a territory has and metropolitan France has not.
fn own_holidays(territory: Territory, year: i32) -> Vec<NaiveDate> {
    let days = date(year, 1, 1).iter_days().take_while(|day| *day < date(year + 1, 1, 1));
    days.filter(|day| territory.is_public_holiday(*day) && !calendar::is_public_holiday(*day)).collect()
}

#[test]
fn each_territory_has_its_own_holidays_and_those_of_the_whole() {
    for (territory, year, own) in [
        (MetropolitanFrance, 2026, vec![]),
        (AlsaceMoselle, 2024, vec![(12, 26)]),
        (AlsaceMoselle, 2025, vec![(12, 26)]),
        (AlsaceMoselle, 2026, vec![(12, 26)]),
        (AlsaceMoselleWithTemple, 2024, vec![(3, 29), (12, 26)]),
        (AlsaceMoselleWithTemple, 2025, vec![(4, 18), (12, 26)]),
        (AlsaceMoselleWithTemple, 2026, vec![(4, 3), (12, 26)]),
        (AlsaceMoselleWithTemple, 2027, vec![(3, 26), (12, 26)]),
        (AlsaceMoselleWithTemple, 2038, vec![(4, 23), (12, 26)]),
        (Guadeloupe, 2025, vec![(5, 27)]),
        (Guadeloupe, 2026, vec![(5, 27)]),
        // Whit Monday.
        (Guadeloupe, 2080, vec![]),
        (Guyane, 2025, vec![(6, 10)]),
        (Guyane, 2026, vec![(6, 10)]),
        (Martinique, 2025, vec![(5, 22)]),
        (Martinique, 2026, vec![(5, 22)]),
        (Mayotte, 2025, vec![(4, 27)]),
        (Mayotte, 2026, vec![(4, 27)]),
        (Reunion, 2025, vec![(12, 20)]),
        (Reunion, 2026, vec![(12, 20)]),
        (SaintBarthelemy, 2025, vec![(10, 9)]),
        (SaintBarthelemy, 2026, vec![(10, 9)]),
        (SaintMartin, 2025, vec![(5, 28)]),
        (SaintMartin, 2026, vec![(5, 28)]),
        // Ascension Day.
        (SaintMartin, 2071, vec![]),
    ] {
        let own: Vec<_> = own.into_iter().map(|(month, day)| date(year, month, day)).collect();
        assert_eq!(own_holidays(territory, year), own, "{territory:?} {year}");
    }
    assert_eq!(Territory::default(), MetropolitanFrance);
}

#[test]
fn a_period_steps_over_a_territory_s_holiday() {
    // (territory, start of ten days, their end there, their end elsewhere)
    for (territory, start, there, elsewhere) in [
        // Friday 26 December 2025, then the weekend.
        (AlsaceMoselle, date(2025, 12, 16), date(2025, 12, 29), date(2025, 12, 26)),
        // Good Friday 3 April 2026, then Easter.
        (AlsaceMoselleWithTemple, date(2026, 3, 24), date(2026, 4, 7), date(2026, 4, 3)),
        (Guadeloupe, date(2026, 5, 17), date(2026, 5, 28), date(2026, 5, 27)),
        (Guyane, date(2026, 5, 31), date(2026, 6, 11), date(2026, 6, 10)),
        // Friday 22 May 2026, then Whitsun.
        (Martinique, date(2026, 5, 12), date(2026, 5, 26), date(2026, 5, 22)),
        (Mayotte, date(2026, 4, 17), date(2026, 4, 28), date(2026, 4, 27)),
        (Reunion, date(2027, 12, 10), date(2027, 12, 21), date(2027, 12, 20)),
        (SaintBarthelemy, date(2026, 9, 29), date(2026, 10, 12), date(2026, 10, 9)),
        (SaintMartin, date(2026, 5, 18), date(2026, 5, 29), date(2026, 5, 28)),
    ] {
        assert_eq!(territory.period_end(start, 10), there, "{territory:?}");
        assert_eq!(calendar::period_end(start, 10), elsewhere, "{territory:?}");
    }
    // A commune without a temple works on Good Friday.
    assert_eq!(AlsaceMoselle.period_end(date(2026, 3, 24), 10), date(2026, 4, 3));
}

#[test]
fn a_backward_deadline_comes_before_a_territory_s_holiday() {
    for (territory, from, there, elsewhere) in [
        (AlsaceMoselle, date(2026, 2, 26), date(2025, 12, 24), date(2025, 12, 26)),
        (AlsaceMoselleWithTemple, date(2026, 6, 3), date(2026, 4, 2), date(2026, 4, 3)),
        (Guadeloupe, date(2026, 7, 27), date(2026, 5, 26), date(2026, 5, 27)),
        (Guyane, date(2026, 8, 10), date(2026, 6, 9), date(2026, 6, 10)),
        (Martinique, date(2026, 7, 22), date(2026, 5, 21), date(2026, 5, 22)),
        (Mayotte, date(2026, 6, 27), date(2026, 4, 24), date(2026, 4, 27)),
        (Reunion, date(2028, 2, 20), date(2027, 12, 17), date(2027, 12, 20)),
        (SaintBarthelemy, date(2026, 12, 9), date(2026, 10, 8), date(2026, 10, 9)),
        (SaintMartin, date(2026, 7, 28), date(2026, 5, 27), date(2026, 5, 28)),
    ] {
        assert_eq!(territory.backward_deadline(from, 2), there, "{territory:?}");
        assert_eq!(calendar::backward_deadline(from, 2), elsewhere, "{territory:?}");
    }
}

fn any_territory() -> impl Strategy<Value = Territory> {
    select(&ALL[..])
}

proptest! {
    #[test]
    fn what_is_off_in_the_whole_is_off_everywhere(territory in any_territory(), day in any_day()) {
        if territory.is_working_day(day) {
            prop_assert!(calendar::is_working_day(day));
        }
        prop_assert!(territory.next_working_day(day) >= calendar::next_working_day(day));
        prop_assert!(territory.previous_working_day(day) <= calendar::previous_working_day(day));
    }

    #[test]
    fn everywhere_a_period_is_never_short_and_a_deadline_never_late(
        territory in any_territory(),
        day in any_day(),
        days in 0u32..1000,
        months in 0u32..60,
    ) {
        let counted = day + Days::new(u64::from(days));
        let end = territory.period_end(day, days);
        prop_assert!(territory.is_working_day(end));
        prop_assert!(counted <= end && end - counted <= TimeDelta::days(4));
        let mut off = counted.iter_days().take_while(|day| *day < end);
        prop_assert!(off.all(|day| !territory.is_working_day(day)), "it moved further than it had to");

        let counted = sub_months(day, months);
        let deadline = territory.backward_deadline(day, months);
        prop_assert!(territory.is_working_day(deadline));
        prop_assert!(deadline <= counted && counted - deadline <= TimeDelta::days(4));
        let mut off = deadline.iter_days().skip(1).take_while(|day| *day <= counted);
        prop_assert!(off.all(|day| !territory.is_working_day(day)), "it moved further than it had to");
    }

    #[test]
    fn everywhere_working_days_go_and_come_back(territory in any_territory(), day in any_day(), n in 1u32..200) {
        let (later, earlier) = (territory.add_working_days(day, n), territory.subtract_working_days(day, n));
        prop_assert!(territory.is_working_day(later) && territory.is_working_day(earlier));
        prop_assert_eq!(territory.subtract_working_days(later, n), territory.previous_working_day(day));
        prop_assert_eq!(territory.add_working_days(earlier, n), territory.next_working_day(day));
        let worked = earlier.iter_days().take_while(|other| *other < day);
        prop_assert_eq!(worked.filter(|day| territory.is_working_day(*day)).count(), n as usize);
    }
}
