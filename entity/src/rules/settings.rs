//! What a programme may set: bounds within which its reminders come in time, in order, and come at all.

use std::ops::RangeInclusive;

use crate::refusal::{Checks, Rule};
use crate::rules::exam_period;
use crate::rules::reminder::default_offsets;
use crate::types::{ProgrammeSettings, SeriesSettings};

/// Days between a reminder and what it recalls, or between two escalations. Source: ours; support lasts a year.
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
    let ProgrammeSettings { territory: _, reminders, lease_review, meeting, funding: _ } = settings;
    for (rule, offsets) in reminders {
        match default_offsets(*rule) {
            Some(defaults) => check_offsets(checks, offsets, &defaults),
            // A meeting's, whose offsets stand by themselves.
            None => checks.require(false, Rule::SettingOutOfRange, "settings"),
        }
    }
    for within in [
        MONTHS.contains(&lease_review.period_months),
        EXAM_MONTHS.contains(&lease_review.exam_period_months),
        DAYS.contains(&meeting.convocation_days_before),
        WORKING_DAYS.contains(&meeting.reminder_working_days_before),
    ] {
        checks.require(within, Rule::SettingOutOfRange, "settings");
    }
}

/// Checks when one rule speaks. What its own offsets do not have, it cannot be told: nobody would see to it.
fn check_offsets(checks: &mut Checks, offsets: &SeriesSettings, defaults: &SeriesSettings) {
    let own = |days: &Option<Vec<u32>>| days.as_ref().is_some_and(|days| !days.is_empty());
    let before = offsets.days_before.as_deref().unwrap_or_default();
    let after = offsets.days_after.as_deref().unwrap_or_default();
    let in_order = before.is_sorted_by(|far, near| far > near) && after.is_sorted_by(|near, far| near < far);
    checks.require(in_order, Rule::OffsetsNotDescending, "settings");
    // The last day itself, for a rule that recalls it.
    let last_day = defaults.days_before.as_ref().is_some_and(|days| days.contains(&0));
    let first = offsets.escalation_after_days.or(defaults.escalation_after_days).unwrap_or_default();
    let earliest = defaults.escalation_after_days.unwrap_or_default().min(*DAYS.start());
    for within in [
        before.iter().all(|days| DAYS.contains(days) || (last_day && *days == 0)),
        after.iter().all(|days| DAYS.contains(days)),
        before.is_empty() || own(&defaults.days_before),
        after.is_empty() || own(&defaults.days_after),
        // An escalation on the day itself would come before anything is late, unless the rule has it so.
        (earliest..=*DAYS.end()).contains(&first),
        // Else it would be taken for the escalation.
        offsets
            .days_after
            .as_ref()
            .or(defaults.days_after.as_ref())
            .is_none_or(|days| days.iter().all(|days| *days < first)),
        offsets.escalation_every_days.is_none_or(|days| DAYS.contains(&days)),
        // None at all: the landlord's contact is not told.
        offsets.landlord_from_days.is_none_or(|days| days <= *DAYS.end() && defaults.landlord_from_days.is_some()),
    ] {
        checks.require(within, Rule::SettingOutOfRange, "settings");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::ReminderRule;

    #[test]
    fn settings_keep_reminders_in_order_and_in_time() {
        use ReminderRule::{
            AgreementUnsigned, ExtensionUndecided, LeaseReview, MeetingReminder, OfferAnswer, PrefectNotice, SupportEnd,
        };
        type Change = fn(&mut ProgrammeSettings);
        use Rule::{OffsetsNotDescending, SettingOutOfRange};
        let none = SeriesSettings::default;
        let before = |days: &[u32]| SeriesSettings { days_before: Some(days.to_vec()), ..none() };
        let after = |days: &[u32]| SeriesSettings { days_after: Some(days.to_vec()), ..none() };
        let first = |days| SeriesSettings { escalation_after_days: Some(days), ..none() };
        let pace = |days| SeriesSettings { escalation_every_days: Some(days), ..none() };
        let landlord = |days| SeriesSettings { landlord_from_days: Some(days), ..none() };
        let offsets: [(ReminderRule, SeriesSettings, &[Rule]); 30] = [
            (SupportEnd, none(), &[]),
            (SupportEnd, before(&[]), &[]),
            (SupportEnd, before(&[365, 1]), &[]),
            (SupportEnd, before(&[366, 1]), &[SettingOutOfRange]),
            (SupportEnd, before(&[30, 0]), &[SettingOutOfRange]),
            (SupportEnd, before(&[7, 30]), &[OffsetsNotDescending]),
            (SupportEnd, before(&[30, 30]), &[OffsetsNotDescending]),
            (LeaseReview, before(&[7, 30, 0]), &[OffsetsNotDescending, SettingOutOfRange]),
            (OfferAnswer, before(&[3, 0]), &[]),
            (PrefectNotice, before(&[20]), &[]),
            (AgreementUnsigned, before(&[7]), &[SettingOutOfRange]),
            (SupportEnd, after(&[7]), &[SettingOutOfRange]),
            (ExtensionUndecided, after(&[5, 29]), &[]),
            (ExtensionUndecided, after(&[]), &[]),
            (ExtensionUndecided, after(&[5, 30]), &[SettingOutOfRange]),
            (ExtensionUndecided, after(&[20, 10]), &[OffsetsNotDescending]),
            (ExtensionUndecided, after(&[0, 10]), &[SettingOutOfRange]),
            (ExtensionUndecided, first(20), &[SettingOutOfRange]),
            (ExtensionUndecided, first(21), &[]),
            (SupportEnd, first(0), &[SettingOutOfRange]),
            (SupportEnd, first(366), &[SettingOutOfRange]),
            (SupportEnd, first(365), &[]),
            (PrefectNotice, first(0), &[]),
            (SupportEnd, pace(0), &[SettingOutOfRange]),
            (SupportEnd, pace(1), &[]),
            (SupportEnd, landlord(0), &[]),
            (SupportEnd, landlord(366), &[SettingOutOfRange]),
            (LeaseReview, landlord(30), &[SettingOutOfRange]),
            (MeetingReminder, none(), &[SettingOutOfRange]),
            (MeetingReminder, before(&[2]), &[SettingOutOfRange]),
        ];
        let offsets = offsets.into_iter().map(|(rule, series, expected)| {
            let mut settings = ProgrammeSettings::default();
            settings.reminders.insert(rule, series);
            (settings, expected)
        });
        let cases: [(Change, &[Rule]); 12] = [
            (|_| {}, &[]),
            (|all| all.lease_review.period_months = 24, &[]),
            (|all| all.lease_review.period_months = 25, &[SettingOutOfRange]),
            (|all| all.lease_review.period_months = 0, &[SettingOutOfRange]),
            (|all| all.lease_review.exam_period_months = 36, &[]),
            (|all| all.lease_review.exam_period_months = 37, &[SettingOutOfRange]),
            (|all| all.lease_review.exam_period_months = 2, &[SettingOutOfRange]),
            (|all| all.meeting.convocation_days_before = 1, &[]),
            (|all| all.meeting.convocation_days_before = 0, &[SettingOutOfRange]),
            (|all| all.meeting.convocation_days_before = 366, &[SettingOutOfRange]),
            (|all| all.meeting.reminder_working_days_before = 31, &[SettingOutOfRange]),
            (|all| all.meeting.reminder_working_days_before = 0, &[SettingOutOfRange]),
        ];
        let cases = cases.into_iter().map(|(change, expected)| {
            let mut settings = ProgrammeSettings::default();
            change(&mut settings);
            (settings, expected)
        });
        for (settings, expected) in offsets.chain(cases) {
            let mut checks = Checks::new();
            check_settings(&mut checks, &settings);
            let broken: Vec<_> = checks.refusals().iter().map(|refusal| refusal.rule).collect();
            assert_eq!(broken, expected, "{settings:?}");
        }
    }
}
