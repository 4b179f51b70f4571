//! An extension of a support measure is asked for (*demande de prolongation*), granted, refused, withdrawn.
//!
//! A request ends in one way: it is granted, which is the extension itself; refused; withdrawn; or it lapses, because
//! its measure is closed. While one is undecided, its measure is not extended in another way.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    TransactionTrait,
};

use super::support::{Decision, measure_in_scope, write_extension};
use super::{Act, locked};
use crate::event_log::{self, Draft};
use crate::model::support_extension_request::{ActiveModel, Column, Entity, Model};
use crate::model::versioned::FIRST;
use crate::model::{household, support_measure};
use crate::policy::{Action, Actor, Viewer, scope};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::{extension_request as rules, support as support_rules};
use crate::types::{
    EventKind, ExtensionGround, ExtensionRequestOutcome, SupportExtensionId, SupportExtensionRequestId,
    SupportMeasureId,
};

/// The longest text of a request, in characters.
const LONGEST_TEXT: usize = 10_000;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct RequestExtension {
    /// The measure.
    pub support_measure_id: SupportMeasureId,
    /// Why.
    pub ground: ExtensionGround,
    /// Why, in words.
    pub explanation: String,
    /// The last day that is proposed.
    pub proposed_end_on: NaiveDate,
}

/// Asks today for an extension of an open measure. Whoever records it asks.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, or the rules of [`crate::rules::extension_request`].
pub async fn request<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RequestExtension,
) -> Result<Model, OperationError> {
    let tx = act.begin(db).await?;
    let (measure, household) = measure_in_scope(&tx, act, &input.support_measure_id).await?;
    act.may(Action::RequestExtension, act.relation(&household))?;
    let asked_by = viewer(act)?.staff_id.clone();
    let asked = rules::Asked {
        start_on: measure.start_on,
        end_on: measure.end_on,
        closed: measure.closed_on.is_some(),
        undecided: undecided(&tx, &measure.id).await?.is_some(),
        proposed_end_on: input.proposed_end_on,
    };
    let mut checks = Checks::new();
    rules::check_asked(&mut checks, asked, act.today());
    checks.text(&input.explanation, LONGEST_TEXT, "explanation");
    checks.done()?;

    let row = ActiveModel {
        id: Set(SupportExtensionRequestId::generate(act.now, act.chance)),
        support_measure_id: Set(measure.id),
        ground: Set(input.ground),
        explanation: Set(input.explanation.trim().to_owned()),
        asked_by_id: Set(asked_by),
        asked_on: Set(act.today()),
        proposed_end_on: Set(input.proposed_end_on),
        outcome: Set(None),
        decided_on: Set(None),
        decided_by_id: Set(None),
        reasons: Set(None),
        support_extension_id: Set(None),
        version: Set(FIRST),
    };
    let request = Entity::insert(row).exec_with_returning(&tx).await?;
    // Not the ground: it can tell of health or family.
    let draft = told(EventKind::ExtensionRequested, &request, &household)
        .change("supportMeasureId", &request.support_measure_id)
        .change("proposedEndOn", request.proposed_end_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &request.id).await?;
    Ok(request)
}

/// A request that is granted.
#[derive(Debug, Clone)]
pub struct GrantExtension {
    /// The request.
    pub support_extension_request_id: SupportExtensionRequestId,
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// The new last day; absent: the one proposed.
    pub end_on: Option<NaiveDate>,
}

/// Grants a request, which extends its measure. Whoever records it decides.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, EXTENSION_REQUEST_CLOSED, DAY_BEFORE_REQUEST, or the rules of an extension in
/// [`crate::rules::support`].
pub async fn grant<C: TransactionTrait>(db: &C, act: &Act<'_>, input: GrantExtension) -> Result<Model, OperationError> {
    let tx = act.begin(db).await?;
    let (request, measure, household) = request_in_scope(&tx, act, &input.support_extension_request_id).await?;
    act.may(Action::DecideExtension, act.relation(&household))?;
    act.expects(request.version, &request.id)?;
    let decider = viewer(act)?;
    let end_on = input.end_on.unwrap_or(request.proposed_end_on);
    let mut checks = Checks::new();
    checks.require(request.outcome.is_none(), Rule::ExtensionRequestClosed, "supportExtensionRequestId");
    if request.outcome.is_none() {
        let extension = support_rules::Extension {
            start_on: measure.start_on,
            previous_end_on: measure.end_on,
            end_on,
            decided_on: input.decided_on,
            decider: decider.role,
        };
        support_rules::check_extension(&mut checks, extension, act.today());
        rules::check_decided(&mut checks, request.asked_on, input.decided_on, act.today());
    }
    checks.done()?;

    let decision = Decision {
        ground: request.ground,
        explanation: request.explanation.clone(),
        decided_by_id: decider.staff_id.clone(),
        decided_on: input.decided_on,
        end_on,
    };
    let (_, request) = write_extension(&tx, act, measure, &household, decision, Some(request)).await?;
    let request = request.ok_or_else(|| DbErr::RecordNotFound("the request that was granted".to_owned()))?;
    act.commit(tx, &request.id).await?;
    Ok(request)
}

/// A request that is refused.
#[derive(Debug, Clone)]
pub struct RefuseExtension {
    /// The request.
    pub support_extension_request_id: SupportExtensionRequestId,
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// Why.
    pub reasons: String,
}

/// Refuses a request, with reasons. The measure keeps its end. Whoever records it decides.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, EXTENSION_REQUEST_CLOSED, DAY_BEFORE_REQUEST, DATE_IN_FUTURE, TEXT_REQUIRED.
pub async fn refuse<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RefuseExtension,
) -> Result<Model, OperationError> {
    let tx = act.begin(db).await?;
    let (request, _, household) = request_in_scope(&tx, act, &input.support_extension_request_id).await?;
    act.may(Action::DecideExtension, act.relation(&household))?;
    act.expects(request.version, &request.id)?;
    let decider = viewer(act)?.staff_id.clone();
    let mut checks = Checks::new();
    checks.require(request.outcome.is_none(), Rule::ExtensionRequestClosed, "supportExtensionRequestId");
    rules::check_decided(&mut checks, request.asked_on, input.decided_on, act.today());
    checks.text(&input.reasons, LONGEST_TEXT, "reasons");
    checks.done()?;

    let mut refused = ended(request, ExtensionRequestOutcome::Refused, input.decided_on);
    refused.decided_by_id = Set(Some(decider));
    refused.reasons = Set(Some(input.reasons.trim().to_owned()));
    let request = refused.update(&tx).await?;
    let draft = told(EventKind::ExtensionRefused, &request, &household).change("decidedOn", input.decided_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &request.id).await?;
    Ok(request)
}

/// Withdraws an undecided request, today. Whoever may ask for one may withdraw it: referents change.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, EXTENSION_REQUEST_CLOSED.
pub async fn withdraw<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    id: &SupportExtensionRequestId,
) -> Result<Model, OperationError> {
    let tx = act.begin(db).await?;
    let (request, _, household) = request_in_scope(&tx, act, id).await?;
    act.may(Action::RequestExtension, act.relation(&household))?;
    act.expects(request.version, &request.id)?;
    let mut checks = Checks::new();
    checks.require(request.outcome.is_none(), Rule::ExtensionRequestClosed, "supportExtensionRequestId");
    checks.done()?;

    let request = ended(request, ExtensionRequestOutcome::Withdrawn, act.today()).update(&tx).await?;
    event_log::append(&tx, act, told(EventKind::ExtensionRequestWithdrawn, &request, &household)).await?;
    act.commit(tx, &request.id).await?;
    Ok(request)
}

/// The undecided request of a measure, whose row is locked.
pub(super) async fn undecided(
    tx: &impl ConnectionTrait,
    measure_id: &SupportMeasureId,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::SupportMeasureId.eq(measure_id.clone()))
        .filter(Column::DecidedOn.is_null())
        .one(tx)
        .await
}

/// Writes that a request became an extension.
pub(super) async fn granted(
    tx: &impl ConnectionTrait,
    request: Model,
    decision: &Decision,
    extension_id: &SupportExtensionId,
) -> Result<Model, DbErr> {
    let mut granted = ended(request, ExtensionRequestOutcome::Granted, decision.decided_on);
    granted.decided_by_id = Set(Some(decision.decided_by_id.clone()));
    granted.support_extension_id = Set(Some(extension_id.clone()));
    granted.update(tx).await
}

/// Has the undecided request of a measure lapse today, if there is one: the measure is closed.
pub(super) async fn lapse(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    measure_id: &SupportMeasureId,
    household: &household::Model,
) -> Result<(), DbErr> {
    let Some(request) = undecided(tx, measure_id).await? else { return Ok(()) };
    let request = ended(request, ExtensionRequestOutcome::Lapsed, act.today()).update(tx).await?;
    event_log::append(tx, act, told(EventKind::ExtensionRequestLapsed, &request, household)).await
}

fn ended(request: Model, outcome: ExtensionRequestOutcome, on: NaiveDate) -> ActiveModel {
    let mut ended = request.into_active_model();
    ended.outcome = Set(Some(outcome));
    ended.decided_on = Set(Some(on));
    ended
}

fn told(kind: EventKind, request: &Model, household: &household::Model) -> Draft {
    Draft::new(kind, &request.id).programme(&household.programme_id).household(&household.id)
}

/// Somebody asks and somebody decides: never the product itself.
fn viewer<'a>(act: &Act<'a>) -> Result<&'a Viewer, OperationError> {
    match act.actor {
        Actor::Staff(viewer) => Ok(viewer),
        Actor::System => Err(Rule::Forbidden.refuse("").into()),
    }
}

async fn request_in_scope(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    id: &SupportExtensionRequestId,
) -> Result<(Model, support_measure::Model, household::Model), OperationError> {
    let not_found = || Rule::NotFound.refuse("supportExtensionRequestId");
    let visible = Entity::find_by_id(id.clone()).filter(act.scope(scope::support_extension_requests));
    let measure_id = visible.clone().one(tx).await?.ok_or_else(not_found)?.support_measure_id;
    // The measure is locked before its request, as an extension does: the other order could deadlock.
    let (measure, household) = measure_in_scope(tx, act, &measure_id).await.map_err(|error| match error {
        OperationError::Refused(_) => not_found().into(),
        other => other,
    })?;
    let request = locked(visible).one(tx).await?.ok_or_else(not_found)?;
    Ok((request, measure, household))
}
