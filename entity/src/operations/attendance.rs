//! Who came to a meeting is recorded, by who runs it.

use std::collections::{HashMap, HashSet};

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, TransactionTrait,
};
use serde_json::json;

use super::meeting::{check_under_way, meeting_in_scope};
use super::{Act, active_staff};
use crate::event_log::{self, Draft};
use crate::model::{meeting, meeting_participant, staff};
use crate::policy::{Action, Relation};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::attendance::{Representative, check_representative};
use crate::types::{Attendance, EventKind, MeetingId, StaffId};

/// Who came to a meeting.
#[derive(Debug, Clone)]
pub struct RecordAttendance {
    /// The meeting.
    pub meeting_id: MeetingId,
    /// Of each person named; whatever was recorded of the others stays.
    pub attendances: Vec<Attended>,
}

/// Whether somebody came.
#[derive(Debug, Clone)]
pub struct Attended {
    /// The person convened.
    pub staff_id: StaffId,
    /// Whether they came.
    pub attendance: Attendance,
    /// The colleague who stood in for them.
    pub represented_by_id: Option<StaffId>,
}

/// Records who came to a meeting that has started, until its minutes are approved; recorded again, the last counts.
/// Whoever stands in for somebody is not convened by it, and reads nothing more.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, MEETING_CANCELLED, MEETING_NOT_STARTED, MINUTES_APPROVED, ATTENDANCE_REQUIRED,
/// PARTICIPANT_REPEATED, PARTICIPANT_NOT_CONVENED, STAFF_INACTIVE, or the rules of [`crate::rules::attendance`].
pub async fn record<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordAttendance,
) -> Result<meeting::Model, OperationError> {
    let tx = act.begin(db).await?;
    let meeting = meeting_in_scope(&tx, act, &input.meeting_id).await?;
    act.may(Action::RunMeeting, Relation::default())?;
    act.expects(meeting.version, &meeting.id)?;
    let mut checks = Checks::new();
    check_under_way(&tx, act, &mut checks, &meeting, "meetingId").await?;
    checks.require(!input.attendances.is_empty(), Rule::AttendanceRequired, "attendances");
    let named: HashSet<_> = input.attendances.iter().map(|attended| &attended.staff_id).collect();
    checks.require(named.len() == input.attendances.len(), Rule::ParticipantRepeated, "attendances");
    let convened = convened(&tx, &meeting.id).await?;
    let mut attended = Vec::new();
    for given in input.attendances {
        let found = convened.get(&given.staff_id);
        checks.require(found.is_some(), Rule::ParticipantNotConvened, "attendances");
        let Some((participant, person)) = found else { continue };
        let by = match &given.represented_by_id {
            Some(id) => Some(representative(&active_staff(&tx, id, "attendances").await?)),
            None => None,
        };
        check_representative(&mut checks, given.attendance, &representative(person), by.as_ref());
        attended.push((participant.clone(), given));
    }
    checks.done()?;

    let mut told = Vec::new();
    for (participant, given) in attended {
        told.push(json!({ "staffId": given.staff_id, "attendance": given.attendance }));
        let mut row = participant.into_active_model();
        row.attendance = Set(Some(given.attendance));
        row.represented_by_id = Set(given.represented_by_id);
        row.update(&tx).await?;
    }
    // Its version rises, since what it shows has changed.
    let meeting = meeting.into_active_model().update(&tx).await?;
    let draft = Draft::new(EventKind::AttendanceRecorded, &meeting.id)
        .programme(&meeting.programme_id)
        .meeting(&meeting.id)
        .change("attendances", told);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &meeting.id).await?;
    Ok(meeting)
}

/// Who is convened to a meeting, by their identifiers.
async fn convened(
    tx: &impl ConnectionTrait,
    meeting: &MeetingId,
) -> Result<HashMap<StaffId, (meeting_participant::Model, staff::Model)>, OperationError> {
    let participants = meeting_participant::Entity::find()
        .filter(meeting_participant::Column::MeetingId.eq(meeting.clone()))
        .order_by_asc(meeting_participant::Column::StaffId)
        .all(tx)
        .await?;
    let people = staff::Entity::find()
        .filter(staff::Column::Id.is_in(participants.iter().map(|participant| participant.staff_id.clone())))
        .all(tx)
        .await?;
    let mut people: HashMap<_, _> = people.into_iter().map(|person| (person.id.clone(), person)).collect();
    let convened = participants.into_iter().filter_map(|participant| {
        let person = people.remove(&participant.staff_id)?;
        Some((participant.staff_id.clone(), (participant, person)))
    });
    Ok(convened.collect())
}

fn representative(person: &staff::Model) -> Representative {
    Representative { staff_id: person.id.clone(), organisation_id: person.organisation_id.clone() }
}
