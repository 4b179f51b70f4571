//! A signature of a tripartite agreement: each of the three parties signs on a day of its own.

use sea_orm::entity::prelude::*;

use crate::types::{AgreementParty, StaffId, TripartiteAgreementId};

/// A signature of a tripartite agreement: each of the three parties signs on a day of its own.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_signature")]
pub struct Model {
    /// The agreement.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tripartite_agreement_id: TripartiteAgreementId,
    /// Who signs.
    #[sea_orm(primary_key, auto_increment = false)]
    pub party: AgreementParty,
    /// The day.
    pub signed_on: Date,
    /// The member of staff who signed for an organisation; absent for the household.
    pub signatory_id: Option<StaffId>,
    /// Relation.
    #[sea_orm(belongs_to, from = "tripartite_agreement_id", to = "id")]
    pub tripartite_agreement: BelongsTo<super::tripartite_agreement::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "signatory_id", to = "id")]
    pub signatory: BelongsTo<Option<super::staff::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
