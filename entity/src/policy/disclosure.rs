//! How much a funder is told of counts, and of the money that follows from them. A funder is to recognise nobody: a count
//! under five is withheld, and so is whatever would tell one. Everybody else who may read them is told them as they are;
//! whoever may read none, as a landlord's officer, is not told the money either that is due of all households together.
//!
//! Withholding small counts is not enough: of a whole and its parts the one that is withheld is what the others leave
//! (12 households, 9 of them in direct access: 3 are not), and of a count told yesterday and today a difference of one
//! is one household. So a funder is told little, and that in steps:
//!
//! - **[In fives](shown_in_fives)**, rounded down: 14 and 10 are both told as 10. What is told of a count leaves five
//!   values open, of one that is withheld as well (0 to 4). Every whole and every part is told so, each by itself.
//! - **[No table of five parts](shown_parts)**, nor of any multiple of five: by axis, by type of dwelling.
//! - **[Up to the end of a month that is over](counted_until)**: no series by month, none by year, which may end in the
//!   midst of one, and nothing as it stands today, which would tell of each household when it moves from one count to
//!   the next.
//! - **[No median of fewer than ten](shown_median), [no 90th percentile of fewer than twenty](shown_p90)**, and both in
//!   half-months. Each is the nearest rank, and so what one household waited: of five cases the 90th percentile is the
//!   slowest of all, and of an odd number the median is one household, to the day, whom a neighbour may know. Of twenty,
//!   two are slower than the 90th percentile, and half a month holds whoever waited fifteen days more or less.
//! - **[No money that is due](shown_due)**, be it of a programme, a month, a component or a funder. What was planned,
//!   asked for, granted and paid is told: it is known of a programme before it has a household.
//!
//! *Why nothing can be worked out.* What is known besides of the counts are comparisons and sums: a step is not reached
//! by more households than the step before, nor in a later month by fewer than in an earlier one; a part is no larger
//! than its whole; parts that may overlap are together at least their whole, others are exactly. Rounding down keeps
//! comparisons: that one count is at least another still holds if the same from 0 to 4 is added to what is told of
//! each, so that comparisons alone leave five values open. A sum closes only at the top, where the parts are as large
//! as they can be and only just reach their whole: told in fives, `k` parts leave `4k − 5m` to spare, which is nothing
//! only if `k` is a multiple of five. For any other number of parts at least one is to spare, by which any whole or any
//! part can be larger or smaller; the tests below try all of them. The parts of several tables meet in their wholes
//! only, which is why a table is not divided by another.
//!
//! *Why no money.* What is due is a sum of counts, each at a rate that is published: to the cent it is as good as the
//! counts, and from one day to the next it tells of each household when it moves. Rounding it down does not mend that as
//! it does for counts. A count and its bound have the same weight, one; an amount weighs households against each other,
//! 1 250 € for support against 50 € for a diagnosis, so that with the counts beside it, themselves told in fives, it can
//! leave but one value of the heaviest of them. The tests have such a year: in steps of what five households cost. Steps
//! that are safe at any rates, for any dates, and beside the amounts of the other years, we know none.
//!
//! *What this rests on.* That whoever compares two answers compares two months. What is recorded late, of a month that
//! is over, can still move a count between them, by five; who looked all the time would know then where it stands. Who
//! follows the counts is told of it the day after (the subscription), and not at once.
//!
//! Source: that counts under five are masked is the roles of the domain; how the rest is kept from telling them is ours.

use chrono::{Datelike, NaiveDate};

use super::{FieldClass, Relation, Viewer, may_read};
use crate::types::Role;

/// What a funder is told counts in, and the smallest count that they are told.
const FIVE: i64 = 5;

/// The fewest cases of which a funder is told a median. A multiple of five, so that its being told says of their number
/// no more than that number as it is shown.
const MEDIAN_OF: i64 = 10;

/// The fewest cases of which a funder is told a 90th percentile: two are beyond it. A multiple of five, as above.
const P90_OF: i64 = 20;

/// The steps in which a funder is told a number of days that somebody waited.
const HALF_MONTH: i64 = 15;

/// Whether a viewer is told counts as they are.
pub fn tells_every_count(viewer: &Viewer) -> bool {
    viewer.role != Role::Funder
}

/// The last day whose facts a viewer is told counts of: the present one, or for a funder the last of the month before.
pub fn counted_until(viewer: &Viewer, today: NaiveDate) -> NaiveDate {
    if tells_every_count(viewer) {
        return today;
    }
    today.with_day(1).and_then(|first| first.pred_opt()).unwrap_or(today)
}

/// A count as a viewer is shown it: for a funder rounded down to a multiple of five; none when that is zero.
pub fn shown_in_fives(viewer: &Viewer, count: i64) -> Option<i64> {
    if tells_every_count(viewer) {
        return Some(count);
    }
    Some(count - count.rem_euclid(FIVE)).filter(|shown| *shown >= FIVE)
}

/// The parts of a whole as a viewer is shown them, each as [`shown_in_fives`] shows it; none at all where that would
/// tell too much. `show` shows a part.
pub fn shown_parts<P, S>(viewer: &Viewer, parts: Vec<P>, show: impl Fn(P) -> S) -> Option<Vec<S>> {
    let told = tells_every_count(viewer) || !parts.len().is_multiple_of(5);
    told.then(|| parts.into_iter().map(show).collect())
}

/// The median of so many cases, in days, as a viewer is shown it: to a funder not of fewer than ten, and to the nearest
/// half-month. Source: ours.
pub fn shown_median(viewer: &Viewer, cases: i64, days: Option<i64>) -> Option<i64> {
    shown_days(viewer, cases >= MEDIAN_OF, days)
}

/// The 90th percentile of so many cases, in days, as a viewer is shown it: to a funder not of fewer than twenty, and to
/// the nearest half-month. Source: ours.
pub fn shown_p90(viewer: &Viewer, cases: i64, days: Option<i64>) -> Option<i64> {
    shown_days(viewer, cases >= P90_OF, days)
}

fn shown_days(viewer: &Viewer, enough: bool, days: Option<i64>) -> Option<i64> {
    if tells_every_count(viewer) {
        return days;
    }
    days.filter(|_| enough).map(|days| (days + HALF_MONTH / 2).div_euclid(HALF_MONTH) * HALF_MONTH)
}

/// What follows from an amount that is due by what happened to the households of a programme, as a viewer is shown it:
/// nothing to a funder, nor to whoever reads no counts. Divided by a rate it is one: of two landlords, the officer of
/// one would read how many households the other has. What is due of the households that they see is theirs to read.
/// Source: ours.
pub fn shown_due<T>(viewer: &Viewer, due: T) -> Option<T> {
    let counts = may_read(viewer, FieldClass::Aggregate, Relation::default());
    (counts && tells_every_count(viewer)).then_some(due)
}

/// What part a count is of another, in hundredths of a per cent, rounded down, out of the counts as they are shown: so
/// it tells nothing that they do not. None where one is withheld, or there is nothing to be a part of.
pub fn shown_rate(part: Option<i64>, whole: Option<i64>) -> Option<i64> {
    let whole = whole.filter(|whole| *whole > 0)?;
    Some(part?.saturating_mul(10_000) / whole)
}

#[cfg(test)]
mod tests;
