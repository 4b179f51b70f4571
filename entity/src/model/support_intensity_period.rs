//! How close a support is, from a day on, until the next period begins.

use sea_orm::entity::prelude::*;

use crate::types::{SupportIntensity, SupportIntensityPeriodId, SupportMeasureId};

/// How close a support is, from a day on, until the next period begins.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_intensity_period")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SupportIntensityPeriodId,
    /// The support measure.
    pub support_measure_id: SupportMeasureId,
    /// First day; that of the first period is the measure's.
    pub from_on: Date,
    /// First day of the period before it; the first has none.
    pub previous_from_on: Option<Date>,
    /// How close the support is; social content.
    pub intensity: SupportIntensity,
    /// Why it changed; the first has none. Social content.
    pub reasons: Option<String>,
    /// Relation.
    #[sea_orm(belongs_to, from = "support_measure_id", to = "id")]
    pub support_measure: BelongsTo<super::support_measure::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
