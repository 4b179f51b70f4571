//! The households.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::model::household::{Column, Entity, Model};
use entity::policy::scope;
use entity::types::{ProgrammeId, StaffId};
use sea_orm::{ColumnTrait, Condition};

use crate::graphql::connection::{DateRange, Key, OrderDirection, Page, SortKey, Window, page};
use crate::graphql::enums::HouseholdStage;
use crate::graphql::errors;
use crate::graphql::ids::parse;
use crate::graphql::model::Household;
use crate::graphql::session::RequestExt;

/// Which households are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub struct HouseholdFilter {
    /// Of this programme.
    programme_id: Option<ID>,
    /// At one of these stages.
    stage: Option<Vec<HouseholdStage>>,
    /// Supported by this person.
    referent_id: Option<ID>,
    /// With exactly this reference.
    reference: Option<String>,
    /// Registered in this span of days.
    registered_on: Option<DateRange>,
}

/// What households are sorted by; ties are settled by the identifier.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HouseholdOrderField {
    /// By the day of registration.
    #[default]
    RegisteredOn,
    /// By reference.
    Reference,
}

/// The order of households.
#[derive(InputObject, Default)]
pub struct HouseholdOrder {
    /// By what.
    #[graphql(default)]
    field: HouseholdOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

#[derive(Default)]
pub struct HouseholdQuery;

#[Object]
impl HouseholdQuery {
    /// The households that the viewer sees.
    #[graphql(complexity = "super::list_cost(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the relay arguments, a filter and an order")]
    async fn households(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100, from the start; 20 when neither first nor last is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, 1 to 100, from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which ones.", default)] filter: HouseholdFilter,
        #[graphql(desc = "In which order.", default)] order_by: HouseholdOrder,
    ) -> Result<Page<Household>> {
        let condition = Condition::all().add(scope::households(ctx.viewer()?)).add(filter.condition()?);
        let window = Window { first, after, last, before };
        page::<Entity, _>(ctx.db(), condition, order_by.field.key(), order_by.direction, Column::Id, window, Household)
            .await
    }
}

impl HouseholdFilter {
    fn condition(self) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(programme_id) = self.programme_id {
            condition = condition.add(
                Column::ProgrammeId.eq(parse::<ProgrammeId>(&programme_id, "programmeId").map_err(errors::refused)?),
            );
        }
        if let Some(stage) = self.stage {
            condition = condition.add(Column::Stage.is_in(stage.into_iter().map(entity::types::HouseholdStage::from)));
        }
        if let Some(referent_id) = self.referent_id {
            condition = condition
                .add(Column::ReferentId.eq(parse::<StaffId>(&referent_id, "referentId").map_err(errors::refused)?));
        }
        if let Some(reference) = self.reference {
            condition = condition.add(Column::Reference.eq(reference));
        }
        if let Some(registered_on) = self.registered_on {
            condition = condition.add(registered_on.on(Column::RegisteredOn));
        }
        Ok(condition)
    }
}

impl HouseholdOrderField {
    fn key(self) -> SortKey<Entity> {
        match self {
            Self::RegisteredOn => SortKey {
                name: "REGISTERED_ON",
                column: Column::RegisteredOn,
                key: |row: &Model| Key::Date(row.registered_on),
                read: Key::read_date,
            },
            Self::Reference => SortKey {
                name: "REFERENCE",
                column: Column::Reference,
                key: |row: &Model| Key::Text(row.reference.clone()),
                read: Key::read_text,
            },
        }
    }
}
