//! A suspension of a support measure (*suspension*): it moves neither the end nor the cap.

use sea_orm::entity::prelude::*;

use crate::types::{SupportMeasureId, SupportSuspensionId, SuspensionGround};

/// A suspension of a support measure (*suspension*): it moves neither the end nor the cap.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_suspension")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SupportSuspensionId,
    /// The support measure.
    pub support_measure_id: SupportMeasureId,
    /// Why; social content, as is the explanation.
    pub ground: SuspensionGround,
    /// Why, in words.
    pub explanation: Option<String>,
    /// First day.
    pub start_on: Date,
    /// Last day, as far as is known.
    pub expected_end_on: Option<Date>,
    /// Last day, once it is over.
    pub ended_on: Option<Date>,
    /// Raised by every change of the row, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "support_measure_id", to = "id")]
    pub support_measure: BelongsTo<super::support_measure::Entity>,
}

super::versioned::versioned!();
