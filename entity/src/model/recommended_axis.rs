//! An axis of support that a social diagnosis recommends.

use sea_orm::entity::prelude::*;

use crate::types::{SocialDiagnosisId, SupportAxis};

/// An axis of support that a social diagnosis recommends.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recommended_axis")]
pub struct Model {
    /// The diagnosis.
    #[sea_orm(primary_key, auto_increment = false)]
    pub social_diagnosis_id: SocialDiagnosisId,
    /// The axis.
    #[sea_orm(primary_key, auto_increment = false)]
    pub axis: SupportAxis,
    /// Relation.
    #[sea_orm(belongs_to, from = "social_diagnosis_id", to = "id")]
    pub social_diagnosis: BelongsTo<super::social_diagnosis::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
