//! A person convened to a meeting.

use sea_orm::entity::prelude::*;

use crate::types::{MeetingId, ParticipantResponse, StaffId};

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
    /// Relation.
    #[sea_orm(belongs_to, from = "meeting_id", to = "id")]
    pub meeting: BelongsTo<super::meeting::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "staff_id", to = "id")]
    pub staff: BelongsTo<super::staff::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
