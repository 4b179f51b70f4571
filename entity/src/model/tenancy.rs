//! A tenancy of a household in a dwelling, by one of the four modalities.

use sea_orm::entity::prelude::*;

use crate::types::{DwellingId, HouseholdId, OrganisationId, RentalManagement, RentalModality, TenancyId};

/// A tenancy of a household in a dwelling, by one of the four modalities.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenancy")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TenancyId,
    /// The household.
    pub household_id: HouseholdId,
    /// The dwelling.
    pub dwelling_id: DwellingId,
    /// The rental modality.
    pub modality: RentalModality,
    /// The type of rental management.
    pub rental_management: RentalManagement,
    /// The organisation that took the lease; absent when the household did.
    pub head_tenant_id: Option<OrganisationId>,
    /// First day.
    pub start_on: Date,
    /// Last day.
    pub end_on: Option<Date>,
    /// Months between two reviews, of a sliding lease only.
    pub review_period_months: Option<i32>,
    /// The day on which the lease slid to the household.
    pub transferred_on: Option<Date>,
    /// Raised by every change of the row, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "household_id", to = "id")]
    pub household: BelongsTo<super::household::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "dwelling_id", to = "id")]
    pub dwelling: BelongsTo<super::dwelling::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "head_tenant_id", to = "id")]
    pub head_tenant: BelongsTo<Option<super::organisation::Entity>>,
    /// Relation.
    #[sea_orm(has_many)]
    pub reviews: HasMany<super::lease_review::Entity>,
}

super::versioned::versioned!();
