//! The lease reviews.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::model::lease_review::{Column, Entity, Model};
use entity::policy::scope;
use entity::types::TenancyId;
use sea_orm::{ColumnTrait, Condition, ExprTrait};

use crate::graphql::connection::{DateRange, Key, OrderDirection, Page, SortKey, Window, page};
use crate::graphql::errors;
use crate::graphql::ids::parse;
use crate::graphql::model::LeaseReview;
use crate::graphql::session::RequestExt;

/// Which lease reviews are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub struct LeaseReviewFilter {
    /// Of this tenancy.
    tenancy_id: Option<ID>,
    /// Neither held nor cancelled, or one of both.
    open: Option<bool>,
    /// Due in this span of days.
    due_on: Option<DateRange>,
}

/// What lease reviews are sorted by; ties are settled by the identifier.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LeaseReviewOrderField {
    /// By the day by which it is to be held.
    #[default]
    DueOn,
}

/// The order of lease reviews.
#[derive(InputObject, Default)]
pub struct LeaseReviewOrder {
    /// By what.
    #[graphql(default)]
    field: LeaseReviewOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

#[derive(Default)]
pub struct LeaseReviewQuery;

#[Object]
impl LeaseReviewQuery {
    /// The lease reviews that the viewer sees.
    #[graphql(complexity = "super::list_cost(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the relay arguments, a filter and an order")]
    async fn lease_reviews(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100, from the start; 20 when neither first nor last is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, 1 to 100, from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which ones.", default)] filter: LeaseReviewFilter,
        #[graphql(desc = "In which order.", default)] order_by: LeaseReviewOrder,
    ) -> Result<Page<LeaseReview>> {
        let condition = Condition::all().add(scope::lease_reviews(ctx.viewer()?)).add(filter.condition()?);
        let window = Window { first, after, last, before };
        page::<Entity, _>(
            ctx.db(),
            condition,
            order_by.field.key(),
            order_by.direction,
            Column::Id,
            window,
            LeaseReview,
        )
        .await
    }
}

impl LeaseReviewFilter {
    fn condition(self) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(tenancy_id) = self.tenancy_id {
            condition = condition
                .add(Column::TenancyId.eq(parse::<TenancyId>(&tenancy_id, "tenancyId").map_err(errors::refused)?));
        }
        if let Some(open) = self.open {
            condition = condition.add(if open {
                Column::HeldOn.is_null().and(Column::CancelledOn.is_null())
            } else {
                Column::HeldOn.is_not_null().or(Column::CancelledOn.is_not_null())
            });
        }
        if let Some(due_on) = self.due_on {
            condition = condition.add(due_on.on(Column::DueOn));
        }
        Ok(condition)
    }
}

impl LeaseReviewOrderField {
    fn key(self) -> SortKey<Entity> {
        match self {
            Self::DueOn => SortKey {
                name: "DUE_ON",
                column: Column::DueOn,
                key: |row: &Model| Key::Date(row.due_on),
                read: Key::read_date,
            },
        }
    }
}
