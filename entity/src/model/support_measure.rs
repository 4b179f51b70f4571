//! A support measure (*mesure d'accompagnement*): twelve months at most, save an extension.

use sea_orm::entity::prelude::*;

use crate::types::{HouseholdId, SupportExtensionId, SupportIntensity, SupportMeasureId, SupportOutcome};

/// A support measure (*mesure d'accompagnement*): twelve months at most, save an extension.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_measure")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SupportMeasureId,
    /// The household.
    pub household_id: HouseholdId,
    /// First day.
    pub start_on: Date,
    /// Last day of the twelve months (CPC 641).
    pub cap_on: Date,
    /// Last day of the twelve months of an earlier measure, if it goes on with these: past this day it is an exception.
    pub shared_cap_on: Option<Date>,
    /// Last day as now decided; past the cap only by an extension.
    pub end_on: Date,
    /// The extension that decided `end_on`.
    pub current_extension_id: Option<SupportExtensionId>,
    /// How close the support is.
    pub intensity: SupportIntensity,
    /// The day on which it was closed.
    pub closed_on: Option<Date>,
    /// How it ended.
    pub outcome: Option<SupportOutcome>,
    /// Raised by every change of the row, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "household_id", to = "id")]
    pub household: BelongsTo<super::household::Entity>,
    /// Relation.
    #[sea_orm(has_many)]
    pub axes: HasMany<super::support_axis::Entity>,
    /// Relation.
    #[sea_orm(has_many)]
    pub objectives: HasMany<super::support_objective::Entity>,
    /// Relation.
    #[sea_orm(has_many)]
    pub extensions: HasMany<super::support_extension::Entity>,
}

super::versioned::versioned!();
