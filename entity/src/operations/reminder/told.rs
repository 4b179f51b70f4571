//! What the event log tells of a reminder.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QuerySelect};

use crate::event_log::Draft;
use crate::model::{household, meeting, reminder};
use crate::types::{EventKind, MeetingId, ProgrammeId};

/// An event of a reminder. Whoever sees its subject may know, whose identifier tells what it is.
pub(super) async fn draft(tx: &impl ConnectionTrait, kind: EventKind, row: &reminder::Model) -> Result<Draft, DbErr> {
    let mut draft = Draft::new(kind, &row.id).change("rule", row.rule);
    let mut programme_id: Option<ProgrammeId> = None;
    if let Some(household_id) = &row.household_id {
        let household = household::Entity::find_by_id(household_id.clone()).select_only();
        programme_id = household.column(household::Column::ProgrammeId).into_tuple().one(tx).await?;
        draft = draft.household(household_id);
    }
    if let Ok(meeting_id) = row.subject_id.parse::<MeetingId>() {
        let meeting = meeting::Entity::find_by_id(meeting_id.clone()).select_only();
        programme_id = meeting.column(meeting::Column::ProgrammeId).into_tuple().one(tx).await?;
        draft = draft.meeting(&meeting_id);
    }
    Ok(if let Some(programme_id) = &programme_id { draft.programme(programme_id) } else { draft })
}
