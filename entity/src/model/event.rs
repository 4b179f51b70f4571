//! One row of the event log: who did what, on which subject, when, with what changed.

use sea_orm::entity::prelude::*;

use crate::types::{EventKind, HouseholdId, MeetingId, ProgrammeId, StaffId};

/// One row of the event log: who did what, on which subject, when, with what changed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// Order of insertion.
    #[sea_orm(primary_key)]
    pub seq: i64,
    /// The writing transaction (PostgreSQL); zero on SQLite, whose writers come one by one.
    pub tx: i64,
    /// What it is.
    pub kind: EventKind,
    /// When.
    pub occurred_at: DateTimeUtc,
    /// Absent when the product itself acted.
    pub actor_id: Option<StaffId>,
    /// The programme.
    pub programme_id: Option<ProgrammeId>,
    /// The household.
    pub household_id: Option<HouseholdId>,
    /// The meeting.
    pub meeting_id: Option<MeetingId>,
    /// What it is about.
    pub subject_id: String,
    /// The changed fields, without identity or social content.
    pub changes: Json,
    /// Relation.
    #[sea_orm(belongs_to, from = "actor_id", to = "id")]
    pub actor: BelongsTo<Option<super::staff::Entity>>,
    /// Relation.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<Option<super::programme::Entity>>,
    /// Relation.
    #[sea_orm(belongs_to, from = "household_id", to = "id")]
    pub household: BelongsTo<Option<super::household::Entity>>,
    /// Relation.
    #[sea_orm(belongs_to, from = "meeting_id", to = "id")]
    pub meeting: BelongsTo<Option<super::meeting::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
