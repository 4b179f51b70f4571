//! The exam period of a sliding lease is renewed; the landlord's notice to the Prefect is recorded.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::exam_period;
use entity::refusal::Refusal;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::ids::parse;
use crate::graphql::model::ExamPeriod;
use crate::graphql::scalars::Date;

/// A further period of exam.
#[derive(InputObject)]
pub struct RenewExamPeriodInput {
    /// The tenancy under a sliding lease.
    tenancy_id: ID,
    /// How long, in months, 3 to 36; left out: the programme's default.
    exam_period_months: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

/// What the landlord told the Prefect.
#[derive(InputObject)]
pub struct RecordPrefectNoticeInput {
    /// The exam period.
    exam_period_id: ID,
    /// The day.
    informed_on: Date,
    /// Whether the landlord offers the household the lease.
    lease_offered: bool,
    /// Why not; or under which conditions, if there are any.
    reasons: Option<String>,
    /// The version of the period that the viewer has seen: in another, nothing changes, and the answer carries the
    /// present one.
    expected_version: Option<i32>,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// An exam period renewed, or why it was not.
    RenewExamPeriodPayload {
        /// The new period.
        exam_period: ExamPeriod
    }
}

payload_type! {
    /// A notice to the Prefect recorded, or why it was not.
    RecordPrefectNoticePayload {
        /// The period.
        exam_period: ExamPeriod
    }
}

#[derive(Default)]
pub struct ExamPeriodMutation;

#[Object]
impl ExamPeriodMutation {
    /// Adds an exam period to a sliding lease, from the day after the last.
    async fn renew_exam_period(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The tenancy, and how long.")] input: RenewExamPeriodInput,
    ) -> Option<Result<RenewExamPeriodPayload>> {
        perform(ctx, input, |db, act, input| {
            exam_period::renew(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }

    /// Records what the landlord told the Prefect about the lease (*avis au préfet*), with its reasons if it does not
    /// offer it. A late notice is recorded too, and told to be late.
    async fn record_prefect_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The notice.")] input: RecordPrefectNoticeInput,
    ) -> Option<Result<RecordPrefectNoticePayload>> {
        perform(ctx, input, |db, act, input| {
            exam_period::record_notice(db, act, input).map_ok(|row| row.id.to_string()).boxed()
        })
        .await
    }
}

impl ActInput for RenewExamPeriodInput {
    type Operation = exam_period::RenewExamPeriod;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(exam_period::RenewExamPeriod {
            tenancy_id: parse(&self.tenancy_id, "tenancyId")?,
            // What is below zero is out of range like zero.
            exam_period_months: self.exam_period_months.map(|months| u32::try_from(months).unwrap_or_default()),
        })
    }
}

impl ActInput for RecordPrefectNoticeInput {
    type Operation = exam_period::RecordPrefectNotice;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, self.expected_version)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(exam_period::RecordPrefectNotice {
            exam_period_id: parse(&self.exam_period_id, "examPeriodId")?,
            informed_on: self.informed_on.0,
            lease_offered: self.lease_offered,
            reasons: self.reasons,
        })
    }
}
