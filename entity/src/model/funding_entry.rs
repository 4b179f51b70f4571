//! An amount that a funder was asked for, has granted or has paid, for a year of a programme.

use sea_orm::entity::prelude::*;

use crate::types::{FundingEntryId, FundingState, OrganisationId, ProgrammeId};

/// An amount that a funder was asked for, has granted or has paid, for a year of a programme. What stands for a year
/// is the sum of its lines.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "funding_entry")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FundingEntryId,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The funder, who has a share in the programme.
    pub funder_id: OrganisationId,
    /// The year of the programme, from 1.
    pub year: i32,
    /// How far the money has come.
    pub state: FundingState,
    /// In euro cents.
    pub amount_cents: i64,
    /// The day of the request, of the decision or of the payment.
    pub dated_on: Date,
    /// Relation.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programme::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "funder_id", to = "id")]
    pub funder: BelongsTo<super::organisation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
