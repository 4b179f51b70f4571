//! A meeting of the coordination cell and its participants in the schema.

use async_graphql::{ID, InputObject, Result};
use entity::model::meeting::{Column, Entity, Relation};
use entity::model::{agenda_item, meeting_minutes, meeting_participant};
use entity::policy::{Action, Actor, FieldClass, Viewer, may_act, scope};
use entity::rules::agenda::MOST_ITEMS;
use entity::types::ProgrammeId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition};

use super::agenda::{AgendaProposal, agenda_proposals};
use super::minutes::{MeetingMinutes, minutes};
use super::{AgendaItem, MeetingSeries, Programme, Staff, described, listed, there_is};
use crate::graphql::comparators::{DateTimeComparator, EnumComparator, IdComparator};
use crate::graphql::enums::{Attendance, ParticipantResponse};
use crate::graphql::plan::{Encoding, Filter, Late, Moment, Permission, Row, Sort, Type};
use crate::graphql::scalars::{Date, DateTime};

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
    .maybe::<MeetingSeries>("series", Relation::MeetingSeries, "The series that it belongs to, if it recurs.")
    .column::<Option<Date>>(
        "seriesDay",
        Column::SeriesDay,
        "The day that its series gave it; it may be held on another. Absent without a series."
    )
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
    .late::<Vec<AgendaProposal>>(
        "agendaProposals",
        Late { type_name: "AgendaProposal", list: true, compute: agenda_proposals },
        "What the cell should look at and is not on an agenda, of the households whose file the viewer opens: at most \
         200, none once the meeting has begun or is cancelled. Not for funders.",
    )
    .class(FieldClass::Agenda)
    .late::<Option<MeetingMinutes>>(
        "minutes",
        Late { type_name: "MeetingMinutes", list: false, compute: minutes },
        "Its minutes (*compte rendu*), a draft until they are approved; absent before it begins, or when it is \
         cancelled. Not for funders.",
    )
    .class(FieldClass::Agenda)
    .column::<i32>("version", Column::Version, "Raised by every change of it: what `expectedVersion` is compared with.")
    .viewer_can::<CellMeeting>(vec![
        Permission::new("move", Action::RunMeeting, is_to_come, "Whether it may be moved."),
        Permission::new("cancel", Action::RunMeeting, is_to_come, "Whether it may be cancelled."),
        Permission::new(
            "putOnAgenda",
            Action::PutOnAgenda,
            |row, moment, viewer| is_to_come(row, moment, viewer).and(has_room(row)),
            "Whether households may be put on its agenda.",
        ),
        Permission::new(
            "recordAttendance",
            Action::RunMeeting,
            |row, moment, _| has_begun(row, moment).and(is_approved(row).not()),
            "Whether who came may be recorded.",
        ),
        Permission::new(
            "approveMinutes",
            Action::ApproveMinutes,
            |row, moment, viewer| {
                let open = has_begun(row, moment).and(is_approved(row).not());
                open.and(closes(row, viewer)).and(is_complete(row))
            },
            "Whether its minutes may be approved: by its chair, or by who runs meetings, once it is recorded who came \
             and what was decided.",
        ),
        Permission::new(
            "correctMinutes",
            Action::ApproveMinutes,
            |row, _, viewer| is_approved(row).and(closes(row, viewer)),
            "Whether its approved minutes may be corrected.",
        ),
        Permission::new(
            "answerConvocation",
            Action::AnswerConvocation,
            |row, moment, viewer| is_to_come(row, moment, viewer).and(is_convened(row, viewer)),
            "Whether the viewer is convened and may still answer.",
        ),
    ])
);

/// Whether a meeting is to come and not cancelled.
fn is_to_come(row: &Row, moment: &Moment, _: &Viewer) -> Expr {
    row.col(Column::CancelledAt).is_null().and(row.col(Column::StartsAt).gt(moment.now))
}

/// Whether a meeting has begun and is not cancelled.
fn has_begun(row: &Row, moment: &Moment) -> Expr {
    row.col(Column::CancelledAt).is_null().and(row.col(Column::StartsAt).lte(moment.now))
}

/// Whether the minutes of a meeting are approved.
fn is_approved(row: &Row) -> Expr {
    there_is::<meeting_minutes::Entity>([meeting_minutes::Column::MeetingId.into_expr().eq(row.col(Column::Id))])
}

/// Whether the viewer chairs the meeting, or runs all.
fn closes(row: &Row, viewer: &Viewer) -> Expr {
    if may_act(&Actor::Staff(viewer.clone()), Action::RunMeeting, entity::policy::Relation::default()) {
        return Expr::Constant(1.into()).eq(1);
    }
    row.col(Column::ChairId).eq(viewer.staff_id.clone())
}

/// Whether it is recorded who came and what was decided.
fn is_complete(row: &Row) -> Expr {
    let unrecorded = there_is::<meeting_participant::Entity>([
        meeting_participant::Column::MeetingId.into_expr().eq(row.col(Column::Id)),
        meeting_participant::Column::Attendance.is_null(),
    ]);
    let undecided = there_is::<agenda_item::Entity>([
        agenda_item::Column::MeetingId.into_expr().eq(row.col(Column::Id)),
        agenda_item::Column::Decision.is_null(),
    ]);
    unrecorded.not().and(undecided.not())
}

/// Whether one more household fits on the agenda.
fn has_room(row: &Row) -> Expr {
    let most = i32::try_from(MOST_ITEMS).unwrap_or(i32::MAX);
    let full = there_is::<agenda_item::Entity>([
        agenda_item::Column::MeetingId.into_expr().eq(row.col(Column::Id)),
        agenda_item::Column::Position.gte(most),
    ]);
    full.not()
}

/// Whether the viewer is convened.
fn is_convened(row: &Row, viewer: &Viewer) -> Expr {
    there_is::<meeting_participant::Entity>([
        meeting_participant::Column::MeetingId.into_expr().eq(row.col(Column::Id)),
        meeting_participant::Column::StaffId.eq(viewer.staff_id.clone()),
    ])
}

/// Which meetings are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct CellMeetingFilter {
    /// The programme.
    programme_id: Option<IdComparator>,
    /// The start.
    starts_at: Option<DateTimeComparator>,
    /// Cancelled, or not.
    cancelled: Option<bool>,
}

impl Filter for CellMeetingFilter {
    fn condition(self) -> Result<Condition> {
        let cancelled = |yes| if yes { Column::CancelledAt.is_not_null() } else { Column::CancelledAt.is_null() };
        Ok(Condition::all()
            .add_option(self.programme_id.map(|id| id.on::<ProgrammeId>(Column::ProgrammeId)).transpose()?)
            .add_option(self.starts_at.map(|instants| instants.on(Column::StartsAt)))
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
            .value::<ID>("id", "Their identifier as a participant.", |row, _| {
                row.pair(meeting_participant::Column::MeetingId, meeting_participant::Column::StaffId)
            })
            .one::<Staff>("staff", meeting_participant::Relation::Staff, "The person.")
            .column::<ParticipantResponse>(
                "response",
                meeting_participant::Column::Response,
                "Their answer to the convocation."
            )
            .column::<Option<DateTime>>("respondedAt", meeting_participant::Column::RespondedAt, "When they answered.")
            .column::<Option<Attendance>>(
                "attendance",
                meeting_participant::Column::Attendance,
                "Whether they came, whatever they had answered; absent until it is recorded."
            )
            .maybe::<Staff>(
                "representedBy",
                meeting_participant::Relation::RepresentedBy,
                "The colleague who stood in for them, if they were represented."
            )
);

/// Which participants are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct MeetingParticipantFilter {
    /// The answer.
    response: Option<EnumComparator<ParticipantResponse>>,
}

impl Filter for MeetingParticipantFilter {
    fn condition(self) -> Result<Condition> {
        Ok(Condition::all().add_option(
            self.response
                .map(|names| names.on::<entity::types::ParticipantResponse>(meeting_participant::Column::Response)),
        ))
    }
}

listed!(MeetingParticipant by MeetingParticipantFilter, "participants" {
    MeetingParticipantOrderField MeetingParticipantOrder:
    /// By the person's identifier: in the order in which accounts were made.
    Staff = Sort::by("STAFF", meeting_participant::Column::StaffId, Encoding::Text).then(meeting_participant::Column::StaffId),
    /// By their answer.
    Response = Sort::by("RESPONSE", meeting_participant::Column::Response, Encoding::Text).then(meeting_participant::Column::StaffId),
});
