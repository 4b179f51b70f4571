//! What one component costs (*tarif*), as stated.

use sea_orm::entity::prelude::*;

use crate::types::{ProgrammeId, RateComponent, RateUnit, UnitRateId};

/// What one component costs (*tarif*), as stated.
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
    /// In euro cents.
    pub amount_cents: i64,
    /// Relation.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programme::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
