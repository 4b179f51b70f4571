//! A review of a sliding lease in the schema.

use async_graphql::{InputObject, Result};
use entity::model::lease_review::{Column, Entity, Relation};
use entity::model::tenancy;
use entity::policy::{Action, FieldClass, scope};
use entity::types::TenancyId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition};

use super::tenancy::referent_of_tenancy;
use super::{Tenancy, described, listed, there_is};
use crate::graphql::comparators::{DateComparator, IdComparator};
use crate::graphql::enums::LeaseReviewOutcome;
use crate::graphql::plan::{Encoding, Filter, Moment, Permission, Row, Sort, Type};
use crate::graphql::scalars::Date;

described!(
    LeaseReview = Type::of::<Entity>(
        "LeaseReview",
        "A review of a sliding lease (*examen périodique contradictoire*): both sides are heard.",
    )
    .seen_by(|viewer, _| scope::lease_reviews(viewer))
    .referent(|row| referent_of_tenancy(row.col(Column::TenancyId)))
    .node("Its identifier.")
    .column::<i32>("rank", Column::Rank, "First, second… review of the tenancy.")
    .column::<Date>("dueOn", Column::DueOn, "The day by which it is to be held.")
    .column::<Option<Date>>("heldOn", Column::HeldOn, "The day on which it was held.")
    .column::<Option<Date>>(
        "cancelledOn",
        Column::CancelledOn,
        "The day on which it was cancelled, because the lease slid or the tenancy ended.",
    )
    .column::<Option<LeaseReviewOutcome>>("outcome", Column::Outcome, "What it concluded.")
    .column::<Option<String>>("householdView", Column::HouseholdView, "What the household said. Social content.")
    .class(FieldClass::Social)
    .column::<Option<String>>(
        "organisationView",
        Column::OrganisationView,
        "What the organisation said. Social content."
    )
    .class(FieldClass::Social)
    .maybe::<Tenancy>("tenancy", Relation::Tenancy, "The tenancy.")
    .column::<i32>("version", Column::Version, "Raised by every change of it: what `expectedVersion` is compared with.")
    .viewer_can::<LeaseReview>(vec![Permission::new(
        "record",
        Action::RecordLeaseReview,
        |row, moment, _| {
            let open = row.col(Column::HeldOn).is_null().and(row.col(Column::CancelledOn).is_null());
            open.and(tenancy_has_begun(row, moment))
        },
        "Whether it may be recorded as held.",
    )])
);

/// Whether the review's tenancy has begun: no review is held before it.
fn tenancy_has_begun(row: &Row, moment: &Moment) -> Expr {
    there_is::<tenancy::Entity>([
        tenancy::Column::Id.into_expr().eq(row.col(Column::TenancyId)),
        tenancy::Column::StartOn.lte(moment.today),
    ])
}

/// Which lease reviews are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct LeaseReviewFilter {
    /// The tenancy.
    tenancy_id: Option<IdComparator>,
    /// True: neither held nor cancelled. False: held or cancelled.
    open: Option<bool>,
    /// The day by which it is to be held.
    due_on: Option<DateComparator>,
}

impl Filter for LeaseReviewFilter {
    fn condition(self) -> Result<Condition> {
        let open = |open| {
            if open {
                Column::HeldOn.is_null().and(Column::CancelledOn.is_null())
            } else {
                Column::HeldOn.is_not_null().or(Column::CancelledOn.is_not_null())
            }
        };
        Ok(Condition::all()
            .add_option(self.tenancy_id.map(|id| id.on::<TenancyId>(Column::TenancyId)).transpose()?)
            .add_option(self.open.map(open))
            .add_option(self.due_on.map(|days| days.on(Column::DueOn))))
    }
}

listed!(LeaseReview by LeaseReviewFilter, "lease reviews" {
    LeaseReviewOrderField LeaseReviewOrder:
    /// By the day by which it is to be held.
    DueOn = Sort::by("DUE_ON", Column::DueOn, Encoding::Date),
});
