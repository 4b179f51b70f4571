//! A household on a meeting's agenda, and what the cell decided.

use sea_orm::entity::prelude::*;

use crate::types::{AgendaDecision, AgendaItemId, AgendaItemKind, HouseholdId, MeetingId};

/// A household on a meeting's agenda, and what the cell decided.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_item")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgendaItemId,
    /// The meeting.
    pub meeting_id: MeetingId,
    /// The household.
    pub household_id: HouseholdId,
    /// Order, from 1.
    pub position: i32,
    /// What it is.
    pub kind: AgendaItemKind,
    /// What was decided.
    pub decision: Option<AgendaDecision>,
    /// Why the cell decided so.
    pub reasons: Option<String>,
    /// When it was decided.
    pub decided_at: Option<DateTimeUtc>,
    /// Raised by every change of the row, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "meeting_id", to = "id")]
    pub meeting: BelongsTo<super::meeting::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "household_id", to = "id")]
    pub household: BelongsTo<super::household::Entity>,
}

super::versioned::versioned!();
