//! What a component costs is set, what a funder bears is set, an amount asked for, granted or received is recorded.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::funding;
use entity::refusal::Refusal;
use entity::rules::funding::{FundedModality, Share};
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::enums::{FundingState, RateComponent, RateProration, RateUnit, RentalModality, ShareBase};
use crate::graphql::ids::parse;
use crate::graphql::model::{FundingEntry, FundingShare, UnitRate};
use crate::graphql::scalars::{Date, Money};

/// What a component costs from a day on.
#[derive(InputObject)]
pub struct SetUnitRateInput {
    /// The programme.
    programme_id: ID,
    /// What it pays for.
    component: RateComponent,
    /// What it is counted by: a diagnosis by household.
    unit: RateUnit,
    /// How a part of a year is paid: undivided what is paid once.
    proration: RateProration,
    /// How much, in euros.
    amount: Money,
    /// The first day on which it is valid: not before the programme begins.
    valid_from: Date,
    #[graphql(flatten)]
    once: Once,
}

/// What a funder bears, for all the time of the programme.
#[derive(InputObject)]
pub struct SetFundingShareInput {
    /// The programme.
    programme_id: ID,
    /// The funder.
    funder_id: ID,
    /// What it is a share of.
    base: ShareBase,
    /// In hundredths of a per cent: 7100 is 71 %.
    basis_points: i32,
    /// The component that it is said to fund.
    component: Option<RateComponent>,
    /// The rental modalities that it is said to fund.
    #[graphql(default)]
    modalities: Vec<FundedModalityInput>,
    /// What it funds, in words.
    #[graphql(default)]
    purpose: String,
    #[graphql(flatten)]
    once: Once,
}

/// A rental modality that a share is said to fund.
#[derive(InputObject)]
pub struct FundedModalityInput {
    /// The modality.
    modality: RentalModality,
    /// Whether only where applicable (*le cas échéant*).
    #[graphql(default)]
    where_applicable: bool,
}

/// An amount that a funder was asked for, has granted or has paid.
#[derive(InputObject)]
pub struct RecordFundingInput {
    /// The programme.
    programme_id: ID,
    /// The funder, who has a share in the programme.
    funder_id: ID,
    /// The year of the programme, from 1.
    year: i32,
    /// How far the money has come.
    state: FundingState,
    /// How much, in euros: it adds to what is recorded already.
    amount: Money,
    /// The day of the request, of the decision or of the payment.
    dated_on: Date,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// A rate set, or why it was not.
    SetUnitRatePayload {
        /// The rate.
        unit_rate: UnitRate
    }
}

payload_type! {
    /// A share set, or why it was not.
    SetFundingSharePayload {
        /// The share.
        funding_share: FundingShare
    }
}

payload_type! {
    /// An amount recorded, or why it was not.
    RecordFundingPayload {
        /// The amount.
        funding_entry: FundingEntry
    }
}

#[derive(Default)]
pub struct FundingMutation;

#[Object]
impl FundingMutation {
    /// Sets what a component costs from a day on, until the next rate begins. The rate before it ends on the day before.
    async fn set_unit_rate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rate.")] input: SetUnitRateInput,
    ) -> Option<Result<SetUnitRatePayload>> {
        perform(ctx, input, |db, act, input| funding::set_rate(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Sets what a funder bears, in place of what they bore.
    async fn set_funding_share(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The share.")] input: SetFundingShareInput,
    ) -> Option<Result<SetFundingSharePayload>> {
        perform(ctx, input, |db, act, input| {
            funding::set_share(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Records what a funder was asked for, has granted or has paid for a year of the programme.
    async fn record_funding(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The amount.")] input: RecordFundingInput,
    ) -> Option<Result<RecordFundingPayload>> {
        perform(ctx, input, |db, act, input| funding::record(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }
}

impl ActInput for SetUnitRateInput {
    type Operation = funding::SetUnitRate;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(funding::SetUnitRate {
            programme_id: parse(&self.programme_id, "programmeId")?,
            component: self.component.into(),
            unit: self.unit.into(),
            proration: self.proration.into(),
            amount_cents: self.amount.0,
            valid_from: self.valid_from.0,
        })
    }
}

impl ActInput for SetFundingShareInput {
    type Operation = funding::SetFundingShare;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        let named = |named: FundedModalityInput| FundedModality {
            modality: named.modality.into(),
            where_applicable: named.where_applicable,
        };
        Ok(funding::SetFundingShare {
            programme_id: parse(&self.programme_id, "programmeId")?,
            funder_id: parse(&self.funder_id, "funderId")?,
            share: Share {
                base: self.base.into(),
                basis_points: self.basis_points,
                component: self.component.map(Into::into),
                modalities: self.modalities.into_iter().map(named).collect(),
            },
            purpose: self.purpose,
        })
    }
}

impl ActInput for RecordFundingInput {
    type Operation = funding::RecordFunding;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(funding::RecordFunding {
            programme_id: parse(&self.programme_id, "programmeId")?,
            funder_id: parse(&self.funder_id, "funderId")?,
            year: self.year,
            state: self.state.into(),
            amount_cents: self.amount.0,
            dated_on: self.dated_on.0,
        })
    }
}
