//! A social diagnosis in the schema.

use async_graphql::{InputObject, Result};
use entity::model::social_diagnosis::{Column, Entity, Relation};
use entity::model::{autonomy_obstacle, recommended_axis};
use entity::policy::{Action, FieldClass, Viewer, scope};
use entity::types::{HouseholdId, StaffId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition};

use super::support::referent_of_household;
use super::{AgendaItem, Household, Staff, described, listed};
use crate::graphql::comparators::{DateComparator, EnumComparator, IdComparator};
use crate::graphql::enums::{AutonomyObstacle, DiagnosisManner, RentalModality, SupportAxis, SupportIntensity};
use crate::graphql::plan::{Encoding, Filter, Moment, Permission, Row, Sort, Type};
use crate::graphql::scalars::{Date, Money};

described!(
    SocialDiagnosis = Type::of::<Entity>(
        "SocialDiagnosis",
        "A social diagnosis (*diagnostic social*): what keeps the household from managing a home alone, and what support \
         it needs. The cell orders it, a social worker makes it.",
    )
    .seen_by(|viewer, _| scope::social_diagnoses(viewer))
    .referent(|row| referent_of_household(row.col(Column::HouseholdId)))
    .node("Its identifier.")
    .column::<i32>("rank", Column::Rank, "First, second… diagnosis of the household.")
    .column::<DiagnosisManner>("manner", Column::Manner, "How it is made.")
    .one::<Staff>("author", Relation::Author, "Who makes it.")
    .column::<Date>("orderedOn", Column::OrderedOn, "The day on which it was ordered.")
    .column::<Date>("dueOn", Column::DueOn, "The day by which it is to be made.")
    .column::<Option<Date>>("doneOn", Column::DoneOn, "The day on which it was made.")
    .value::<bool>("late", "Whether that day has passed, and it is neither made nor cancelled.", |row, moment| {
        is_open(row).and(row.col(Column::DueOn).lt(moment.today))
    })
    .column::<Option<Date>>("cancelledOn", Column::CancelledOn, "The day on which it was cancelled before it was made.")
    .column::<Option<String>>(
        "cancellationReason",
        Column::CancellationReason,
        "Why it was cancelled. Social content."
    )
    .class(FieldClass::Social)
    .values::<AutonomyObstacle, autonomy_obstacle::Entity>(
        "obstacles",
        autonomy_obstacle::Relation::SocialDiagnosis,
        autonomy_obstacle::Column::Obstacle,
        "The obstacles that it found (*freins*). Social content.",
    )
    .class(FieldClass::Social)
    .values::<SupportAxis, recommended_axis::Entity>(
        "axes",
        recommended_axis::Relation::SocialDiagnosis,
        recommended_axis::Column::Axis,
        "The axes of support that it recommends. Social content.",
    )
    .class(FieldClass::Social)
    .column::<Option<SupportIntensity>>(
        "intensity",
        Column::Intensity,
        "How close the support should be. Social content."
    )
    .class(FieldClass::Social)
    .column::<Option<i32>>(
        "durationMonths",
        Column::DurationMonths,
        "How long the support should last, in months. Social content."
    )
    .class(FieldClass::Social)
    .column::<Option<RentalModality>>(
        "modality",
        Column::Modality,
        "How the household should be housed. Social content."
    )
    .class(FieldClass::Social)
    .column::<Option<String>>("situation", Column::Situation, "The social and budget situation. Social content.")
    .class(FieldClass::Social)
    .column::<Option<String>>("rights", Column::Rights, "Rights open, or to be claimed. Social content.")
    .class(FieldClass::Social)
    .column::<Option<String>>("currentHousing", Column::CurrentHousing, "Where the household lived. Social content.")
    .class(FieldClass::Social)
    .column::<Option<String>>("autonomy", Column::Autonomy, "How far it manages alone. Social content.")
    .class(FieldClass::Social)
    .column::<Option<String>>(
        "housingPath",
        Column::HousingPath,
        "Where it has lived before (*parcours logement*). Social content."
    )
    .class(FieldClass::Social)
    .column::<Option<String>>("needs", Column::Needs, "What it needs. Social content.")
    .class(FieldClass::Social)
    .column::<Option<Money>>(
        "monthlyIncome",
        Column::MonthlyIncomeCents,
        "What comes in in a month, in euros. Social content."
    )
    .class(FieldClass::Social)
    .column::<Option<Money>>(
        "monthlyExpenses",
        Column::MonthlyExpensesCents,
        "What goes out in a month, in euros. Social content."
    )
    .class(FieldClass::Social)
    .column::<Option<Money>>("debts", Column::DebtsCents, "What the household owes, in euros. Social content.")
    .class(FieldClass::Social)
    .column::<Option<String>>(
        "confidentialNote",
        Column::ConfidentialNote,
        "Health, and what was said in confidence. Confidential."
    )
    .class(FieldClass::Confidential)
    .maybe::<Household>("household", Relation::Household, "The household.")
    .maybe::<AgendaItem>("decision", Relation::AgendaItem, "The decision of the cell that ordered it.")
    .column::<i32>("version", Column::Version, "Raised by every change of it: what `expectedVersion` is compared with.")
    .viewer_can::<SocialDiagnosis>(vec![
        Permission::new("record", Action::RecordDiagnosis, may_be_made, "Whether it may be recorded as made."),
        Permission::new("cancel", Action::OrderDiagnosis, may_be_made, "Whether it may be cancelled."),
    ])
);

/// Whether a diagnosis is neither made nor cancelled.
fn is_open(row: &Row) -> Expr {
    row.col(Column::DoneOn).is_null().and(row.col(Column::CancelledOn).is_null())
}

fn may_be_made(row: &Row, _: &Moment, _: &Viewer) -> Expr {
    is_open(row)
}

/// Which social diagnoses are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct SocialDiagnosisFilter {
    /// The household.
    household_id: Option<IdComparator>,
    /// Who makes it.
    author_id: Option<IdComparator>,
    /// How it is made.
    manner: Option<EnumComparator<DiagnosisManner>>,
    /// True: neither made nor cancelled. False: made or cancelled.
    open: Option<bool>,
    /// The day by which it is to be made.
    due_on: Option<DateComparator>,
}

impl Filter for SocialDiagnosisFilter {
    fn condition(self) -> Result<Condition> {
        let open = |open| {
            if open {
                Column::DoneOn.is_null().and(Column::CancelledOn.is_null())
            } else {
                Column::DoneOn.is_not_null().or(Column::CancelledOn.is_not_null())
            }
        };
        Ok(Condition::all()
            .add_option(self.household_id.map(|id| id.on::<HouseholdId>(Column::HouseholdId)).transpose()?)
            .add_option(self.author_id.map(|id| id.on::<StaffId>(Column::AuthorId)).transpose()?)
            .add_option(self.manner.map(|names| names.on::<entity::types::DiagnosisManner>(Column::Manner)))
            .add_option(self.open.map(open))
            .add_option(self.due_on.map(|days| days.on(Column::DueOn))))
    }
}

listed!(SocialDiagnosis by SocialDiagnosisFilter, "social diagnoses" {
    SocialDiagnosisOrderField SocialDiagnosisOrder:
    /// By the day by which it is to be made.
    DueOn = Sort::by("DUE_ON", Column::DueOn, Encoding::Date),
    /// By the day on which it was ordered.
    OrderedOn = Sort::by("ORDERED_ON", Column::OrderedOn, Encoding::Date),
});
