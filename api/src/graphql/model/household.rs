//! A household and its members in the schema.

use async_graphql::{Context, ID, Object, Result};
use entity::model::{household, household_member};
use entity::policy::{FieldClass, Relation, may_read};

use super::{Programme, Staff, SupportMeasure, Tenancy};
use crate::graphql::access::{readable, refuse};
use crate::graphql::enums::{HouseholdStage, Relationship};
use crate::graphql::errors;
use crate::graphql::ids::global;
use crate::graphql::loaders::{MembersOf, SupportsOf, TenanciesOf, many, one};
use crate::graphql::scalars::Date;
use crate::graphql::session::RequestExt;

pub struct Household(pub household::Model);

impl Household {
    fn relation(&self, ctx: &Context<'_>) -> Relation {
        relation(ctx, &self.0)
    }
}

/// What ties the viewer to a household; nothing for nobody.
pub(super) fn relation(ctx: &Context<'_>, household: &household::Model) -> Relation {
    ctx.viewer().map_or(Relation::default(), |viewer| Relation::to_household(viewer, household.referent_id.as_ref()))
}

/// A household (*ménage*) of a programme.
#[Object]
impl Household {
    /// Its identifier.
    pub async fn id(&self) -> ID {
        global(&self.0.id)
    }

    /// What mails and conversations call it, such as `M-4K7QZ2`: no name in it.
    async fn reference(&self) -> &str {
        &self.0.reference
    }

    /// Where it stands on its path.
    async fn stage(&self) -> HouseholdStage {
        self.0.stage.into()
    }

    /// The day on which it was registered.
    async fn registered_on(&self) -> Date {
        self.0.registered_on.into()
    }

    /// Whether it belongs to the priority public DALO. Identity.
    async fn dalo(&self, ctx: &Context<'_>) -> Option<Result<bool>> {
        readable(ctx, "Household", FieldClass::Identity, self.relation(ctx), || Some(self.0.dalo))
    }

    /// Whether it belongs to the priority public of collective agreements (*accords collectifs*). Identity.
    async fn collective_agreement(&self, ctx: &Context<'_>) -> Option<Result<bool>> {
        readable(ctx, "Household", FieldClass::Identity, self.relation(ctx), || Some(self.0.collective_agreement))
    }

    /// Whether it belongs to the priority public of the PDALPD. Identity.
    async fn pdalpd(&self, ctx: &Context<'_>) -> Option<Result<bool>> {
        readable(ctx, "Household", FieldClass::Identity, self.relation(ctx), || Some(self.0.pdalpd))
    }

    /// The name it is known by. Identity.
    async fn family_name(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        readable(ctx, "Household", FieldClass::Identity, self.relation(ctx), || Some(self.0.family_name.as_str()))
    }

    /// Its national request number (*numéro unique*), if known. Identity.
    async fn national_request_number(&self, ctx: &Context<'_>) -> Option<Result<&str>> {
        let number = || self.0.national_request_number.as_deref();
        readable(ctx, "Household", FieldClass::Identity, self.relation(ctx), number)
    }

    /// Its members, the applicant among them. Identity.
    async fn members(&self, ctx: &Context<'_>) -> Option<Result<Vec<HouseholdMember>>> {
        let allowed = ctx.viewer().is_ok_and(|viewer| may_read(viewer, FieldClass::Identity, self.relation(ctx)));
        if !allowed {
            return refuse(ctx, "Household");
        }
        let loaders = match ctx.loaders() {
            Ok(loaders) => loaders,
            Err(error) => return Some(Err(error)),
        };
        let rows = many(loaders, MembersOf(self.0.id.clone())).await;
        Some(rows.map(|rows| rows.into_iter().map(HouseholdMember).collect()))
    }

    /// The programme.
    async fn programme(&self, ctx: &Context<'_>) -> Result<Programme> {
        one(ctx.loaders()?, self.0.programme_id.clone()).await?.map(Programme).ok_or_else(errors::not_loaded)
    }

    /// The landlord's officer who proposed it.
    async fn landlord_contact(&self, ctx: &Context<'_>) -> Result<Staff> {
        super::staff(ctx, &self.0.landlord_contact_id).await
    }

    /// Who supports it (*référent*); nobody before support starts.
    async fn referent(&self, ctx: &Context<'_>) -> Result<Option<Staff>> {
        match &self.0.referent_id {
            Some(id) => super::staff(ctx, id).await.map(Some),
            None => Ok(None),
        }
    }

    /// Its support measures (*mesures d'accompagnement*), oldest first.
    async fn support_measures(&self, ctx: &Context<'_>) -> Result<Vec<SupportMeasure>> {
        let rows = many(ctx.loaders()?, SupportsOf(self.0.id.clone())).await?;
        Ok(rows.into_iter().map(SupportMeasure).collect())
    }

    /// The measure that is open, if one is.
    async fn current_support(&self, ctx: &Context<'_>) -> Result<Option<SupportMeasure>> {
        let rows = many(ctx.loaders()?, SupportsOf(self.0.id.clone())).await?;
        Ok(rows.into_iter().find(|row| row.closed_on.is_none()).map(SupportMeasure))
    }

    /// Its tenancies, oldest first.
    async fn tenancies(&self, ctx: &Context<'_>) -> Result<Vec<Tenancy>> {
        let rows = many(ctx.loaders()?, TenanciesOf(self.0.id.clone())).await?;
        Ok(rows.into_iter().map(Tenancy).collect())
    }

    /// The tenancy that is open, if one is.
    async fn current_tenancy(&self, ctx: &Context<'_>) -> Result<Option<Tenancy>> {
        let rows = many(ctx.loaders()?, TenanciesOf(self.0.id.clone())).await?;
        Ok(rows.into_iter().find(|row| row.end_on.is_none()).map(Tenancy))
    }
}

pub struct HouseholdMember(household_member::Model);

/// A member of a household. Only read by who may read the household's identity.
#[Object]
impl HouseholdMember {
    /// Their identifier.
    async fn id(&self) -> ID {
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

    /// Date of birth, if known.
    async fn birth_date(&self) -> Option<Date> {
        self.0.birth_date.map(Into::into)
    }

    /// Their place in the household.
    async fn relationship(&self) -> Relationship {
        self.0.relationship.into()
    }
}
