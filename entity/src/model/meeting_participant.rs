//! A person convened to a meeting: what they answered, and whether they came.

use sea_orm::entity::prelude::*;

use crate::types::{Attendance, MeetingId, ParticipantResponse, StaffId};

/// A person convened to a meeting.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting_participant")]
pub struct Model {
    /// The meeting.
    #[sea_orm(primary_key, auto_increment = false)]
    pub meeting_id: MeetingId,
    /// The member of staff.
    #[sea_orm(primary_key, auto_increment = false)]
    pub staff_id: StaffId,
    /// Their answer to the convocation.
    pub response: ParticipantResponse,
    /// When they answered.
    pub responded_at: Option<DateTimeUtc>,
    /// Whether they came; absent until somebody records it.
    pub attendance: Option<Attendance>,
    /// The colleague who stood in for them, if they were represented.
    pub represented_by_id: Option<StaffId>,
    /// Relation.
    #[sea_orm(belongs_to, from = "meeting_id", to = "id")]
    pub meeting: BelongsTo<super::meeting::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, relation_enum = "Staff", from = "staff_id", to = "id")]
    pub staff: BelongsTo<super::staff::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, relation_enum = "RepresentedBy", from = "represented_by_id", to = "id")]
    pub represented_by: BelongsTo<Option<super::staff::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
