//! A tenancy opens, a sliding lease slides, a tenancy ends.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::tenancy;
use entity::refusal::Refusal;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::{RentalManagement, RentalModality};
use crate::graphql::ids::{parse, parse_optional};
use crate::graphql::model::{Household, Tenancy};
use crate::graphql::scalars::Date;

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
    /// Months of exam of a sliding lease, 3 to 36, as its convention sets it; left out: the programme's default.
    exam_period_months: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// The day on which a sliding lease slides.
#[derive(InputObject)]
pub struct TransferLeaseInput {
    /// The tenancy under a sliding lease.
    tenancy_id: ID,
    /// The day on which the household becomes the tenant.
    transferred_on: Date,
    /// The version of the tenancy that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// The last day of a tenancy.
#[derive(InputObject)]
pub struct EndTenancyInput {
    /// The tenancy.
    tenancy_id: ID,
    /// Its last day.
    end_on: Date,
    /// The version of the tenancy that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// Which tenancy comes to nothing.
#[derive(InputObject)]
pub struct CancelTenancyInput {
    /// The tenancy: it has not begun.
    tenancy_id: ID,
    #[graphql(flatten)]
    once: Once,
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

payload_type! {
    /// A tenancy taken back, or why it was not.
    CancelTenancyPayload {
        /// The household, without it.
        household: Household
    }
}

#[derive(Default)]
pub struct TenancyMutation;

#[Object]
impl TenancyMutation {
    /// Houses a household; a sliding lease gets its first review planned.
    async fn open_tenancy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The tenancy.")] input: OpenTenancyInput,
    ) -> Option<Result<OpenTenancyPayload>> {
        perform(ctx, input, |db, act, input| tenancy::open(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Lets a sliding lease slide to its household (*glissement*), after a review that found it ready.
    async fn transfer_lease(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The transfer.")] input: TransferLeaseInput,
    ) -> Option<Result<TransferLeasePayload>> {
        perform(ctx, input, |db, act, input| tenancy::transfer(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Ends a tenancy, so that the household may be housed elsewhere.
    async fn end_tenancy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The end of the tenancy.")] input: EndTenancyInput,
    ) -> Option<Result<EndTenancyPayload>> {
        perform(ctx, input, |db, act, input| tenancy::end(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Takes back a tenancy that was opened ahead and has not begun: the household does not move in, or on another day.
    async fn cancel_tenancy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The tenancy.")] input: CancelTenancyInput,
    ) -> Option<Result<CancelTenancyPayload>> {
        perform(ctx, input, |db, act, input| tenancy::cancel(db, act, input).map_ok(|id| id.to_string()).boxed()).await
    }
}

impl ActInput for OpenTenancyInput {
    type Operation = tenancy::OpenTenancy;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(tenancy::OpenTenancy {
            household_id: parse(&self.household_id, "householdId")?,
            dwelling_id: parse(&self.dwelling_id, "dwellingId")?,
            modality: self.modality.into(),
            rental_management: self.rental_management.into(),
            head_tenant_id: parse_optional(self.head_tenant_id.as_ref(), "headTenantId")?,
            start_on: self.start_on.0,
            // What is below zero is out of range like zero.
            review_period_months: self.review_period_months.map(|months| u32::try_from(months).unwrap_or_default()),
            exam_period_months: self.exam_period_months.map(|months| u32::try_from(months).unwrap_or_default()),
        })
    }
}

impl ActInput for TransferLeaseInput {
    type Operation = tenancy::TransferLease;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(tenancy::TransferLease {
            tenancy_id: parse(&self.tenancy_id, "tenancyId")?,
            transferred_on: self.transferred_on.0,
        })
    }
}

impl ActInput for EndTenancyInput {
    type Operation = tenancy::EndTenancy;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(tenancy::EndTenancy { tenancy_id: parse(&self.tenancy_id, "tenancyId")?, end_on: self.end_on.0 })
    }
}

impl ActInput for CancelTenancyInput {
    type Operation = tenancy::CancelTenancy;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(tenancy::CancelTenancy { tenancy_id: parse(&self.tenancy_id, "tenancyId")? })
    }
}
