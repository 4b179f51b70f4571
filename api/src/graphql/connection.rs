//! Relay connections over keyset paging: a page starts at a row, not at a count, so it stays gap-free
//! while rows are inserted and deleted.
//!
//! A cursor holds the order, the row's sort key and its identifier. Every sort key is a column that is
//! never null, with the identifier to settle ties.

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Enum, InputObject, Object, OutputType, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use futures::future::BoxFuture;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, ModelTrait, Order, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Value,
};

use super::errors;

/// The rows of a page when nothing is said.
const DEFAULT_PAGE: u64 = 20;
/// The most rows of a page.
const LARGEST_PAGE: u64 = 100;

/// A connection of the schema.
pub(crate) type Page<N> = Connection<String, N, Total>;

/// Ascending or descending.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrderDirection {
    /// Smallest, earliest first.
    #[default]
    Asc,
    /// Largest, latest first.
    Desc,
}

/// A span of days, both ends included; an end left out is open.
#[derive(InputObject, Debug, Clone, Copy, Default)]
pub struct DateRange {
    /// The first day.
    pub from: Option<super::scalars::Date>,
    /// The last day.
    pub to: Option<super::scalars::Date>,
}

impl DateRange {
    /// The condition on a column of dates.
    pub(crate) fn on(self, column: impl ColumnTrait) -> Condition {
        Condition::all()
            .add_option(self.from.map(|day| column.gte(day.0)))
            .add_option(self.to.map(|day| column.lte(day.0)))
    }
}

/// Which rows of a list are wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Window {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

/// What a list is sorted by.
pub(crate) struct SortKey<E: EntityTrait> {
    /// The order's name, kept in the cursor: a cursor of another order is refused.
    pub(crate) name: &'static str,
    /// The column.
    pub(crate) column: E::Column,
    /// The row's key.
    pub(crate) key: fn(&E::Model) -> Key,
    /// Reads a key back from a cursor.
    pub(crate) read: fn(&str) -> Option<Key>,
}

/// A sort key's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    Text(String),
    Date(NaiveDate),
    Instant(DateTime<Utc>),
}

impl Key {
    #[expect(clippy::unnecessary_wraps, reason = "one of three readers: the others can fail")]
    pub(crate) fn read_text(text: &str) -> Option<Self> {
        Some(Self::Text(text.to_owned()))
    }

    pub(crate) fn read_date(text: &str) -> Option<Self> {
        text.parse().ok().map(Self::Date)
    }

    pub(crate) fn read_instant(text: &str) -> Option<Self> {
        text.parse().ok().map(Self::Instant)
    }

    fn write(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Date(day) => day.to_string(),
            Self::Instant(instant) => instant.to_rfc3339_opts(SecondsFormat::Micros, true),
        }
    }

    fn value(self) -> Value {
        match self {
            Self::Text(text) => text.into(),
            Self::Date(day) => day.into(),
            Self::Instant(instant) => instant.into(),
        }
    }
}

pub struct Total(Box<dyn Fn() -> BoxFuture<'static, Result<u64, DbErr>> + Send + Sync>);

/// The size of the whole list, counted only when it is asked for.
#[Object]
impl Total {
    /// How many rows the filter finds, whatever the page. Counted when asked for.
    async fn total_count(&self) -> Result<u64> {
        (self.0)().await.map_err(errors::database)
    }
}

/// One page of the rows that `condition` finds.
///
/// # Errors
/// `BAD_PAGE` or `BAD_CURSOR`, or the database's.
pub(crate) async fn page<E, N>(
    db: &DatabaseConnection,
    condition: Condition,
    sort: SortKey<E>,
    direction: OrderDirection,
    id: E::Column,
    window: Window,
    node: impl Fn(E::Model) -> N,
) -> Result<Page<N>>
where
    E: EntityTrait,
    E::Model: Send + Sync + ModelTrait<Entity = E>,
    N: OutputType,
{
    let (size, backward) = size(&window)?;
    let ascending = (direction == OrderDirection::Asc) != backward;
    let mut query = E::find().filter(condition.clone());
    if let Some(cursor) = &window.after {
        query = query.filter(beyond(&sort, id, cursor, direction == OrderDirection::Asc)?);
    }
    if let Some(cursor) = &window.before {
        query = query.filter(beyond(&sort, id, cursor, direction == OrderDirection::Desc)?);
    }
    let order = if ascending { Order::Asc } else { Order::Desc };
    let rows = query.order_by(sort.column, order.clone()).order_by(id, order).limit(size + 1).all(db).await;
    let mut rows = rows.map_err(errors::database)?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    if backward {
        rows.reverse();
    }
    let (previous, next) = if backward { (more, window.before.is_some()) } else { (window.after.is_some(), more) };

    let counted = db.clone();
    let total = Total(Box::new(move || {
        let (db, condition) = (counted.clone(), condition.clone());
        Box::pin(async move { E::find().filter(condition).count(&db).await })
    }));
    let mut page = Connection::with_additional_fields(previous, next, total);
    page.edges.extend(rows.into_iter().map(|row| {
        let cursor = write_cursor(&sort, id, &row);
        Edge::with_additional_fields(cursor, node(row), EmptyFields)
    }));
    Ok(page)
}

/// How many rows, and whether they are counted from the end.
pub(crate) fn size(window: &Window) -> Result<(u64, bool)> {
    let (count, backward) = match (window.first, window.last) {
        (Some(_), Some(_)) => return Err(errors::bad_page("first and last exclude each other")),
        (None, Some(last)) => (Some(last), true),
        (first, None) => (first, false),
    };
    let Some(count) = count else { return Ok((DEFAULT_PAGE, false)) };
    match u64::try_from(count) {
        Ok(count) if (1..=LARGEST_PAGE).contains(&count) => Ok((count, backward)),
        _ => Err(errors::bad_page("first and last are between 1 and 100")),
    }
}

/// The rows on the far side of a cursor.
fn beyond<E: EntityTrait>(sort: &SortKey<E>, id: E::Column, cursor: &str, greater: bool) -> Result<SimpleExpr> {
    let (key, row_id) = read_cursor(sort, cursor).ok_or_else(errors::bad_cursor)?;
    let place = Expr::tuple([Expr::col(sort.column), Expr::col(id)]);
    let bound = Expr::tuple([Expr::val(key.value()), Expr::val(row_id)]);
    Ok(if greater { place.gt(bound) } else { place.lt(bound) })
}

fn write_cursor<E: EntityTrait>(sort: &SortKey<E>, id: E::Column, row: &E::Model) -> String
where
    E::Model: ModelTrait<Entity = E>,
{
    let row_id = match row.get(id) {
        Value::String(Some(text)) => text.clone(),
        other => format!("{other:?}"),
    };
    URL_SAFE_NO_PAD.encode(format!("{}\n{}\n{row_id}", sort.name, (sort.key)(row).write()))
}

fn read_cursor<E: EntityTrait>(sort: &SortKey<E>, cursor: &str) -> Option<(Key, String)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    // A key may hold a line break; the order's name and the identifier do not.
    let (name, rest) = text.split_once('\n')?;
    let (key, row_id) = rest.rsplit_once('\n')?;
    if name != sort.name || row_id.contains('\0') || key.contains('\0') {
        return None;
    }
    Some(((sort.read)(key)?, row_id.to_owned()))
}
