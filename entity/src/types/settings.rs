//! What a programme may set: where it runs, the offsets of its reminders and the default periods. The defaults
//! are the table of reminders; each is stored with the programme, so that a change of one
//! programme never touches another.

use serde::{Deserialize, Serialize};

use super::Territory;

/// A programme's settings, stored as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, sea_orm::FromJsonQueryResult)]
#[serde(default, deny_unknown_fields)]
pub struct ProgrammeSettings {
    /// Where it runs: whose public holidays its deadlines step over. Programmes recorded before there was a choice
    /// run in metropolitan France.
    pub territory: Territory,
    /// Reminders of a support measure's end.
    pub support: SupportSettings,
    /// Reminders of a sliding lease's reviews.
    pub lease_review: LeaseReviewSettings,
    /// Convocations and reminders of the cell's meetings.
    pub meeting: MeetingSettings,
    /// What is paid where the form says nothing.
    pub funding: FundingSettings,
}

/// When the end of a support measure is recalled, in days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SupportSettings {
    /// Days before the end, the farthest first.
    pub days_before: Vec<u32>,
    /// From how many days before the end the landlord's contact is told too.
    pub landlord_from_days: u32,
    /// The first escalation, in days after the end.
    pub escalation_after_days: u32,
    /// The days between two escalations.
    pub escalation_every_days: u32,
}

impl Default for SupportSettings {
    fn default() -> Self {
        Self {
            days_before: vec![90, 60, 30, 7],
            landlord_from_days: 30,
            escalation_after_days: 1,
            escalation_every_days: 7,
        }
    }
}

/// When the review of a sliding lease is recalled, in days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LeaseReviewSettings {
    /// Days before the review, the farthest first.
    pub days_before: Vec<u32>,
    /// The first escalation, in days after the day on which it was due.
    pub escalation_after_days: u32,
    /// The days between two escalations.
    pub escalation_every_days: u32,
    /// The default period between two reviews, in months.
    pub period_months: u32,
    /// The default exam period, in months. Source: practice; most conventions have a year, the law sets none.
    pub exam_period_months: u32,
}

impl Default for LeaseReviewSettings {
    fn default() -> Self {
        Self {
            days_before: vec![30, 7],
            escalation_after_days: 7,
            escalation_every_days: 7,
            period_months: 6,
            exam_period_months: 12,
        }
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
            "support": { "days_before": [60], "landlord_from_days": 30 },
            "meeting": { "convocation_days_before": 10 }
        }"#;
        let read: ProgrammeSettings = serde_json::from_str(stored).unwrap();
        assert_eq!(read.territory, Territory::MetropolitanFrance);
        assert_eq!((read.support.days_before, read.meeting.convocation_days_before), (vec![60], 10));
        let read: ProgrammeSettings = serde_json::from_str(r#"{ "territory": "SAINT_MARTIN" }"#).unwrap();
        assert_eq!(read, ProgrammeSettings { territory: Territory::SaintMartin, ..ProgrammeSettings::default() });
        assert_eq!(serde_json::to_value(&read).unwrap()["territory"], "SAINT_MARTIN");
        assert!(serde_json::from_str::<ProgrammeSettings>(r#"{ "territory": "ATLANTIS" }"#).is_err());
    }
}
