//! The waiver of a step in the schema.

use async_graphql::{InputObject, Result};
use entity::model::step_waiver::{Column, Entity, Relation};
use entity::policy::{Action, FieldClass, Viewer, scope};
use entity::types::HouseholdId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition};

use super::support::referent_of_household;
use super::{Household, Staff, described, listed};
use crate::graphql::comparators::{DateComparator, EnumComparator, IdComparator};
use crate::graphql::enums::WaivedStep;
use crate::graphql::plan::{Encoding, Filter, Moment, Permission, Row, Sort, Type};
use crate::graphql::scalars::Date;

described!(
    StepWaiver = Type::of::<Entity>(
        "StepWaiver",
        "A step of a household's path that may be left out before one act (*dispense*): the act that leaves it out uses \
         the waiver up.",
    )
    .seen_by(|viewer, _| scope::step_waivers(viewer))
    .referent(|row| referent_of_household(row.col(Column::HouseholdId)))
    .node("Its identifier.")
    .column::<WaivedStep>("step", Column::Step, "What may be left out, before which act.")
    .column::<String>("reasons", Column::Reasons, "Why. Social content.")
    .class(FieldClass::Social)
    .column::<Date>("waivedOn", Column::WaivedOn, "The day on which it was waived.")
    .one::<Staff>("waivedBy", Relation::Staff, "Who waived it.")
    .column::<Option<Date>>("usedOn", Column::UsedOn, "The day on which an act left the step out.")
    .column::<Option<Date>>("withdrawnOn", Column::WithdrawnOn, "The day on which it was withdrawn, unused.")
    .maybe::<Household>("household", Relation::Household, "The household.")
    .column::<i32>("version", Column::Version, "Raised by every change of it: what `expectedVersion` is compared with.")
    .viewer_can::<StepWaiver>(vec![Permission::new(
        "withdraw",
        Action::WaiveStep,
        is_open,
        "Whether it may be withdrawn.",
    )])
);

/// Whether no act has used a waiver, and it was not withdrawn.
fn is_open(row: &Row, _: &Moment, _: &Viewer) -> Expr {
    row.col(Column::UsedOn).is_null().and(row.col(Column::WithdrawnOn).is_null())
}

/// Which waivers are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct StepWaiverFilter {
    /// The household.
    household_id: Option<IdComparator>,
    /// The step.
    step: Option<EnumComparator<WaivedStep>>,
    /// True: neither used nor withdrawn. False: used, or withdrawn.
    open: Option<bool>,
    /// The day on which it was waived.
    waived_on: Option<DateComparator>,
}

impl Filter for StepWaiverFilter {
    fn condition(self) -> Result<Condition> {
        let open = |open| {
            if open {
                Column::UsedOn.is_null().and(Column::WithdrawnOn.is_null())
            } else {
                Column::UsedOn.is_not_null().or(Column::WithdrawnOn.is_not_null())
            }
        };
        Ok(Condition::all()
            .add_option(self.household_id.map(|id| id.on::<HouseholdId>(Column::HouseholdId)).transpose()?)
            .add_option(self.step.map(|names| names.on::<entity::types::WaivedStep>(Column::Step)))
            .add_option(self.open.map(open))
            .add_option(self.waived_on.map(|days| days.on(Column::WaivedOn))))
    }
}

listed!(StepWaiver by StepWaiverFilter, "waivers of steps" {
    StepWaiverOrderField StepWaiverOrder:
    /// By the day on which it was waived.
    WaivedOn = Sort::by("WAIVED_ON", Column::WaivedOn, Encoding::Date),
});
