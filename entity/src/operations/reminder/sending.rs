//! What the dispatcher and the senders write before a mail is sent: reminders are put on the queue, and claimed.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select, TransactionSession, TransactionTrait,
};

use crate::database::begin;
use crate::model::reminder;
use crate::rules::reminder as rules;
use crate::types::{ReminderId, ReminderState};

/// How long a reminder may lie on the queue before it is put there again.
const QUEUE_PATIENCE: TimeDelta = TimeDelta::minutes(5);

/// Frees the claims of senders taken for dead. Returns how many.
pub async fn reclaim(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let freed = reminder::Entity::update_many()
        .col_expr(reminder::Column::State, Expr::val(ReminderState::Planned.name()))
        .col_expr(reminder::Column::ClaimedAt, Expr::val(None::<DateTime<Utc>>))
        .col_expr(reminder::Column::QueuedAt, Expr::val(None::<DateTime<Utc>>))
        .col_expr(reminder::Column::SpokenAt, Expr::val(None::<DateTime<Utc>>))
        .filter(stands_at(ReminderState::Sending))
        // Or claimed in what is now the future, by a clock that was set back since.
        .filter(
            Condition::any()
                .add(reminder::Column::ClaimedAt.lt(now - rules::CLAIM_LEASE))
                .add(reminder::Column::ClaimedAt.gt(now + rules::CLAIM_LEASE)),
        )
        .exec(db)
        .await?;
    Ok(freed.rows_affected)
}

/// The reminders to be sent now, oldest first.
pub async fn due(db: &impl ConnectionTrait, now: DateTime<Utc>, limit: u64) -> Result<Vec<ReminderId>, DbErr> {
    ready(reminder::Column::SendAfter.lte(now), limit).into_tuple().all(db).await
}

/// How many reminders are to be sent now.
pub async fn due_count(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let due = reminder::Entity::find().filter(stands_at(ReminderState::Planned));
    due.filter(reminder::Column::SendAfter.lte(now)).count(db).await
}

/// Takes reminders off the queue unsent: the next dispatch may put them there again.
pub async fn leave_queue(db: &impl ConnectionTrait, ids: &[ReminderId]) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    reminder::Entity::update_many()
        .col_expr(reminder::Column::QueuedAt, Expr::val(None::<DateTime<Utc>>))
        .filter(reminder::Column::Id.in_subquery(free(reminder::Column::Id.is_in(ids.iter().cloned()))))
        .exec(db)
        .await?;
    Ok(())
}

/// Takes up to `limit` reminders to be put on the queue: due, and not there already. They count as
/// queued from now on.
pub async fn take_for_queue<C: TransactionTrait>(
    db: &C,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<ReminderId>, DbErr> {
    let tx = begin(db).await?;
    let waiting = reminder::Column::QueuedAt
        .is_null()
        .or(reminder::Column::QueuedAt.lt(now - QUEUE_PATIENCE))
        .or(reminder::Column::QueuedAt.gt(now));
    // Rows that another dispatcher is taking are left to it: waiting for them could end in a deadlock.
    let ready = ready(reminder::Column::SendAfter.lte(now).and(waiting), limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let ids: Vec<ReminderId> = ready.into_tuple().all(&tx).await?;
    if !ids.is_empty() {
        reminder::Entity::update_many()
            .col_expr(reminder::Column::QueuedAt, Expr::val(now))
            .filter(reminder::Column::Id.is_in(ids.clone()))
            .filter(reminder::Column::State.eq(ReminderState::Planned))
            .exec(&tx)
            .await?;
    }
    tx.commit().await?;
    Ok(ids)
}

/// The identifiers of planned reminders that fulfil a condition, oldest first.
fn ready(condition: Expr, limit: u64) -> Select<reminder::Entity> {
    reminder::Entity::find()
        .filter(stands_at(ReminderState::Planned))
        .filter(condition)
        .order_by_asc(reminder::Column::SendAfter)
        .order_by_asc(reminder::Column::Id)
        .select_only()
        .column(reminder::Column::Id)
        .limit(limit)
}

/// The reminders in a state. The state stands in the statement's text, not among its values: only so do the
/// databases know, whatever the values, that the small index of this state serves.
fn stands_at(state: ReminderState) -> Expr {
    Expr::col(reminder::Column::State).eq(Expr::Constant(state.name().into()))
}

/// Claims those of these reminders that are to be sent now, for one sender: of several that try, one gets each.
pub async fn claim(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    ids: &[ReminderId],
) -> Result<Vec<reminder::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ready = reminder::Column::Id.is_in(ids.iter().cloned()).and(reminder::Column::SendAfter.lte(now));
    reminder::Entity::update_many()
        .col_expr(reminder::Column::State, Expr::val(ReminderState::Sending.name()))
        .col_expr(reminder::Column::ClaimedAt, Expr::val(now))
        .col_expr(reminder::Column::Attempts, Expr::col(reminder::Column::Attempts).add(1))
        .filter(reminder::Column::Id.in_subquery(free(ready)))
        .filter(reminder::Column::State.eq(ReminderState::Planned))
        .exec_with_returning(db)
        .await
}

/// Planned reminders that nobody else is writing at this moment: whoever waited for several of them, in an order of
/// its own, could wait for ever.
fn free(condition: Expr) -> SelectStatement {
    reminder::Entity::find()
        .filter(reminder::Column::State.eq(ReminderState::Planned))
        .filter(condition)
        .order_by_asc(reminder::Column::Id)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .select_only()
        .column(reminder::Column::Id)
        .into_query()
}
