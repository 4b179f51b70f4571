//! An extension that is asked for, in the schema.

use async_graphql::{InputObject, Result};
use entity::model::support_extension_request::{Column, Entity, Relation};
use entity::policy::{Action, FieldClass, Viewer, scope};
use entity::types::{StaffId, SupportMeasureId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition};

use super::support::referent_of_measure;
use super::{Staff, SupportExtension, SupportMeasure, described, listed};
use crate::graphql::comparators::{DateComparator, EnumComparator, IdComparator};
use crate::graphql::enums::{ExtensionGround, ExtensionRequestOutcome};
use crate::graphql::plan::{Encoding, Filter, Moment, Permission, Row, Sort, Type};
use crate::graphql::scalars::Date;

described!(
    SupportExtensionRequest = Type::of::<Entity>(
        "SupportExtensionRequest",
        "An extension of a support measure that is asked for (*demande de prolongation*), and what became of it. A \
         measure has one that is undecided at most.",
    )
    .seen_by(|viewer, _| scope::support_extension_requests(viewer))
    .referent(|row| referent_of_measure(row.col(Column::SupportMeasureId)))
    .node("Its identifier.")
    .one::<Staff>("askedBy", Relation::AskedBy, "Who asked.")
    .column::<Date>("askedOn", Column::AskedOn, "The day on which they asked.")
    .column::<Date>("proposedEndOn", Column::ProposedEndOn, "The last day that they propose.")
    .column::<ExtensionGround>(
        "ground",
        Column::Ground,
        "Why (*motif*). Social content: it can tell of health or family.",
    )
    .class(FieldClass::Social)
    .column::<String>("explanation", Column::Explanation, "Why, in words. Social content.")
    .class(FieldClass::Social)
    .column::<Option<ExtensionRequestOutcome>>(
        "outcome",
        Column::Outcome,
        "What became of it; absent while it is undecided.",
    )
    .column::<Option<Date>>("decidedOn", Column::DecidedOn, "The day on which it was decided, withdrawn, or lapsed.")
    .maybe::<Staff>("decidedBy", Relation::DecidedBy, "Who granted or refused it.")
    .column::<Option<String>>("reasons", Column::Reasons, "Why it was refused. Social content.")
    .class(FieldClass::Social)
    .maybe::<SupportExtension>(
        "extension",
        Relation::SupportExtension,
        "The extension that it became (*prolongation*): its end may be another than the one proposed.",
    )
    .maybe::<SupportMeasure>("supportMeasure", Relation::SupportMeasure, "The support measure.")
    .column::<i32>("version", Column::Version, "Raised by every change of it: what `expectedVersion` is compared with.")
    .viewer_can::<SupportExtensionRequest>(vec![
        Permission::new("grant", Action::DecideExtension, undecided, "Whether it may be granted."),
        Permission::new("refuse", Action::DecideExtension, undecided, "Whether it may be refused."),
        Permission::new("withdraw", Action::RequestExtension, undecided, "Whether it may be withdrawn."),
    ])
);

/// Whether a request waits for a decision.
fn undecided(row: &Row, _: &Moment, _: &Viewer) -> Expr {
    row.col(Column::DecidedOn).is_null()
}

/// Which requests are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct SupportExtensionRequestFilter {
    /// The support measure.
    support_measure_id: Option<IdComparator>,
    /// Who asked.
    asked_by_id: Option<IdComparator>,
    /// True: neither decided nor withdrawn, nor lapsed.
    undecided: Option<bool>,
    /// What became of it.
    outcome: Option<EnumComparator<ExtensionRequestOutcome>>,
    /// The day on which it was asked for.
    asked_on: Option<DateComparator>,
}

impl Filter for SupportExtensionRequestFilter {
    fn condition(self) -> Result<Condition> {
        let undecided =
            |undecided| if undecided { Column::DecidedOn.is_null() } else { Column::DecidedOn.is_not_null() };
        Ok(Condition::all()
            .add_option(
                self.support_measure_id.map(|id| id.on::<SupportMeasureId>(Column::SupportMeasureId)).transpose()?,
            )
            .add_option(self.asked_by_id.map(|id| id.on::<StaffId>(Column::AskedById)).transpose()?)
            .add_option(self.undecided.map(undecided))
            .add_option(self.outcome.map(|names| names.on::<entity::types::ExtensionRequestOutcome>(Column::Outcome)))
            .add_option(self.asked_on.map(|days| days.on(Column::AskedOn))))
    }
}

listed!(SupportExtensionRequest by SupportExtensionRequestFilter, "requests for an extension" {
    SupportExtensionRequestOrderField SupportExtensionRequestOrder:
    /// By the day on which they were asked.
    AskedOn = Sort::by("ASKED_ON", Column::AskedOn, Encoding::Date),
});
