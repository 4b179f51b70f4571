//! A review of a sliding lease (*examen périodique contradictoire*): both sides are heard.

use sea_orm::entity::prelude::*;

use crate::types::{LeaseReviewId, LeaseReviewOutcome, TenancyId};

/// A review of a sliding lease (*examen périodique contradictoire*): both sides are heard.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lease_review")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LeaseReviewId,
    /// The tenancy.
    pub tenancy_id: TenancyId,
    /// First, second… review, from 1.
    pub rank: i32,
    /// The day by which it is to be held.
    pub due_on: Date,
    /// The day on which it was held.
    pub held_on: Option<Date>,
    /// How it ended.
    pub outcome: Option<LeaseReviewOutcome>,
    /// What the household said; social content.
    pub household_view: Option<String>,
    /// What the organisation said; social content.
    pub organisation_view: Option<String>,
    /// When the lease slid or ended before it was held.
    pub cancelled_on: Option<Date>,
    /// Raised by every change of the row, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "tenancy_id", to = "id")]
    pub tenancy: BelongsTo<super::tenancy::Entity>,
}

super::versioned::versioned!();
