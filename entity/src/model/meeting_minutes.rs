//! An edition of a meeting's minutes (*compte rendu*): their approval, or a correction of them.

use sea_orm::entity::prelude::*;

use crate::types::{MeetingId, StaffId};

/// An edition of a meeting's minutes (*compte rendu*): their approval, or a correction of them.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting_minutes")]
pub struct Model {
    /// The meeting.
    #[sea_orm(primary_key, auto_increment = false)]
    pub meeting_id: MeetingId,
    /// 1 for the approval, then one more for each correction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition: i32,
    /// When it was recorded.
    pub recorded_at: DateTimeUtc,
    /// By whom.
    pub recorded_by_id: StaffId,
    /// What it corrects; absent for the approval.
    pub correction: Option<String>,
    /// Why; absent for the approval.
    pub reason: Option<String>,
    /// Relation.
    #[sea_orm(belongs_to, from = "meeting_id", to = "id")]
    pub meeting: BelongsTo<super::meeting::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "recorded_by_id", to = "id")]
    pub recorded_by: BelongsTo<super::staff::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
