//! A household (*ménage*) proposed to a programme.

use sea_orm::entity::prelude::*;

use crate::types::{HouseholdId, HouseholdStage, ProgrammeId, StaffId};

/// A household (*ménage*) proposed to a programme.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "household")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HouseholdId,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// What a mail or a log may show of it, such as `M-4K7QZ2`; unique.
    pub reference: String,
    /// Identity.
    pub family_name: String,
    /// *Numéro unique*; identity.
    pub national_request_number: Option<String>,
    /// Priority ground DALO.
    pub dalo: bool,
    /// Priority ground *accords collectifs*.
    pub collective_agreement: bool,
    /// Priority ground PDALPD.
    pub pdalpd: bool,
    /// Where it stands on its path.
    pub stage: HouseholdStage,
    /// Day of registration.
    pub registered_on: Date,
    /// The landlord's officer who proposed it.
    pub landlord_contact_id: StaffId,
    /// Who supports it; absent until support starts.
    pub referent_id: Option<StaffId>,
    /// The same household when it was in the programme before, and left it: it comes back as another, on a path of its own.
    pub former_household_id: Option<HouseholdId>,
    /// Relation.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programme::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, relation_enum = "LandlordContact", from = "landlord_contact_id", to = "id")]
    pub landlord_contact: BelongsTo<super::staff::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, relation_enum = "Referent", from = "referent_id", to = "id")]
    pub referent: BelongsTo<Option<super::staff::Entity>>,
    /// Relation.
    #[sea_orm(has_many)]
    pub members: HasMany<super::household_member::Entity>,
    /// Relation.
    #[sea_orm(has_many)]
    pub supports: HasMany<super::support_measure::Entity>,
    /// Relation.
    #[sea_orm(has_many)]
    pub tenancies: HasMany<super::tenancy::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
