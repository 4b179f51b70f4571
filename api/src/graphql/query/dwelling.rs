//! The dwellings.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::model::dwelling::{Column, Entity, Model};
use entity::policy::scope;
use entity::types::OrganisationId;
use sea_orm::{ColumnTrait, Condition};

use crate::graphql::connection::{Key, OrderDirection, Page, SortKey, Window, page};
use crate::graphql::enums::DwellingType;
use crate::graphql::errors;
use crate::graphql::ids::parse;
use crate::graphql::model::Dwelling;
use crate::graphql::session::RequestExt;

/// Which dwellings are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub struct DwellingFilter {
    /// Owned by this organisation.
    owner_id: Option<ID>,
    /// Of one of these types.
    dwelling_type: Option<Vec<DwellingType>>,
    /// Of the insertion stock, or not.
    insertion_stock: Option<bool>,
}

/// What dwellings are sorted by; ties are settled by the identifier.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DwellingOrderField {
    /// By the owner's reference.
    #[default]
    Reference,
}

/// The order of dwellings.
#[derive(InputObject, Default)]
pub struct DwellingOrder {
    /// By what.
    #[graphql(default)]
    field: DwellingOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

#[derive(Default)]
pub struct DwellingQuery;

#[Object]
impl DwellingQuery {
    /// The dwellings that the viewer sees.
    #[graphql(complexity = "super::list_cost(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the relay arguments, a filter and an order")]
    async fn dwellings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100, from the start; 20 when neither first nor last is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, 1 to 100, from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which ones.", default)] filter: DwellingFilter,
        #[graphql(desc = "In which order.", default)] order_by: DwellingOrder,
    ) -> Result<Page<Dwelling>> {
        let condition = Condition::all().add(scope::dwellings(ctx.viewer()?)).add(filter.condition()?);
        let window = Window { first, after, last, before };
        page::<Entity, _>(ctx.db(), condition, order_by.field.key(), order_by.direction, Column::Id, window, Dwelling)
            .await
    }
}

impl DwellingFilter {
    fn condition(self) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(owner_id) = self.owner_id {
            condition = condition
                .add(Column::OwnerId.eq(parse::<OrganisationId>(&owner_id, "ownerId").map_err(errors::refused)?));
        }
        if let Some(dwelling_type) = self.dwelling_type {
            condition = condition
                .add(Column::DwellingType.is_in(dwelling_type.into_iter().map(entity::types::DwellingType::from)));
        }
        if let Some(insertion_stock) = self.insertion_stock {
            condition = condition.add(Column::InsertionStock.eq(insertion_stock));
        }
        Ok(condition)
    }
}

impl DwellingOrderField {
    fn key(self) -> SortKey<Entity> {
        match self {
            Self::Reference => SortKey {
                name: "REFERENCE",
                column: Column::Reference,
                key: |row: &Model| Key::Text(row.reference.clone()),
                read: Key::read_text,
            },
        }
    }
}
