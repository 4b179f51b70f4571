//! An interview with a household that is supported, in the schema.

use async_graphql::{InputObject, Result};
use entity::model::support_interview::{Column, Entity, Relation};
use entity::policy::{Action, FieldClass, scope};
use entity::types::{StaffId, SupportMeasureId};
use sea_orm::Condition;
use sea_orm::sea_query::ExprTrait;

use super::support::referent_of_measure;
use super::{Staff, SupportMeasure, described, listed};
use crate::graphql::comparators::{DateComparator, IdComparator};
use crate::graphql::enums::InterviewKind;
use crate::graphql::plan::{Encoding, Filter, Permission, Sort, Type};
use crate::graphql::scalars::Date;

described!(
    SupportInterview =
        Type::of::<Entity>("SupportInterview", "An interview with a household that is supported (*entretien*).",)
            .seen_by(|viewer, _| scope::support_interviews(viewer))
            .referent(|row| referent_of_measure(row.col(Column::SupportMeasureId)))
            .node("Its identifier.")
            .column::<Date>("heldOn", Column::HeldOn, "The day.")
            .one::<Staff>("author", Relation::Staff, "Who recorded it.")
            .column::<InterviewKind>("kind", Column::Kind, "Where, and how. Social content.")
            .class(FieldClass::Social)
            .column::<Option<String>>("attendees", Column::Attendees, "Who of the household was there. Social content.")
            .class(FieldClass::Social)
            .column::<String>("summary", Column::Summary, "What was said and agreed on. Social content.")
            .class(FieldClass::Social)
            .column::<Option<String>>(
                "confidentialNote",
                Column::ConfidentialNote,
                "What was said in confidence. Confidential."
            )
            .class(FieldClass::Confidential)
            .column::<Option<Date>>("nextOn", Column::NextOn, "The day of the next appointment.")
            .maybe::<SupportMeasure>("supportMeasure", Relation::SupportMeasure, "The support measure.")
            .column::<i32>(
                "version",
                Column::Version,
                "Raised by every change of it: what `expectedVersion` is compared with."
            )
            .viewer_can::<SupportInterview>(vec![Permission::new(
                "correct",
                Action::RecordInterview,
                |row, _, viewer| row.col(Column::AuthorId).eq(viewer.staff_id.as_str()),
                "Whether it may be corrected: by its author only."
            )])
);

/// Which interviews are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct SupportInterviewFilter {
    /// The support measure.
    support_measure_id: Option<IdComparator>,
    /// Who recorded it.
    author_id: Option<IdComparator>,
    /// The day.
    held_on: Option<DateComparator>,
}

impl Filter for SupportInterviewFilter {
    fn condition(self) -> Result<Condition> {
        Ok(Condition::all()
            .add_option(
                self.support_measure_id.map(|id| id.on::<SupportMeasureId>(Column::SupportMeasureId)).transpose()?,
            )
            .add_option(self.author_id.map(|id| id.on::<StaffId>(Column::AuthorId)).transpose()?)
            .add_option(self.held_on.map(|days| days.on(Column::HeldOn))))
    }
}

listed!(SupportInterview by SupportInterviewFilter, "interviews" {
    SupportInterviewOrderField SupportInterviewOrder:
    /// By the day.
    HeldOn = Sort::by("HELD_ON", Column::HeldOn, Encoding::Date),
});
