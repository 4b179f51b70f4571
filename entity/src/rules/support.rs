//! The twelve months of a support measure, and what an extension needs.

use chrono::NaiveDate;

use crate::refusal::{Checks, Rule};
use crate::rules::calendar;
use crate::types::{Role, SupportAxis};

/// The longest that support lasts without an extension, in months. Source: the form.
pub const CAP_MONTHS: u32 = 12;

/// The farthest that one decision extends support beyond its present end, in months. Source: ours; the form
/// wants an end date, and a year is the time for which support is first decided.
pub const EXTENSION_MONTHS: u32 = 12;

/// The most objectives that a measure is recorded with. Source: ours.
pub const MOST_OBJECTIVES: usize = 50;

/// The last day of the twelve months that begin on `start` (CPC 641).
pub fn cap(start: NaiveDate) -> NaiveDate {
    calendar::add_months(start, CAP_MONTHS)
}

/// How long a household is not supported before twelve months begin anew, in months. Source: ours; the form caps the
/// support of a household, and a measure that is closed to be started again the next day is the same support.
pub const APART_MONTHS: u32 = 12;

/// The last measure of a household that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// Its last day.
    pub closed_on: NaiveDate,
    /// The last day of the twelve months that it counted on: its own, or those that it shared itself.
    pub cap_on: NaiveDate,
}

/// The last day of the twelve months with which a measure goes on, if it does. Measures that follow one another with less
/// than a year between share one clock, which begins with the first and does not stop in between; past its end only a
/// waiver or an extension leads. Source: ours; see [`APART_MONTHS`].
pub fn shared_cap(last: Option<Earlier>, start_on: NaiveDate) -> Option<NaiveDate> {
    let goes_on = |last: &Earlier| start_on < calendar::add_months(last.closed_on, APART_MONTHS);
    last.filter(goes_on).map(|last| last.cap_on)
}

/// The end of a measure for which none is named: what is left of the twelve months, or twelve months once nothing is; the
/// end that the diagnosis advises, if that is earlier. Source: the form, whose diagnosis fixes the duration.
pub fn usual_end(start_on: NaiveDate, shared_cap: Option<NaiveDate>, advised_end: Option<NaiveDate>) -> NaiveDate {
    let farthest = shared_cap.filter(|shared_cap| *shared_cap > start_on).unwrap_or_else(|| cap(start_on));
    advised_end.map_or(farthest, |advised_end| farthest.min(advised_end))
}

/// How long after its day a closing is recorded without being confirmed, in months. Source: ours; the year after which
/// twelve months begin anew counts from that day.
pub const LATE_CLOSING_MONTHS: u32 = 2;

/// Whether a closing is dated so far back that whoever records it has to confirm it.
pub fn closed_long_ago(closed_on: NaiveDate, today: NaiveDate) -> bool {
    calendar::add_months(closed_on, LATE_CLOSING_MONTHS) < today
}

/// How far ahead support is started, in months. Source: ours; what lies farther is more likely a wrong year,
/// and would keep the household from being supported until then.
pub const MOST_MONTHS_AHEAD: u32 = 3;

/// Checks the days of a new measure: it may have started already, is not far ahead, and ends within the cap.
pub fn check_start(checks: &mut Checks, start_on: NaiveDate, end_on: NaiveDate, today: NaiveDate) {
    checks.day(start_on, "startOn");
    let farthest = calendar::add_months(today, MOST_MONTHS_AHEAD);
    checks.require(start_on <= farthest, Rule::SupportTooFarAhead, "startOn");
    checks.day(end_on, "endOn");
    checks.require(end_on > start_on, Rule::EndNotAfterStart, "endOn");
    checks.require(end_on <= cap(start_on), Rule::EndBeyondCap, "endOn");
}

/// Checks the axes and the axes of the objectives: at least one, none twice, no objective elsewhere.
pub fn check_axes(checks: &mut Checks, axes: &[SupportAxis], objectives: &[SupportAxis]) {
    checks.require(!axes.is_empty(), Rule::AxisRequired, "axes");
    let mut seen = axes.to_vec();
    seen.sort_unstable();
    seen.dedup();
    checks.require(seen.len() == axes.len(), Rule::AxisRepeated, "axes");
    checks.require(objectives.iter().all(|axis| axes.contains(axis)), Rule::ObjectiveOffAxis, "objectives");
    checks.require(objectives.len() <= MOST_OBJECTIVES, Rule::TooManyObjectives, "objectives");
}

/// What is decided when a measure is extended.
#[derive(Debug, Clone, Copy)]
pub struct Extension {
    /// First day of the measure.
    pub start_on: NaiveDate,
    /// Its end before the extension.
    pub previous_end_on: NaiveDate,
    /// Its end after it.
    pub end_on: NaiveDate,
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// The role of who decided.
    pub decider: Role,
}

/// Checks an extension: a decision already taken, by someone entitled, that goes further, but not too far.
pub fn check_extension(checks: &mut Checks, extension: Extension, today: NaiveDate) {
    checks.day(extension.decided_on, "decidedOn");
    check_further(checks, extension.previous_end_on, extension.end_on, extension.decided_on, "endOn");
    checks.require(extension.decided_on <= today, Rule::DateInFuture, "decidedOn");
    checks.require(extension.decided_on >= extension.start_on, Rule::SupportNotExtendable, "decidedOn");
    checks.require(crate::policy::may_decide_extension(extension.decider), Rule::DeciderNotEntitled, "decidedById");
}

/// Checks the end that an extension gives a measure, or that somebody proposes on a day: farther, but not too far beyond the
/// present end, nor so far that decisions taken one after the other on a day would carry it for years.
pub fn check_further(
    checks: &mut Checks,
    previous_end_on: NaiveDate,
    end_on: NaiveDate,
    decided_on: NaiveDate,
    field: &'static str,
) {
    checks.day(end_on, field);
    checks.require(end_on > previous_end_on, Rule::ExtensionNotFurther, field);
    let farthest = calendar::add_months(previous_end_on, EXTENSION_MONTHS);
    let foreseen = calendar::add_months(decided_on, CAP_MONTHS + EXTENSION_MONTHS);
    checks.require(end_on <= farthest.min(foreseen), Rule::ExtensionTooLong, field);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn support_lasts_twelve_months_at_most() {
        for (start, end, broken) in [
            ("2026-01-15", "2027-01-15", None),
            ("2026-01-15", "2027-01-16", Some(Rule::EndBeyondCap)),
            ("2024-02-29", "2025-02-28", None),
            ("2024-02-29", "2025-03-01", Some(Rule::EndBeyondCap)),
            ("2026-01-15", "2026-01-15", Some(Rule::EndNotAfterStart)),
            ("2026-01-15", "2026-01-16", None),
            ("2026-04-10", "2027-04-10", None),
            ("2026-04-11", "2027-04-11", Some(Rule::SupportTooFarAhead)),
        ] {
            let mut checks = Checks::new();
            check_start(&mut checks, day(start), day(end), day("2026-01-10"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{start} to {end}");
        }
    }

    #[test]
    fn measures_with_less_than_a_year_between_share_twelve_months() {
        let earlier = |(closed, cap)| Earlier { closed_on: day(closed), cap_on: day(cap) };
        let last = Some(("2024-04-15", "2025-01-15"));
        for (last, start, shared, usual) in [
            (None, "2026-01-15", None, "2027-01-15"),
            // Started again the next day, and as late as counts.
            (last, "2024-04-16", Some("2025-01-15"), "2025-01-15"),
            (last, "2025-01-14", Some("2025-01-15"), "2025-01-15"),
            (last, "2025-01-15", Some("2025-01-15"), "2026-01-15"),
            (last, "2025-04-14", Some("2025-01-15"), "2026-04-14"),
            (last, "2025-04-15", None, "2026-04-15"),
            // One that had gone on with another's.
            (Some(("2025-06-01", "2025-01-15")), "2026-05-31", Some("2025-01-15"), "2027-05-31"),
            (Some(("2025-06-01", "2025-01-15")), "2026-06-01", None, "2027-06-01"),
            // A year after a leap day.
            (Some(("2024-02-29", "2025-01-15")), "2025-02-27", Some("2025-01-15"), "2026-02-27"),
            (Some(("2024-02-29", "2025-01-15")), "2025-02-28", None, "2026-02-28"),
        ] {
            let last = last.map(earlier);
            let found = shared_cap(last, day(start));
            assert_eq!(found, shared.map(day), "{start} after {last:?}");
            assert_eq!(usual_end(day(start), found, None), day(usual), "{start} after {last:?}");
        }
    }

    #[test]
    fn support_ends_when_the_diagnosis_advises_unless_less_is_left() {
        for (shared_cap, advised, end) in [
            (None, None, "2027-01-15"),
            (None, Some("2026-07-15"), "2026-07-15"),
            (None, Some("2027-02-15"), "2027-01-15"),
            (Some("2026-03-01"), Some("2026-07-15"), "2026-03-01"),
            (Some("2026-10-01"), Some("2026-07-15"), "2026-07-15"),
            (Some("2025-12-01"), Some("2026-07-15"), "2026-07-15"),
        ] {
            let found = usual_end(day("2026-01-15"), shared_cap.map(day), advised.map(day));
            assert_eq!(found, day(end), "{advised:?} within {shared_cap:?}");
        }
    }

    #[test]
    fn a_closing_is_dated_back_by_two_months_at_most() {
        for (closed, today, long_ago) in [
            ("2026-03-10", "2026-03-10", false),
            ("2026-03-10", "2026-05-10", false),
            ("2026-03-10", "2026-05-11", true),
            ("2025-12-31", "2026-02-28", false),
            ("2025-12-31", "2026-03-01", true),
        ] {
            assert_eq!(closed_long_ago(day(closed), day(today)), long_ago, "{closed} on {today}");
        }
    }

    #[test]
    fn an_extension_needs_a_decision_by_someone_entitled_that_goes_further() {
        let good = Extension {
            start_on: day("2026-01-15"),
            previous_end_on: day("2027-01-15"),
            end_on: day("2027-04-15"),
            decided_on: day("2027-01-10"),
            decider: Role::Coordinator,
        };
        let today = day("2027-01-12");
        for (extension, broken) in [
            (good, None),
            (Extension { end_on: day("2027-01-15"), ..good }, Some(Rule::ExtensionNotFurther)),
            (Extension { end_on: day("2028-01-15"), ..good }, None),
            (Extension { end_on: day("2028-01-16"), ..good }, Some(Rule::ExtensionTooLong)),
            // On the first day, twelve months beyond the twelve; another decision that day would go farther.
            (Extension { decided_on: day("2026-01-15"), end_on: day("2028-01-15"), ..good }, None),
            (
                Extension {
                    decided_on: day("2026-01-15"),
                    previous_end_on: day("2028-01-15"),
                    end_on: day("2028-01-16"),
                    ..good
                },
                Some(Rule::ExtensionTooLong),
            ),
            (Extension { decided_on: day("2027-01-13"), ..good }, Some(Rule::DateInFuture)),
            (Extension { decided_on: day("2026-01-14"), ..good }, Some(Rule::SupportNotExtendable)),
            (Extension { decider: Role::SocialWorker, ..good }, Some(Rule::DeciderNotEntitled)),
        ] {
            let mut checks = Checks::new();
            check_extension(&mut checks, extension, today);
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{extension:?}");
        }
    }
}
