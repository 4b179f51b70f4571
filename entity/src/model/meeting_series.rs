//! A series of meetings of the coordination cell: by which pattern they recur, and until when.

use sea_orm::entity::prelude::*;

use crate::types::{MeetingSeriesId, ProgrammeId, SeriesPattern};

/// A series of meetings of the coordination cell.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting_series")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MeetingSeriesId,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// By what its days follow from the first.
    pub pattern: SeriesPattern,
    /// Every so many weeks or months.
    pub every: i32,
    /// Its first day.
    pub first_on: Date,
    /// The last day that may be one of its days.
    pub until_on: Date,
    /// The start of each meeting in Paris, in minutes after midnight.
    pub starts_minute: i32,
    /// The end of each meeting, likewise.
    pub ends_minute: i32,
    /// Where they are held.
    pub location: String,
    /// Raised by every change of the row, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programme::Entity>,
    /// Relation.
    #[sea_orm(has_many)]
    pub meetings: HasMany<super::meeting::Entity>,
}

super::versioned::versioned!();
