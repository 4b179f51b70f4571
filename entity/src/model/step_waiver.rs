//! A step of a household's path that may be left out before one act (*dispense*), once, and why.

use sea_orm::entity::prelude::*;

use crate::types::{HouseholdId, StaffId, StepWaiverId, WaivedStep};

/// A step of a household's path that may be left out before one act (*dispense*), once, and why.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "step_waiver")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StepWaiverId,
    /// The household.
    pub household_id: HouseholdId,
    /// What may be left out, before which act.
    pub step: WaivedStep,
    /// Why; social content.
    pub reasons: String,
    /// Who waived it.
    pub waived_by_id: StaffId,
    /// The day on which they did.
    pub waived_on: Date,
    /// The identifier of what the act wrote without the step.
    pub used_for_id: Option<String>,
    /// The day of that act.
    pub used_on: Option<Date>,
    /// The day on which the waiver was withdrawn, unused.
    pub withdrawn_on: Option<Date>,
    /// Raised by every change of the row, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "household_id", to = "id")]
    pub household: BelongsTo<super::household::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "waived_by_id", to = "id")]
    pub waived_by: BelongsTo<super::staff::Entity>,
}

super::versioned::versioned!();
