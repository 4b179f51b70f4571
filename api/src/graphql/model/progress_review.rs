//! A review of a support measure in the schema.

use async_graphql::{InputObject, Result};
use entity::model::progress_review::{Column, Entity, Relation};
use entity::policy::{FieldClass, scope};
use entity::types::SupportMeasureId;
use sea_orm::{ColumnTrait, Condition};

use super::support::referent_of_measure;
use super::{AgendaItem, Staff, SupportMeasure, described, listed};
use crate::graphql::comparators::{DateComparator, EnumComparator, IdComparator};
use crate::graphql::enums::ProgressReviewKind;
use crate::graphql::plan::{Encoding, Filter, Sort, Type};
use crate::graphql::scalars::Date;

described!(
    ProgressReview = Type::of::<Entity>(
        "ProgressReview",
        "A review of a support measure (*bilan*), held with the household: a version for each who reads it. The cell \
         takes note of it.",
    )
    .seen_by(|viewer, _| scope::progress_reviews(viewer))
    .referent(|row| referent_of_measure(row.col(Column::SupportMeasureId)))
    .node("Its identifier.")
    .column::<ProgressReviewKind>("kind", Column::Kind, "Interim or final.")
    .column::<i32>("rank", Column::Rank, "First, second… review of the measure.")
    .column::<Date>("heldOn", Column::HeldOn, "The day on which it was held.")
    .one::<Staff>("author", Relation::Staff, "Who wrote it.")
    .column::<String>("householdView", Column::HouseholdView, "What the household said. Social content.")
    .class(FieldClass::Social)
    .column::<String>("account", Column::Account, "What the social worker tells. Social content.")
    .class(FieldClass::Social)
    .column::<String>("landlordAccount", Column::LandlordAccount, "What the landlord reads. Identity.")
    .class(FieldClass::Identity)
    .column::<Option<String>>(
        "confidentialNote",
        Column::ConfidentialNote,
        "What was said in confidence. Confidential."
    )
    .class(FieldClass::Confidential)
    .column::<Option<Date>>(
        "acknowledgedOn",
        Column::AcknowledgedOn,
        "The day on which the cell took note of it (*prise de connaissance*)."
    )
    .maybe::<AgendaItem>("acknowledgement", Relation::AgendaItem, "The agenda item by which the cell took note of it.")
    .maybe::<SupportMeasure>("supportMeasure", Relation::SupportMeasure, "The support measure.")
    .column::<i32>("version", Column::Version, "Raised by every change of it.")
);

/// Which reviews are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct ProgressReviewFilter {
    /// The support measure.
    support_measure_id: Option<IdComparator>,
    /// Interim or final.
    kind: Option<EnumComparator<ProgressReviewKind>>,
    /// Whether the cell took note of it.
    acknowledged: Option<bool>,
    /// The day on which it was held.
    held_on: Option<DateComparator>,
}

impl Filter for ProgressReviewFilter {
    fn condition(self) -> Result<Condition> {
        let acknowledged = |acknowledged| {
            if acknowledged { Column::AcknowledgedOn.is_not_null() } else { Column::AcknowledgedOn.is_null() }
        };
        Ok(Condition::all()
            .add_option(
                self.support_measure_id.map(|id| id.on::<SupportMeasureId>(Column::SupportMeasureId)).transpose()?,
            )
            .add_option(self.kind.map(|names| names.on::<entity::types::ProgressReviewKind>(Column::Kind)))
            .add_option(self.acknowledged.map(acknowledged))
            .add_option(self.held_on.map(|days| days.on(Column::HeldOn))))
    }
}

listed!(ProgressReview by ProgressReviewFilter, "progress reviews" {
    ProgressReviewOrderField ProgressReviewOrder:
    /// By the day on which it was held.
    HeldOn = Sort::by("HELD_ON", Column::HeldOn, Encoding::Date),
});
