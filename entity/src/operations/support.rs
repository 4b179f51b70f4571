//! A support measure starts, is extended, is closed.

mod done;

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, TransactionTrait,
};

use super::agreement::signed_on;
use super::diagnosis::{last_diagnosis, open_diagnosis};
use super::extension_request::{self, granted, undecided};
use super::household::restage;
use super::step_waiver::{check_step, spend};
use super::{
    Act, active_staff, equals, household_in_scope, locked, next_position, organisation_of, programme_of,
    support_intensity, suspension,
};
use crate::event_log::{self, Draft};
use crate::model::versioned::FIRST;
use crate::model::{
    household, support_axis, support_extension, support_extension_request, support_intensity_period, support_measure,
    support_objective, tenancy,
};
use crate::policy::{Action, scope};
use crate::refusal::{Checks, OperationError, Rule, Warning};
use crate::rules::{calendar, household as household_rules, support as rules};
use crate::types::{
    EventKind, ExtensionGround, HouseholdId, ObjectiveStatus, OrganisationKind, Role, StaffId, SupportAxis,
    SupportExtensionId, SupportIntensity, SupportMeasureId, SupportObjectiveId, SupportOutcome, WaivedStep,
};

/// What is decided when support starts.
#[derive(Debug, Clone)]
pub struct StartSupport {
    /// The household.
    pub household_id: HouseholdId,
    /// Who supports it, from now on.
    pub referent_id: StaffId,
    /// First day.
    pub start_on: NaiveDate,
    /// Last day; absent: that of what is left of the twelve months ([`rules::usual_end`]).
    pub end_on: Option<NaiveDate>,
    /// How close the support is.
    pub intensity: SupportIntensity,
    /// Its axes, at least one.
    pub axes: Vec<SupportAxis>,
    /// The objectives set with the household, each on one of the axes.
    pub objectives: Vec<NewObjective>,
}

/// An objective to be set.
#[derive(Debug, Clone)]
pub struct NewObjective {
    /// Its axis.
    pub axis: SupportAxis,
    /// What it is.
    pub label: String,
}

/// Starts the support of a household that the cell has preselected, that has signed the agreement, and that has no open
/// measure. What goes beyond the twelve months that it shares with the household's earlier measures
/// ([`rules::shared_cap`]) wants a waiver of its own.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, the step that is missing, or the rules of [`crate::rules::support`]. To be confirmed:
/// DAY_BEFORE_PROGRAMME, SUPPORT_LONGER_THAN_ADVISED.
pub async fn start<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: StartSupport,
) -> Result<support_measure::Model, OperationError> {
    let tx = act.begin(db).await?;
    let household = household_in_scope(&tx, act, &input.household_id, "householdId").await?;
    act.may(Action::StartSupport, act.relation(&household))?;
    let referent = active_staff(&tx, &input.referent_id, "referentId").await?;
    let employer = organisation_of(&tx, &referent).await?.kind;
    let last = last_over(&tx, &household).await?;
    let shared_cap = rules::shared_cap(last, input.start_on);
    let advised_end = last_diagnosis(&tx, &household.id).await?.and_then(|diagnosis| diagnosis.duration_months);
    let advised_end = advised_end.and_then(|months| u32::try_from(months).ok());
    let advised_end = advised_end.map(|months| calendar::add_months(input.start_on, months));
    let end_on = input.end_on.unwrap_or_else(|| rules::usual_end(input.start_on, shared_cap, advised_end));

    let mut checks = Checks::new();
    let social_worker = employer == OrganisationKind::SupportOrganisation && referent.role == Role::SocialWorker;
    checks.require(social_worker, Rule::NotSupportStaff, "referentId");
    let takes_part = household_rules::takes_part(household.stage);
    checks.require(takes_part, Rule::HouseholdNotRetained, "householdId");
    let preselected = household_rules::is_preselected(household.stage);
    checks.require(!takes_part || preselected, Rule::HouseholdNotPreselected, "householdId");
    let supported = open_measure(&tx, &household.id).await?.is_some();
    checks.require(!supported, Rule::SupportAlreadyOpen, "householdId");
    let agreed_on = signed_on(&tx, &household.id).await?;
    // Of several steps that are missing the first is named.
    let done = !preselected || supported || agreed_on.is_some();
    let step = WaivedStep::AgreementBeforeSupport;
    let waiver = check_step(&tx, &mut checks, &household.id, step, done).await?;
    let agreed = agreed_on.is_none_or(|agreed_on| input.start_on >= agreed_on);
    checks.require(agreed, Rule::DayBeforeAgreement, "startOn");
    let author = open_diagnosis(&tx, &household.id).await?.map(|diagnosis| diagnosis.author_id);
    checks.require(author.is_none_or(|author| author == referent.id), Rule::AuthorNotReferent, "referentId");
    rules::check_start(&mut checks, input.start_on, end_on, act.today());
    let within = shared_cap.is_none_or(|shared_cap| end_on <= shared_cap);
    let fits = !preselected || supported || within || end_on > rules::cap(input.start_on);
    let further = check_step(&tx, &mut checks, &household.id, WaivedStep::FurtherSupport, fits).await?;
    let after_last = last.is_none_or(|last| input.start_on > last.closed_on);
    checks.require(after_last, Rule::SupportOverlaps, "startOn");
    let on_axes: Vec<_> = input.objectives.iter().map(|objective| objective.axis).collect();
    rules::check_axes(&mut checks, &input.axes, &on_axes);
    for objective in &input.objectives {
        checks.text(&objective.label, 1_000, "objectives");
    }
    let programme = programme_of(&tx, &household.programme_id).await?;
    checks.warn(input.start_on >= programme.starts_on, Warning::DayBeforeProgramme, "startOn");
    let as_advised = advised_end.is_none_or(|advised_end| end_on <= advised_end);
    checks.warn(as_advised, Warning::SupportLongerThanAdvised, "endOn");
    act.settle(checks)?;

    let id = SupportMeasureId::generate(act.now, act.chance);
    let row = support_measure::ActiveModel {
        id: Set(id.clone()),
        household_id: Set(household.id.clone()),
        start_on: Set(input.start_on),
        cap_on: Set(rules::cap(input.start_on)),
        shared_cap_on: Set(shared_cap.filter(|shared_cap| *shared_cap < rules::cap(input.start_on))),
        end_on: Set(end_on),
        current_extension_id: Set(None),
        intensity: Set(input.intensity),
        closed_on: Set(None),
        outcome: Set(None),
        version: Set(FIRST),
    };
    let measure = support_measure::Entity::insert(row).exec_with_returning(&tx).await?;
    support_intensity::begin(&tx, act, &measure).await?;
    let axes = input
        .axes
        .iter()
        .map(|axis| support_axis::ActiveModel { support_measure_id: Set(id.clone()), axis: Set(*axis) });
    support_axis::Entity::insert_many(axes).exec_without_returning(&tx).await?;
    let objectives = (1..).zip(&input.objectives).map(|(position, objective)| support_objective::ActiveModel {
        id: Set(SupportObjectiveId::generate(act.now, act.chance)),
        support_measure_id: Set(id.clone()),
        axis: Set(objective.axis),
        label: Set(objective.label.trim().to_owned()),
        set_on: Set(input.start_on),
        status: Set(ObjectiveStatus::Set),
        position: Set(position),
    });
    support_objective::Entity::insert_many(objectives).exec_without_returning(&tx).await?;
    let mut assigned = household.into_active_model();
    assigned.referent_id = Set(Some(referent.id.clone()));
    let household = assigned.update(&tx).await?;
    let stage = restage(&tx, &household).await?;
    let waiver_id = spend(&tx, act, &household, Some(waiver), &id).await?;
    let further_id = spend(&tx, act, &household, Some(further), &id).await?;
    let draft = Draft::new(EventKind::SupportStarted, &id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("startOn", measure.start_on)
        .change("endOn", measure.end_on)
        .change("referentId", &referent.id)
        .change_if_any("stage", stage)
        .change_if_any("stepWaiverId", waiver_id)
        .change_if_any("furtherSupportWaiverId", further_id);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &measure.id).await?;
    Ok(measure)
}

/// An exception to the twelve months: ground, decision, end.
#[derive(Debug, Clone)]
pub struct ExtendSupport {
    /// The measure.
    pub support_measure_id: SupportMeasureId,
    /// Why.
    pub ground: ExtensionGround,
    /// Why, in words.
    pub explanation: String,
    /// Who decided; they must be entitled to.
    pub decided_by_id: StaffId,
    /// When it was decided.
    pub decided_on: NaiveDate,
    /// The new last day.
    pub end_on: NaiveDate,
}

/// Extends an open measure beyond its present end, of which no extension is asked for: what is asked for is decided by
/// [`extension_request::grant`] or [`extension_request::refuse`]. Only who may decide on extensions records one, be it a
/// colleague's decision: the form wants a decision by someone entitled, which is not to be had by telling of it.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, SUPPORT_CLOSED, EXTENSION_UNDECIDED, or the rules of [`crate::rules::support`].
pub async fn extend<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: ExtendSupport,
) -> Result<support_measure::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (measure, household) = measure_in_scope(&tx, act, &input.support_measure_id).await?;
    act.may(Action::DecideExtension, act.relation(&household))?;
    act.expects(measure.version, &measure.id)?;
    let decider = active_staff(&tx, &input.decided_by_id, "decidedById").await?;
    let asked = undecided(&tx, &measure.id).await?.is_some();

    let mut checks = Checks::new();
    checks.require(measure.closed_on.is_none(), Rule::SupportClosed, "supportMeasureId");
    checks.text(&input.explanation, 10_000, "explanation");
    let extension = rules::Extension {
        start_on: measure.start_on,
        previous_end_on: measure.end_on,
        end_on: input.end_on,
        decided_on: input.decided_on,
        decider: decider.role,
    };
    rules::check_extension(&mut checks, extension, act.today());
    checks.require(!asked, Rule::ExtensionUndecided, "supportMeasureId");
    checks.done()?;

    let decision = Decision {
        ground: input.ground,
        explanation: input.explanation.trim().to_owned(),
        decided_by_id: decider.id,
        decided_on: input.decided_on,
        end_on: input.end_on,
    };
    let (measure, _) = write_extension(&tx, act, measure, &household, decision, None).await?;
    act.commit(tx, &measure.id).await?;
    Ok(measure)
}

/// An extension that was decided and may be written.
pub(super) struct Decision {
    pub(super) ground: ExtensionGround,
    pub(super) explanation: String,
    pub(super) decided_by_id: StaffId,
    pub(super) decided_on: NaiveDate,
    pub(super) end_on: NaiveDate,
}

/// Writes an extension, the new end of its measure, what became of the request that it grants, and the event.
pub(super) async fn write_extension(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    measure: support_measure::Model,
    household: &household::Model,
    decision: Decision,
    request: Option<support_extension_request::Model>,
) -> Result<(support_measure::Model, Option<support_extension_request::Model>), DbErr> {
    let id = SupportExtensionId::generate(act.now, act.chance);
    let of_measure = equals(support_extension::Column::SupportMeasureId, measure.id.clone());
    let rank = next_position::<support_extension::Entity, _>(tx, support_extension::Column::Rank, of_measure).await?;
    let row = support_extension::ActiveModel {
        id: Set(id.clone()),
        support_measure_id: Set(measure.id.clone()),
        rank: Set(rank),
        ground: Set(decision.ground),
        explanation: Set(decision.explanation.clone()),
        decided_by_id: Set(decision.decided_by_id.clone()),
        decided_on: Set(decision.decided_on),
        previous_end_on: Set(measure.end_on),
        end_on: Set(decision.end_on),
    };
    support_extension::Entity::insert(row).exec_without_returning(tx).await?;
    let request = match request {
        Some(request) => Some(granted(tx, request, &decision, &id).await?),
        None => None,
    };
    let draft = Draft::new(EventKind::SupportExtended, &measure.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("previousEndOn", measure.end_on)
        .change("endOn", decision.end_on)
        .change("decidedById", &decision.decided_by_id)
        .change_if_any("supportExtensionRequestId", request.as_ref().map(|request| &request.id));
    let mut extended = measure.into_active_model();
    extended.end_on = Set(decision.end_on);
    extended.current_extension_id = Set(Some(id));
    let measure = extended.update(tx).await?;
    event_log::append(tx, act, draft).await?;
    Ok((measure, request))
}

/// How a measure ended.
#[derive(Debug, Clone)]
pub struct CloseSupport {
    /// The measure.
    pub support_measure_id: SupportMeasureId,
    /// Its last day.
    pub closed_on: NaiveDate,
    /// How it ended.
    pub outcome: SupportOutcome,
}

/// Closes an open measure. The tenancy goes on: support and tenancy run on independent clocks. An extension that was
/// asked for and is undecided lapses, and a suspension ends: each is an event of its own.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, SUPPORT_CLOSED, DAY_BEFORE_START, DAY_BEFORE_LAST_DONE, DATE_IN_FUTURE. To be confirmed:
/// CLOSED_LONG_AGO, LEASE_NOT_TRANSFERRED.
pub async fn close<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: CloseSupport,
) -> Result<support_measure::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (measure, household) = measure_in_scope(&tx, act, &input.support_measure_id).await?;
    act.may(Action::CloseSupport, act.relation(&household))?;
    act.expects(measure.version, &measure.id)?;
    let mut checks = Checks::new();
    checks.require(measure.closed_on.is_none(), Rule::SupportClosed, "supportMeasureId");
    checks.require(input.closed_on >= measure.start_on, Rule::DayBeforeStart, "closedOn");
    let suspensions = suspension::suspensions(&tx, &measure.id).await?;
    let suspended = suspensions.iter().map(|suspension| suspension.ended_on.unwrap_or(suspension.start_on)).max();
    let last = done::last_done_on(&tx, &measure.id).await?.max(suspended);
    // Of a day before the start, that is said: the first intensity begins with it.
    let after_last = input.closed_on < measure.start_on || last.is_none_or(|last| input.closed_on >= last);
    checks.require(after_last, Rule::DayBeforeLastDone, "closedOn");
    checks.require(input.closed_on <= act.today(), Rule::DateInFuture, "closedOn");
    checks.warn(!rules::closed_long_ago(input.closed_on, act.today()), Warning::ClosedLongAgo, "closedOn");
    let slid = input.outcome != SupportOutcome::LeaseTransferred || has_slid(&tx, &household.id).await?;
    checks.warn(slid, Warning::LeaseNotTransferred, "outcome");
    act.settle(checks)?;

    for suspension in suspensions.into_iter().filter(|suspension| suspension.ended_on.is_none()) {
        suspension::write_end(&tx, act, suspension, &household, input.closed_on).await?;
    }
    let mut closed = measure.into_active_model();
    closed.closed_on = Set(Some(input.closed_on));
    closed.outcome = Set(Some(input.outcome));
    let measure = closed.update(&tx).await?;
    extension_request::lapse(&tx, act, &measure.id, &household).await?;
    let stage = restage(&tx, &household).await?;
    let draft = Draft::new(EventKind::SupportClosed, &measure.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("closedOn", input.closed_on)
        .change("outcome", input.outcome)
        .change_if_any("stage", stage);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &measure.id).await?;
    Ok(measure)
}

/// Which measure comes to nothing.
#[derive(Debug, Clone)]
pub struct CancelSupport {
    /// The measure.
    pub support_measure_id: SupportMeasureId,
}

/// Takes back a measure that was recorded ahead and has not begun. The record goes, with the axes and objectives that were
/// set for it; the events stay. The referent stays, and a waiver that was used for it stays used. Returns the household.
/// Source: ours.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, SUPPORT_BEGUN.
pub async fn cancel<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: CancelSupport,
) -> Result<HouseholdId, OperationError> {
    let tx = act.begin(db).await?;
    let (measure, household) = measure_in_scope(&tx, act, &input.support_measure_id).await?;
    act.may(Action::StartSupport, act.relation(&household))?;
    let mut checks = Checks::new();
    checks.require(measure.start_on > act.today(), Rule::SupportBegun, "supportMeasureId");
    checks.done()?;

    // Nothing else is recorded of a measure before its first day.
    let intensities = equals(support_intensity_period::Column::SupportMeasureId, measure.id.clone());
    support_intensity_period::Entity::delete_many().filter(intensities).exec(&tx).await?;
    let objectives = equals(support_objective::Column::SupportMeasureId, measure.id.clone());
    support_objective::Entity::delete_many().filter(objectives).exec(&tx).await?;
    let axes = equals(support_axis::Column::SupportMeasureId, measure.id.clone());
    support_axis::Entity::delete_many().filter(axes).exec(&tx).await?;
    support_measure::Entity::delete_by_id(measure.id.clone()).exec(&tx).await?;
    act.forget_answer(&tx, &measure.id).await?;
    let stage = restage(&tx, &household).await?;
    let draft = Draft::new(EventKind::SupportCancelled, &measure.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("startOn", measure.start_on)
        .change("endOn", measure.end_on)
        .change_if_any("stage", stage);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &household.id).await?;
    Ok(household.id)
}

/// Whether a lease has slid to a household.
async fn has_slid(tx: &impl ConnectionTrait, household_id: &HouseholdId) -> Result<bool, DbErr> {
    let slid = tenancy::Entity::find()
        .filter(tenancy::Column::HouseholdId.eq(household_id.clone()))
        .filter(tenancy::Column::TransferredOn.is_not_null());
    Ok(slid.one(tx).await?.is_some())
}

/// The last of the household's measures that are over, those before it came back to the programme among them: two measures
/// never share a day, and those that follow one another closely share twelve months, or these could be had twice over.
pub(super) async fn last_over(
    tx: &impl ConnectionTrait,
    household: &household::Model,
) -> Result<Option<rules::Earlier>, DbErr> {
    // Whoever comes back has left, and whoever has left was supported: farther back lies nothing later.
    let files = std::iter::once(&household.id).chain(&household.former_household_id);
    let last = support_measure::Entity::find()
        .filter(support_measure::Column::HouseholdId.is_in(files.cloned()))
        .filter(support_measure::Column::ClosedOn.is_not_null())
        .order_by_desc(support_measure::Column::ClosedOn)
        .one(tx)
        .await?;
    Ok(last.and_then(|measure| {
        let cap_on = measure.shared_cap_on.unwrap_or(measure.cap_on);
        measure.closed_on.map(|closed_on| rules::Earlier { closed_on, cap_on })
    }))
}

/// The open measure of a household, if it has one.
pub(super) async fn open_measure(
    tx: &impl ConnectionTrait,
    household_id: &HouseholdId,
) -> Result<Option<support_measure::Model>, sea_orm::DbErr> {
    support_measure::Entity::find()
        .filter(support_measure::Column::HouseholdId.eq(household_id.clone()))
        .filter(support_measure::Column::ClosedOn.is_null())
        .one(tx)
        .await
}

/// Loads a measure and its household, both locked, if the actor sees them.
pub(super) async fn measure_in_scope(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    id: &SupportMeasureId,
) -> Result<(support_measure::Model, household::Model), OperationError> {
    let measure = locked(support_measure::Entity::find_by_id(id.clone()))
        .filter(act.scope(scope::support_measures))
        .one(tx)
        .await?;
    let measure = measure.ok_or_else(|| Rule::NotFound.refuse("supportMeasureId"))?;
    let household = household_in_scope(tx, act, &measure.household_id, "supportMeasureId").await?;
    Ok((measure, household))
}
