//! How an objective of a support went on, on a day.

use sea_orm::entity::prelude::*;

use crate::types::{ObjectiveStatus, StaffId, SupportObjectiveId, SupportObjectiveProgressId};

/// How an objective of a support went on, on a day.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_objective_progress")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SupportObjectiveProgressId,
    /// The objective.
    pub support_objective_id: SupportObjectiveId,
    /// First, second… step, from 1.
    pub rank: i32,
    /// How far the objective is since then.
    pub status: ObjectiveStatus,
    /// The day.
    pub moved_on: Date,
    /// What is to be said about it; social content.
    pub comment: Option<String>,
    /// Who recorded it.
    pub author_id: StaffId,
    /// Relation.
    #[sea_orm(belongs_to, from = "support_objective_id", to = "id")]
    pub support_objective: BelongsTo<super::support_objective::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "author_id", to = "id")]
    pub author: BelongsTo<super::staff::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
