//! A household is put on the agenda of a meeting, and the cell decides.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    TransactionTrait,
};

use super::allocation::release_all;
use super::meeting::{check_under_way, meeting_in_scope};
use super::progress_review::acknowledge;
use super::support::open_measure;
use super::tenancy::is_housed;
use super::{Act, equals, household_in_scope, locked, next_position, step_waiver};
use crate::event_log::{self, Draft};
use crate::model::versioned::FIRST;
use crate::model::{agenda_item, household, meeting};
use crate::policy::{Action, Relation, scope};
use crate::proposals::{Proposal, proposals};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::{agenda as rules, calendar, household as household_rules};
use crate::types::{AgendaDecision, AgendaItemId, AgendaItemKind, EventKind, HouseholdId, HouseholdStage, MeetingId};

/// What the cell is asked about a household.
#[derive(Debug, Clone)]
pub struct PutOnAgenda {
    /// The meeting.
    pub meeting_id: MeetingId,
    /// The household.
    pub household_id: HouseholdId,
    /// What is asked.
    pub kind: AgendaItemKind,
}

/// Adds an item at the end of the agenda of a meeting that has not started.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, MEETING_CANCELLED, MEETING_STARTED, ALREADY_ON_AGENDA, HOUSEHOLD_NOT_RETAINED, AGENDA_FULL.
pub async fn put<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: PutOnAgenda,
) -> Result<agenda_item::Model, OperationError> {
    let tx = act.begin(db).await?;
    let meeting = meeting_in_scope(&tx, act, &input.meeting_id).await?;
    let household = household_in_scope(&tx, act, &input.household_id, "householdId").await?;
    act.may(Action::PutOnAgenda, act.relation(&household))?;
    let mut checks = Checks::new();
    check_to_come(&mut checks, &meeting, act);
    let position = check_item(&tx, &mut checks, &meeting, &household, input.kind, "householdId").await?;
    checks.done()?;

    let item = add(&tx, act, &meeting, &household, input.kind, position).await?;
    act.commit(tx, &item.id).await?;
    Ok(item)
}

/// Proposals to put on an agenda.
#[derive(Debug, Clone)]
pub struct AcceptAgendaProposals {
    /// The meeting.
    pub meeting_id: MeetingId,
    /// The households, each with what is asked of the cell, in the order of the agenda.
    pub chosen: Vec<(HouseholdId, AgendaItemKind)>,
}

/// Puts what is proposed to the cell at the end of the agenda of a meeting that has not started: all of it, or nothing.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, PROPOSAL_REQUIRED, NOT_PROPOSED, MEETING_CANCELLED, MEETING_STARTED, ALREADY_ON_AGENDA,
/// HOUSEHOLD_NOT_RETAINED, AGENDA_FULL.
pub async fn accept<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: AcceptAgendaProposals,
) -> Result<meeting::Model, OperationError> {
    let tx = act.begin(db).await?;
    let meeting = meeting_in_scope(&tx, act, &input.meeting_id).await?;
    // Of each household it is asked again, by who follows it.
    act.may(Action::PutOnAgenda, Relation { referent: true })?;
    let mut checks = Checks::new();
    check_to_come(&mut checks, &meeting, act);
    checks.require(!input.chosen.is_empty(), Rule::ProposalRequired, "proposals");
    checks.require(input.chosen.len() <= rules::MOST_ITEMS, Rule::AgendaFull, "proposals");
    checks.done()?;
    // In one order, whoever else locks some of them.
    let ids: BTreeSet<&HouseholdId> = input.chosen.iter().map(|(id, _)| id).collect();
    let mut households = HashMap::new();
    for id in ids {
        let household = household_in_scope(&tx, act, id, "proposals").await?;
        act.may(Action::PutOnAgenda, act.relation(&household))?;
        households.insert(id, household);
    }
    // Read under their locks: what somebody has put on another agenda meanwhile is not proposed any more.
    let proposed = proposals(&tx, std::slice::from_ref(&meeting), act.scope(scope::files), act.now).await?;
    for (id, kind) in &input.chosen {
        let Some(household) = households.get(id) else { continue };
        let mut of_item = Checks::new();
        let position = check_item(&tx, &mut of_item, &meeting, household, *kind, "proposals").await?;
        if of_item.refusals().is_empty() {
            let here = |proposal: &Proposal| proposal.household_id == *id && proposal.kind == *kind;
            of_item.require(proposed.iter().flatten().any(here), Rule::NotProposed, "proposals");
        }
        of_item.done()?;
        add(&tx, act, &meeting, household, *kind, position).await?;
    }
    act.commit(tx, &meeting.id).await?;
    Ok(meeting)
}

fn check_to_come(checks: &mut Checks, meeting: &meeting::Model, act: &Act<'_>) {
    checks.require(meeting.cancelled_at.is_none(), Rule::MeetingCancelled, "meetingId");
    checks.require(meeting.starts_at > act.now, Rule::MeetingStarted, "meetingId");
}

/// Checks that a household may be put on an agenda, and returns its place there.
async fn check_item(
    tx: &impl ConnectionTrait,
    checks: &mut Checks,
    meeting: &meeting::Model,
    household: &household::Model,
    kind: AgendaItemKind,
    field: &'static str,
) -> Result<i32, DbErr> {
    let of_meeting = equals(agenda_item::Column::MeetingId, meeting.id.clone());
    let position =
        next_position::<agenda_item::Entity, _>(tx, agenda_item::Column::Position, of_meeting.clone()).await?;
    let twice = agenda_item::Entity::find()
        .filter(of_meeting)
        .filter(agenda_item::Column::HouseholdId.eq(household.id.clone()))
        .filter(agenda_item::Column::Kind.eq(kind))
        .one(tx)
        .await?;
    // Whoever was not retained may be proposed to the cell again.
    let again = kind == AgendaItemKind::Preselection && household.stage == HouseholdStage::NotRetained;
    checks.require(again || household_rules::takes_part(household.stage), Rule::HouseholdNotRetained, field);
    checks.require(twice.is_none(), Rule::AlreadyOnAgenda, field);
    let room = usize::try_from(position).is_ok_and(|position| position <= rules::MOST_ITEMS);
    checks.require(room, Rule::AgendaFull, "meetingId");
    Ok(position)
}

/// Writes an item that may be put on an agenda, and its event.
async fn add(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    meeting: &meeting::Model,
    household: &household::Model,
    kind: AgendaItemKind,
    position: i32,
) -> Result<agenda_item::Model, DbErr> {
    let row = agenda_item::ActiveModel {
        id: Set(AgendaItemId::generate(act.now, act.chance)),
        meeting_id: Set(meeting.id.clone()),
        household_id: Set(household.id.clone()),
        position: Set(position),
        kind: Set(kind),
        decision: Set(None),
        reasons: Set(None),
        decided_at: Set(None),
        version: Set(FIRST),
    };
    let item = agenda_item::Entity::insert(row).exec_with_returning(tx).await?;
    let draft = Draft::new(EventKind::AgendaItemAdded, &item.id)
        .programme(&meeting.programme_id)
        .household(&household.id)
        .meeting(&meeting.id)
        .change("kind", kind);
    event_log::append(tx, act, draft).await?;
    Ok(item)
}

/// What the cell decided.
#[derive(Debug, Clone)]
pub struct DecideAgendaItem {
    /// The item.
    pub agenda_item_id: AgendaItemId,
    /// The decision.
    pub decision: AgendaDecision,
    /// Its reasons.
    pub reasons: String,
}

/// Records the cell's decision on an item, once, when its meeting has started. The waivers of a household that it does not
/// retain are withdrawn, and the dwellings that wait for it released, each by an event of its own.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, ALREADY_DECIDED, MEETING_NOT_STARTED, MEETING_CANCELLED, MINUTES_APPROVED,
/// DECISION_NOT_OF_KIND, DECIDED_LATER, SUPPORT_ALREADY_OPEN, TENANCY_ALREADY_OPEN, TEXT_REQUIRED.
pub async fn decide<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: DecideAgendaItem,
) -> Result<agenda_item::Model, OperationError> {
    let tx = act.begin(db).await?;
    let not_found = || Rule::NotFound.refuse("agendaItemId");
    let found = agenda_item::Entity::find_by_id(input.agenda_item_id.clone()).one(&tx).await?.ok_or_else(not_found)?;
    let meeting = meeting_in_scope(&tx, act, &found.meeting_id).await.map_err(|error| match error {
        OperationError::Refused(_) => not_found().into(),
        other => other,
    })?;
    act.may(Action::RunMeeting, Relation::default())?;
    // Read again under the meeting's lock: somebody may have decided meanwhile.
    let item = locked(agenda_item::Entity::find_by_id(found.id)).one(&tx).await?.ok_or_else(not_found)?;
    let household =
        locked(household::Entity::find_by_id(item.household_id.clone())).one(&tx).await?.ok_or_else(not_found)?;
    act.expects(item.version, &item.id)?;
    let mut checks = Checks::new();
    check_under_way(&tx, act, &mut checks, &meeting, "agendaItemId").await?;
    checks.require(item.decision.is_none(), Rule::AlreadyDecided, "agendaItemId");
    checks.require(rules::answers(item.kind, input.decision), Rule::DecisionNotOfKind, "decision");
    let selects = matches!(input.decision, AgendaDecision::Preselected | AgendaDecision::NotRetained);
    let overtaken = selects && decided_later(&tx, &item, &meeting).await?;
    checks.require(!overtaken, Rule::DecidedLater, "agendaItemId");
    if input.decision == AgendaDecision::NotRetained {
        // Whoever is supported or housed has been retained: that is ended first.
        let supported = open_measure(&tx, &household.id).await?.is_some();
        checks.require(!supported, Rule::SupportAlreadyOpen, "decision");
        checks.require(!is_housed(&tx, &household.id).await?, Rule::TenancyAlreadyOpen, "decision");
    }
    checks.text(&input.reasons, 10_000, "reasons");
    checks.done()?;

    let mut draft = Draft::new(EventKind::AgendaItemDecided, &item.id)
        .programme(&meeting.programme_id)
        .household(&household.id)
        .meeting(&meeting.id)
        .change("decision", input.decision);
    if let Some(stage) = rules::stage_after(input.decision, household.stage) {
        draft = draft.change("stage", stage);
        if !household_rules::takes_part(stage) {
            step_waiver::withdraw_all(&tx, act, &household).await?;
            release_all(&tx, act, &household).await?;
        }
        let mut household = household.into_active_model();
        household.stage = Set(stage);
        household.update(&tx).await?;
    }
    if (item.kind, input.decision) == (AgendaItemKind::ProgressReview, AgendaDecision::Acknowledged) {
        let noted = acknowledge(&tx, &item.household_id, &item.id, calendar::today(meeting.starts_at)).await?;
        draft = draft.change_if_any("progressReviewIds", (!noted.is_empty()).then_some(noted));
    }
    let mut decided = item.into_active_model();
    decided.decision = Set(Some(input.decision));
    decided.reasons = Set(Some(input.reasons.trim().to_owned()));
    decided.decided_at = Set(Some(act.now));
    let item = decided.update(&tx).await?;
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &item.id).await?;
    Ok(item)
}

/// Whether a later meeting has preselected the household of an item, or not retained it: what an earlier one decided must
/// not undo that when it is recorded late.
async fn decided_later(
    tx: &impl ConnectionTrait,
    item: &agenda_item::Model,
    meeting: &meeting::Model,
) -> Result<bool, DbErr> {
    let later = agenda_item::Entity::find()
        .filter(agenda_item::Column::HouseholdId.eq(item.household_id.clone()))
        .filter(agenda_item::Column::Kind.eq(item.kind))
        .filter(agenda_item::Column::Decision.ne(AgendaDecision::Adjourned))
        .inner_join(meeting::Entity)
        .filter(meeting::Column::StartsAt.gt(meeting.starts_at));
    Ok(later.one(tx).await?.is_some())
}
