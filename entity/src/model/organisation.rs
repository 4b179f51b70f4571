//! An organisation of the programme: landlord, social action centre, funder.

use sea_orm::entity::prelude::*;

use crate::types::{OrganisationId, OrganisationKind};

/// An organisation of the programme: landlord, social action centre, funder.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganisationId,
    /// What it is in the programme.
    pub kind: OrganisationKind,
    /// Its full name, unique.
    pub name: String,
    /// The name people use.
    pub short_name: String,
    /// Its legal status, as the form states it; empty when not stated.
    pub legal_status: String,
}

impl ActiveModelBehavior for ActiveModel {}
