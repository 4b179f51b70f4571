//! A member of a household.

use sea_orm::entity::prelude::*;

use crate::types::{HouseholdId, HouseholdMemberId, Relationship};

/// A member of a household.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "household_member")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HouseholdMemberId,
    /// The household.
    pub household_id: HouseholdId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Date of birth.
    pub birth_date: Option<Date>,
    /// Place in the household.
    pub relationship: Relationship,
    /// Order in the household, from 1: the applicant.
    pub position: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "household_id", to = "id")]
    pub household: BelongsTo<super::household::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
