//! When the coordination cell may meet.

use chrono::{DateTime, Utc};

use crate::refusal::{Checks, Rule};
use crate::rules::calendar;

/// The most people that a meeting convenes. Source: ours.
pub const MOST_PARTICIPANTS: usize = 100;

/// Checks the hours of a meeting: to come, within one day, outside the hour that summer time skips or repeats.
pub fn check_hours(checks: &mut Checks, starts_at: DateTime<Utc>, ends_at: DateTime<Utc>, now: DateTime<Utc>) {
    checks.day(calendar::today(starts_at), "startsAt");
    checks.require(starts_at > now, Rule::MeetingNotInFuture, "startsAt");
    checks.require(ends_at > starts_at, Rule::EndNotAfterStart, "endsAt");
    let one_day = calendar::today(starts_at) == calendar::today(ends_at);
    checks.require(ends_at <= starts_at || one_day, Rule::MeetingTooLong, "endsAt");
    checks.require(!calendar::in_forbidden_hour(starts_at), Rule::NothingBetweenTwoAndThree, "startsAt");
    checks.require(!calendar::in_forbidden_hour(ends_at), Rule::NothingBetweenTwoAndThree, "endsAt");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_is_to_come_within_one_day() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        for (start, end, broken) in [
            ("2026-03-02T09:00:00Z", "2026-03-02T11:00:00Z", None),
            ("2026-03-01T07:00:00Z", "2026-03-01T09:00:00Z", Some(Rule::MeetingNotInFuture)),
            ("2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z", Some(Rule::EndNotAfterStart)),
            ("2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z", Some(Rule::MeetingTooLong)),
            ("2026-03-29T00:59:00Z", "2026-03-29T03:00:00Z", None),
            ("2026-10-25T00:30:00Z", "2026-10-25T03:00:00Z", Some(Rule::NothingBetweenTwoAndThree)),
            ("2026-10-25T01:30:00Z", "2026-10-25T03:00:00Z", Some(Rule::NothingBetweenTwoAndThree)),
        ] {
            let mut checks = Checks::new();
            check_hours(&mut checks, at(start), at(end), at("2026-03-01T08:00:00Z"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{start} to {end}");
        }
    }
}
