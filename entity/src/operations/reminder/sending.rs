//! What the dispatcher and the senders write: a reminder is put on the queue, claimed, and settled.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select, TransactionSession, TransactionTrait,
};

use super::told::draft;
use crate::chance::Chance;
use crate::database::begin;
use crate::event_log;
use crate::model::{reminder, reminder_attempt};
use crate::operations::Act;
use crate::policy::Actor;
use crate::rules::reminder::{self as rules, Silence};
use crate::types::{AttemptOutcome, EventKind, ReminderId, ReminderState};

/// How long a reminder may lie on the queue before it is put there again.
const QUEUE_PATIENCE: TimeDelta = TimeDelta::minutes(5);

/// Frees the claims of senders taken for dead. Returns how many.
pub async fn reclaim(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let freed = reminder::Entity::update_many()
        .col_expr(reminder::Column::State, Expr::val(ReminderState::Planned.name()))
        .col_expr(reminder::Column::ClaimedAt, Expr::val(None::<DateTime<Utc>>))
        .col_expr(reminder::Column::QueuedAt, Expr::val(None::<DateTime<Utc>>))
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

/// Takes a reminder off the queue unsent: the next dispatch may put it there again.
pub async fn leave_queue(db: &impl ConnectionTrait, id: &ReminderId) -> Result<(), DbErr> {
    reminder::Entity::update_many()
        .col_expr(reminder::Column::QueuedAt, Expr::val(None::<DateTime<Utc>>))
        .filter(reminder::Column::Id.eq(id.clone()))
        .filter(reminder::Column::State.eq(ReminderState::Planned))
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
fn ready(condition: sea_orm::sea_query::SimpleExpr, limit: u64) -> Select<reminder::Entity> {
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

/// Claims a reminder for one sender: of several that try, one gets it. None when it is not to be sent
/// (any more, or yet).
pub async fn claim(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    id: &ReminderId,
) -> Result<Option<reminder::Model>, DbErr> {
    let claimed = reminder::Entity::update_many()
        .col_expr(reminder::Column::State, Expr::val(ReminderState::Sending.name()))
        .col_expr(reminder::Column::ClaimedAt, Expr::val(now))
        .col_expr(reminder::Column::Attempts, Expr::col(reminder::Column::Attempts).add(1))
        .filter(reminder::Column::Id.eq(id.clone()))
        .filter(reminder::Column::State.eq(ReminderState::Planned))
        .filter(reminder::Column::SendAfter.lte(now))
        .exec(db)
        .await?;
    if claimed.rows_affected == 0 {
        return Ok(None);
    }
    reminder::Entity::find_by_id(id.clone()).one(db).await
}

/// How an attempt on a claimed reminder ended.
#[derive(Debug, Clone)]
pub enum Ending {
    /// The server accepted it.
    Sent(String),
    /// The server refused it for now, or was not to be reached.
    Refused(String),
    /// The server refused it for good.
    Failed(String),
    /// It was not to be sent any more.
    Silent(Silence),
}

/// Settles a claimed reminder: state, next attempt and attempt log in one transaction. A claim that
/// was lost meanwhile is left to whoever holds it now.
pub async fn settle<C: TransactionTrait>(
    db: &C,
    now: DateTime<Utc>,
    chance: &Chance,
    claimed: &reminder::Model,
    ending: Ending,
) -> Result<(), DbErr> {
    let tx = begin(db).await?;
    let given_up = claimed.tries() >= rules::MOST_ATTEMPTS;
    let (state, reason, log) = match ending {
        Ending::Sent(answer) => (ReminderState::Sent, None, Some((AttemptOutcome::Sent, answer))),
        Ending::Refused(answer) if !given_up => (ReminderState::Planned, None, Some((AttemptOutcome::Retry, answer))),
        Ending::Refused(answer) | Ending::Failed(answer) => {
            (ReminderState::Failed, Some(answer.clone()), Some((AttemptOutcome::Failed, answer)))
        }
        Ending::Silent(Silence::LaterStep) => {
            (ReminderState::Superseded, Some(Silence::LaterStep.code().to_owned()), None)
        }
        Ending::Silent(silence) => (ReminderState::Suppressed, Some(silence.code().to_owned()), None),
    };
    let send_after = match state {
        ReminderState::Planned => now + rules::retry_delay(claimed.tries(), chance.u128()),
        _ => claimed.send_after,
    };
    let settled = reminder::Entity::update_many()
        .col_expr(reminder::Column::State, Expr::val(state.name()))
        .col_expr(reminder::Column::Reason, Expr::val(reason))
        .col_expr(reminder::Column::SendAfter, Expr::val(send_after))
        .col_expr(reminder::Column::QueuedAt, Expr::val(None::<DateTime<Utc>>))
        .col_expr(reminder::Column::ClaimedAt, Expr::val(None::<DateTime<Utc>>))
        .col_expr(reminder::Column::SentAt, Expr::val((state == ReminderState::Sent).then_some(now)))
        .filter(reminder::Column::Id.eq(claimed.id.clone()))
        .filter(reminder::Column::State.eq(ReminderState::Sending))
        .filter(reminder::Column::Attempts.eq(claimed.attempts))
        .exec(&tx)
        .await?;
    if settled.rows_affected == 1 {
        if let Some((outcome, answer)) = log {
            let attempt = reminder_attempt::ActiveModel {
                reminder_id: Set(claimed.id.clone()),
                number: Set(claimed.attempts),
                at: Set(now),
                outcome: Set(outcome),
                answer: Set(answer),
            };
            reminder_attempt::Entity::insert(attempt).exec_without_returning(&tx).await?;
        }
        if state == ReminderState::Failed {
            let draft = draft(&tx, EventKind::ReminderFailed, claimed).await?;
            event_log::append(&tx, &Act::new(&Actor::System, now, chance), draft).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
