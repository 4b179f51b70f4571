//! An objective set with the household, on an axis of its support.

use sea_orm::entity::prelude::*;

use crate::types::{ObjectiveStatus, SupportAxis, SupportMeasureId, SupportObjectiveId};

/// An objective set with the household, on an axis of its support.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_objective")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SupportObjectiveId,
    /// The support measure.
    pub support_measure_id: SupportMeasureId,
    /// The axis.
    pub axis: SupportAxis,
    /// Social content.
    pub label: String,
    /// The day on which it was set.
    pub set_on: Date,
    /// How far it is.
    pub status: ObjectiveStatus,
    /// Order, from 1.
    pub position: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "support_measure_id", to = "id")]
    pub support_measure: BelongsTo<super::support_measure::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
