//! The laws that renamed what the form speaks of, each with the first day on which the new name holds.

use chrono::NaiveDate;

use super::Change;

/// The departmental plan takes in the plan for emergency accommodation, and its name with it. In force the day after
/// its publication on 26 March 2014.
pub(super) const ALUR: Change =
    Change { on: day(2014, 3, 27), source: "loi n° 2014-366 du 24 mars 2014 (ALUR), art. 34" };

/// The assemblies of the *départements* are renamed from their next general election on, that of 22 and 29 March 2015;
/// those elected met first on 2 April 2015.
pub(super) const DEPARTMENTAL_COUNCILS: Change =
    Change { on: day(2015, 4, 2), source: "loi n° 2013-403 du 17 mai 2013, art. 1er" };

/// The allocation committee also looks at how dwellings are occupied (CCH L441-2). In force the day after its
/// publication on 24 November 2018.
pub(super) const ELAN: Change =
    Change { on: day(2018, 11, 25), source: "loi n° 2018-1021 du 23 novembre 2018 (ELAN), art. 109" };

/// Social cohesion leaves the *DDASS* for a service of its own.
pub(super) const DEPARTMENTAL_DIRECTORATES: Change =
    Change { on: day(2010, 1, 1), source: "décret n° 2009-1484 du 3 décembre 2009" };

/// Social cohesion and employment become one service.
pub(super) const LABOUR_AND_SOLIDARITY: Change =
    Change { on: day(2021, 4, 1), source: "décret n° 2020-1545 du 9 décembre 2020" };

/// A day that exists: a test looks at every change.
const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => NaiveDate::MAX,
    }
}
