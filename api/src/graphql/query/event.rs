//! The history: the event log as a list.

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::event_log::{self, Position};
use entity::model::event::{Column, Entity};
use entity::policy::scope;
use entity::types::HouseholdId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

use crate::graphql::connection::{OrderDirection, Window, size};
use crate::graphql::enums::EventKind;
use crate::graphql::errors;
use crate::graphql::ids::parse;
use crate::graphql::model::Event;
use crate::graphql::session::RequestExt;

/// Which events are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub struct EventFilter {
    /// Of one of these kinds.
    kind: Option<Vec<EventKind>>,
    /// About this subject.
    subject_id: Option<ID>,
    /// Concerning this household.
    household_id: Option<ID>,
}

/// What events are sorted by.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EventOrderField {
    /// By their place in the log: the order in which they became final.
    #[default]
    Log,
}

/// The order of events.
#[derive(InputObject, Default)]
pub struct EventOrder {
    /// By what.
    #[graphql(default)]
    field: EventOrderField,
    /// Which way.
    #[graphql(default)]
    direction: OrderDirection,
}

#[derive(Default)]
pub struct EventQuery;

#[Object]
impl EventQuery {
    /// The events that the viewer may see. A cursor of this list is one of the subscription `events` too.
    #[graphql(complexity = "super::list_cost(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the relay arguments, a filter and an order")]
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100, from the start; 20 when neither first nor last is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, 1 to 100, from the end.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which ones.", default)] filter: EventFilter,
        #[graphql(desc = "In which order.", default)] order_by: EventOrder,
    ) -> Result<Connection<String, Event>> {
        let EventOrderField::Log = order_by.field;
        let window = Window { first, after, last, before };
        let (size, backward) = size(&window)?;
        let direction = order_by.direction;
        let ascending = (direction == OrderDirection::Asc) != backward;
        // What is not final yet is not shown, or a page could later gain a row in its midst.
        let mut condition = Condition::all()
            .add(event_log::settled(ctx.db()))
            .add(scope::events(ctx.viewer()?))
            .add(filter.condition()?);
        if let Some(cursor) = &window.after {
            condition = condition.add(beyond(cursor, direction == OrderDirection::Asc)?);
        }
        if let Some(cursor) = &window.before {
            condition = condition.add(beyond(cursor, direction == OrderDirection::Desc)?);
        }
        let order = if ascending { Order::Asc } else { Order::Desc };
        let query = Entity::find().filter(condition).order_by(Column::Tx, order.clone()).order_by(Column::Seq, order);
        let mut rows = query.limit(size + 1).all(ctx.db()).await.map_err(errors::database)?;
        let more = rows.len() as u64 > size;
        rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        if backward {
            rows.reverse();
        }
        let (previous, next) = if backward { (more, window.before.is_some()) } else { (window.after.is_some(), more) };
        let mut page = Connection::new(previous, next);
        page.edges.extend(rows.into_iter().map(|row| {
            let cursor = Position::after(&row).to_string();
            Edge::with_additional_fields(cursor, Event(row), EmptyFields)
        }));
        Ok(page)
    }
}

fn beyond(cursor: &str, greater: bool) -> Result<Expr> {
    let position: Position = cursor.parse().map_err(|_| errors::bad_cursor())?;
    let place = Expr::tuple([Expr::col(Column::Tx), Expr::col(Column::Seq)]);
    let bound = Expr::tuple([Expr::val(position.tx), Expr::val(position.seq)]);
    Ok(if greater { place.gt(bound) } else { place.lt(bound) })
}

impl EventFilter {
    fn condition(self) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(kind) = self.kind {
            condition = condition.add(Column::Kind.is_in(kind.into_iter().map(entity::types::EventKind::from)));
        }
        if let Some(subject_id) = self.subject_id {
            condition = condition.add(Column::SubjectId.eq(subject_id.as_str()));
        }
        if let Some(household_id) = self.household_id {
            let id = parse::<HouseholdId>(&household_id, "householdId").map_err(errors::refused)?;
            condition = condition.add(Column::HouseholdId.eq(id));
        }
        Ok(condition)
    }
}
