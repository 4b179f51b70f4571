//! A dwelling (*logement*).

use sea_orm::entity::prelude::*;

use crate::types::{DwellingId, DwellingType, OrganisationId};

/// A dwelling (*logement*).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dwelling")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DwellingId,
    /// The owner's own reference, unique.
    pub reference: String,
    /// The organisation that owns it.
    pub owner_id: OrganisationId,
    /// Street and number.
    pub address: String,
    /// Postal code.
    pub postal_code: String,
    /// Town.
    pub city: String,
    /// T1 to T5.
    pub dwelling_type: DwellingType,
    /// Whether it belongs to the insertion stock (*parc d'insertion*).
    pub insertion_stock: bool,
    /// Relation.
    #[sea_orm(belongs_to, from = "owner_id", to = "id")]
    pub owner: BelongsTo<super::organisation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
