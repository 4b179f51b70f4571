//! An event of the log in the schema.

use async_graphql::{ID, InputObject, Json, Result};
use entity::event_log;
use entity::model::event::{Column, Entity, Relation};
use entity::policy::scope;
use entity::types::HouseholdId;
use sea_orm::Condition;

use super::{CellMeeting, Household, Programme, Staff, described, listed};
use crate::graphql::comparators::{EnumComparator, IdComparator};
use crate::graphql::enums::EventKind;
use crate::graphql::plan::{Filter, Sort, Type};
use crate::graphql::scalars::DateTime;

described!(
    Event = Type::of::<Entity>("Event", "An event: who did what, on which subject, when.")
        // What is not final yet is not shown, or a page could later gain a row in its midst.
        .seen_by(|viewer, moment| Condition::all()
            .add(scope::events(viewer))
            .add(event_log::settled(moment.postgres())))
        .value::<ID>(
            "id",
            "Its identifier: what a client's cache knows it by. It is not taken by `node(id:)`, nor as a cursor.",
            |row, _| row.pair(Column::Tx, Column::Seq)
        )
        .value::<String>(
            "cursor",
            "Its place in the log: what `events(after:)` and every subscription resume from.",
            |row, moment| Sort::by_position().cursor(moment.dialect, row)
        )
        .column::<EventKind>("kind", Column::Kind, "What happened.")
        .column::<DateTime>("occurredAt", Column::OccurredAt, "When.")
        .maybe::<Staff>("actor", Relation::Staff, "Who did it; absent when the product itself did.")
        .column::<ID>("subjectId", Column::SubjectId, "The identifier of its subject.")
        .any_node("subject", Column::SubjectId, "Its subject, if the viewer sees it.")
        .maybe::<Programme>("programme", Relation::Programme, "The programme it belongs to.")
        .maybe::<Household>("household", Relation::Household, "The household it concerns, if the viewer sees it.")
        .maybe::<CellMeeting>("meeting", Relation::Meeting, "The meeting it concerns, if the viewer sees it.")
        .column::<Json<serde_json::Value>>(
            "changes",
            Column::Changes,
            "The changed fields, without identity or social content."
        )
);

/// Which events are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct EventFilter {
    /// What happened.
    kind: Option<EnumComparator<EventKind>>,
    /// The subject.
    subject_id: Option<IdComparator>,
    /// The household concerned.
    household_id: Option<IdComparator>,
}

impl Filter for EventFilter {
    fn condition(self) -> Result<Condition> {
        Ok(Condition::all()
            .add_option(self.kind.map(|names| names.on::<entity::types::EventKind>(Column::Kind)))
            .add_option(self.subject_id.map(|id| id.on_any(Column::SubjectId)).transpose()?)
            .add_option(self.household_id.map(|id| id.on::<HouseholdId>(Column::HouseholdId)).transpose()?))
    }
}

listed!(Event by EventFilter, "events" {
    EventOrderField EventOrder:
    /// By their place in the log: the order in which they became final.
    Log = Sort::by_position(),
});
