//! The minutes of a meeting are approved, which closes it; later they are corrected, with a reason.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, TransactionTrait,
};

use super::Act;
use super::meeting::{check_under_way, meeting_in_scope};
use crate::event_log::{self, Draft};
use crate::model::meeting_minutes::{ActiveModel, Column, Entity, Model};
use crate::model::{agenda_item, meeting, meeting_participant};
use crate::policy::{Action, Relation};
use crate::refusal::{Checks, OperationError, Rule};
use crate::types::{EventKind, MeetingId, StaffId};

/// The longest correction, and the longest reason for one, in characters.
const LONGEST_TEXT: usize = 10_000;

/// Approves the minutes of a meeting: from then on, neither its decisions nor its attendance change. By its chair, or
/// by who runs meetings.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, MEETING_CANCELLED, MEETING_NOT_STARTED, MINUTES_APPROVED, ATTENDANCE_MISSING,
/// AGENDA_UNDECIDED.
pub async fn approve<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    meeting_id: &MeetingId,
) -> Result<meeting::Model, OperationError> {
    let tx = act.begin(db).await?;
    let meeting = meeting_in_scope(&tx, act, meeting_id).await?;
    let by = may_approve(act, &meeting)?;
    act.expects(meeting.version, &meeting.id)?;
    let mut checks = Checks::new();
    check_under_way(&tx, act, &mut checks, &meeting, "meetingId").await?;
    let missing = meeting_participant::Entity::find()
        .filter(meeting_participant::Column::MeetingId.eq(meeting.id.clone()))
        .filter(meeting_participant::Column::Attendance.is_null());
    checks.require(missing.count(&tx).await? == 0, Rule::AttendanceMissing, "meetingId");
    let undecided = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting.id.clone()))
        .filter(agenda_item::Column::Decision.is_null());
    checks.require(undecided.count(&tx).await? == 0, Rule::AgendaUndecided, "meetingId");
    checks.done()?;

    let edition = ActiveModel { correction: Set(None), reason: Set(None), ..edition(act, &meeting, 1, by) };
    let draft = Draft::new(EventKind::MinutesApproved, &meeting.id);
    let meeting = write(&tx, act, meeting, edition, draft).await?;
    act.commit(tx, &meeting.id).await?;
    Ok(meeting)
}

/// What approved minutes should have said.
#[derive(Debug, Clone)]
pub struct CorrectMinutes {
    /// The meeting.
    pub meeting_id: MeetingId,
    /// What is put right.
    pub correction: String,
    /// Why.
    pub reason: String,
}

/// Corrects approved minutes by another edition of them, which says what it puts right: what was recorded stays. By the
/// meeting's chair, or by who runs meetings.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, MINUTES_NOT_APPROVED, TEXT_REQUIRED, TEXT_TOO_LONG, TEXT_MALFORMED.
pub async fn correct<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: CorrectMinutes,
) -> Result<meeting::Model, OperationError> {
    let tx = act.begin(db).await?;
    let meeting = meeting_in_scope(&tx, act, &input.meeting_id).await?;
    let by = may_approve(act, &meeting)?;
    act.expects(meeting.version, &meeting.id)?;
    let last = last_edition(&tx, &meeting.id).await?;
    let mut checks = Checks::new();
    checks.require(last.is_some(), Rule::MinutesNotApproved, "meetingId");
    checks.text(&input.correction, LONGEST_TEXT, "correction");
    checks.text(&input.reason, LONGEST_TEXT, "reason");
    checks.done()?;

    let number = last.map_or(1, |last| last.edition + 1);
    let edition = ActiveModel {
        correction: Set(Some(input.correction.trim().to_owned())),
        reason: Set(Some(input.reason.trim().to_owned())),
        ..edition(act, &meeting, number, by)
    };
    let draft = Draft::new(EventKind::MinutesCorrected, &meeting.id).change("edition", number);
    let meeting = write(&tx, act, meeting, edition, draft).await?;
    act.commit(tx, &meeting.id).await?;
    Ok(meeting)
}

/// The last edition of a meeting's minutes; none until they are approved.
pub(super) async fn last_edition(tx: &impl ConnectionTrait, meeting: &MeetingId) -> Result<Option<Model>, DbErr> {
    let of_meeting = Entity::find().filter(Column::MeetingId.eq(meeting.clone()));
    of_meeting.order_by_desc(Column::Edition).one(tx).await
}

/// Whoever approves or corrects minutes, if they may.
fn may_approve(act: &Act<'_>, meeting: &meeting::Model) -> Result<StaffId, OperationError> {
    act.may(Action::ApproveMinutes, Relation::default())?;
    let by = act.actor.staff_id().ok_or_else(|| Rule::Forbidden.refuse(""))?;
    if *by != meeting.chair_id {
        act.may(Action::RunMeeting, Relation::default())?;
    }
    Ok(by.clone())
}

fn edition(act: &Act<'_>, meeting: &meeting::Model, number: i32, by: StaffId) -> ActiveModel {
    ActiveModel {
        meeting_id: Set(meeting.id.clone()),
        edition: Set(number),
        recorded_at: Set(act.now),
        recorded_by_id: Set(by),
        ..Default::default()
    }
}

/// Writes an edition and its event. The meeting's version rises, since what it shows has changed.
async fn write(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    meeting: meeting::Model,
    edition: ActiveModel,
    draft: Draft,
) -> Result<meeting::Model, DbErr> {
    Entity::insert(edition).exec_without_returning(tx).await?;
    let meeting = meeting.into_active_model().update(tx).await?;
    let draft = draft.programme(&meeting.programme_id).meeting(&meeting.id);
    event_log::append(tx, act, draft).await?;
    Ok(meeting)
}
