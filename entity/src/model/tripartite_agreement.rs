//! A tripartite agreement (*convention tripartite de suivi social*) of household, landlord and support organisation.

use sea_orm::entity::prelude::*;

use crate::types::{HouseholdId, TripartiteAgreementId};

/// A tripartite agreement (*convention tripartite de suivi social*) of household, landlord and support organisation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tripartite_agreement")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TripartiteAgreementId,
    /// The household.
    pub household_id: HouseholdId,
    /// First, second… agreement of the household, amendments included, from 1.
    pub rank: i32,
    /// The agreement that it amends (*avenant*), if it is an amendment.
    pub amends_id: Option<TripartiteAgreementId>,
    /// The day on which it was drawn up with the household.
    pub drawn_up_on: Date,
    /// The day of the last of the three signatures.
    pub signed_on: Option<Date>,
    /// When it was cancelled before all had signed.
    pub cancelled_on: Option<Date>,
    /// Why it was cancelled.
    pub cancellation_reason: Option<String>,
    /// Raised by every change of the row, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "household_id", to = "id")]
    pub household: BelongsTo<super::household::Entity>,
    /// Relation.
    #[sea_orm(has_many)]
    pub objectives: HasMany<super::agreement_objective::Entity>,
    /// Relation.
    #[sea_orm(has_many)]
    pub signatures: HasMany<super::agreement_signature::Entity>,
}

super::versioned::versioned!();
