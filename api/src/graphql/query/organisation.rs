//! The organisations.

use async_graphql::{Context, Enum, InputObject, Object, Result};
use entity::model::organisation::{Column, Entity, Model};
use sea_orm::{ColumnTrait, Condition};

use crate::graphql::connection::{Key, OrderDirection, Page, SortKey, Window, page};
use crate::graphql::enums::OrganisationKind;
use crate::graphql::model::Organisation;
use crate::graphql::session::RequestExt;

/// Which organisations are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub struct OrganisationFilter {
    /// Of one of these kinds.
    kind: Option<Vec<OrganisationKind>>,
}

/// What organisations are sorted by; ties are settled by the identifier.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrganisationOrderField {
    /// By name.
    #[default]
    Name,
}

/// The order of organisations.
#[derive(InputObject, Default)]
pub struct OrganisationOrder {
    /// By what.
    #[graphql(default)]
    field: OrganisationOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

#[derive(Default)]
pub struct OrganisationQuery;

#[Object]
impl OrganisationQuery {
    /// The organisations that the viewer sees.
    #[graphql(complexity = "super::list_cost(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the relay arguments, a filter and an order")]
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100, from the start; 20 when neither first nor last is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, 1 to 100, from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which ones.", default)] filter: OrganisationFilter,
        #[graphql(desc = "In which order.", default)] order_by: OrganisationOrder,
    ) -> Result<Page<Organisation>> {
        ctx.viewer()?;
        let condition = filter.condition();
        let window = Window { first, after, last, before };
        page::<Entity, _>(
            ctx.db(),
            condition,
            order_by.field.key(),
            order_by.direction,
            Column::Id,
            window,
            Organisation,
        )
        .await
    }
}

impl OrganisationFilter {
    fn condition(self) -> Condition {
        let mut condition = Condition::all();
        if let Some(kind) = self.kind {
            condition = condition.add(Column::Kind.is_in(kind.into_iter().map(entity::types::OrganisationKind::from)));
        }
        condition
    }
}

impl OrganisationOrderField {
    fn key(self) -> SortKey<Entity> {
        match self {
            Self::Name => SortKey {
                name: "NAME",
                column: Column::Name,
                key: |row: &Model| Key::Text(row.name.clone()),
                read: Key::read_text,
            },
        }
    }
}
