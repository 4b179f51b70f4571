//! A tenancy opens, a sliding lease slides, a tenancy ends.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::tenancy;
use entity::refusal::Refusal;

use super::{payload_type, run};
use crate::graphql::enums::{RentalManagement, RentalModality};
use crate::graphql::ids::{parse, parse_optional};
use crate::graphql::model::Tenancy;
use crate::graphql::plan::Planned;
use crate::graphql::scalars::Date;
use crate::graphql::session::RequestExt;

/// How a household is housed.
#[derive(InputObject)]
pub struct OpenTenancyInput {
    /// The household: preselected by the cell.
    household_id: ID,
    /// The dwelling: free.
    dwelling_id: ID,
    /// One of the four rental modalities.
    modality: RentalModality,
    /// The type of rental management (*gestion locative*).
    rental_management: RentalManagement,
    /// The organisation that takes the lease; left out in direct access.
    head_tenant_id: Option<ID>,
    /// First day.
    start_on: Date,
    /// Months between two reviews of a sliding lease, 1 to 24; left out: the programme's default.
    review_period_months: Option<i32>,
}

/// The day on which a sliding lease slides.
#[derive(InputObject)]
pub struct TransferLeaseInput {
    /// The tenancy under a sliding lease.
    tenancy_id: ID,
    /// The day on which the household becomes the tenant.
    transferred_on: Date,
}

/// The last day of a tenancy.
#[derive(InputObject)]
pub struct EndTenancyInput {
    /// The tenancy.
    tenancy_id: ID,
    /// Its last day.
    end_on: Date,
}

payload_type! {
    /// A tenancy opened, or why it was not.
    OpenTenancyPayload {
        /// The tenancy.
        tenancy: Tenancy
    }
}

payload_type! {
    /// A lease transferred, or why it was not.
    TransferLeasePayload {
        /// The tenancy.
        tenancy: Tenancy
    }
}

payload_type! {
    /// A tenancy ended, or why it was not.
    EndTenancyPayload {
        /// The tenancy.
        tenancy: Tenancy
    }
}

#[derive(Default)]
pub struct TenancyMutation;

#[Object]
impl TenancyMutation {
    /// Houses a household; a sliding lease gets its first review planned.
    async fn open_tenancy(&self, ctx: &Context<'_>, input: OpenTenancyInput) -> Result<OpenTenancyPayload> {
        let actor = ctx.actor()?;
        let operation = async |input| tenancy::open(ctx.db(), &ctx.act(&actor), input).await;
        let (tenancy, user_errors) = run(input.read(), operation).await?;
        Ok(OpenTenancyPayload { tenancy: tenancy.map(|row| Planned::made(row.id.as_str())), user_errors })
    }

    /// Lets a sliding lease slide to its household (*glissement*), after a review that found it ready.
    async fn transfer_lease(&self, ctx: &Context<'_>, input: TransferLeaseInput) -> Result<TransferLeasePayload> {
        let actor = ctx.actor()?;
        let operation = async |input| tenancy::transfer(ctx.db(), &ctx.act(&actor), input).await;
        let (tenancy, user_errors) = run(input.read(), operation).await?;
        Ok(TransferLeasePayload { tenancy: tenancy.map(|row| Planned::made(row.id.as_str())), user_errors })
    }

    /// Ends a tenancy, so that the household may be housed elsewhere.
    async fn end_tenancy(&self, ctx: &Context<'_>, input: EndTenancyInput) -> Result<EndTenancyPayload> {
        let actor = ctx.actor()?;
        let operation = async |input| tenancy::end(ctx.db(), &ctx.act(&actor), input).await;
        let (tenancy, user_errors) = run(input.read(), operation).await?;
        Ok(EndTenancyPayload { tenancy: tenancy.map(|row| Planned::made(row.id.as_str())), user_errors })
    }
}

impl OpenTenancyInput {
    fn read(self) -> Result<tenancy::OpenTenancy, Refusal> {
        Ok(tenancy::OpenTenancy {
            household_id: parse(&self.household_id, "householdId")?,
            dwelling_id: parse(&self.dwelling_id, "dwellingId")?,
            modality: self.modality.into(),
            rental_management: self.rental_management.into(),
            head_tenant_id: parse_optional(self.head_tenant_id.as_ref(), "headTenantId")?,
            start_on: self.start_on.0,
            // What is below zero is out of range like zero.
            review_period_months: self.review_period_months.map(|months| u32::try_from(months).unwrap_or_default()),
        })
    }
}

impl TransferLeaseInput {
    fn read(self) -> Result<tenancy::TransferLease, Refusal> {
        Ok(tenancy::TransferLease {
            tenancy_id: parse(&self.tenancy_id, "tenancyId")?,
            transferred_on: self.transferred_on.0,
        })
    }
}

impl EndTenancyInput {
    fn read(self) -> Result<tenancy::EndTenancy, Refusal> {
        Ok(tenancy::EndTenancy { tenancy_id: parse(&self.tenancy_id, "tenancyId")?, end_on: self.end_on.0 })
    }
}
