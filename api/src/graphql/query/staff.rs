//! The staff.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::model::staff::{Column, Entity, Model};
use entity::types::OrganisationId;
use sea_orm::{ColumnTrait, Condition};

use crate::graphql::connection::{Key, OrderDirection, Page, SortKey, Window, page};
use crate::graphql::enums::Role;
use crate::graphql::errors;
use crate::graphql::ids::parse;
use crate::graphql::model::Staff;
use crate::graphql::session::RequestExt;

/// Which members of staff are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub struct StaffFilter {
    /// Who work for this organisation.
    organisation_id: Option<ID>,
    /// In one of these roles.
    role: Option<Vec<Role>>,
    /// Who still work here, or no longer do.
    active: Option<bool>,
}

/// What members of staff are sorted by; ties are settled by the identifier.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StaffOrderField {
    /// By family name.
    #[default]
    FamilyName,
}

/// The order of members of staff.
#[derive(InputObject, Default)]
pub struct StaffOrder {
    /// By what.
    #[graphql(default)]
    field: StaffOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

#[derive(Default)]
pub struct StaffQuery;

#[Object]
impl StaffQuery {
    /// The members of staff that the viewer sees.
    #[graphql(complexity = "super::list_cost(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the relay arguments, a filter and an order")]
    async fn staff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100, from the start; 20 when neither first nor last is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, 1 to 100, from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which ones.", default)] filter: StaffFilter,
        #[graphql(desc = "In which order.", default)] order_by: StaffOrder,
    ) -> Result<Page<Staff>> {
        ctx.viewer()?;
        let condition = filter.condition()?;
        let window = Window { first, after, last, before };
        page::<Entity, _>(ctx.db(), condition, order_by.field.key(), order_by.direction, Column::Id, window, Staff)
            .await
    }
}

impl StaffFilter {
    fn condition(self) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(organisation_id) = self.organisation_id {
            condition = condition.add(
                Column::OrganisationId
                    .eq(parse::<OrganisationId>(&organisation_id, "organisationId").map_err(errors::refused)?),
            );
        }
        if let Some(role) = self.role {
            condition = condition.add(Column::Role.is_in(role.into_iter().map(entity::types::Role::from)));
        }
        if let Some(active) = self.active {
            condition = condition.add(Column::Active.eq(active));
        }
        Ok(condition)
    }
}

impl StaffOrderField {
    fn key(self) -> SortKey<Entity> {
        match self {
            Self::FamilyName => SortKey {
                name: "FAMILY_NAME",
                column: Column::FamilyName,
                key: |row: &Model| Key::Text(row.family_name.clone()),
                read: Key::read_text,
            },
        }
    }
}
