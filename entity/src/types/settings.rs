//! What a programme may set: the offsets of its reminders and the default periods. The defaults
//! are the table of reminders; each is stored with the programme, so that a change of one
//! programme never touches another.

use serde::{Deserialize, Serialize};

/// A programme's settings, stored as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, sea_orm::FromJsonQueryResult)]
#[serde(default, deny_unknown_fields)]
pub struct ProgrammeSettings {
    /// Reminders of a support measure's end.
    pub support: SupportSettings,
    /// Reminders of a sliding lease's reviews.
    pub lease_review: LeaseReviewSettings,
    /// Convocations and reminders of the cell's meetings.
    pub meeting: MeetingSettings,
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
}

impl Default for LeaseReviewSettings {
    fn default() -> Self {
        Self { days_before: vec![30, 7], escalation_after_days: 7, escalation_every_days: 7, period_months: 6 }
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
