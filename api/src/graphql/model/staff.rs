//! A member of staff in the schema.

use async_graphql::{Context, ID, Object, Result};
use entity::model::staff::Model;
use entity::policy::{FieldClass, Relation};

use super::Organisation;
use crate::graphql::access::readable;
use crate::graphql::enums::Role;
use crate::graphql::ids::global;

pub struct Staff(pub Model);

/// A member of an organisation's staff.
#[Object]
impl Staff {
    /// Their identifier.
    pub async fn id(&self) -> ID {
        global(&self.0.id)
    }

    /// Given name.
    async fn given_name(&self) -> &str {
        &self.0.given_name
    }

    /// Family name.
    async fn family_name(&self) -> &str {
        &self.0.family_name
    }

    /// What they are here to do.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// Whether they still work here.
    async fn active(&self) -> bool {
        self.0.active
    }

    /// Their address. For who runs accounts or the programme.
    async fn email(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        readable(ctx, "Staff", FieldClass::Account, Relation::default(), || Some(self.0.email.as_str()))
    }

    /// Whom they work for.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Organisation> {
        super::organisation(ctx, &self.0.organisation_id).await
    }
}
