//! An agenda item in the schema.

use async_graphql::{ID, InputObject, Result};
use entity::model::agenda_item::{Column, Entity, Relation};
use entity::policy::scope;
use entity::types::{HouseholdId, MeetingId};
use sea_orm::{ColumnTrait, Condition};

use super::{CellMeeting, Household, described, is_one_of, listed, wanted};
use crate::graphql::enums::{AgendaDecision, AgendaItemKind};
use crate::graphql::plan::{Encoding, Filter, Sort, Type};
use crate::graphql::scalars::DateTime;

described!(
    AgendaItem = Type::of::<Entity>(
        "AgendaItem",
        "A household on the agenda of a meeting, and what the cell decided. Read by who sits in the meeting.",
    )
    .seen_by(|viewer, _| scope::agenda_items(viewer))
    .node("Its identifier.")
    .column::<i32>("position", Column::Position, "Its place on the agenda, from 1.")
    .column::<AgendaItemKind>("kind", Column::Kind, "What the cell is asked.")
    .column::<Option<AgendaDecision>>("decision", Column::Decision, "What the cell decided.")
    .column::<Option<String>>("reasons", Column::Reasons, "Why the cell decided so.")
    .column::<Option<DateTime>>("decidedAt", Column::DecidedAt, "When the decision was recorded.")
    .maybe::<Household>("household", Relation::Household, "The household.")
    .maybe::<CellMeeting>("meeting", Relation::Meeting, "The meeting.")
);

/// Which agenda items are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct AgendaItemFilter {
    /// Of this meeting.
    meeting_id: Option<ID>,
    /// About this household.
    household_id: Option<ID>,
    /// Of one of these kinds.
    kind: Option<Vec<AgendaItemKind>>,
    /// Decided, or still open.
    decided: Option<bool>,
}

impl Filter for AgendaItemFilter {
    fn condition(self) -> Result<Condition> {
        let meeting = self.meeting_id.map(|id| wanted::<MeetingId>(&id, "meetingId")).transpose()?;
        let household = self.household_id.map(|id| wanted::<HouseholdId>(&id, "householdId")).transpose()?;
        let decided = |yes| if yes { Column::DecidedAt.is_not_null() } else { Column::DecidedAt.is_null() };
        Ok(Condition::all()
            .add_option(meeting.map(|id| Column::MeetingId.eq(id)))
            .add_option(household.map(|id| Column::HouseholdId.eq(id)))
            .add_option(self.kind.map(|names| is_one_of::<_, entity::types::AgendaItemKind>(Column::Kind, names)))
            .add_option(self.decided.map(decided)))
    }
}

listed!(AgendaItem by AgendaItemFilter, "agenda items" {
    AgendaItemOrderField AgendaItemOrder:
    /// By place on the agenda.
    Position = Sort::by("POSITION", Column::Position, Encoding::Number),
});
