//! A series of meetings in the schema.

use entity::model::meeting;
use entity::model::meeting_series::{Column, Entity};
use entity::policy::scope;

use super::{CellMeeting, described};
use crate::graphql::enums::SeriesPattern;
use crate::graphql::plan::Type;
use crate::graphql::scalars::Date;

described!(
    MeetingSeries = Type::of::<Entity>(
        "MeetingSeries",
        "Meetings of the cell that recur: each is convened, moved and cancelled by itself. A day that is a public \
         holiday moves to the next working day.",
    )
    .seen_by(|viewer, _| scope::meeting_series(viewer))
    .id("Its identifier.")
    .column::<SeriesPattern>("pattern", Column::Pattern, "By what its days follow from the first.")
    .column::<i32>("every", Column::Every, "Every so many weeks or months.")
    .column::<Date>("firstOn", Column::FirstOn, "Its first day.")
    .column::<Date>("untilOn", Column::UntilOn, "The last day that may be one of its days.")
    .column::<i32>(
        "startsMinute",
        Column::StartsMinute,
        "When its meetings start in Paris, in minutes after midnight: 840 is 14:00."
    )
    .column::<i32>("endsMinute", Column::EndsMinute, "When they end, likewise.")
    .column::<String>("location", Column::Location, "Where they are held.")
    .page::<CellMeeting>(
        "meetings",
        meeting::Relation::MeetingSeries,
        "Its meetings, those moved and cancelled included, of which the viewer sees."
    )
    .column::<i32>(
        "version",
        Column::Version,
        "Raised by every change of it: what `expectedVersion` is compared with."
    )
);
