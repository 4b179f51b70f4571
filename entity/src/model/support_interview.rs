//! An interview with a household that is supported (*entretien*).

use sea_orm::entity::prelude::*;

use crate::types::{InterviewKind, StaffId, SupportInterviewId, SupportMeasureId};

/// An interview with a household that is supported (*entretien*).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_interview")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SupportInterviewId,
    /// The support measure.
    pub support_measure_id: SupportMeasureId,
    /// The day.
    pub held_on: Date,
    /// Where, and how; social content, as are the attendees and the summary.
    pub kind: InterviewKind,
    /// Who recorded it.
    pub author_id: StaffId,
    /// Who of the household was there.
    pub attendees: Option<String>,
    /// What was said and agreed on.
    pub summary: String,
    /// For the referent alone.
    pub confidential_note: Option<String>,
    /// The day of the next appointment.
    pub next_on: Option<Date>,
    /// Raised by every change of the row, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "support_measure_id", to = "id")]
    pub support_measure: BelongsTo<super::support_measure::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "author_id", to = "id")]
    pub author: BelongsTo<super::staff::Entity>,
}

super::versioned::versioned!();
