//! What a subscriber is told of, in the schema: an event of the log of one kind, with its subject at hand, so
//! that nothing has to be asked for after it.

use entity::event_log;
use entity::model::event::{Column, Entity, Relation};
use entity::policy::scope;
use sea_orm::Condition;
use sea_orm::sea_query::Expr;

use super::{AgendaItem, CellMeeting, Event, LeaseReview, Reminder, SupportMeasure, described};
use crate::graphql::enums::EventKind;
use crate::graphql::plan::{Builder, Moment, Row, Sort, Type};
use crate::graphql::scalars::{Date, DateTime};

described!(
    SupportNearingEnd = told("SupportNearingEnd", "A support measure comes near its end, or has passed it.")
        .value::<Date>("dueOn", "Its end (*échéance*), as it was decided then.", |row, moment| {
            change(row, moment, "dueOn")
        })
        .value::<i32>("step", STEP, |row, moment| change(row, moment, "step"))
        .named::<SupportMeasure>(
            "supportMeasure",
            Column::SubjectId,
            "The support measure (*mesure d'accompagnement*) as it stands, if the viewer sees it.",
        )
        .itself::<Event>("event", Column::Seq, EVENT)
);

described!(
    LeaseReviewDue = told("LeaseReviewDue", "A review of a sliding lease comes near its day, or has passed it.")
        .value::<Date>("dueOn", "The day by which it was to be held, as it was planned then.", |row, moment| {
            change(row, moment, "dueOn")
        })
        .value::<i32>("step", STEP, |row, moment| change(row, moment, "step"))
        .named::<LeaseReview>(
            "leaseReview",
            Column::SubjectId,
            "The review (*examen périodique contradictoire*) as it stands, if the viewer sees it.",
        )
        .itself::<Event>("event", Column::Seq, EVENT)
);

described!(
    ReminderFailure = told("ReminderFailure", "A reminder could not be delivered.")
        .named::<Reminder>(
            "reminder",
            Column::SubjectId,
            "The reminder (*rappel*) as it stands, with the mail server's answer, if the viewer sees it.",
        )
        .itself::<Event>("event", Column::Seq, EVENT)
);

described!(
    MeetingChange = told(
        "MeetingChange",
        "A meeting of the coordination cell was scheduled, moved or cancelled, a convocation was answered, the \
         agenda changed, or its attendance or minutes were recorded."
    )
    .column::<EventKind>("kind", Column::Kind, "Which of these.")
    .maybe::<CellMeeting>("meeting", Relation::Meeting, "The meeting (*séance*) as it stands, if the viewer sees it.")
    .named::<AgendaItem>(
        "agendaItem",
        Column::SubjectId,
        "What changed on the agenda (*ordre du jour*), as it stands; absent when something else did.",
    )
    .itself::<Event>("event", Column::Seq, EVENT)
);

const STEP: &str = "The step of the series of reminders that has opened, in days from that day: negative before it.";
const EVENT: &str = "The event itself.";

fn told(name: &'static str, doc: &'static str) -> Builder {
    Type::of::<Entity>(name, doc)
        .seen_by(|viewer, moment| {
            Condition::all().add(scope::events(viewer)).add(event_log::settled(moment.postgres()))
        })
        .value::<String>("cursor", "Its place in the log: what a subscription resumes from.", |row, moment| {
            Sort::by_position().cursor(moment.dialect, row)
        })
        .column::<DateTime>("occurredAt", Column::OccurredAt, "When.")
}

fn change(row: &Row, moment: &Moment, name: &str) -> Expr {
    moment.dialect.member(row.col(Column::Changes), name)
}
