//! What one component costs (*tarif*) while the rate is valid.

use sea_orm::entity::prelude::*;

use crate::rules::funding::Rate;
use crate::types::{ProgrammeId, RateComponent, RateProration, RateUnit, UnitRateId};

/// What one component costs (*tarif*) while the rate is valid. No two rates of a component are valid on one day.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_rate")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UnitRateId,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// What it pays for.
    pub component: RateComponent,
    /// What it is counted by.
    pub unit: RateUnit,
    /// How a part of a year is paid.
    pub proration: RateProration,
    /// In euro cents.
    pub amount_cents: i64,
    /// The first day on which it is valid.
    pub valid_from: Date,
    /// The last day; absent while no other follows.
    pub valid_until: Option<Date>,
    /// Relation.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programme::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl From<&Model> for Rate {
    fn from(row: &Model) -> Self {
        Self {
            component: row.component,
            unit: row.unit,
            proration: row.proration,
            amount_cents: row.amount_cents,
            valid_from: row.valid_from,
            valid_until: row.valid_until,
        }
    }
}
