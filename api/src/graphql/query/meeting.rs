//! The meetings of the coordination cell.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use entity::model::meeting::{Column, Entity, Model};
use entity::policy::scope;
use entity::types::ProgrammeId;
use sea_orm::{ColumnTrait, Condition};

use crate::graphql::connection::{Key, OrderDirection, Page, SortKey, Window, page};
use crate::graphql::errors;
use crate::graphql::ids::parse;
use crate::graphql::model::CellMeeting;
use crate::graphql::session::RequestExt;

/// Which meetings are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub struct CellMeetingFilter {
    /// Of this programme.
    programme_id: Option<ID>,
    /// Starting at this instant or later.
    starts_from: Option<DateTime<Utc>>,
    /// Starting before this instant.
    starts_until: Option<DateTime<Utc>>,
    /// Cancelled, or not.
    cancelled: Option<bool>,
}

/// What meetings are sorted by; ties are settled by the identifier.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CellMeetingOrderField {
    /// By start.
    #[default]
    StartsAt,
}

/// The order of meetings.
#[derive(InputObject, Default)]
pub struct CellMeetingOrder {
    /// By what.
    #[graphql(default)]
    field: CellMeetingOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

#[derive(Default)]
pub struct MeetingQuery;

#[Object]
impl MeetingQuery {
    /// The meetings that the viewer sees.
    #[graphql(complexity = "super::list_cost(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the relay arguments, a filter and an order")]
    async fn meetings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100, from the start; 20 when neither first nor last is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, 1 to 100, from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which ones.", default)] filter: CellMeetingFilter,
        #[graphql(desc = "In which order.", default)] order_by: CellMeetingOrder,
    ) -> Result<Page<CellMeeting>> {
        let condition = Condition::all().add(scope::meetings(ctx.viewer()?)).add(filter.condition()?);
        let window = Window { first, after, last, before };
        page::<Entity, _>(
            ctx.db(),
            condition,
            order_by.field.key(),
            order_by.direction,
            Column::Id,
            window,
            CellMeeting,
        )
        .await
    }
}

impl CellMeetingFilter {
    fn condition(self) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(programme_id) = self.programme_id {
            condition = condition.add(
                Column::ProgrammeId.eq(parse::<ProgrammeId>(&programme_id, "programmeId").map_err(errors::refused)?),
            );
        }
        if let Some(starts_from) = self.starts_from {
            condition = condition.add(Column::StartsAt.gte(starts_from));
        }
        if let Some(starts_until) = self.starts_until {
            condition = condition.add(Column::StartsAt.lt(starts_until));
        }
        if let Some(cancelled) = self.cancelled {
            condition = condition.add(if cancelled {
                Column::CancelledAt.is_not_null()
            } else {
                Column::CancelledAt.is_null()
            });
        }
        Ok(condition)
    }
}

impl CellMeetingOrderField {
    fn key(self) -> SortKey<Entity> {
        match self {
            Self::StartsAt => SortKey {
                name: "STARTS_AT",
                column: Column::StartsAt,
                key: |row: &Model| Key::Instant(row.starts_at),
                read: Key::read_instant,
            },
        }
    }
}
