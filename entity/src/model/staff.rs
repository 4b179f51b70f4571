//! A member of an organisation's staff, who may hold an account.

use sea_orm::entity::prelude::*;

use crate::types::{OrganisationId, Role, StaffId};

/// A member of an organisation's staff, who may hold an account.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StaffId,
    /// The organisation they belong to.
    pub organisation_id: OrganisationId,
    /// Lower-case address, unique.
    pub email: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// What they are here to do.
    pub role: Role,
    /// Argon2id, in PHC format; absent when the person has no account.
    pub password_hash: Option<String>,
    /// Whether the person still works here.
    pub active: bool,
    /// Relation.
    #[sea_orm(belongs_to, from = "organisation_id", to = "id")]
    pub organisation: BelongsTo<super::organisation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
