//! A tenancy in the schema.

use async_graphql::{Context, ID, Object, Result};
use entity::model::tenancy::Model;
use entity::policy::{FieldClass, may_read};

use super::support::relation;
use super::{Dwelling, Household, LeaseReview, Organisation};
use crate::graphql::access::refuse;
use crate::graphql::enums::{RentalManagement, RentalModality};
use crate::graphql::ids::global;
use crate::graphql::loaders::{ReviewsOf, many, one};
use crate::graphql::scalars::Date;
use crate::graphql::session::RequestExt;

pub struct Tenancy(pub Model);

/// A tenancy of a household in a dwelling, by one of the four modalities.
#[Object]
impl Tenancy {
    /// Its identifier.
    pub async fn id(&self) -> ID {
        global(&self.0.id)
    }

    /// One of the four rental modalities.
    async fn modality(&self) -> RentalModality {
        self.0.modality.into()
    }

    /// The type of rental management (*gestion locative*).
    async fn rental_management(&self) -> RentalManagement {
        self.0.rental_management.into()
    }

    /// First day.
    async fn start_on(&self) -> Date {
        self.0.start_on.into()
    }

    /// Last day; absent while it goes on.
    async fn end_on(&self) -> Option<Date> {
        self.0.end_on.map(Into::into)
    }

    /// Months between two reviews of a sliding lease; absent in the other modalities.
    async fn review_period_months(&self) -> Option<i32> {
        self.0.review_period_months
    }

    /// The day on which the lease slid to the household (*glissement*).
    async fn transferred_on(&self) -> Option<Date> {
        self.0.transferred_on.map(Into::into)
    }

    /// The organisation that is head tenant; absent when the household itself is, from the start or since
    /// the lease slid.
    async fn head_tenant(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        match &self.0.head_tenant_id {
            Some(id) if self.0.transferred_on.is_none() => super::organisation(ctx, id).await.map(Some),
            _ => Ok(None),
        }
    }

    /// The dwelling. Tells where the household lives.
    async fn dwelling(&self, ctx: &Context<'_>) -> Option<Result<Dwelling>> {
        self.load_dwelling(ctx).await.transpose().or_else(|| refuse(ctx, "Tenancy"))
    }

    /// The reviews of a sliding lease (*examens périodiques contradictoires*), oldest first.
    async fn reviews(&self, ctx: &Context<'_>) -> Result<Vec<LeaseReview>> {
        let rows = many(ctx.loaders()?, ReviewsOf(self.0.id.clone())).await?;
        Ok(rows.into_iter().map(LeaseReview).collect())
    }

    /// The household.
    async fn household(&self, ctx: &Context<'_>) -> Result<Option<Household>> {
        super::household(ctx, &self.0.household_id).await
    }
}

impl Tenancy {
    async fn load_dwelling(&self, ctx: &Context<'_>) -> Result<Option<Dwelling>> {
        let relation = relation(ctx, &self.0.household_id).await?;
        if !may_read(ctx.viewer()?, FieldClass::Dwelling, relation) {
            return Ok(None);
        }
        Ok(one(ctx.loaders()?, self.0.dwelling_id.clone()).await?.map(Dwelling))
    }
}
