//! A tenancy opens, a sliding lease slides, a tenancy ends.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, TransactionTrait,
};

use super::allocation::{accepted, one_at_a_time, promised_to_another};
use super::diagnosis::last_diagnosis;
use super::exam_period::{begin as begin_exam_period, period_on};
use super::household::restage;
use super::step_waiver::{check_step, spend};
use super::support::open_measure;
use super::{Act, equals, household_in_scope, locked, next_position, programme_of};
use crate::event_log::{self, Draft};
use crate::model::versioned::FIRST;
use crate::model::{dwelling, exam_period, household, lease_review, organisation, programme_modality, tenancy};
use crate::policy::{Action, FieldClass, scope};
use crate::refusal::{Checks, OperationError, Rule, Warning};
use crate::rules::{
    exam_period as exam_rules, household as household_rules, lease_review as review_rules, tenancy as rules,
};
use crate::types::{
    DwellingId, EventKind, HouseholdId, LeaseReviewId, OrganisationId, RentalManagement, RentalModality, TenancyId,
    WaivedStep,
};

/// How a household is housed.
#[derive(Debug, Clone)]
pub struct OpenTenancy {
    /// The household.
    pub household_id: HouseholdId,
    /// The dwelling.
    pub dwelling_id: DwellingId,
    /// One of the four modalities.
    pub modality: RentalModality,
    /// The type of rental management.
    pub rental_management: RentalManagement,
    /// The organisation that takes the lease; absent in direct access.
    pub head_tenant_id: Option<OrganisationId>,
    /// First day.
    pub start_on: NaiveDate,
    /// Months between two reviews of a sliding lease; absent: the programme's default.
    pub review_period_months: Option<u32>,
    /// Months of exam of a sliding lease, as its convention sets it; absent: the programme's default.
    pub exam_period_months: Option<u32>,
}

/// Opens a tenancy for a preselected household in a free dwelling that it was allocated and has accepted; plans the first
/// review of a sliding lease. Every allocation is subject to the committee [form], but a *résidence sociale* admits by
/// itself ([`rules::admits_by_itself`]).
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, the step that is missing, TENANCY_ALREADY_OPEN, DWELLING_OCCUPIED, or the rules of
/// [`crate::rules::tenancy`]. To be confirmed: DAY_BEFORE_PROGRAMME, MODALITY_NOT_OFFERED, and MODALITY_NOT_ADVISED of who
/// may read what the diagnosis advises.
pub async fn open<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: OpenTenancy,
) -> Result<tenancy::Model, OperationError> {
    let tx = act.begin(db).await?;
    let household = household_in_scope(&tx, act, &input.household_id, "householdId").await?;
    act.may(Action::OpenTenancy, act.relation(&household))?;
    let dwelling = locked(dwelling::Entity::find_by_id(input.dwelling_id.clone()))
        .filter(act.scope(scope::dwellings))
        .one(&tx)
        .await?;
    let dwelling = dwelling.ok_or_else(|| Rule::NotFound.refuse("dwellingId"))?;
    one_at_a_time(&tx, &dwelling.id).await?;
    let owner = organisation::Entity::find_by_id(dwelling.owner_id.clone()).one(&tx).await?;
    let owner = owner.ok_or_else(|| DbErr::RecordNotFound("a dwelling without an owner".to_owned()))?.kind;
    let head_tenant = match &input.head_tenant_id {
        Some(id) => {
            let known = organisation::Entity::find_by_id(id.clone()).one(&tx).await?;
            Some(known.ok_or_else(|| Rule::NotFound.refuse("headTenantId"))?.kind)
        }
        None => None,
    };

    let mut checks = Checks::new();
    let of_household = tenancy::Column::HouseholdId.eq(household.id.clone());
    let last_day = last_day_of(&tx, of_household.clone()).await?;
    rules::check_start(&mut checks, input.start_on, last_day, act.today());
    let preselected = household_rules::is_preselected(household.stage);
    checks.require(preselected, Rule::HouseholdNotPreselected, "householdId");
    let housed = any_open(&tx, of_household).await?;
    checks.require(!housed, Rule::TenancyAlreadyOpen, "householdId");
    let accepted = accepted(&tx, &household.id, &dwelling.id).await?;
    // Of several steps that are missing the first is named.
    let admits = rules::admits_by_itself(input.modality, owner, dwelling.insertion_stock);
    let done = !preselected || housed || accepted.is_some();
    let step = WaivedStep::AllocationBeforeTenancy;
    let waiver = if admits { None } else { Some(check_step(&tx, &mut checks, &household.id, step, done).await?) };
    let answered_on = accepted.and_then(|decision| decision.answered_on);
    let answered = answered_on.is_none_or(|answered_on| input.start_on >= answered_on);
    checks.require(answered, Rule::DayBeforeAnswer, "startOn");
    rules::check_head_tenant(&mut checks, input.modality, head_tenant);
    let programme = programme_of(&tx, &household.programme_id).await?;
    checks.warn(input.start_on >= programme.starts_on, Warning::DayBeforeProgramme, "startOn");
    let offered = programme_modality::Entity::find_by_id((programme.id.clone(), input.modality)).one(&tx).await?;
    checks.warn(offered.is_some(), Warning::ModalityNotOffered, "modality");
    if act.reads(FieldClass::Social, act.relation(&household)) {
        let advised = last_diagnosis(&tx, &household.id).await?.and_then(|diagnosis| diagnosis.modality);
        let as_advised = advised.is_none_or(|advised| advised == input.modality);
        checks.warn(as_advised, Warning::ModalityNotAdvised, "modality");
    }
    let settings = programme.settings;
    let slides = input.modality == RentalModality::SlidingLease;
    let review_period = input.review_period_months.or(slides.then_some(settings.lease_review.period_months));
    rules::check_review_period(&mut checks, input.modality, review_period);
    let exam_months = input.exam_period_months.or(slides.then_some(settings.lease_review.exam_period_months));
    exam_rules::check_months(&mut checks, input.modality, exam_months);
    act.settle(checks)?;
    // Last, of what could be opened otherwise: an input that is wrong in any case must not tell, time after time
    // and without a trace, which dwellings somebody lives in and until when.
    let mut checks = Checks::new();
    let of_dwelling = tenancy::Column::DwellingId.eq(dwelling.id.clone());
    checks.require(!any_open(&tx, of_dwelling.clone()).await?, Rule::DwellingOccupied, "dwellingId");
    rules::check_overlap(&mut checks, input.start_on, last_day_of(&tx, of_dwelling).await?);
    let promised = promised_to_another(&tx, &dwelling.id, &household.id).await?;
    checks.require(!promised, Rule::DwellingPromised, "dwellingId");
    checks.done()?;

    let id = TenancyId::generate(act.now, act.chance);
    let row = tenancy::ActiveModel {
        id: Set(id.clone()),
        household_id: Set(household.id.clone()),
        dwelling_id: Set(dwelling.id.clone()),
        modality: Set(input.modality),
        rental_management: Set(input.rental_management),
        head_tenant_id: Set(input.head_tenant_id),
        start_on: Set(input.start_on),
        end_on: Set(None),
        review_period_months: Set(review_period.and_then(|months| i32::try_from(months).ok())),
        transferred_on: Set(None),
        version: Set(FIRST),
    };
    let tenancy = tenancy::Entity::insert(row).exec_with_returning(&tx).await?;
    if let Some(months) = review_period {
        plan_review(&tx, act, &id, review_rules::due_on(input.start_on, months, 1)).await?;
    }
    let mut exam_end_on = None;
    if let Some(months) = exam_months {
        let period = begin_exam_period(&tx, act, &id, &settings, input.start_on, months).await?;
        exam_end_on = Some(period.end_on);
    }
    let stage = restage(&tx, &household).await?;
    let waiver_id = spend(&tx, act, &household, waiver, &id).await?;
    let draft = Draft::new(EventKind::TenancyOpened, &id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("modality", input.modality)
        .change("startOn", input.start_on)
        .change_if_any("examEndOn", exam_end_on)
        .change_if_any("stage", stage)
        .change_if_any("stepWaiverId", waiver_id);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &tenancy.id).await?;
    Ok(tenancy)
}

/// The day on which a lease slides.
#[derive(Debug, Clone)]
pub struct TransferLease {
    /// The tenancy under a sliding lease.
    pub tenancy_id: TenancyId,
    /// The day on which the household becomes the tenant.
    pub transferred_on: NaiveDate,
}

/// Lets a sliding lease slide to its household (*glissement*); a review still open is cancelled.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, LEASE_NOT_OFFERED, or the rules of [`crate::rules::tenancy::check_transfer`].
/// To be confirmed: PREFECT_NOT_INFORMED.
pub async fn transfer<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: TransferLease,
) -> Result<tenancy::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (tenancy, household) = tenancy_in_scope(&tx, act, &input.tenancy_id).await?;
    act.may(Action::TransferLease, act.relation(&household))?;
    act.expects(tenancy.version, &tenancy.id)?;
    let last_review = last_held_review(&tx, &tenancy.id).await?;
    let period = period_on(&tx, &tenancy.id, input.transferred_on).await?;
    let mut checks = Checks::new();
    let transfer = rules::Transfer {
        modality: tenancy.modality,
        ended: tenancy.end_on.is_some(),
        transferred: tenancy.transferred_on.is_some(),
        last_review: last_review.and_then(|review| review.outcome.zip(review.held_on)),
        transferred_on: input.transferred_on,
    };
    rules::check_transfer(&mut checks, transfer, act.today());
    let refused = period.as_ref().is_some_and(|period| period.lease_offered == Some(false));
    checks.require(!refused, Rule::LeaseNotOffered, "tenancyId");
    let untold = period
        .is_some_and(|period| period.prefect_informed_on.is_none() && input.transferred_on > period.notice_due_on);
    checks.warn(!untold, Warning::PrefectNotInformed, "tenancyId");
    act.settle(checks)?;

    cancel_open_review(&tx, act, &tenancy.id, &household).await?;
    let mut transferred = tenancy.into_active_model();
    transferred.transferred_on = Set(Some(input.transferred_on));
    let tenancy = transferred.update(&tx).await?;
    let stage = restage(&tx, &household).await?;
    let draft = Draft::new(EventKind::LeaseTransferred, &tenancy.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("transferredOn", input.transferred_on)
        .change_if_any("stage", stage);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &tenancy.id).await?;
    Ok(tenancy)
}

/// The last day of a tenancy.
#[derive(Debug, Clone)]
pub struct EndTenancy {
    /// The tenancy.
    pub tenancy_id: TenancyId,
    /// Its last day.
    pub end_on: NaiveDate,
}

/// Ends an open tenancy, so that the household may be housed elsewhere and the dwelling serve again.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, TENANCY_ENDED, DAY_BEFORE_START, DAY_BEFORE_TRANSFER, DAY_BEFORE_REVIEW, DATE_IN_FUTURE.
/// To be confirmed: SUPPORT_STILL_OPEN.
pub async fn end<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: EndTenancy,
) -> Result<tenancy::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (tenancy, household) = tenancy_in_scope(&tx, act, &input.tenancy_id).await?;
    act.may(Action::EndTenancy, act.relation(&household))?;
    act.expects(tenancy.version, &tenancy.id)?;
    let mut checks = Checks::new();
    checks.require(tenancy.end_on.is_none(), Rule::TenancyEnded, "tenancyId");
    checks.require(input.end_on >= tenancy.start_on, Rule::DayBeforeStart, "endOn");
    let slid = tenancy.transferred_on.is_none_or(|transferred_on| input.end_on >= transferred_on);
    checks.require(slid, Rule::DayBeforeTransfer, "endOn");
    let last_review = last_held_review(&tx, &tenancy.id).await?.and_then(|review| review.held_on);
    let reviewed = last_review.is_none_or(|held_on| input.end_on >= held_on);
    checks.require(reviewed, Rule::DayBeforeReview, "endOn");
    checks.require(input.end_on <= act.today(), Rule::DateInFuture, "endOn");
    let supported = open_measure(&tx, &household.id).await?.is_some();
    checks.warn(!supported, Warning::SupportStillOpen, "tenancyId");
    act.settle(checks)?;

    cancel_open_review(&tx, act, &tenancy.id, &household).await?;
    let mut ended = tenancy.into_active_model();
    ended.end_on = Set(Some(input.end_on));
    let tenancy = ended.update(&tx).await?;
    let stage = restage(&tx, &household).await?;
    let draft = Draft::new(EventKind::TenancyEnded, &tenancy.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("endOn", input.end_on)
        .change_if_any("stage", stage);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &tenancy.id).await?;
    Ok(tenancy)
}

/// Which tenancy comes to nothing.
#[derive(Debug, Clone)]
pub struct CancelTenancy {
    /// The tenancy.
    pub tenancy_id: TenancyId,
}

/// Takes back a tenancy that was opened ahead and has not begun: the household does not move in, or does on another day.
/// The record goes, with the reviews and the exam period planned for it; the events stay. The dwelling waits for the
/// household again if it had accepted it; a waiver that was used for it stays used. Returns the household. Source: ours.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, TENANCY_BEGUN.
pub async fn cancel<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: CancelTenancy,
) -> Result<HouseholdId, OperationError> {
    let tx = act.begin(db).await?;
    let (tenancy, household) = tenancy_in_scope(&tx, act, &input.tenancy_id).await?;
    act.may(Action::OpenTenancy, act.relation(&household))?;
    let mut checks = Checks::new();
    checks.require(tenancy.start_on > act.today(), Rule::TenancyBegun, "tenancyId");
    checks.done()?;

    let reviews = equals(lease_review::Column::TenancyId, tenancy.id.clone());
    lease_review::Entity::delete_many().filter(reviews).exec(&tx).await?;
    let periods = equals(exam_period::Column::TenancyId, tenancy.id.clone());
    exam_period::Entity::delete_many().filter(periods).exec(&tx).await?;
    tenancy::Entity::delete_by_id(tenancy.id.clone()).exec(&tx).await?;
    act.forget_answer(&tx, &tenancy.id).await?;
    let stage = restage(&tx, &household).await?;
    let draft = Draft::new(EventKind::TenancyCancelled, &tenancy.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("modality", tenancy.modality)
        .change("startOn", tenancy.start_on)
        .change_if_any("stage", stage);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &household.id).await?;
    Ok(household.id)
}

/// The last review of a tenancy that was held.
async fn last_held_review(tx: &impl ConnectionTrait, id: &TenancyId) -> Result<Option<lease_review::Model>, DbErr> {
    lease_review::Entity::find()
        .filter(lease_review::Column::TenancyId.eq(id.clone()))
        .filter(lease_review::Column::HeldOn.is_not_null())
        .order_by_desc(lease_review::Column::Rank)
        .one(tx)
        .await
}

/// Checks that a tenancy is under a sliding lease that has neither slid nor ended.
pub(super) fn check_slides(checks: &mut Checks, tenancy: &tenancy::Model) {
    checks.require(tenancy.modality == RentalModality::SlidingLease, Rule::NotSlidingLease, "tenancyId");
    checks.require(tenancy.end_on.is_none(), Rule::TenancyEnded, "tenancyId");
    checks.require(tenancy.transferred_on.is_none(), Rule::LeaseAlreadyTransferred, "tenancyId");
}

/// Loads a tenancy and its household, both locked, if the actor sees them.
pub(super) async fn tenancy_in_scope(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    id: &TenancyId,
) -> Result<(tenancy::Model, household::Model), OperationError> {
    let tenancy = locked(tenancy::Entity::find_by_id(id.clone())).filter(act.scope(scope::tenancies)).one(tx).await?;
    let tenancy = tenancy.ok_or_else(|| Rule::NotFound.refuse("tenancyId"))?;
    let household = household_in_scope(tx, act, &tenancy.household_id, "tenancyId").await?;
    Ok((tenancy, household))
}

/// Writes a planned review.
pub(super) async fn plan_review(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    tenancy_id: &TenancyId,
    due_on: NaiveDate,
) -> Result<lease_review::Model, DbErr> {
    let of_tenancy = || equals(lease_review::Column::TenancyId, tenancy_id.clone());
    let rank = next_position::<lease_review::Entity, _>(tx, lease_review::Column::Rank, of_tenancy()).await?;
    // Whoever plans names the tenancy: a version that they know must be no other review's.
    let version = next_position::<lease_review::Entity, _>(tx, lease_review::Column::Version, of_tenancy()).await?;
    let row = lease_review::ActiveModel {
        id: Set(LeaseReviewId::generate(act.now, act.chance)),
        tenancy_id: Set(tenancy_id.clone()),
        rank: Set(rank),
        due_on: Set(due_on),
        held_on: Set(None),
        outcome: Set(None),
        household_view: Set(None),
        organisation_view: Set(None),
        cancelled_on: Set(None),
        version: Set(version),
    };
    lease_review::Entity::insert(row).exec_with_returning(tx).await
}

/// The open review of a tenancy, if it has one.
pub(super) async fn open_review(
    tx: &impl ConnectionTrait,
    tenancy_id: &TenancyId,
) -> Result<Option<lease_review::Model>, DbErr> {
    lease_review::Entity::find()
        .filter(lease_review::Column::TenancyId.eq(tenancy_id.clone()))
        .filter(lease_review::Column::HeldOn.is_null())
        .filter(lease_review::Column::CancelledOn.is_null())
        .one(tx)
        .await
}

/// Cancels the review that is planned and will not be held; an event of its own tells whoever expects it.
async fn cancel_open_review(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    tenancy_id: &TenancyId,
    household: &household::Model,
) -> Result<(), DbErr> {
    let Some(review) = open_review(tx, tenancy_id).await? else { return Ok(()) };
    let draft = Draft::new(EventKind::LeaseReviewCancelled, &review.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("cancelledOn", act.today());
    let mut cancelled = review.into_active_model();
    cancelled.cancelled_on = Set(Some(act.today()));
    cancelled.update(tx).await?;
    event_log::append(tx, act, draft).await
}

/// The last day of the tenancies of the household, or in the dwelling, that are over.
async fn last_day_of(
    tx: &impl ConnectionTrait,
    of: sea_orm::sea_query::SimpleExpr,
) -> Result<Option<NaiveDate>, DbErr> {
    let last = tenancy::Entity::find()
        .filter(of)
        .select_only()
        .column_as(tenancy::Column::EndOn.max(), "last")
        .into_tuple::<Option<NaiveDate>>()
        .one(tx)
        .await?;
    Ok(last.flatten())
}

/// Whether a household lives in a dwelling of the programme.
pub(super) async fn is_housed(tx: &impl ConnectionTrait, household_id: &HouseholdId) -> Result<bool, DbErr> {
    any_open(tx, tenancy::Column::HouseholdId.eq(household_id.clone())).await
}

async fn any_open(tx: &impl ConnectionTrait, of: sea_orm::sea_query::SimpleExpr) -> Result<bool, DbErr> {
    let open = tenancy::Entity::find().filter(of).filter(tenancy::Column::EndOn.is_null()).one(tx).await?;
    Ok(open.is_some())
}
