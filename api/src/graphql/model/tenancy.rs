//! A tenancy in the schema.

use async_graphql::{InputObject, Result};
use entity::model::tenancy::{Column, Entity, Relation};
use entity::model::{exam_period, lease_review};
use entity::policy::{Action, FieldClass, scope};
use entity::types::{HouseholdId, LeaseReviewOutcome};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query};
use sea_orm::{ColumnTrait, Condition};

use super::support::referent_of_household;
use super::{Dwelling, ExamPeriod, Household, LeaseReview, Organisation, described, listed, there_is};
use crate::graphql::comparators::{EnumComparator, IdComparator};
use crate::graphql::enums::{RentalManagement, RentalModality};
use crate::graphql::plan::{Encoding, Filter, Moment, Permission, Row, Sort, Type};
use crate::graphql::scalars::Date;

described!(Tenancy = Type::of::<Entity>("Tenancy", "A tenancy of a household in a dwelling, by one of the four modalities.")
    .seen_by(|viewer, _| scope::tenancies(viewer))
    .referent(|row| referent_of_household(row.col(Column::HouseholdId)))
    .node("Its identifier.")
    .column::<RentalModality>("modality", Column::Modality, "One of the four rental modalities.")
    .column::<RentalManagement>("rentalManagement", Column::RentalManagement, "The type of rental management (*gestion locative*).")
    .column::<Date>("startOn", Column::StartOn, "First day.")
    .column::<Option<Date>>("endOn", Column::EndOn, "Last day; absent while it goes on.")
    .column::<Option<i32>>(
        "reviewPeriodMonths",
        Column::ReviewPeriodMonths,
        "Months between two reviews of a sliding lease; absent in the other modalities.",
    )
    .column::<Option<Date>>("transferredOn", Column::TransferredOn, "The day on which the lease slid to the household (*glissement*).")
    .maybe_when::<Organisation>(
        "headTenant",
        Relation::Organisation,
        |row| row.col(Column::TransferredOn).is_null(),
        "The organisation that is head tenant; absent when the household itself is, from the start or since the lease slid.",
    )
    .one::<Dwelling>(
        "dwelling",
        Relation::Dwelling,
        "The dwelling. Tells where the household lives: read as its identity is.",
    )
    .class(FieldClass::Dwelling)
    .page::<LeaseReview>(
        "reviews",
        lease_review::Relation::Tenancy,
        "The reviews of a sliding lease (*examens périodiques contradictoires*).",
    )
    .page::<ExamPeriod>(
        "examPeriods",
        exam_period::Relation::Tenancy,
        "The exam periods of a sliding lease, one after the other.",
    )
    .maybe::<Household>("household", Relation::Household, "The household.")
    .column::<i32>("version", Column::Version, "Raised by every change of it: what `expectedVersion` is compared with.")
    .viewer_can::<Tenancy>(vec![
        Permission::new(
            "end",
            Action::EndTenancy,
            |row, moment, _| row.col(Column::EndOn).is_null().and(row.col(Column::StartOn).lte(moment.today)),
            "Whether it may be ended.",
        ),
        Permission::new(
            "cancel",
            Action::OpenTenancy,
            |row, moment, _| row.col(Column::StartOn).gt(moment.today),
            "Whether it may be taken back: it has not begun.",
        ),
        Permission::new("planLeaseReview", Action::PlanLeaseReview, |row, _, _| slides(row), "Whether a review of its lease may be planned."),
        Permission::new(
            "renewExamPeriod",
            Action::RenewExamPeriod,
            |row, moment, _| slides(row).and(there_is::<exam_period::Entity>([
                exam_period::Column::TenancyId.into_expr().eq(row.col(Column::Id)),
                exam_period::Column::StartOn.gt(moment.today),
            ]).not()),
            "Whether its exam period may be renewed.",
        ),
        Permission::new(
            "transferLease",
            Action::TransferLease,
            |row, moment, _| slides(row).and(last_review_says_so(row)).and(is_not_refused(row, moment)),
            "Whether its lease may slide to the household.",
        ),
    ]));

/// The referent of the household of a tenancy, by the tenancy's identifier.
pub(super) fn referent_of_tenancy(tenancy: Expr) -> Expr {
    let household = Query::select()
        .column(Column::HouseholdId)
        .from(Entity)
        .and_where(Expr::col((Entity, Column::Id)).eq(tenancy))
        .take();
    referent_of_household(super::subquery(household))
}

/// Whether the lease has yet to slide.
fn slides(row: &Row) -> Expr {
    let sliding = row.col(Column::Modality).eq(entity::types::RentalModality::SlidingLease);
    sliding.and(row.col(Column::EndOn).is_null()).and(row.col(Column::TransferredOn).is_null())
}

/// Whether the last review that was held found that the household can hold the lease.
fn last_review_says_so(row: &Row) -> Expr {
    let column = |column| Expr::col((lease_review::Entity, column));
    let last = Query::select()
        .column(lease_review::Column::Outcome)
        .from(lease_review::Entity)
        .and_where(column(lease_review::Column::TenancyId).eq(row.col(Column::Id)))
        .and_where(column(lease_review::Column::HeldOn).is_not_null())
        .order_by(lease_review::Column::Rank, Order::Desc)
        .limit(1)
        .take();
    super::subquery(last).eq(LeaseReviewOutcome::Ready)
}

/// Whether the landlord has not told the Prefect, of the present exam period, that it does not offer the lease.
fn is_not_refused(row: &Row, moment: &Moment) -> Expr {
    let column = |column| Expr::col((exam_period::Entity, column));
    let last = Query::select()
        .column(exam_period::Column::LeaseOffered)
        .from(exam_period::Entity)
        .and_where(column(exam_period::Column::TenancyId).eq(row.col(Column::Id)))
        .and_where(column(exam_period::Column::StartOn).lte(moment.today))
        .order_by(exam_period::Column::Rank, Order::Desc)
        .limit(1)
        .take();
    Func::coalesce([super::subquery(last), Expr::val(true)]).eq(true)
}

/// Which tenancies are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct TenancyFilter {
    /// The household.
    household_id: Option<IdComparator>,
    /// The modality.
    modality: Option<EnumComparator<RentalModality>>,
    /// Still open, or ended.
    open: Option<bool>,
}

impl Filter for TenancyFilter {
    fn condition(self) -> Result<Condition> {
        let open = |open| if open { Column::EndOn.is_null() } else { Column::EndOn.is_not_null() };
        Ok(Condition::all()
            .add_option(self.household_id.map(|id| id.on::<HouseholdId>(Column::HouseholdId)).transpose()?)
            .add_option(self.modality.map(|names| names.on::<entity::types::RentalModality>(Column::Modality)))
            .add_option(self.open.map(open)))
    }
}

listed!(Tenancy by TenancyFilter, "tenancies" {
    TenancyOrderField TenancyOrder:
    /// By first day.
    StartOn = Sort::by("START_ON", Column::StartOn, Encoding::Date),
});
