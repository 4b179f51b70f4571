//! The event log: the audit trail, the history a user reads, and what subscriptions are fed from.
//!
//! An operation appends its event in its own transaction. Readers get every event exactly once and
//! in one order, across processes. On PostgreSQL sequence numbers become visible out of order, so
//! the order is (transaction, sequence) and a reader stops below the oldest transaction that is
//! still running: whatever commits later sorts later. SQLite has one writer at a time, so its
//! sequence numbers are in the order of the commits.
//!
//! Chosen with its price: «oldest still running» spans the whole PostgreSQL server, so a long write in
//! another of its databases delays events (none is lost); an advisory lock from append to commit would
//! not, but would make every operation wait for the one before it to reach the disk. Transaction
//! numbers belong to one server: a dump restored into another starts a new order.
//!
//! The log only grows, but for its beginning: [`trim`] takes away what is older than anybody asks for, and
//! moves the [`horizon`] with it. A place before the horizon is one from which a reader would miss events.

use std::fmt;
use std::str::FromStr;

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, Order, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, TransactionSession, TransactionTrait,
};

use crate::database::{begin, is_postgres};
use crate::model::event::{ActiveModel, Column, Entity, Model};
use crate::model::log_horizon;
use crate::operations::Act;
use crate::types::{EventKind, HouseholdId, MeetingId, ProgrammeId};

/// The most events that one transaction of [`trim`] takes away: bounds how long it holds SQLite's only write lock.
const TRIM_BATCH: u64 = 1_000;

/// A place in the log, between two events: what a subscriber resumes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Position {
    /// The transaction of the last event read.
    pub tx: i64,
    /// The sequence number of the last event read.
    pub seq: i64,
}

impl Position {
    /// The place just after an event.
    pub fn after(event: &Model) -> Self {
        Self { tx: event.tx, seq: event.seq }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.tx, self.seq)
    }
}

/// A text that is no place in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of the event log")]
pub struct BadPosition;

impl FromStr for Position {
    type Err = BadPosition;

    fn from_str(text: &str) -> Result<Self, BadPosition> {
        let (tx, seq) = text.split_once('.').ok_or(BadPosition)?;
        let number = |part: &str| part.parse::<i64>().ok().filter(|number| *number >= 0).ok_or(BadPosition);
        Ok(Self { tx: number(tx)?, seq: number(seq)? })
    }
}

/// An event about to be appended.
#[derive(Debug, Clone)]
pub struct Draft {
    kind: EventKind,
    subject_id: String,
    programme_id: Option<ProgrammeId>,
    household_id: Option<HouseholdId>,
    meeting_id: Option<MeetingId>,
    changes: serde_json::Map<String, serde_json::Value>,
}

impl Draft {
    /// An event of a kind about a subject.
    pub fn new(kind: EventKind, subject_id: impl fmt::Display) -> Self {
        Self {
            kind,
            subject_id: subject_id.to_string(),
            programme_id: None,
            household_id: None,
            meeting_id: None,
            changes: serde_json::Map::new(),
        }
    }

    /// The programme it belongs to.
    #[must_use]
    pub fn programme(mut self, id: &ProgrammeId) -> Self {
        self.programme_id = Some(id.clone());
        self
    }

    /// The household whose readers may see it.
    #[must_use]
    pub fn household(mut self, id: &HouseholdId) -> Self {
        self.household_id = Some(id.clone());
        self
    }

    /// The meeting whose members may see it.
    #[must_use]
    pub fn meeting(mut self, id: &MeetingId) -> Self {
        self.meeting_id = Some(id.clone());
        self
    }

    /// A changed field. Never a name, an address or a note: the log is read more widely than the file.
    #[must_use]
    pub fn change(mut self, field: &str, value: impl serde::Serialize) -> Self {
        self.changes.insert(field.to_owned(), serde_json::to_value(value).unwrap_or_default());
        self
    }

    /// A field that an act may change or leave as it is.
    #[must_use]
    pub fn change_if_any(self, field: &str, value: Option<impl serde::Serialize>) -> Self {
        match value {
            Some(value) => self.change(field, value),
            None => self,
        }
    }

    fn row(self, act: &Act<'_>) -> ActiveModel {
        ActiveModel {
            kind: Set(self.kind),
            occurred_at: Set(act.now),
            actor_id: Set(act.actor.staff_id().cloned()),
            programme_id: Set(self.programme_id),
            household_id: Set(self.household_id),
            meeting_id: Set(self.meeting_id),
            subject_id: Set(self.subject_id),
            changes: Set(serde_json::Value::Object(self.changes)),
            ..Default::default()
        }
    }
}

/// Appends an event within the transaction of the operation that made it.
pub async fn append(tx: &impl ConnectionTrait, act: &Act<'_>, draft: Draft) -> Result<(), DbErr> {
    Entity::insert(draft.row(act)).exec_without_returning(tx).await?;
    Ok(())
}

/// Appends announcements: of each subject, kind, `dueOn` and `step`, the database holds one. Those that it holds
/// already are left out, whoever appended them.
pub async fn announce(tx: &impl ConnectionTrait, act: &Act<'_>, drafts: Vec<Draft>) -> Result<(), DbErr> {
    if drafts.is_empty() {
        return Ok(());
    }
    Entity::insert_many(drafts.into_iter().map(|draft| draft.row(act)))
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The last place that is final: whatever is appended from now on sorts after it.
pub async fn head(db: &impl ConnectionTrait) -> Result<Position, DbErr> {
    let last = Entity::find().filter(settled(is_postgres(db))).order_by_desc(Column::Tx).order_by_desc(Column::Seq);
    let last = last.select_only().columns([Column::Tx, Column::Seq]).into_tuple::<(i64, i64)>().one(db).await?;
    Ok(last.map_or_else(Position::default, |(tx, seq)| Position { tx, seq }))
}

/// The place up to which the log was trimmed: the events before it are gone.
pub async fn horizon(db: &impl ConnectionTrait) -> Result<Position, DbErr> {
    let row = log_horizon::Entity::find().one(db).await?;
    Ok(row.map_or_else(Position::default, |row| Position { tx: row.tx, seq: row.seq }))
}

/// Takes away the events up to a place, the oldest first, and moves the horizon with them: some at a time, each
/// time in one transaction. What is not final yet stays, and so does the last event that is, by which the log
/// knows its head. Returns how many are gone.
///
/// An announcement that is gone may be made again, while its step is the last one open: keep them for longer than
/// the steps of a series lie apart.
pub async fn trim<C: TransactionTrait + ConnectionTrait>(db: &C, until: Position) -> Result<u64, DbErr> {
    let mut gone = 0;
    loop {
        let tx = begin(db).await?;
        // Of several that trim, one at a time.
        log_horizon::Entity::find().lock_exclusive().one(&tx).await?;
        let head = head(&tx).await?;
        let oldest = Entity::find()
            .filter(place().lte(tuple(until)))
            .filter(place().lt(tuple(head)))
            .order_by_asc(Column::Tx)
            .order_by_asc(Column::Seq)
            .limit(TRIM_BATCH)
            .select_only()
            .columns([Column::Tx, Column::Seq])
            .into_tuple::<(i64, i64)>()
            .all(&tx)
            .await?;
        let Some(&(last_tx, last_seq)) = oldest.last() else { return Ok(gone) };
        // First the horizon: the database refuses to delete what lies beyond it.
        log_horizon::Entity::update_many()
            .col_expr(log_horizon::Column::Tx, Expr::val(last_tx))
            .col_expr(log_horizon::Column::Seq, Expr::val(last_seq))
            .exec(&tx)
            .await?;
        let last = Position { tx: last_tx, seq: last_seq };
        gone += Entity::delete_many().filter(place().lte(tuple(last))).exec(&tx).await?.rows_affected;
        tx.commit().await?;
        if oldest.len() < usize::try_from(TRIM_BATCH).unwrap_or(usize::MAX) {
            return Ok(gone);
        }
    }
}

/// The event just before a place, if the log holds it.
pub async fn just_before(db: &impl ConnectionTrait, position: Position) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(place().eq(tuple(position))).one(db).await
}

/// The events after one place and up to another, oldest first, among those that `visible` lets through, each as the
/// place just after it; `limit` at most. None when something after the first place was trimmed. `until` must come
/// from [`head`].
pub async fn read(
    db: &impl ConnectionTrait,
    after: Position,
    until: Position,
    visible: Condition,
    limit: u64,
) -> Result<Option<Vec<Position>>, DbErr> {
    let events = Entity::find()
        .select_only()
        .columns([Column::Tx, Column::Seq])
        .filter(place().gt(tuple(after)))
        .filter(place().lte(tuple(until)))
        .filter(visible)
        .order_by_asc(Column::Tx)
        .order_by_asc(Column::Seq)
        .limit(limit)
        .into_query();
    // With the horizon of the same instant, in one statement: what is trimmed meanwhile is not passed over.
    let (mut with_horizon, found) = (Query::select(), "found");
    with_horizon
        .expr(tuple(after).gte(Expr::tuple([horizon_column("tx"), horizon_column("seq")])))
        .columns([(found, "tx"), (found, "seq")])
        .from(log_horizon::Entity)
        .join_subquery(JoinType::LeftJoin, events, found, Expr::cust("1 = 1"))
        .order_by((found, "tx"), Order::Asc)
        .order_by((found, "seq"), Order::Asc);
    let mut places = Vec::new();
    for row in db.query_all(&with_horizon).await? {
        let held: bool = row.try_get_by_index(0)?;
        if !held {
            return Ok(None);
        }
        if let (Some(tx), Some(seq)) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?) {
            places.push(Position { tx, seq });
        }
    }
    Ok(Some(places))
}

/// Keeps a reader below every transaction that is still running. Nothing to keep on SQLite.
pub fn settled(postgres: bool) -> Condition {
    if postgres {
        let oldest_running = Expr::cust("pg_snapshot_xmin(pg_current_snapshot())::text::bigint");
        Condition::all().add(Expr::col(Column::Tx).lt(oldest_running))
    } else {
        Condition::all()
    }
}

fn place() -> SimpleExpr {
    Expr::tuple([Expr::col(Column::Tx), Expr::col(Column::Seq)])
}

fn horizon_column(name: &'static str) -> SimpleExpr {
    Expr::col((log_horizon::Entity, name))
}

fn tuple(position: Position) -> SimpleExpr {
    Expr::tuple([Expr::val(position.tx), Expr::val(position.seq)])
}
