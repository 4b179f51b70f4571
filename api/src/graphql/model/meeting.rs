//! A meeting of the coordination cell and its participants in the schema.

use async_graphql::{ID, InputObject, Result};
use entity::model::meeting::{Column, Entity, Relation};
use entity::model::{agenda_item, meeting_participant};
use entity::policy::{FieldClass, scope};
use entity::types::ProgrammeId;
use sea_orm::{ColumnTrait, Condition};

use super::{AgendaItem, Programme, Staff, described, is_one_of, listed, wanted};
use crate::graphql::enums::ParticipantResponse;
use crate::graphql::plan::{Encoding, Filter, Sort, Type};
use crate::graphql::scalars::DateTime;

described!(
    CellMeeting = Type::of::<Entity>(
        "CellMeeting",
        "A meeting of the coordination cell (*séance de la cellule de coordination*).",
    )
    .seen_by(|viewer, _| scope::meetings(viewer))
    .node("Its identifier.")
    .column::<DateTime>("startsAt", Column::StartsAt, "Its start.")
    .column::<DateTime>("endsAt", Column::EndsAt, "Its end.")
    .column::<String>("location", Column::Location, "Where it is held.")
    .column::<i32>(
        "sequence",
        Column::Sequence,
        "Raised by every move and by the cancellation: the SEQUENCE of its calendar entry."
    )
    .column::<Option<DateTime>>("cancelledAt", Column::CancelledAt, "When it was cancelled.")
    .one::<Programme>("programme", Relation::Programme, "The programme.")
    .one::<Staff>("chair", Relation::Staff, "Who chairs it.")
    .page::<MeetingParticipant>(
        "participants",
        meeting_participant::Relation::Meeting,
        "Who is convened, the chair included.",
    )
    .page::<AgendaItem>(
        "agenda",
        agenda_item::Relation::Meeting,
        "Its agenda (*ordre du jour*). Not for funders, who see no household."
    )
    .class(FieldClass::Agenda)
);

/// Which meetings are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct CellMeetingFilter {
    /// Of this programme.
    programme_id: Option<ID>,
    /// Starting at this instant or later.
    starts_from: Option<DateTime>,
    /// Starting before this instant.
    starts_until: Option<DateTime>,
    /// Cancelled, or not.
    cancelled: Option<bool>,
}

impl Filter for CellMeetingFilter {
    fn condition(self) -> Result<Condition> {
        let programme = self.programme_id.map(|id| wanted::<ProgrammeId>(&id, "programmeId")).transpose()?;
        let cancelled = |yes| if yes { Column::CancelledAt.is_not_null() } else { Column::CancelledAt.is_null() };
        Ok(Condition::all()
            .add_option(programme.map(|id| Column::ProgrammeId.eq(id)))
            .add_option(self.starts_from.map(|from| Column::StartsAt.gte(from.0)))
            .add_option(self.starts_until.map(|until| Column::StartsAt.lt(until.0)))
            .add_option(self.cancelled.map(cancelled)))
    }
}

listed!(CellMeeting by CellMeetingFilter, "meetings" {
    CellMeetingOrderField CellMeetingOrder:
    /// By start.
    StartsAt = Sort::by("STARTS_AT", Column::StartsAt, Encoding::Instant),
});

described!(
    MeetingParticipant =
        Type::of::<meeting_participant::Entity>("MeetingParticipant", "A person convened to a meeting.",)
            .one::<Staff>("staff", meeting_participant::Relation::Staff, "The person.")
            .column::<ParticipantResponse>(
                "response",
                meeting_participant::Column::Response,
                "Their answer to the convocation."
            )
            .column::<Option<DateTime>>("respondedAt", meeting_participant::Column::RespondedAt, "When they answered.")
);

/// Which participants are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct MeetingParticipantFilter {
    /// Who gave one of these answers.
    response: Option<Vec<ParticipantResponse>>,
}

impl Filter for MeetingParticipantFilter {
    fn condition(self) -> Result<Condition> {
        Ok(Condition::all().add_option(self.response.map(|names| {
            is_one_of::<_, entity::types::ParticipantResponse>(meeting_participant::Column::Response, names)
        })))
    }
}

listed!(MeetingParticipant by MeetingParticipantFilter, "participants" {
    MeetingParticipantOrderField MeetingParticipantOrder:
    /// By the person's identifier: in the order in which accounts were made.
    Staff = Sort::by("STAFF", meeting_participant::Column::StaffId, Encoding::Text).then(meeting_participant::Column::StaffId),
    /// By their answer.
    Response = Sort::by("RESPONSE", meeting_participant::Column::Response, Encoding::Text).then(meeting_participant::Column::StaffId),
});
