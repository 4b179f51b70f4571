//! An axis of a support measure.

use sea_orm::entity::prelude::*;

use crate::types::{SupportAxis, SupportMeasureId};

/// An axis of a support measure.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_axis")]
pub struct Model {
    /// The support measure.
    #[sea_orm(primary_key, auto_increment = false)]
    pub support_measure_id: SupportMeasureId,
    /// The axis.
    #[sea_orm(primary_key, auto_increment = false)]
    pub axis: SupportAxis,
    /// Relation.
    #[sea_orm(belongs_to, from = "support_measure_id", to = "id")]
    pub support_measure: BelongsTo<super::support_measure::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
