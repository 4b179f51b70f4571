//! The reminders.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::model::reminder::{Column, Entity, Model};
use entity::policy::scope;
use entity::types::{HouseholdId, StaffId};
use sea_orm::{ColumnTrait, Condition};

use crate::graphql::connection::{DateRange, Key, OrderDirection, Page, SortKey, Window, page};
use crate::graphql::enums::{ReminderRule, ReminderState};
use crate::graphql::errors;
use crate::graphql::ids::parse;
use crate::graphql::model::Reminder;
use crate::graphql::session::RequestExt;

/// Which reminders are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub struct ReminderFilter {
    /// From one of these rules.
    rule: Option<Vec<ReminderRule>>,
    /// In one of these states.
    state: Option<Vec<ReminderState>>,
    /// To this person.
    recipient_id: Option<ID>,
    /// About this household.
    household_id: Option<ID>,
    /// Recalling a day in this span.
    due_on: Option<DateRange>,
}

/// What reminders are sorted by; ties are settled by the identifier.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReminderOrderField {
    /// By when it was planned.
    #[default]
    PlannedAt,
    /// By the day recalled.
    DueOn,
}

/// The order of reminders.
#[derive(InputObject, Default)]
pub struct ReminderOrder {
    /// By what.
    #[graphql(default)]
    field: ReminderOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

#[derive(Default)]
pub struct ReminderQuery;

#[Object]
impl ReminderQuery {
    /// The reminders that the viewer sees.
    #[graphql(complexity = "super::list_cost(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the relay arguments, a filter and an order")]
    async fn reminders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100, from the start; 20 when neither first nor last is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, 1 to 100, from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which ones.", default)] filter: ReminderFilter,
        #[graphql(desc = "In which order.", default)] order_by: ReminderOrder,
    ) -> Result<Page<Reminder>> {
        let condition = Condition::all().add(scope::reminders(ctx.viewer()?)).add(filter.condition()?);
        let window = Window { first, after, last, before };
        page::<Entity, _>(ctx.db(), condition, order_by.field.key(), order_by.direction, Column::Id, window, Reminder)
            .await
    }
}

impl ReminderFilter {
    fn condition(self) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(rule) = self.rule {
            condition = condition.add(Column::Rule.is_in(rule.into_iter().map(entity::types::ReminderRule::from)));
        }
        if let Some(state) = self.state {
            condition = condition.add(Column::State.is_in(state.into_iter().map(entity::types::ReminderState::from)));
        }
        if let Some(recipient_id) = self.recipient_id {
            condition = condition
                .add(Column::RecipientId.eq(parse::<StaffId>(&recipient_id, "recipientId").map_err(errors::refused)?));
        }
        if let Some(household_id) = self.household_id {
            condition = condition.add(
                Column::HouseholdId.eq(parse::<HouseholdId>(&household_id, "householdId").map_err(errors::refused)?),
            );
        }
        if let Some(due_on) = self.due_on {
            condition = condition.add(due_on.on(Column::DueOn));
        }
        Ok(condition)
    }
}

impl ReminderOrderField {
    fn key(self) -> SortKey<Entity> {
        match self {
            Self::PlannedAt => SortKey {
                name: "PLANNED_AT",
                column: Column::PlannedAt,
                key: |row: &Model| Key::Instant(row.planned_at),
                read: Key::read_instant,
            },
            Self::DueOn => SortKey {
                name: "DUE_ON",
                column: Column::DueOn,
                key: |row: &Model| Key::Date(row.due_on),
                read: Key::read_date,
            },
        }
    }
}
