//! What a programme aims at in a year of its commitment.

use sea_orm::entity::prelude::*;

use crate::types::ProgrammeId;

/// What a programme aims at in a year of its commitment.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "yearly_target")]
pub struct Model {
    /// The programme.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: ProgrammeId,
    /// The year, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    /// Households that are newly supported in it.
    pub households: i32,
    /// Dwellings that are newly mobilised in it.
    pub dwellings: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programme::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
