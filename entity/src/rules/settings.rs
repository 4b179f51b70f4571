//! What a programme may set: bounds within which its reminders come in time, in order, and come at all.

use std::ops::RangeInclusive;

use crate::refusal::{Checks, Rule};
use crate::rules::exam_period;
use crate::types::ProgrammeSettings;

/// Days between a reminder and what it recalls, or between two escalations. Source: ours; support lasts a
/// year, and an escalation on the day itself would come before anything is late.
const DAYS: RangeInclusive<u32> = 1..=365;

/// Working days between a meeting and its reminder. Source: ours.
const WORKING_DAYS: RangeInclusive<u32> = 1..=30;

/// Months between two reviews of a sliding lease. Source: ours, as for one tenancy.
const MONTHS: RangeInclusive<u32> = 1..=24;

/// Months of exam of a sliding lease. Source: ours, as for one tenancy.
const EXAM_MONTHS: RangeInclusive<u32> = exam_period::LEAST_MONTHS..=exam_period::MOST_MONTHS;

/// Checks the settings of a programme. No days ahead at all is a choice; the escalation remains.
pub fn check_settings(checks: &mut Checks, settings: &ProgrammeSettings) {
    // Any territory will do.
    let ProgrammeSettings { territory: _, support, lease_review, meeting, funding: _ } = settings;
    for days_before in [&support.days_before, &lease_review.days_before] {
        checks.require(days_before.is_sorted_by(|far, near| far > near), Rule::OffsetsNotDescending, "settings");
        for days in days_before {
            checks.require(DAYS.contains(days), Rule::SettingOutOfRange, "settings");
        }
    }
    for within in [
        // None at all: the landlord's contact is not told.
        support.landlord_from_days <= *DAYS.end(),
        DAYS.contains(&support.escalation_after_days),
        DAYS.contains(&support.escalation_every_days),
        DAYS.contains(&lease_review.escalation_after_days),
        DAYS.contains(&lease_review.escalation_every_days),
        MONTHS.contains(&lease_review.period_months),
        EXAM_MONTHS.contains(&lease_review.exam_period_months),
        DAYS.contains(&meeting.convocation_days_before),
        WORKING_DAYS.contains(&meeting.reminder_working_days_before),
    ] {
        checks.require(within, Rule::SettingOutOfRange, "settings");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_keep_reminders_in_order_and_in_time() {
        use Rule::{OffsetsNotDescending, SettingOutOfRange};
        type Change = fn(&mut ProgrammeSettings);
        let cases: [(Change, &[Rule]); 27] = [
            (|_| {}, &[]),
            (|all| all.support.days_before = vec![], &[]),
            (|all| all.support.days_before = vec![365, 1], &[]),
            (|all| all.support.days_before = vec![366, 1], &[SettingOutOfRange]),
            (|all| all.support.days_before = vec![30, 0], &[SettingOutOfRange]),
            (|all| all.support.days_before = vec![7, 30], &[OffsetsNotDescending]),
            (|all| all.support.days_before = vec![30, 30], &[OffsetsNotDescending]),
            (|all| all.lease_review.days_before = vec![7, 30, 0], &[OffsetsNotDescending, SettingOutOfRange]),
            (|all| all.support.landlord_from_days = 0, &[]),
            (|all| all.support.landlord_from_days = 366, &[SettingOutOfRange]),
            (|all| all.support.escalation_after_days = 0, &[SettingOutOfRange]),
            (|all| all.support.escalation_after_days = 366, &[SettingOutOfRange]),
            (|all| all.support.escalation_every_days = 0, &[SettingOutOfRange]),
            (|all| all.lease_review.escalation_after_days = 0, &[SettingOutOfRange]),
            (|all| all.lease_review.escalation_every_days = 0, &[SettingOutOfRange]),
            (|all| all.lease_review.period_months = 24, &[]),
            (|all| all.lease_review.period_months = 25, &[SettingOutOfRange]),
            (|all| all.lease_review.period_months = 0, &[SettingOutOfRange]),
            (|all| all.lease_review.exam_period_months = 36, &[]),
            (|all| all.lease_review.exam_period_months = 37, &[SettingOutOfRange]),
            (|all| all.lease_review.exam_period_months = 2, &[SettingOutOfRange]),
            (|all| all.meeting.convocation_days_before = 1, &[]),
            (|all| all.meeting.convocation_days_before = 0, &[SettingOutOfRange]),
            (|all| all.meeting.convocation_days_before = 366, &[SettingOutOfRange]),
            (|all| all.meeting.reminder_working_days_before = 30, &[]),
            (|all| all.meeting.reminder_working_days_before = 31, &[SettingOutOfRange]),
            (|all| all.meeting.reminder_working_days_before = 0, &[SettingOutOfRange]),
        ];
        for (change, expected) in cases {
            let mut settings = ProgrammeSettings::default();
            change(&mut settings);
            let mut checks = Checks::new();
            check_settings(&mut checks, &settings);
            let broken: Vec<_> = checks.refusals().iter().map(|refusal| refusal.rule).collect();
            assert_eq!(broken, expected, "{settings:?}");
        }
    }
}
