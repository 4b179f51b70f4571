//! An agenda item in the schema, and what is proposed to be one.

use async_graphql::{ID, InputObject, Result, SimpleObject};
use entity::model::agenda_item::{Column, Entity, Relation};
use entity::model::meeting;
use entity::policy::{Action, scope};
use entity::proposals::{Proposal, proposals};
use entity::types::{HouseholdId, MeetingId};
use futures::TryFutureExt;
use futures::future::{BoxFuture, FutureExt};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter};

use super::{CellMeeting, Household, described, listed, there_is};
use crate::graphql::comparators::{EnumComparator, IdComparator};
use crate::graphql::enums::{AgendaDecision, AgendaItemKind};
use crate::graphql::errors;
use crate::graphql::plan::{Asker, Computed, Encoding, Filter, Moment, Permission, Row, Sort, Type, Wanted};
use crate::graphql::scalars::{Date, DateTime};

described!(
    AgendaItem = Type::of::<Entity>(
        "AgendaItem",
        "A household on the agenda of a meeting, and what the cell decided. Read by managers, coordinators and who \
         sits in the meeting, but for funders.",
    )
    .seen_by(|viewer, _| scope::agenda_items(viewer))
    .node("Its identifier.")
    .column::<i32>("position", Column::Position, "Its place on the agenda, from 1.")
    .column::<AgendaItemKind>("kind", Column::Kind, "What the cell is asked.")
    .column::<Option<AgendaDecision>>("decision", Column::Decision, "What the cell decided; absent before.")
    .column::<Option<String>>("reasons", Column::Reasons, "Why the cell decided so; absent before.")
    .column::<Option<DateTime>>("decidedAt", Column::DecidedAt, "When the decision was recorded; absent before.")
    .maybe::<Household>("household", Relation::Household, "The household, if the viewer sees it.")
    .maybe::<CellMeeting>("meeting", Relation::Meeting, "The meeting.")
    .column::<i32>("version", Column::Version, "Raised by every change of it: what `expectedVersion` is compared with.")
    .viewer_can::<AgendaItem>(vec![Permission::new(
        "decide",
        Action::RunMeeting,
        |row, moment, _| row.col(Column::DecidedAt).is_null().and(has_begun(row, moment)),
        "Whether what the cell decided may be recorded.",
    )])
);

/// What the cell should look at and is not on an agenda.
#[derive(SimpleObject, serde::Serialize)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct AgendaProposal {
    /// What it would be asked.
    kind: AgendaItemKind,
    /// The household.
    household_id: ID,
    /// What mails and conversations call it.
    household_reference: String,
    /// The day since which it waits: of its registration, of the oldest review; of a lease review, the day on which it
    /// is due.
    day: Date,
}

/// What each of the meetings with some identifiers should look at.
pub(super) fn agenda_proposals<'a>(
    asker: Asker<'a>,
    Wanted { ids, .. }: Wanted<'a>,
) -> BoxFuture<'a, Result<Computed>> {
    let proposed = async move {
        let of_ids = meeting::Column::Id.is_in(ids.iter().copied());
        let meetings = meeting::Entity::find().filter(of_ids).all(asker.db).await?;
        let proposed = proposals(asker.db, &meetings, scope::files(asker.viewer), asker.now).await?;
        let shown = |proposal: Proposal| AgendaProposal {
            kind: proposal.kind.into(),
            household_id: proposal.household_id.to_string().into(),
            household_reference: proposal.reference,
            day: Date(proposal.day),
        };
        let all = meetings.into_iter().zip(proposed).map(|(meeting, proposed)| {
            let shown = proposed.into_iter().map(|one| serde_json::to_value(shown(one)).unwrap_or_default());
            (meeting.id.to_string(), shown.collect())
        });
        Ok(all.collect())
    };
    proposed.map_err(|error: DbErr| errors::database(error)).boxed()
}

/// Whether the item's meeting has begun and is not cancelled.
fn has_begun(row: &Row, moment: &Moment) -> Expr {
    there_is::<meeting::Entity>([
        meeting::Column::Id.into_expr().eq(row.col(Column::MeetingId)),
        meeting::Column::CancelledAt.is_null(),
        meeting::Column::StartsAt.lte(moment.now),
    ])
}

/// Which agenda items are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct AgendaItemFilter {
    /// The meeting.
    meeting_id: Option<IdComparator>,
    /// The household.
    household_id: Option<IdComparator>,
    /// What the cell is asked.
    kind: Option<EnumComparator<AgendaItemKind>>,
    /// Decided, or still open.
    decided: Option<bool>,
}

impl Filter for AgendaItemFilter {
    fn condition(self) -> Result<Condition> {
        let decided = |yes| if yes { Column::DecidedAt.is_not_null() } else { Column::DecidedAt.is_null() };
        Ok(Condition::all()
            .add_option(self.meeting_id.map(|id| id.on::<MeetingId>(Column::MeetingId)).transpose()?)
            .add_option(self.household_id.map(|id| id.on::<HouseholdId>(Column::HouseholdId)).transpose()?)
            .add_option(self.kind.map(|names| names.on::<entity::types::AgendaItemKind>(Column::Kind)))
            .add_option(self.decided.map(decided)))
    }
}

listed!(AgendaItem by AgendaItemFilter, "agenda items" {
    AgendaItemOrderField AgendaItemOrder:
    /// By place on the agenda.
    Position = Sort::by("POSITION", Column::Position, Encoding::Number),
});
