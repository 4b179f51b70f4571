//! How long a sliding lease is examined, and until when the landlord tells the Prefect whether it offers the lease.

use chrono::NaiveDate;

use crate::refusal::{Checks, Rule};
use crate::rules::calendar;
use crate::types::{RentalModality, Territory};

/// How long before the end of the period the landlord tells the Prefect, in months. Source: CCH L442-8-3.
const NOTICE_MONTHS: u32 = 2;

/// The shortest period, in months. Source: ours; a notice due two months before its end has to lie within it.
pub const LEAST_MONTHS: u32 = 3;

/// The longest period, in months. Source: ours; the law leaves it to the convention, most have a year.
pub const MOST_MONTHS: u32 = 36;

/// The last day of a period of so many months that begins on `start` (CPC 641).
pub fn end_on(start: NaiveDate, months: u32) -> NaiveDate {
    calendar::add_months(start, months)
}

/// The last day on which the landlord tells the Prefect in time, two months before the end of the period: on a day off
/// where the programme runs, the working day before. Source: CCH L442-8-3; CPC 642 does not extend backward.
pub fn notice_due_on(territory: Territory, end_on: NaiveDate) -> NaiveDate {
    territory.backward_deadline(end_on, NOTICE_MONTHS)
}

/// Checks the length of a period, in months: of a sliding lease only.
pub fn check_months(checks: &mut Checks, modality: RentalModality, months: Option<u32>) {
    let Some(months) = months else { return };
    checks.require(modality == RentalModality::SlidingLease, Rule::ExamPeriodNotAllowed, "examPeriodMonths");
    let within = (LEAST_MONTHS..=MOST_MONTHS).contains(&months);
    checks.require(within, Rule::ExamPeriodOutOfRange, "examPeriodMonths");
}

/// What the landlord told the Prefect.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'a> {
    /// First day of the period.
    pub start_on: NaiveDate,
    /// The day of an earlier notice, if there is one.
    pub informed_before: Option<NaiveDate>,
    /// The day.
    pub informed_on: NaiveDate,
    /// Whether it offers the lease.
    pub lease_offered: bool,
    /// Why.
    pub reasons: Option<&'a str>,
}

/// Checks a notice to the Prefect: one for each period, on a day that has come, with reasons if the lease is not offered.
/// A late one is recorded too: it is worse not to have it. Source: CCH L442-8-3.
pub fn check_notice(checks: &mut Checks, notice: Notice<'_>, today: NaiveDate) {
    checks.require(notice.informed_before.is_none(), Rule::PrefectAlreadyInformed, "examPeriodId");
    checks.require(notice.informed_on <= today, Rule::DateInFuture, "informedOn");
    checks.require(notice.informed_on >= notice.start_on, Rule::DayBeforeStart, "informedOn");
    let reasons = notice.reasons.unwrap_or_default();
    if notice.lease_offered {
        checks.bounded(reasons, 10_000, "reasons");
    } else {
        checks.text(reasons, 10_000, "reasons");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn first(checks: &Checks) -> Option<Rule> {
        checks.refusals().first().map(|refusal| refusal.rule)
    }

    #[test]
    fn the_prefect_is_told_two_months_before_the_end_or_earlier() {
        use Territory::{AlsaceMoselle, MetropolitanFrance};
        for (territory, start, months, end, due) in [
            (MetropolitanFrance, "2026-03-02", 12, "2027-03-02", "2026-12-31"),
            // 31 August and six months; two months before it a Monday.
            (MetropolitanFrance, "2026-08-31", 6, "2027-02-28", "2026-12-28"),
            // Two months before: Sunday 1 November, a public holiday, after a Saturday.
            (MetropolitanFrance, "2026-01-01", 12, "2027-01-01", "2026-10-30"),
            // Two months before: Saturday 26 December.
            (MetropolitanFrance, "2026-02-26", 12, "2027-02-26", "2026-12-24"),
            (AlsaceMoselle, "2026-02-26", 12, "2027-02-26", "2026-12-24"),
        ] {
            let ends = end_on(day(start), months);
            assert_eq!(ends, day(end), "{start}");
            assert_eq!(notice_due_on(territory, ends), day(due), "{start}");
        }
    }

    #[test]
    fn a_period_is_of_a_sliding_lease_and_long_enough_for_its_notice() {
        use RentalModality::{SlidingLease, Sublease};
        for (modality, months, broken) in [
            (SlidingLease, Some(3), None),
            (SlidingLease, Some(36), None),
            (SlidingLease, None, None),
            (Sublease, None, None),
            (SlidingLease, Some(2), Some(Rule::ExamPeriodOutOfRange)),
            (SlidingLease, Some(37), Some(Rule::ExamPeriodOutOfRange)),
            (Sublease, Some(12), Some(Rule::ExamPeriodNotAllowed)),
        ] {
            let mut checks = Checks::new();
            check_months(&mut checks, modality, months);
            assert_eq!(first(&checks), broken, "{modality:?}, {months:?}");
        }
    }

    #[test]
    fn a_notice_says_whether_the_lease_is_offered_and_why_not() {
        let good = Notice {
            start_on: day("2026-03-02"),
            informed_before: None,
            informed_on: day("2026-12-31"),
            lease_offered: true,
            reasons: None,
        };
        for (notice, broken) in [
            (good, None),
            (Notice { lease_offered: false, reasons: Some("r"), ..good }, None),
            (Notice { lease_offered: false, ..good }, Some(Rule::TextRequired)),
            (Notice { lease_offered: false, reasons: Some(" "), ..good }, Some(Rule::TextRequired)),
            (Notice { informed_on: day("2026-03-01"), ..good }, Some(Rule::DayBeforeStart)),
            (Notice { informed_on: day("2027-01-16"), ..good }, Some(Rule::DateInFuture)),
            (Notice { informed_before: Some(day("2026-12-01")), ..good }, Some(Rule::PrefectAlreadyInformed)),
        ] {
            let mut checks = Checks::new();
            check_notice(&mut checks, notice, day("2027-01-15"));
            assert_eq!(first(&checks), broken, "{notice:?}");
        }
    }
}
