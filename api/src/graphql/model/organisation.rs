//! An organisation in the schema.

use async_graphql::{ID, Object};
use entity::model::organisation::Model;

use crate::graphql::enums::OrganisationKind;
use crate::graphql::ids::global;

pub struct Organisation(pub Model);

/// An organisation of the programme: landlord (*bailleur*), social action centre (*CCAS*), funder.
#[Object]
impl Organisation {
    /// Its identifier.
    pub async fn id(&self) -> ID {
        global(&self.0.id)
    }

    /// What it is in the programme.
    async fn kind(&self) -> OrganisationKind {
        self.0.kind.into()
    }

    /// Its full name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The name people use.
    async fn short_name(&self) -> &str {
        &self.0.short_name
    }

    /// Its legal status (*statut*), as the form states it; empty when not stated.
    async fn legal_status(&self) -> &str {
        &self.0.legal_status
    }
}
