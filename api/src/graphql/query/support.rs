//! The support measures.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::model::support_measure::{Column, Entity, Model};
use entity::policy::scope;
use entity::types::HouseholdId;
use sea_orm::{ColumnTrait, Condition};

use crate::graphql::connection::{DateRange, Key, OrderDirection, Page, SortKey, Window, page};
use crate::graphql::errors;
use crate::graphql::ids::parse;
use crate::graphql::model::SupportMeasure;
use crate::graphql::session::RequestExt;

/// Which support measures are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub struct SupportMeasureFilter {
    /// Of this household.
    household_id: Option<ID>,
    /// Still open, or closed.
    open: Option<bool>,
    /// Ending in this span of days.
    end_on: Option<DateRange>,
}

/// What support measures are sorted by; ties are settled by the identifier.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SupportMeasureOrderField {
    /// By last day.
    #[default]
    EndOn,
    /// By first day.
    StartOn,
}

/// The order of support measures.
#[derive(InputObject, Default)]
pub struct SupportMeasureOrder {
    /// By what.
    #[graphql(default)]
    field: SupportMeasureOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

#[derive(Default)]
pub struct SupportQuery;

#[Object]
impl SupportQuery {
    /// The support measures that the viewer sees.
    #[graphql(complexity = "super::list_cost(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the relay arguments, a filter and an order")]
    async fn support_measures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100, from the start; 20 when neither first nor last is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, 1 to 100, from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which ones.", default)] filter: SupportMeasureFilter,
        #[graphql(desc = "In which order.", default)] order_by: SupportMeasureOrder,
    ) -> Result<Page<SupportMeasure>> {
        let condition = Condition::all().add(scope::support_measures(ctx.viewer()?)).add(filter.condition()?);
        let window = Window { first, after, last, before };
        page::<Entity, _>(
            ctx.db(),
            condition,
            order_by.field.key(),
            order_by.direction,
            Column::Id,
            window,
            SupportMeasure,
        )
        .await
    }
}

impl SupportMeasureFilter {
    fn condition(self) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(household_id) = self.household_id {
            condition = condition.add(
                Column::HouseholdId.eq(parse::<HouseholdId>(&household_id, "householdId").map_err(errors::refused)?),
            );
        }
        if let Some(open) = self.open {
            condition = condition.add(if open { Column::ClosedOn.is_null() } else { Column::ClosedOn.is_not_null() });
        }
        if let Some(end_on) = self.end_on {
            condition = condition.add(end_on.on(Column::EndOn));
        }
        Ok(condition)
    }
}

impl SupportMeasureOrderField {
    fn key(self) -> SortKey<Entity> {
        match self {
            Self::EndOn => SortKey {
                name: "END_ON",
                column: Column::EndOn,
                key: |row: &Model| Key::Date(row.end_on),
                read: Key::read_date,
            },
            Self::StartOn => SortKey {
                name: "START_ON",
                column: Column::StartOn,
                key: |row: &Model| Key::Date(row.start_on),
                read: Key::read_date,
            },
        }
    }
}
