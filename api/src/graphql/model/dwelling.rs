//! A dwelling in the schema.

use async_graphql::{Context, ID, Object, Result};
use entity::model::dwelling::Model;

use super::Organisation;
use crate::graphql::enums::DwellingType;
use crate::graphql::ids::global;

pub struct Dwelling(pub Model);

/// A dwelling (*logement*). It never tells who lives there.
#[Object]
impl Dwelling {
    /// Its identifier.
    pub async fn id(&self) -> ID {
        global(&self.0.id)
    }

    /// The owner's reference.
    async fn reference(&self) -> &str {
        &self.0.reference
    }

    /// Street and number.
    async fn address(&self) -> &str {
        &self.0.address
    }

    /// Postal code.
    async fn postal_code(&self) -> &str {
        &self.0.postal_code
    }

    /// Town.
    async fn city(&self) -> &str {
        &self.0.city
    }

    /// T1 to T5 (*typologie*).
    async fn dwelling_type(&self) -> DwellingType {
        self.0.dwelling_type.into()
    }

    /// Whether it belongs to the insertion stock (*parc d'insertion*).
    async fn insertion_stock(&self) -> bool {
        self.0.insertion_stock
    }

    /// Who owns it.
    async fn owner(&self, ctx: &Context<'_>) -> Result<Organisation> {
        super::organisation(ctx, &self.0.owner_id).await
    }
}
