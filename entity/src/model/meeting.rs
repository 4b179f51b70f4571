//! A meeting of the coordination cell (*séance*).

use sea_orm::entity::prelude::*;

use crate::types::{MeetingId, MeetingSeriesId, ProgrammeId, StaffId};

/// A meeting of the coordination cell (*séance*).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MeetingId,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// Who chairs it.
    pub chair_id: StaffId,
    /// Its start.
    pub starts_at: DateTimeUtc,
    /// Its end.
    pub ends_at: DateTimeUtc,
    /// Where it is held.
    pub location: String,
    /// Raised by every move and by the cancellation (RFC 5545 SEQUENCE).
    pub sequence: i32,
    /// When it was cancelled.
    pub cancelled_at: Option<DateTimeUtc>,
    /// The series that it belongs to, if it was scheduled with others.
    pub series_id: Option<MeetingSeriesId>,
    /// The day that the series gave it (RFC 5545 RECURRENCE-ID): it may be held on another.
    pub series_day: Option<Date>,
    /// Raised by every change of the row, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programme::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "chair_id", to = "id")]
    pub chair: BelongsTo<super::staff::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "series_id", to = "id")]
    pub series: BelongsTo<Option<super::meeting_series::Entity>>,
    /// Relation.
    #[sea_orm(has_many)]
    pub participants: HasMany<super::meeting_participant::Entity>,
    /// Relation.
    #[sea_orm(has_many)]
    pub agenda: HasMany<super::agenda_item::Entity>,
}

super::versioned::versioned!();
