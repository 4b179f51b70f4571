//! What a programme may set: where it runs, the offsets of its reminders and the default periods. They are stored
//! with the programme, so that a change of one programme never touches another.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ReminderRule, Territory};

/// A programme's settings, stored as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, sea_orm::FromJsonQueryResult)]
#[serde(default, deny_unknown_fields)]
pub struct ProgrammeSettings {
    /// Where it runs: whose public holidays its deadlines step over. Programmes recorded before there was a choice
    /// run in metropolitan France.
    pub territory: Territory,
    /// When each deadline is recalled, where it differs from the rule's own offsets.
    pub reminders: BTreeMap<ReminderRule, SeriesSettings>,
    /// The default periods of a sliding lease.
    pub lease_review: LeaseReviewSettings,
    /// Convocations and reminders of the cell's meetings.
    pub meeting: MeetingSettings,
    /// What is paid where the form says nothing.
    pub funding: FundingSettings,
}

/// When a deadline is recalled, in days; what is left out is as the rule has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeriesSettings {
    /// Days before the day recalled, the farthest first: working days for the notice to the Prefect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_before: Option<Vec<u32>>,
    /// Days after it that come before the escalation, the nearest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_after: Option<Vec<u32>>,
    /// From how many days before it the landlord's contact is told too; of a rule that tells them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub landlord_from_days: Option<u32>,
    /// The first escalation, in days after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalation_after_days: Option<u32>,
    /// The days between two escalations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalation_every_days: Option<u32>,
}

/// The default periods of a sliding lease.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LeaseReviewSettings {
    /// The default period between two reviews, in months.
    pub period_months: u32,
    /// The default exam period, in months. Source: practice; most conventions have a year, the law sets none.
    pub exam_period_months: u32,
}

impl Default for LeaseReviewSettings {
    fn default() -> Self {
        Self { period_months: 6, exam_period_months: 12 }
    }
}

/// When members are convened to a meeting of the cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MeetingSettings {
    /// Days before the meeting on which its members are convened.
    pub convocation_days_before: u32,
    /// Working days before the meeting on which they are reminded of it, and the chair told of
    /// unanswered convocations.
    pub reminder_working_days_before: u32,
}

impl Default for MeetingSettings {
    fn default() -> Self {
        Self { convocation_days_before: 15, reminder_working_days_before: 2 }
    }
}

/// What is paid where the form says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FundingSettings {
    /// Whether the diagnosis of a household that the cell does not retain is paid: it was made.
    pub pays_unretained_diagnosis: bool,
}

impl Default for FundingSettings {
    fn default() -> Self {
        Self { pays_unretained_diagnosis: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stored_before_a_setting_was_there_is_still_read() {
        let stored = r#"{
            "reminders": { "SUPPORT_END": { "days_before": [60], "landlord_from_days": 30 } },
            "meeting": { "convocation_days_before": 10 }
        }"#;
        let read: ProgrammeSettings = serde_json::from_str(stored).unwrap();
        assert_eq!(read.territory, Territory::MetropolitanFrance);
        assert_eq!(read.reminders[&ReminderRule::SupportEnd].days_before, Some(vec![60]));
        assert_eq!((read.lease_review.period_months, read.meeting.convocation_days_before), (6, 10));
        let read: ProgrammeSettings = serde_json::from_str(r#"{ "territory": "SAINT_MARTIN" }"#).unwrap();
        assert_eq!(read, ProgrammeSettings { territory: Territory::SaintMartin, ..ProgrammeSettings::default() });
        assert_eq!(serde_json::to_value(&read).unwrap()["territory"], "SAINT_MARTIN");
        assert!(serde_json::from_str::<ProgrammeSettings>(r#"{ "territory": "ATLANTIS" }"#).is_err());
    }
}
