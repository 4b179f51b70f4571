//! A review of a sliding lease is planned, or moved to another day, and recorded.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, TransactionTrait,
};

use super::tenancy::{check_slides, open_review, plan_review, tenancy_in_scope};
use super::{Act, locked};
use crate::event_log::{self, Draft};
use crate::model::{household, lease_review, tenancy};
use crate::policy::{Action, scope};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::lease_review as rules;
use crate::types::{EventKind, LeaseReviewId, LeaseReviewOutcome, TenancyId};

/// The day by which the next review is to be held.
#[derive(Debug, Clone)]
pub struct PlanLeaseReview {
    /// The tenancy under a sliding lease.
    pub tenancy_id: TenancyId,
    /// The day.
    pub due_on: NaiveDate,
}

/// Plans the next review of a sliding lease, or moves the one that is already planned.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, NOT_SLIDING_LEASE, TENANCY_ENDED, LEASE_ALREADY_TRANSFERRED, or the rules of
/// [`crate::rules::lease_review::check_plan`].
pub async fn plan<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: PlanLeaseReview,
) -> Result<lease_review::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (tenancy, household) = tenancy_in_scope(&tx, act, &input.tenancy_id).await?;
    act.may(Action::PlanLeaseReview, act.relation(&household))?;
    let planned = open_review(&tx, &tenancy.id).await?;
    if let Some(planned) = &planned {
        act.expects(planned.version, &planned.id)?;
    }
    let mut checks = Checks::new();
    check_slides(&mut checks, &tenancy);
    rules::check_plan(&mut checks, input.due_on, act.today());
    checks.done()?;

    let review = if let Some(planned) = planned {
        let mut moved = planned.into_active_model();
        moved.due_on = Set(input.due_on);
        moved.update(&tx).await?
    } else {
        plan_review(&tx, act, &tenancy.id, input.due_on).await?
    };
    let draft = Draft::new(EventKind::LeaseReviewPlanned, &review.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("dueOn", review.due_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &review.id).await?;
    Ok(review)
}

/// What a review heard and concluded.
#[derive(Debug, Clone)]
pub struct RecordLeaseReview {
    /// The review.
    pub lease_review_id: LeaseReviewId,
    /// The day on which it was held.
    pub held_on: NaiveDate,
    /// What it concluded.
    pub outcome: LeaseReviewOutcome,
    /// What the household said.
    pub household_view: String,
    /// What the organisation said.
    pub organisation_view: String,
}

/// Records a review that was held, and plans the next of the series: until the lease slides or the
/// tenancy ends there is always one planned, so that none is forgotten.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, LEASE_REVIEW_CLOSED, or the rules of [`crate::rules::lease_review`].
pub async fn record<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordLeaseReview,
) -> Result<lease_review::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (review, tenancy, household) = review_in_scope(&tx, act, &input.lease_review_id).await?;
    act.may(Action::RecordLeaseReview, act.relation(&household))?;
    act.expects(review.version, &review.id)?;
    let mut checks = Checks::new();
    let open = review.held_on.is_none() && review.cancelled_on.is_none();
    checks.require(open, Rule::LeaseReviewClosed, "leaseReviewId");
    let views = [input.household_view.as_str(), input.organisation_view.as_str()];
    let last_held_on = lease_review::Entity::find()
        .filter(lease_review::Column::TenancyId.eq(tenancy.id.clone()))
        .select_only()
        .column_as(lease_review::Column::HeldOn.max(), "last")
        .into_tuple::<Option<NaiveDate>>()
        .one(&tx)
        .await?
        .flatten();
    checks.require(last_held_on.is_none_or(|last| input.held_on >= last), Rule::DayBeforeReview, "heldOn");
    rules::check_record(&mut checks, tenancy.start_on, input.held_on, views, act.today());
    checks.done()?;

    let due_on = review.due_on;
    let mut held = review.into_active_model();
    held.held_on = Set(Some(input.held_on));
    held.outcome = Set(Some(input.outcome));
    held.household_view = Set(Some(input.household_view.trim().to_owned()));
    held.organisation_view = Set(Some(input.organisation_view.trim().to_owned()));
    let review = held.update(&tx).await?;
    let period = tenancy.review_period_months.and_then(|months| u32::try_from(months).ok());
    let next_due_on = period.map(|months| rules::next_due_on(tenancy.start_on, months, due_on.max(input.held_on)));
    if let Some(next) = next_due_on {
        plan_review(&tx, act, &tenancy.id, next).await?;
    }
    let draft = Draft::new(EventKind::LeaseReviewRecorded, &review.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("heldOn", input.held_on)
        .change("outcome", input.outcome)
        .change("nextDueOn", next_due_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &review.id).await?;
    Ok(review)
}

async fn review_in_scope(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    id: &LeaseReviewId,
) -> Result<(lease_review::Model, tenancy::Model, household::Model), OperationError> {
    let not_found = || Rule::NotFound.refuse("leaseReviewId");
    let visible = lease_review::Entity::find_by_id(id.clone()).filter(act.scope(scope::lease_reviews));
    let tenancy_id = visible.clone().one(tx).await?.ok_or_else(not_found)?.tenancy_id;
    // The tenancy is locked before its review, as a transfer does: the other order could deadlock.
    let (tenancy, household) = tenancy_in_scope(tx, act, &tenancy_id).await.map_err(|error| match error {
        OperationError::Refused(_) => not_found().into(),
        other => other,
    })?;
    let review = locked(visible).one(tx).await?.ok_or_else(not_found)?;
    Ok((review, tenancy, household))
}
