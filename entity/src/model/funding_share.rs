//! A funder's share (*part*), as stated, and what it is a share of.

use sea_orm::entity::prelude::*;

use crate::types::{FundingShareId, OrganisationId, ProgrammeId, RateComponent, ShareBase};

/// A funder's share (*part*), as stated, and what it is a share of. A funder has one in a programme.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "funding_share")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FundingShareId,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The funder.
    pub funder_id: OrganisationId,
    /// In hundredths of a per cent: 7 100 is 71 %.
    pub basis_points: i32,
    /// What it is a share of.
    pub base: ShareBase,
    /// The component that it is said to fund; absent when none is named.
    pub component: Option<RateComponent>,
    /// What the form says it funds.
    pub purpose: String,
    /// Order on the form, from 1.
    pub position: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programme::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "funder_id", to = "id")]
    pub funder: BelongsTo<super::organisation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
