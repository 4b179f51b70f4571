//! Public holidays: eleven of the whole of France, and those of a territory. None is listed by year.

use chrono::{Datelike, Days, NaiveDate};

use crate::types::Territory;

/// A public holiday, every year.
#[derive(Debug, Clone, Copy)]
enum Holiday {
    /// On a day of a month.
    On { month: u32, day: u32 },
    /// So many days after Easter Sunday, or before it.
    FromEaster(i64),
}

/// The public holidays of the whole of France. Source: code du travail L3133-1.
const NATIONAL: [Holiday; 11] = [
    // New Year's Day, Easter Monday, Labour Day, the victory of 1945, Ascension Day, Whit Monday.
    on(1, 1),
    Holiday::FromEaster(1),
    on(5, 1),
    on(5, 8),
    Holiday::FromEaster(39),
    Holiday::FromEaster(50),
    // The national day, the Assumption, All Saints' Day, the armistice of 1918, Christmas Day.
    on(7, 14),
    on(8, 15),
    on(11, 1),
    on(11, 11),
    on(12, 25),
];

/// Good Friday, of the communes of Alsace-Moselle that have a Protestant temple or a mixed church, and the second
/// day of Christmas. Source: code du travail L3134-13.
const GOOD_FRIDAY: Holiday = Holiday::FromEaster(-2);
const SECOND_DAY_OF_CHRISTMAS: Holiday = on(12, 26);

/// The public holidays that a territory has besides.
///
/// Alsace-Moselle: code du travail L3134-13. Overseas: the day on which the abolition of slavery is commemorated, code
/// du travail L3422-2 and décret n° 83-1003 of 23 November 1983. What is a holiday by custom or by an agreement
/// (Good Friday or Schoelcher's day in the Antilles, the feasts of Mayotte) does not stop a period, and is left out.
fn local(territory: Territory) -> &'static [Holiday] {
    match territory {
        Territory::MetropolitanFrance => &[],
        Territory::AlsaceMoselle => &[SECOND_DAY_OF_CHRISTMAS],
        Territory::AlsaceMoselleWithTemple => &[GOOD_FRIDAY, SECOND_DAY_OF_CHRISTMAS],
        Territory::Guadeloupe => const { &[on(5, 27)] },
        Territory::Guyane => const { &[on(6, 10)] },
        Territory::Martinique => const { &[on(5, 22)] },
        Territory::Mayotte => const { &[on(4, 27)] },
        Territory::Reunion => const { &[on(12, 20)] },
        Territory::SaintBarthelemy => const { &[on(10, 9)] },
        // Since 2018. The decree still says 27 May, as in Guadeloupe; the code's correction came with a slip; the
        // circulars on the commemoration and the prefecture hold 28 May for the holiday of L3422-2.
        Territory::SaintMartin => const { &[on(5, 28)] },
    }
}

impl Territory {
    /// Whether `day` is a public holiday here. Source: code du travail L3133-1, L3134-13, L3422-2.
    pub fn is_public_holiday(self, day: NaiveDate) -> bool {
        NATIONAL.iter().chain(local(self)).any(|holiday| holiday.is_on(day))
    }
}

/// Whether `day` is one of the eleven public holidays of the whole of France. Source: code du travail L3133-1.
pub fn is_public_holiday(day: NaiveDate) -> bool {
    Territory::MetropolitanFrance.is_public_holiday(day)
}

/// Easter Sunday of a Gregorian year, computed: the Sunday after the first ecclesiastical full moon on or
/// after 21 March. A year outside the calendar gives the calendar's end on that side.
/// Source: ours (the law names Easter without defining it).
pub fn easter_sunday(year: i32) -> NaiveDate {
    let full_moon = NaiveDate::from_ymd_opt(year, 3, 1)
        .and_then(|first| first.checked_add_days(Days::new(days_from_march_to_full_moon(year))));
    match full_moon {
        // A full moon on a Sunday gives the Sunday after: one to seven days later.
        Some(moon) => {
            let days = Days::new(u64::from(7 - moon.weekday().num_days_from_sunday()));
            moon.checked_add_days(days).unwrap_or(NaiveDate::MAX)
        }
        None if year < 0 => NaiveDate::MIN,
        None => NaiveDate::MAX,
    }
}

const fn on(month: u32, day: u32) -> Holiday {
    Holiday::On { month, day }
}

impl Holiday {
    fn is_on(self, date: NaiveDate) -> bool {
        match self {
            Self::On { month, day } => (date.month(), date.day()) == (month, day),
            // Good Friday is on 20 March at the earliest, Whit Monday on 14 June at the latest.
            Self::FromEaster(days) => {
                (3..=6).contains(&date.month()) && (date - easter_sunday(date.year())).num_days() == days
            }
        }
    }
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
