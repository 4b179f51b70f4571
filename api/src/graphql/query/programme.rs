//! The programmes.

use async_graphql::{Context, Enum, InputObject, Object, Result};
use entity::model::programme::{Column, Entity, Model};
use sea_orm::{ColumnTrait, Condition};

use crate::graphql::connection::{Key, OrderDirection, Page, SortKey, Window, page};
use crate::graphql::model::Programme;
use crate::graphql::session::RequestExt;

/// Which programmes are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub struct ProgrammeFilter {
    /// With exactly this name.
    name: Option<String>,
}

/// What programmes are sorted by; ties are settled by the identifier.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProgrammeOrderField {
    /// By name.
    #[default]
    Name,
    /// By first day.
    StartsOn,
}

/// The order of programmes.
#[derive(InputObject, Default)]
pub struct ProgrammeOrder {
    /// By what.
    #[graphql(default)]
    field: ProgrammeOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

#[derive(Default)]
pub struct ProgrammeQuery;

#[Object]
impl ProgrammeQuery {
    /// The programmes that the viewer sees.
    #[graphql(complexity = "super::list_cost(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the relay arguments, a filter and an order")]
    async fn programmes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100, from the start; 20 when neither first nor last is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, 1 to 100, from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which ones.", default)] filter: ProgrammeFilter,
        #[graphql(desc = "In which order.", default)] order_by: ProgrammeOrder,
    ) -> Result<Page<Programme>> {
        ctx.viewer()?;
        let condition = filter.condition();
        let window = Window { first, after, last, before };
        page::<Entity, _>(ctx.db(), condition, order_by.field.key(), order_by.direction, Column::Id, window, Programme)
            .await
    }
}

impl ProgrammeFilter {
    fn condition(self) -> Condition {
        let mut condition = Condition::all();
        if let Some(name) = self.name {
            condition = condition.add(Column::Name.eq(name));
        }
        condition
    }
}

impl ProgrammeOrderField {
    fn key(self) -> SortKey<Entity> {
        match self {
            Self::Name => SortKey {
                name: "NAME",
                column: Column::Name,
                key: |row: &Model| Key::Text(row.name.clone()),
                read: Key::read_text,
            },
            Self::StartsOn => SortKey {
                name: "STARTS_ON",
                column: Column::StartsOn,
                key: |row: &Model| Key::Date(row.starts_on),
                read: Key::read_date,
            },
        }
    }
}
