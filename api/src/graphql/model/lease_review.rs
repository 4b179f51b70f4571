//! A review of a sliding lease in the schema.

use async_graphql::{Context, ID, Object, Result};
use entity::model::lease_review::Model;
use entity::policy::{FieldClass, Relation};

use super::Tenancy;
use super::support::relation;
use crate::graphql::access::readable;
use crate::graphql::enums::LeaseReviewOutcome;
use crate::graphql::ids::global;
use crate::graphql::loaders::one;
use crate::graphql::scalars::Date;
use crate::graphql::session::RequestExt;

pub struct LeaseReview(pub Model);

/// A review of a sliding lease (*examen périodique contradictoire*): both sides are heard.
#[Object]
impl LeaseReview {
    /// Its identifier.
    pub async fn id(&self) -> ID {
        global(&self.0.id)
    }

    /// First, second… review of the tenancy.
    async fn rank(&self) -> i32 {
        self.0.rank
    }

    /// The day by which it is to be held.
    async fn due_on(&self) -> Date {
        self.0.due_on.into()
    }

    /// The day on which it was held.
    async fn held_on(&self) -> Option<Date> {
        self.0.held_on.map(Into::into)
    }

    /// The day on which it was cancelled, because the lease slid or the tenancy ended.
    async fn cancelled_on(&self) -> Option<Date> {
        self.0.cancelled_on.map(Into::into)
    }

    /// What it concluded.
    async fn outcome(&self) -> Option<LeaseReviewOutcome> {
        self.0.outcome.map(Into::into)
    }

    /// What the household said. Social content.
    async fn household_view(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        let relation = match self.relation(ctx).await {
            Ok(relation) => relation,
            Err(error) => return Some(Err(error)),
        };
        readable(ctx, "LeaseReview", FieldClass::Social, relation, || self.0.household_view.as_deref())
    }

    /// What the organisation said. Social content.
    async fn organisation_view(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        let relation = match self.relation(ctx).await {
            Ok(relation) => relation,
            Err(error) => return Some(Err(error)),
        };
        readable(ctx, "LeaseReview", FieldClass::Social, relation, || self.0.organisation_view.as_deref())
    }

    /// The tenancy.
    async fn tenancy(&self, ctx: &Context<'_>) -> Result<Option<Tenancy>> {
        Ok(one(ctx.loaders()?, self.0.tenancy_id.clone()).await?.map(Tenancy))
    }
}

impl LeaseReview {
    async fn relation(&self, ctx: &Context<'_>) -> Result<Relation> {
        match one(ctx.loaders()?, self.0.tenancy_id.clone()).await? {
            Some(tenancy) => relation(ctx, &tenancy.household_id).await,
            None => Ok(Relation::default()),
        }
    }
}
