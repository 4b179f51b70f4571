//! A rental modality that a share is said to fund.

use sea_orm::entity::prelude::*;

use crate::types::{FundingShareId, RentalModality};

/// A rental modality that a share is said to fund.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "funding_share_modality")]
pub struct Model {
    /// The share.
    #[sea_orm(primary_key, auto_increment = false)]
    pub funding_share_id: FundingShareId,
    /// The rental modality.
    #[sea_orm(primary_key, auto_increment = false)]
    pub modality: RentalModality,
    /// Whether only "where applicable" (*le cas échéant*).
    pub where_applicable: bool,
    /// Relation.
    #[sea_orm(belongs_to, from = "funding_share_id", to = "id")]
    pub funding_share: BelongsTo<super::funding_share::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
