//! A rental modality that a programme offers, in the form's words.

use sea_orm::entity::prelude::*;

use crate::types::{ProgrammeId, RentalModality};

/// A rental modality that a programme offers, in the form's words.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_modality")]
pub struct Model {
    /// The programme.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: ProgrammeId,
    /// The rental modality.
    #[sea_orm(primary_key, auto_increment = false)]
    pub modality: RentalModality,
    /// The form's words.
    pub description: String,
    /// Relation.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programme::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
