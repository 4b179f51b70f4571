//! The tenancies.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::model::tenancy::{Column, Entity, Model};
use entity::policy::scope;
use entity::types::HouseholdId;
use sea_orm::{ColumnTrait, Condition};

use crate::graphql::connection::{Key, OrderDirection, Page, SortKey, Window, page};
use crate::graphql::enums::RentalModality;
use crate::graphql::errors;
use crate::graphql::ids::parse;
use crate::graphql::model::Tenancy;
use crate::graphql::session::RequestExt;

/// Which tenancies are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub struct TenancyFilter {
    /// Of this household.
    household_id: Option<ID>,
    /// In one of these modalities.
    modality: Option<Vec<RentalModality>>,
    /// Still open, or ended.
    open: Option<bool>,
}

/// What tenancies are sorted by; ties are settled by the identifier.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TenancyOrderField {
    /// By first day.
    #[default]
    StartOn,
}

/// The order of tenancies.
#[derive(InputObject, Default)]
pub struct TenancyOrder {
    /// By what.
    #[graphql(default)]
    field: TenancyOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

#[derive(Default)]
pub struct TenancyQuery;

#[Object]
impl TenancyQuery {
    /// The tenancies that the viewer sees.
    #[graphql(complexity = "super::list_cost(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the relay arguments, a filter and an order")]
    async fn tenancies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100, from the start; 20 when neither first nor last is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, 1 to 100, from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which ones.", default)] filter: TenancyFilter,
        #[graphql(desc = "In which order.", default)] order_by: TenancyOrder,
    ) -> Result<Page<Tenancy>> {
        let condition = Condition::all().add(scope::tenancies(ctx.viewer()?)).add(filter.condition()?);
        let window = Window { first, after, last, before };
        page::<Entity, _>(ctx.db(), condition, order_by.field.key(), order_by.direction, Column::Id, window, Tenancy)
            .await
    }
}

impl TenancyFilter {
    fn condition(self) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(household_id) = self.household_id {
            condition = condition.add(
                Column::HouseholdId.eq(parse::<HouseholdId>(&household_id, "householdId").map_err(errors::refused)?),
            );
        }
        if let Some(modality) = self.modality {
            condition =
                condition.add(Column::Modality.is_in(modality.into_iter().map(entity::types::RentalModality::from)));
        }
        if let Some(open) = self.open {
            condition = condition.add(if open { Column::EndOn.is_null() } else { Column::EndOn.is_not_null() });
        }
        Ok(condition)
    }
}

impl TenancyOrderField {
    fn key(self) -> SortKey<Entity> {
        match self {
            Self::StartOn => SortKey {
                name: "START_ON",
                column: Column::StartOn,
                key: |row: &Model| Key::Date(row.start_on),
                read: Key::read_date,
            },
        }
    }
}
