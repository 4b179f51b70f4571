//! A review of a support measure (*bilan*), in a version for each who reads it, and whether the cell took note of it.

use sea_orm::entity::prelude::*;

use crate::types::{AgendaItemId, ProgressReviewId, ProgressReviewKind, StaffId, SupportMeasureId};

/// A review of a support measure (*bilan*), in a version for each who reads it, and whether the cell took note of it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "progress_review")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProgressReviewId,
    /// The support measure.
    pub support_measure_id: SupportMeasureId,
    /// Interim or final.
    pub kind: ProgressReviewKind,
    /// First, second… review of the measure, from 1.
    pub rank: i32,
    /// The day on which it was held with the household.
    pub held_on: Date,
    /// Who wrote it.
    pub author_id: StaffId,
    /// What the household said; social content.
    pub household_view: String,
    /// What the social worker tells; social content.
    pub account: String,
    /// What the landlord reads.
    pub landlord_account: String,
    /// For the referent alone.
    pub confidential_note: Option<String>,
    /// The item by which the cell took note of it (*prise de connaissance*).
    pub agenda_item_id: Option<AgendaItemId>,
    /// The day on which it did.
    pub acknowledged_on: Option<Date>,
    /// Raised by every change of the row, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "support_measure_id", to = "id")]
    pub support_measure: BelongsTo<super::support_measure::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "author_id", to = "id")]
    pub author: BelongsTo<super::staff::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "agenda_item_id", to = "id")]
    pub agenda_item: BelongsTo<Option<super::agenda_item::Entity>>,
}

super::versioned::versioned!();
