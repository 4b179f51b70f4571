//! An extension of a support measure (*prolongation*): ground, decision, end.

use sea_orm::entity::prelude::*;

use crate::types::{ExtensionGround, StaffId, SupportExtensionId, SupportMeasureId};

/// An extension of a support measure (*prolongation*): ground, decision, end.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_extension")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SupportExtensionId,
    /// The support measure.
    pub support_measure_id: SupportMeasureId,
    /// First, second… extension, from 1.
    pub rank: i32,
    /// Why.
    pub ground: ExtensionGround,
    /// Social content.
    pub explanation: String,
    /// Who decided.
    pub decided_by_id: StaffId,
    /// When it was decided.
    pub decided_on: Date,
    /// The end before it.
    pub previous_end_on: Date,
    /// Last day.
    pub end_on: Date,
    /// Relation.
    #[sea_orm(belongs_to, from = "support_measure_id", to = "id")]
    pub support_measure: BelongsTo<super::support_measure::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "decided_by_id", to = "id")]
    pub decided_by: BelongsTo<super::staff::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
