//! The period in which a sliding lease is examined, set by its convention, and what the landlord told the Prefect of it
//! (*avis au préfet*).

use sea_orm::entity::prelude::*;

use crate::types::{ExamPeriodId, TenancyId};

/// The period in which a sliding lease is examined, and what the landlord told the Prefect of it (*avis au préfet*).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exam_period")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ExamPeriodId,
    /// The tenancy under a sliding lease.
    pub tenancy_id: TenancyId,
    /// First, second… period of the tenancy, from 1.
    pub rank: i32,
    /// First day.
    pub start_on: Date,
    /// Last day.
    pub end_on: Date,
    /// The last day on which the landlord tells the Prefect in time whether it offers the lease.
    pub notice_due_on: Date,
    /// The day on which it told the Prefect.
    pub prefect_informed_on: Option<Date>,
    /// Whether it offers the household the lease.
    pub lease_offered: Option<bool>,
    /// Why not, or under which conditions.
    pub notice_reasons: Option<String>,
    /// Raised by every change of the row, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "tenancy_id", to = "id")]
    pub tenancy: BelongsTo<super::tenancy::Entity>,
}

super::versioned::versioned!();
