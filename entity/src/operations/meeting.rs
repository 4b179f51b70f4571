//! A meeting of the coordination cell is scheduled, moved, cancelled; its members answer.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, TransactionTrait,
};

use super::minutes::last_edition;
use super::{Act, active_staff, locked};
use crate::event_log::{self, Draft};
use crate::model::versioned::FIRST;
use crate::model::{event, meeting, meeting_participant, programme};
use crate::policy::{Action, Relation, may_be_convened, scope};
use crate::refusal::{Checks, OperationError, Rule, Warning};
use crate::rules::{calendar, meeting as rules};
use crate::types::{EventKind, MeetingId, MeetingSeriesId, ParticipantResponse, ProgrammeId, StaffId};

/// When, where and with whom the cell meets.
#[derive(Debug, Clone)]
pub struct ScheduleMeeting {
    /// The programme.
    pub programme_id: ProgrammeId,
    /// Its start.
    pub starts_at: DateTime<Utc>,
    /// Its end, on the same day.
    pub ends_at: DateTime<Utc>,
    /// Where.
    pub location: String,
    /// Who chairs it; convened too.
    pub chair_id: StaffId,
    /// Who else is convened.
    pub participant_ids: Vec<StaffId>,
}

/// Schedules a meeting. The chair is convened and counts as having accepted.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, PARTICIPANTS_REQUIRED, CANNOT_BE_CONVENED, or the rules of [`crate::rules::meeting`].
/// To be confirmed: MEETING_ON_DAY_OFF.
pub async fn schedule<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: ScheduleMeeting,
) -> Result<meeting::Model, OperationError> {
    let input = ScheduleMeeting { starts_at: exact(input.starts_at), ends_at: exact(input.ends_at), ..input };
    act.may(Action::RunMeeting, Relation::default())?;
    let tx = act.begin(db).await?;
    let programme = programme::Entity::find_by_id(input.programme_id.clone()).one(&tx).await?;
    let programme = programme.ok_or_else(|| Rule::NotFound.refuse("programmeId"))?;
    let mut checks = Checks::new();
    warn_of_day_off(&mut checks, &programme, input.starts_at);
    let participant_ids = check_convened(&tx, act, &mut checks, &input).await?;
    act.settle(checks)?;

    let meeting = convene(&tx, act, &ScheduleMeeting { participant_ids, ..input }, None).await?;
    act.commit(tx, &meeting.id).await?;
    Ok(meeting)
}

/// Checks the hours, the place and the people of a meeting about to be scheduled. Returns who else than the chair is
/// convened, each once.
pub(super) async fn check_convened(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    checks: &mut Checks,
    input: &ScheduleMeeting,
) -> Result<Vec<StaffId>, OperationError> {
    let chair = active_staff(tx, &input.chair_id, "chairId").await?;
    let mut others = input.participant_ids.clone();
    others.sort_unstable();
    others.dedup();
    others.retain(|id| *id != input.chair_id);
    checks.require(may_be_convened(chair.role), Rule::CannotBeConvened, "chairId");
    checks.line(&input.location, 500, "location");
    checks.require(!others.is_empty(), Rule::ParticipantsRequired, "participantIds");
    checks.require(others.len() < rules::MOST_PARTICIPANTS, Rule::TooManyParticipants, "participantIds");
    rules::check_hours(checks, input.starts_at, input.ends_at, act.now);
    if checks.refusals().is_empty() {
        for id in &others {
            let convened = active_staff(tx, id, "participantIds").await?;
            checks.require(may_be_convened(convened.role), Rule::CannotBeConvened, "participantIds");
        }
    }
    Ok(others)
}

/// Writes a meeting that may be scheduled, with its participants and its event: of a series, on the day that this gave
/// it.
pub(super) async fn convene(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    input: &ScheduleMeeting,
    of: Option<(&MeetingSeriesId, NaiveDate)>,
) -> Result<meeting::Model, DbErr> {
    let id = MeetingId::generate(act.now, act.chance);
    let row = meeting::ActiveModel {
        id: Set(id.clone()),
        programme_id: Set(input.programme_id.clone()),
        chair_id: Set(input.chair_id.clone()),
        starts_at: Set(input.starts_at),
        ends_at: Set(input.ends_at),
        location: Set(input.location.trim().to_owned()),
        sequence: Set(0),
        cancelled_at: Set(None),
        series_id: Set(of.map(|(series, _)| series.clone())),
        series_day: Set(of.map(|(_, day)| day)),
        version: Set(FIRST),
    };
    let meeting = meeting::Entity::insert(row).exec_with_returning(tx).await?;
    let chair = participant(&id, &input.chair_id, ParticipantResponse::Accepted, Some(act.now));
    let others = input.participant_ids.iter();
    let others = others.map(|staff_id| participant(&id, staff_id, ParticipantResponse::NeedsAction, None));
    meeting_participant::Entity::insert_many(others.chain([chair])).exec_without_returning(tx).await?;
    let draft = Draft::new(EventKind::MeetingScheduled, &id)
        .programme(&meeting.programme_id)
        .meeting(&id)
        .change("startsAt", meeting.starts_at)
        .change("endsAt", meeting.ends_at)
        .change_if_any("seriesId", meeting.series_id.as_ref());
    event_log::append(tx, act, draft).await?;
    Ok(meeting)
}

/// Another time for a meeting.
#[derive(Debug, Clone)]
pub struct MoveMeeting {
    /// The meeting.
    pub meeting_id: MeetingId,
    /// Its new start.
    pub starts_at: DateTime<Utc>,
    /// Its new end.
    pub ends_at: DateTime<Utc>,
    /// Its new place; absent: the same.
    pub location: Option<String>,
}

/// Moves a meeting that has not started: its sequence rises and the answers given are asked again.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, MEETING_CANCELLED, MEETING_STARTED, MEETING_UNCHANGED, or the rules of
/// [`crate::rules::meeting`]. To be confirmed: MEETING_ON_DAY_OFF.
pub async fn reschedule<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: MoveMeeting,
) -> Result<meeting::Model, OperationError> {
    let input = MoveMeeting { starts_at: exact(input.starts_at), ends_at: exact(input.ends_at), ..input };
    let tx = act.begin(db).await?;
    let meeting = meeting_in_scope(&tx, act, &input.meeting_id).await?;
    act.may(Action::RunMeeting, Relation::default())?;
    act.expects(meeting.version, &meeting.id)?;
    let programme = programme::Entity::find_by_id(meeting.programme_id.clone()).one(&tx).await?;
    let programme = programme.ok_or_else(|| Rule::NotFound.refuse("meetingId"))?;
    let mut checks = Checks::new();
    check_still_to_come(&mut checks, &meeting, act);
    rules::check_hours(&mut checks, input.starts_at, input.ends_at, act.now);
    if let Some(location) = &input.location {
        checks.line(location, 500, "location");
    }
    // Everybody would be convened again, and asked to answer again, to what they know.
    let same_place = input.location.as_ref().is_none_or(|location| location.trim() == meeting.location);
    let same_hours = (input.starts_at, input.ends_at) == (meeting.starts_at, meeting.ends_at);
    checks.require(!(same_place && same_hours), Rule::MeetingUnchanged, "");
    warn_of_day_off(&mut checks, &programme, input.starts_at);
    act.settle(checks)?;

    meeting_participant::Entity::update_many()
        .col_expr(meeting_participant::Column::Response, Expr::val(ParticipantResponse::NeedsAction.name()))
        .col_expr(meeting_participant::Column::RespondedAt, Expr::val(None::<DateTime<Utc>>))
        .filter(meeting_participant::Column::MeetingId.eq(meeting.id.clone()))
        .filter(meeting_participant::Column::StaffId.ne(meeting.chair_id.clone()))
        .exec(&tx)
        .await?;
    // Whoever chairs the meeting has agreed to the new time.
    meeting_participant::Entity::update_many()
        .col_expr(meeting_participant::Column::Response, Expr::val(ParticipantResponse::Accepted.name()))
        .col_expr(meeting_participant::Column::RespondedAt, Expr::val(act.now))
        .filter(meeting_participant::Column::MeetingId.eq(meeting.id.clone()))
        .filter(meeting_participant::Column::StaffId.eq(meeting.chair_id.clone()))
        .exec(&tx)
        .await?;
    let draft = Draft::new(EventKind::MeetingMoved, &meeting.id)
        .programme(&meeting.programme_id)
        .meeting(&meeting.id)
        .change("previousStartsAt", meeting.starts_at)
        .change("startsAt", input.starts_at)
        .change("endsAt", input.ends_at);
    let sequence = meeting.sequence + 1;
    let mut moved = meeting.into_active_model();
    moved.starts_at = Set(input.starts_at);
    moved.ends_at = Set(input.ends_at);
    moved.sequence = Set(sequence);
    if let Some(location) = input.location {
        moved.location = Set(location.trim().to_owned());
    }
    let meeting = moved.update(&tx).await?;
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &meeting.id).await?;
    Ok(meeting)
}

/// Cancels a meeting that has not started; its sequence rises.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, MEETING_CANCELLED, MEETING_STARTED.
pub async fn cancel<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    meeting_id: &MeetingId,
) -> Result<meeting::Model, OperationError> {
    let tx = act.begin(db).await?;
    let meeting = meeting_in_scope(&tx, act, meeting_id).await?;
    act.may(Action::RunMeeting, Relation::default())?;
    act.expects(meeting.version, &meeting.id)?;
    let mut checks = Checks::new();
    check_still_to_come(&mut checks, &meeting, act);
    checks.done()?;

    let meeting = call_off(&tx, act, meeting).await?;
    act.commit(tx, &meeting.id).await?;
    Ok(meeting)
}

/// Writes the cancellation of a meeting that may be cancelled, and its event.
pub(super) async fn call_off(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    meeting: meeting::Model,
) -> Result<meeting::Model, DbErr> {
    let draft = Draft::new(EventKind::MeetingCancelled, &meeting.id)
        .programme(&meeting.programme_id)
        .meeting(&meeting.id)
        .change("startsAt", meeting.starts_at);
    let sequence = meeting.sequence + 1;
    let mut cancelled = meeting.into_active_model();
    cancelled.cancelled_at = Set(Some(act.now));
    cancelled.sequence = Set(sequence);
    let meeting = cancelled.update(tx).await?;
    event_log::append(tx, act, draft).await?;
    Ok(meeting)
}

/// A member's answer to a convocation.
#[derive(Debug, Clone)]
pub struct AnswerConvocation {
    /// The meeting.
    pub meeting_id: MeetingId,
    /// Accepted, declined or tentative.
    pub response: ParticipantResponse,
}

/// Records the actor's own answer to a convocation; a later answer replaces it.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, NOT_CONVENED, MEETING_CANCELLED, MEETING_STARTED, ANSWER_REQUIRED.
pub async fn answer<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: AnswerConvocation,
) -> Result<meeting::Model, OperationError> {
    let tx = act.begin(db).await?;
    let meeting = meeting_in_scope(&tx, act, &input.meeting_id).await?;
    act.may(Action::AnswerConvocation, Relation::default())?;
    act.expects(meeting.version, &meeting.id)?;
    let staff_id = act.actor.staff_id().ok_or_else(|| Rule::NotConvened.refuse("meetingId"))?;
    let mut checks = Checks::new();
    check_still_to_come(&mut checks, &meeting, act);
    checks.require(input.response != ParticipantResponse::NeedsAction, Rule::AnswerRequired, "response");
    checks.done()?;

    let key = (meeting.id.clone(), staff_id.clone());
    let convened = meeting_participant::Entity::find_by_id(key).one(&tx).await?;
    let mut answered = convened.ok_or_else(|| Rule::NotConvened.refuse("meetingId"))?.into_active_model();
    answered.response = Set(input.response);
    answered.responded_at = Set(Some(act.now));
    answered.update(&tx).await?;
    let draft = Draft::new(EventKind::ConvocationAnswered, &meeting.id)
        .programme(&meeting.programme_id)
        .meeting(&meeting.id)
        .change("staffId", staff_id)
        .change("response", input.response);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &meeting.id).await?;
    Ok(meeting)
}

/// When a meeting begins and ends.
pub type Hours = (DateTime<Utc>, DateTime<Utc>);

/// The hours that each revision of these meetings announced, from the event log: a meeting itself keeps only its
/// last ones. None for a revision whose announcement cannot be read.
pub async fn announced_hours(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = MeetingId>,
) -> Result<HashMap<MeetingId, Vec<Option<Hours>>>, DbErr> {
    let ids: HashMap<String, MeetingId> = ids.into_iter().map(|id| (id.to_string(), id)).collect();
    // The first revision is the one that was scheduled, and every move adds one. A meeting is locked by each
    // of them, so that its own events are numbered in their order.
    let announced = event::Entity::find()
        .filter(event::Column::SubjectId.is_in(ids.keys()))
        .filter(event::Column::Kind.is_in([EventKind::MeetingScheduled, EventKind::MeetingMoved]))
        .order_by_asc(event::Column::Seq)
        .all(db)
        .await?;
    let mut hours: HashMap<MeetingId, Vec<Option<Hours>>> = HashMap::new();
    for event in announced {
        let hour = |field: &str| event.changes.get(field)?.as_str()?.parse::<DateTime<Utc>>().ok();
        if let Some(id) = ids.get(&event.subject_id) {
            hours.entry(id.clone()).or_default().push(hour("startsAt").zip(hour("endsAt")));
        }
    }
    Ok(hours)
}

/// Loads a meeting, locked, if the actor sees it.
pub(super) async fn meeting_in_scope(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    id: &MeetingId,
) -> Result<meeting::Model, OperationError> {
    let found = locked(meeting::Entity::find_by_id(id.clone())).filter(act.scope(scope::meetings)).one(tx).await?;
    found.ok_or_else(|| Rule::NotFound.refuse("meetingId").into())
}

/// An instant as both databases keep it: to the microsecond, without a leap second.
fn exact(instant: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(instant.timestamp_micros()).unwrap_or(instant)
}

fn check_still_to_come(checks: &mut Checks, meeting: &meeting::Model, act: &Act<'_>) {
    checks.require(meeting.cancelled_at.is_none(), Rule::MeetingCancelled, "meetingId");
    checks.require(meeting.cancelled_at.is_some() || meeting.starts_at > act.now, Rule::MeetingStarted, "meetingId");
}

fn warn_of_day_off(checks: &mut Checks, programme: &programme::Model, starts_at: DateTime<Utc>) {
    let worked = programme.settings.territory.is_working_day(calendar::today(starts_at));
    checks.warn(worked, Warning::MeetingOnDayOff, "startsAt");
}

/// Checks that a meeting has begun, that it was not cancelled, and that what its minutes tell may still change.
pub(super) async fn check_under_way(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    checks: &mut Checks,
    meeting: &meeting::Model,
    field: &'static str,
) -> Result<(), DbErr> {
    checks.require(meeting.cancelled_at.is_none(), Rule::MeetingCancelled, field);
    checks.require(meeting.starts_at <= act.now, Rule::MeetingNotStarted, field);
    checks.require(last_edition(tx, &meeting.id).await?.is_none(), Rule::MinutesApproved, field);
    Ok(())
}

fn participant(
    meeting_id: &MeetingId,
    staff_id: &StaffId,
    response: ParticipantResponse,
    responded_at: Option<DateTime<Utc>>,
) -> meeting_participant::ActiveModel {
    meeting_participant::ActiveModel {
        meeting_id: Set(meeting_id.clone()),
        staff_id: Set(staff_id.clone()),
        response: Set(response),
        responded_at: Set(responded_at),
        attendance: Set(None),
        represented_by_id: Set(None),
    }
}
