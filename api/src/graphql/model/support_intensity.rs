//! The intensity of a support as it changed, in the schema.

use async_graphql::{InputObject, Result};
use entity::model::support_intensity_period::{Column, Entity};
use sea_orm::Condition;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use super::{described, listed};
use crate::graphql::comparators::DateComparator;
use crate::graphql::enums::SupportIntensity;
use crate::graphql::plan::{Encoding, Filter, Row, Sort, Type};
use crate::graphql::scalars::Date;

described!(
    SupportIntensityPeriod = Type::of::<Entity>(
        "SupportIntensityPeriod",
        "How close a support is, from a day on, until the next period begins. Only read by who may read social content.",
    )
    .id("Its identifier.")
    .column::<SupportIntensity>("intensity", Column::Intensity, "How close the support is.")
    .column::<Date>("fromOn", Column::FromOn, "First day.")
    .value::<Option<Date>>("untilOn", "Last day, the eve of the next period; absent of the last.", |row, moment| {
        moment.dialect.eve(next(row))
    })
    .column::<Option<String>>("reasons", Column::Reasons, "Why it changed; the first has none.")
);

/// First day of the period that follows.
fn next(row: &Row) -> Expr {
    let of = |column| Expr::col((Entity, column));
    let next = Query::select()
        .column(Column::FromOn)
        .from(Entity)
        .and_where(of(Column::SupportMeasureId).eq(row.col(Column::SupportMeasureId)))
        .and_where(of(Column::PreviousFromOn).eq(row.col(Column::FromOn)))
        .take();
    super::subquery(next)
}

/// Which periods are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct SupportIntensityPeriodFilter {
    /// The first day.
    from_on: Option<DateComparator>,
}

impl Filter for SupportIntensityPeriodFilter {
    fn condition(self) -> Result<Condition> {
        Ok(Condition::all().add_option(self.from_on.map(|days| days.on(Column::FromOn))))
    }
}

listed!(SupportIntensityPeriod by SupportIntensityPeriodFilter, "intensity periods" {
    SupportIntensityPeriodOrderField SupportIntensityPeriodOrder:
    /// By first day.
    FromOn = Sort::by("FROM_ON", Column::FromOn, Encoding::Date),
});
