//! An objective set with the household in a tripartite agreement.

use sea_orm::entity::prelude::*;

use crate::types::{AgreementObjectiveId, SupportAxis, TripartiteAgreementId};

/// An objective set with the household in a tripartite agreement.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_objective")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgreementObjectiveId,
    /// The agreement.
    pub tripartite_agreement_id: TripartiteAgreementId,
    /// Its axis.
    pub axis: SupportAxis,
    /// What it is.
    pub label: String,
    /// Order, from 1.
    pub position: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "tripartite_agreement_id", to = "id")]
    pub tripartite_agreement: BelongsTo<super::tripartite_agreement::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
