//! The convention of a sliding lease sets a period of exam, or another one; before it ends the landlord tells the Prefect
//! whether it offers the lease.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, TransactionTrait,
};

use super::tenancy::{check_slides, tenancy_in_scope};
use super::{Act, equals, locked, next_position, settings_of};
use crate::event_log::{self, Draft};
use crate::model::exam_period::{ActiveModel, Column, Entity, Model};
use crate::model::versioned::FIRST;
use crate::model::{household, tenancy};
use crate::policy::{Action, scope};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::exam_period as rules;
use crate::types::{EventKind, ExamPeriodId, ProgrammeSettings, RentalModality, TenancyId};

/// A further period of exam.
#[derive(Debug, Clone)]
pub struct RenewExamPeriod {
    /// The tenancy under a sliding lease.
    pub tenancy_id: TenancyId,
    /// How long, in months; absent: the programme's default.
    pub exam_period_months: Option<u32>,
}

/// Adds a period to a sliding lease, from the day after the last: the sublease is renewed. One is added once the last has
/// begun, so that none is agreed in advance.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, NOT_SLIDING_LEASE, TENANCY_ENDED, LEASE_ALREADY_TRANSFERRED, EXAM_PERIOD_TO_COME,
/// EXAM_PERIOD_OUT_OF_RANGE.
pub async fn renew<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RenewExamPeriod,
) -> Result<Model, OperationError> {
    let tx = act.begin(db).await?;
    let (tenancy, household) = tenancy_in_scope(&tx, act, &input.tenancy_id).await?;
    act.may(Action::RenewExamPeriod, act.relation(&household))?;
    let last = last_period(&tx, &tenancy.id).await?;
    let settings = settings_of(&tx, &household.programme_id).await?;
    let months = input.exam_period_months.unwrap_or(settings.lease_review.exam_period_months);
    let mut checks = Checks::new();
    check_slides(&mut checks, &tenancy);
    let begun = last.as_ref().is_none_or(|last| last.start_on <= act.today());
    checks.require(begun, Rule::ExamPeriodToCome, "tenancyId");
    rules::check_months(&mut checks, RentalModality::SlidingLease, Some(months));
    checks.done()?;

    let start_on = last.map_or(tenancy.start_on, |last| last.end_on + chrono::Days::new(1));
    let period = begin(&tx, act, &tenancy.id, &settings, start_on, months).await?;
    let draft = Draft::new(EventKind::ExamPeriodRenewed, &period.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("startOn", period.start_on)
        .change("endOn", period.end_on)
        .change("noticeDueOn", period.notice_due_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &period.id).await?;
    Ok(period)
}

/// What the landlord told the Prefect.
#[derive(Debug, Clone)]
pub struct RecordPrefectNotice {
    /// The period.
    pub exam_period_id: ExamPeriodId,
    /// The day.
    pub informed_on: NaiveDate,
    /// Whether it offers the lease.
    pub lease_offered: bool,
    /// Why; of a refusal always.
    pub reasons: Option<String>,
}

/// Records what the landlord told the Prefect about the lease.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, TENANCY_ENDED, LEASE_ALREADY_TRANSFERRED, or the rules of
/// [`crate::rules::exam_period`].
pub async fn record_notice<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordPrefectNotice,
) -> Result<Model, OperationError> {
    let tx = act.begin(db).await?;
    let (period, tenancy, household) = period_in_scope(&tx, act, &input.exam_period_id).await?;
    act.may(Action::RecordPrefectNotice, act.relation(&household))?;
    act.expects(period.version, &period.id)?;
    let mut checks = Checks::new();
    checks.require(tenancy.end_on.is_none(), Rule::TenancyEnded, "examPeriodId");
    checks.require(tenancy.transferred_on.is_none(), Rule::LeaseAlreadyTransferred, "examPeriodId");
    let notice = rules::Notice {
        start_on: period.start_on,
        informed_before: period.prefect_informed_on,
        informed_on: input.informed_on,
        lease_offered: input.lease_offered,
        reasons: input.reasons.as_deref(),
    };
    rules::check_notice(&mut checks, notice, act.today());
    checks.done()?;

    let late = input.informed_on > period.notice_due_on;
    let mut told = period.into_active_model();
    told.prefect_informed_on = Set(Some(input.informed_on));
    told.lease_offered = Set(Some(input.lease_offered));
    told.notice_reasons = Set(input.reasons.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()));
    let period = told.update(&tx).await?;
    let draft = Draft::new(EventKind::PrefectNoticeRecorded, &period.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("prefectInformedOn", input.informed_on)
        .change("leaseOffered", input.lease_offered)
        .change("late", late);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &period.id).await?;
    Ok(period)
}

/// Writes a period of a tenancy.
pub(super) async fn begin(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    tenancy_id: &TenancyId,
    settings: &ProgrammeSettings,
    start_on: NaiveDate,
    months: u32,
) -> Result<Model, DbErr> {
    let end_on = rules::end_on(start_on, months);
    let of_tenancy = equals(Column::TenancyId, tenancy_id.clone());
    let row = ActiveModel {
        id: Set(ExamPeriodId::generate(act.now, act.chance)),
        tenancy_id: Set(tenancy_id.clone()),
        rank: Set(next_position::<Entity, _>(tx, Column::Rank, of_tenancy).await?),
        start_on: Set(start_on),
        end_on: Set(end_on),
        notice_due_on: Set(rules::notice_due_on(settings.territory, end_on)),
        prefect_informed_on: Set(None),
        lease_offered: Set(None),
        notice_reasons: Set(None),
        version: Set(FIRST),
    };
    Entity::insert(row).exec_with_returning(tx).await
}

/// The last period of a tenancy, if it has one.
async fn last_period(tx: &impl ConnectionTrait, id: &TenancyId) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::TenancyId.eq(id.clone())).order_by_desc(Column::Rank).one(tx).await
}

/// The period of a tenancy in which a day lies, or the last before it.
pub(super) async fn period_on(
    tx: &impl ConnectionTrait,
    id: &TenancyId,
    day: NaiveDate,
) -> Result<Option<Model>, DbErr> {
    let begun = Entity::find().filter(Column::TenancyId.eq(id.clone())).filter(Column::StartOn.lte(day));
    begun.order_by_desc(Column::Rank).one(tx).await
}

async fn period_in_scope(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    id: &ExamPeriodId,
) -> Result<(Model, tenancy::Model, household::Model), OperationError> {
    let not_found = || Rule::NotFound.refuse("examPeriodId");
    let visible = Entity::find_by_id(id.clone()).filter(act.scope(scope::exam_periods));
    let tenancy_id = visible.clone().one(tx).await?.ok_or_else(not_found)?.tenancy_id;
    // The tenancy is locked before its period, as a transfer does: the other order could deadlock.
    let (tenancy, household) = tenancy_in_scope(tx, act, &tenancy_id).await.map_err(|error| match error {
        OperationError::Refused(_) => not_found().into(),
        other => other,
    })?;
    let period = locked(visible).one(tx).await?.ok_or_else(not_found)?;
    Ok((period, tenancy, household))
}
