//! A household is put on the agenda of a meeting, and the cell decides.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, TransactionTrait,
};

use super::meeting::meeting_in_scope;
use super::progress_review::acknowledge;
use super::{Act, equals, household_in_scope, locked, next_position};
use crate::event_log::{self, Draft};
use crate::model::versioned::FIRST;
use crate::model::{agenda_item, household};
use crate::policy::{Action, Relation};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::{agenda as rules, calendar, household as household_rules};
use crate::types::{AgendaDecision, AgendaItemId, AgendaItemKind, EventKind, HouseholdId, MeetingId};

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
    let of_meeting = equals(agenda_item::Column::MeetingId, meeting.id.clone());
    let position =
        next_position::<agenda_item::Entity, _>(&tx, agenda_item::Column::Position, of_meeting.clone()).await?;
    let twice = agenda_item::Entity::find()
        .filter(of_meeting)
        .filter(agenda_item::Column::HouseholdId.eq(household.id.clone()))
        .filter(agenda_item::Column::Kind.eq(input.kind))
        .one(&tx)
        .await?;
    let mut checks = Checks::new();
    checks.require(meeting.cancelled_at.is_none(), Rule::MeetingCancelled, "meetingId");
    checks.require(meeting.starts_at > act.now, Rule::MeetingStarted, "meetingId");
    // Whoever was not retained may be proposed to the cell again.
    let again =
        input.kind == AgendaItemKind::Preselection && household.stage == crate::types::HouseholdStage::NotRetained;
    checks.require(again || household_rules::takes_part(household.stage), Rule::HouseholdNotRetained, "householdId");
    checks.require(twice.is_none(), Rule::AlreadyOnAgenda, "householdId");
    let room = usize::try_from(position).is_ok_and(|position| position <= rules::MOST_ITEMS);
    checks.require(room, Rule::AgendaFull, "meetingId");
    checks.done()?;

    let row = agenda_item::ActiveModel {
        id: Set(AgendaItemId::generate(act.now, act.chance)),
        meeting_id: Set(meeting.id.clone()),
        household_id: Set(household.id.clone()),
        position: Set(position),
        kind: Set(input.kind),
        decision: Set(None),
        reasons: Set(None),
        decided_at: Set(None),
        version: Set(FIRST),
    };
    let item = agenda_item::Entity::insert(row).exec_with_returning(&tx).await?;
    let draft = Draft::new(EventKind::AgendaItemAdded, &item.id)
        .programme(&meeting.programme_id)
        .household(&household.id)
        .meeting(&meeting.id)
        .change("kind", input.kind);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &item.id).await?;
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

/// Records the cell's decision on an item, once, when its meeting has started.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, ALREADY_DECIDED, MEETING_NOT_STARTED, MEETING_CANCELLED, DECISION_NOT_OF_KIND, TEXT_REQUIRED.
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
    checks.require(meeting.cancelled_at.is_none(), Rule::MeetingCancelled, "agendaItemId");
    checks.require(meeting.starts_at <= act.now, Rule::MeetingNotStarted, "agendaItemId");
    checks.require(item.decision.is_none(), Rule::AlreadyDecided, "agendaItemId");
    checks.require(rules::answers(item.kind, input.decision), Rule::DecisionNotOfKind, "decision");
    checks.text(&input.reasons, 10_000, "reasons");
    checks.done()?;

    let mut draft = Draft::new(EventKind::AgendaItemDecided, &item.id)
        .programme(&meeting.programme_id)
        .household(&household.id)
        .meeting(&meeting.id)
        .change("decision", input.decision);
    if let Some(stage) = rules::stage_after(input.decision, household.stage) {
        draft = draft.change("stage", stage);
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
