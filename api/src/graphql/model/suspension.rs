//! A suspension of a support measure in the schema.

use async_graphql::{InputObject, Result};
use entity::model::support_suspension::{Column, Entity, Relation};
use entity::policy::{Action, FieldClass, scope};
use entity::types::SupportMeasureId;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, Condition};

use super::support::referent_of_measure;
use super::{SupportMeasure, described, listed};
use crate::graphql::comparators::{DateComparator, IdComparator};
use crate::graphql::enums::SuspensionGround;
use crate::graphql::plan::{Encoding, Filter, Permission, Sort, Type};
use crate::graphql::scalars::Date;

described!(
    SupportSuspension = Type::of::<Entity>(
        "SupportSuspension",
        "A suspension of a support measure (*suspension*). It moves neither the end nor the cap: twelve months are twelve \
         months by the calendar, save an extension.",
    )
    .seen_by(|viewer, _| scope::support_suspensions(viewer))
    .referent(|row| referent_of_measure(row.col(Column::SupportMeasureId)))
    .node("Its identifier.")
    .column::<Date>("startOn", Column::StartOn, "First day.")
    .column::<Option<Date>>("expectedEndOn", Column::ExpectedEndOn, "Last day, as far as was known when it began.")
    .column::<Option<Date>>("endedOn", Column::EndedOn, "Last day, once it is over.")
    .column::<SuspensionGround>("ground", Column::Ground, "Why (*motif*). Social content: it can tell of health.")
    .class(FieldClass::Social)
    .column::<Option<String>>("explanation", Column::Explanation, "Why, in words. Social content.")
    .class(FieldClass::Social)
    .maybe::<SupportMeasure>("supportMeasure", Relation::SupportMeasure, "The support measure.")
    .column::<i32>("version", Column::Version, "Raised by every change of it: what `expectedVersion` is compared with.")
    .viewer_can::<SupportSuspension>(vec![Permission::new(
        "end",
        Action::SuspendSupport,
        |row, _, _| row.col(Column::EndedOn).is_null(),
        "Whether it may be ended."
    )])
);

/// Which suspensions are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct SupportSuspensionFilter {
    /// The support measure.
    support_measure_id: Option<IdComparator>,
    /// Still open, or ended.
    open: Option<bool>,
    /// The first day.
    start_on: Option<DateComparator>,
}

impl Filter for SupportSuspensionFilter {
    fn condition(self) -> Result<Condition> {
        let open = |open| if open { Column::EndedOn.is_null() } else { Column::EndedOn.is_not_null() };
        Ok(Condition::all()
            .add_option(
                self.support_measure_id.map(|id| id.on::<SupportMeasureId>(Column::SupportMeasureId)).transpose()?,
            )
            .add_option(self.open.map(open))
            .add_option(self.start_on.map(|days| days.on(Column::StartOn))))
    }
}

listed!(SupportSuspension by SupportSuspensionFilter, "suspensions" {
    SupportSuspensionOrderField SupportSuspensionOrder:
    /// By first day.
    StartOn = Sort::by("START_ON", Column::StartOn, Encoding::Date),
});
