//! The exam period of a sliding lease in the schema.

use async_graphql::{InputObject, Result};
use entity::model::exam_period::{Column, Entity, Relation};
use entity::model::tenancy;
use entity::policy::{Action, FieldClass, scope};
use entity::types::TenancyId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition};

use super::tenancy::referent_of_tenancy;
use super::{Tenancy, described, listed, there_is};
use crate::graphql::comparators::{DateComparator, IdComparator};
use crate::graphql::plan::{Encoding, Filter, Permission, Row, Sort, Type};
use crate::graphql::scalars::Date;

described!(
    ExamPeriod = Type::of::<Entity>(
        "ExamPeriod",
        "A period in which a sliding lease is examined, set by its convention, and what the landlord told the Prefect of \
         it (*avis au préfet*).",
    )
    .seen_by(|viewer, _| scope::exam_periods(viewer))
    .referent(|row| referent_of_tenancy(row.col(Column::TenancyId)))
    .node("Its identifier.")
    .column::<i32>("rank", Column::Rank, "First, second… period of the tenancy.")
    .column::<Date>("startOn", Column::StartOn, "First day.")
    .column::<Date>("endOn", Column::EndOn, "Last day.")
    .column::<Date>(
        "noticeDueOn",
        Column::NoticeDueOn,
        "The last day on which the landlord tells the Prefect in time whether it offers the lease: two months before the \
         end, or the working day before (CCH L442-8-3).",
    )
    .value::<bool>(
        "noticeLate",
        "Whether the landlord told the Prefect after that day, or has not told while the lease still has to slide.",
        |row, moment| {
            let told_late = row.col(Column::PrefectInformedOn).is_not_null()
                .and(row.col(Column::PrefectInformedOn).gt(row.col(Column::NoticeDueOn)));
            let missed = row.col(Column::PrefectInformedOn).is_null()
                .and(row.col(Column::NoticeDueOn).lt(moment.today))
                .and(slides(row));
            told_late.or(missed)
        },
    )
    .column::<Option<Date>>(
        "prefectInformedOn",
        Column::PrefectInformedOn,
        "The day on which the landlord told the Prefect."
    )
    .column::<Option<bool>>("leaseOffered", Column::LeaseOffered, "Whether it offers the household the lease.")
    .column::<Option<String>>(
        "noticeReasons",
        Column::NoticeReasons,
        "Why not, or under which conditions. Identity: what the landlord writes, it reads.",
    )
    .class(FieldClass::Identity)
    .maybe::<Tenancy>("tenancy", Relation::Tenancy, "The tenancy.")
    .column::<i32>("version", Column::Version, "Raised by every change of it: what `expectedVersion` is compared with.")
    .viewer_can::<ExamPeriod>(vec![Permission::new(
        "recordNotice",
        Action::RecordPrefectNotice,
        |row, moment, _| {
            let to_tell = row.col(Column::PrefectInformedOn).is_null();
            to_tell.and(row.col(Column::StartOn).lte(moment.today)).and(slides(row))
        },
        "Whether what the landlord told the Prefect may be recorded.",
    )])
);

/// Whether the lease has neither slid nor ended.
fn slides(row: &Row) -> Expr {
    there_is::<tenancy::Entity>([
        tenancy::Column::Id.into_expr().eq(row.col(Column::TenancyId)),
        tenancy::Column::EndOn.is_null(),
        tenancy::Column::TransferredOn.is_null(),
    ])
}

/// Which exam periods are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct ExamPeriodFilter {
    /// The tenancy.
    tenancy_id: Option<IdComparator>,
    /// Whether the landlord has told the Prefect.
    informed: Option<bool>,
    /// The last day on which it tells the Prefect in time.
    notice_due_on: Option<DateComparator>,
}

impl Filter for ExamPeriodFilter {
    fn condition(self) -> Result<Condition> {
        let informed = |informed| {
            if informed { Column::PrefectInformedOn.is_not_null() } else { Column::PrefectInformedOn.is_null() }
        };
        Ok(Condition::all()
            .add_option(self.tenancy_id.map(|id| id.on::<TenancyId>(Column::TenancyId)).transpose()?)
            .add_option(self.informed.map(informed))
            .add_option(self.notice_due_on.map(|days| days.on(Column::NoticeDueOn))))
    }
}

listed!(ExamPeriod by ExamPeriodFilter, "exam periods" {
    ExamPeriodOrderField ExamPeriodOrder:
    /// By the last day on which the landlord tells the Prefect in time.
    NoticeDueOn = Sort::by("NOTICE_DUE_ON", Column::NoticeDueOn, Encoding::Date),
});
