//! An obstacle (*frein*) that a social diagnosis found.

use sea_orm::entity::prelude::*;

use crate::types::{AutonomyObstacle, SocialDiagnosisId};

/// An obstacle (*frein*) that a social diagnosis found.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "autonomy_obstacle")]
pub struct Model {
    /// The diagnosis.
    #[sea_orm(primary_key, auto_increment = false)]
    pub social_diagnosis_id: SocialDiagnosisId,
    /// The obstacle.
    #[sea_orm(primary_key, auto_increment = false)]
    pub obstacle: AutonomyObstacle,
    /// Relation.
    #[sea_orm(belongs_to, from = "social_diagnosis_id", to = "id")]
    pub social_diagnosis: BelongsTo<super::social_diagnosis::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
