//! A partner of a programme (*partenaire mobilisé*), operational or financial.

use sea_orm::entity::prelude::*;

use crate::types::{OrganisationId, PartnerKind, ProgrammeId};

/// A partner of a programme (*partenaire mobilisé*), operational or financial.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_partner")]
pub struct Model {
    /// The programme.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: ProgrammeId,
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: OrganisationId,
    /// As what.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: PartnerKind,
    /// « Identification de la demande ».
    pub identifies_demand: bool,
    /// « Mobilisation de l'offre ».
    pub mobilises_supply: bool,
    /// « Accompagnement social ».
    pub supports_households: bool,
    /// What they do or bring, in words; may be empty.
    pub role: String,
    /// Order, from 1.
    pub position: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programme::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "organisation_id", to = "id")]
    pub organisation: BelongsTo<super::organisation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
