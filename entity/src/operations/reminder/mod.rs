//! The reminder ledger, which is also the outbox: what the planner records, what the dispatcher puts
//! on the queue, what a sender claims and how each attempt ends.
//!
//! The unique key makes planning repeatable; the conditional claim makes a doubled job harmless.
//! A sender that dies keeps its claim for [`rules::CLAIM_LEASE`]; then the row is planned again and
//! sent again, under the same Message-ID. Between the server's acceptance and our commit a death
//! therefore sends twice rather than never: a doubled reminder is a nuisance, a lost one a home.

mod facts;

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select, TransactionSession, TransactionTrait,
};

pub use facts::{Batch, Cursor, Subject, candidates, of_reminder};

use super::Act;
use crate::chance::Chance;
use crate::database::begin;
use crate::event_log::{self, Draft};
use crate::model::{household, meeting, reminder, reminder_attempt};
use crate::policy::Actor;
use crate::rules::reminder::{self as rules, Announcement, Silence, Wanted};
use crate::types::{AttemptOutcome, EventKind, MeetingId, ProgrammeId, ReminderId, ReminderState};

/// How long a reminder may lie on the queue before it is put there again.
const QUEUE_PATIENCE: TimeDelta = TimeDelta::minutes(5);

/// Records wanted reminders that the ledger does not hold yet, plans again those that were suppressed and
/// are wanted again, and retires the planned ones of the
/// same series that a later step supersedes. Whichever announcement goes with one of them is appended to the
/// event log with it, unless it is there. Returns how many rows are new or planned again.
pub async fn record<C: TransactionTrait>(
    db: &C,
    now: DateTime<Utc>,
    chance: &Chance,
    wanted: &[Wanted],
    announcements: &[Announcement],
) -> Result<u64, DbErr> {
    if wanted.is_empty() {
        return Ok(0);
    }
    let tx = begin(db).await?;
    let rows = wanted.iter().map(|wanted| planned(wanted, now, chance));
    let key = [
        reminder::Column::Rule,
        reminder::Column::SubjectId,
        reminder::Column::DueOn,
        reminder::Column::Step,
        reminder::Column::RecipientId,
        reminder::Column::Revision,
    ];
    let added = reminder::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(&tx)
        .await?;
    let mut revived = 0;
    for wanted in wanted.iter().filter(|wanted| wanted.current) {
        revived += revive(&tx, now, wanted).await?;
        reminder::Entity::update_many()
            .col_expr(reminder::Column::State, Expr::val(ReminderState::Superseded.name()))
            .col_expr(reminder::Column::Reason, Expr::val(Silence::LaterStep.code()))
            .filter(reminder::Column::State.eq(ReminderState::Planned))
            .filter(reminder::Column::SubjectId.eq(wanted.subject_id.as_str()))
            .filter(reminder::Column::Rule.eq(wanted.rule))
            .filter(reminder::Column::DueOn.eq(wanted.due_on))
            .filter(reminder::Column::RecipientId.eq(wanted.recipient_id.clone()))
            .filter(reminder::Column::Revision.eq(wanted.revision))
            .filter(reminder::Column::Step.lt(wanted.step))
            .exec(&tx)
            .await?;
    }
    let steps: HashSet<_> = wanted.iter().map(|new| (new.subject_id.as_str(), new.due_on, new.step)).collect();
    let of_these = |told: &&Announcement| steps.contains(&(told.subject_id.as_str(), told.due_on, told.step));
    let told = announcements.iter().filter(of_these).map(draft).collect();
    event_log::announce(&tx, &Act::new(&Actor::System, now, chance), told).await?;
    tx.commit().await?;
    Ok(added + revived)
}

fn draft(told: &Announcement) -> Draft {
    Draft::new(told.kind, &told.subject_id)
        .programme(&told.programme_id)
        .household(&told.household_id)
        .change("dueOn", told.due_on)
        .change("step", told.step)
}

/// The rows that were suppressed and may be wanted again: a day that moved away and back, a recipient
/// replaced and then restored. Whoever no longer works here is not written to all the same.
pub fn may_be_wanted_again() -> Condition {
    Condition::all()
        .add(reminder::Column::State.eq(ReminderState::Suppressed))
        .add(reminder::Column::Reason.ne(Silence::RecipientInactive.code()))
}

/// Plans again a reminder that was suppressed, if this is one.
async fn revive(tx: &impl ConnectionTrait, now: DateTime<Utc>, wanted: &Wanted) -> Result<u64, DbErr> {
    let revived = reminder::Entity::update_many()
        .col_expr(reminder::Column::State, Expr::val(ReminderState::Planned.name()))
        .col_expr(reminder::Column::Reason, Expr::val(None::<String>))
        .col_expr(reminder::Column::SendAfter, Expr::val(now))
        .filter(may_be_wanted_again())
        .filter(reminder::Column::SubjectId.eq(wanted.subject_id.as_str()))
        .filter(reminder::Column::Rule.eq(wanted.rule))
        .filter(reminder::Column::DueOn.eq(wanted.due_on))
        .filter(reminder::Column::Step.eq(wanted.step))
        .filter(reminder::Column::RecipientId.eq(wanted.recipient_id.clone()))
        .filter(reminder::Column::Revision.eq(wanted.revision))
        .exec(tx)
        .await?;
    Ok(revived.rows_affected)
}

fn planned(wanted: &Wanted, now: DateTime<Utc>, chance: &Chance) -> reminder::ActiveModel {
    let (state, reason) = if wanted.current {
        (ReminderState::Planned, None)
    } else {
        (ReminderState::Superseded, Some(Silence::LaterStep.code().to_owned()))
    };
    reminder::ActiveModel {
        id: Set(ReminderId::generate(now, chance)),
        rule: Set(wanted.rule),
        subject_id: Set(wanted.subject_id.clone()),
        household_id: Set(wanted.household_id.clone()),
        due_on: Set(wanted.due_on),
        step: Set(wanted.step),
        recipient_id: Set(wanted.recipient_id.clone()),
        revision: Set(wanted.revision),
        state: Set(state),
        reason: Set(reason),
        planned_at: Set(now),
        send_after: Set(now),
        queued_at: Set(None),
        claimed_at: Set(None),
        sent_at: Set(None),
        attempts: Set(0),
    }
}

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
    let given_up = claimed.attempts >= rules::MOST_ATTEMPTS;
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
        ReminderState::Planned => now + rules::retry_delay(claimed.attempts, chance.u128()),
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
            let draft = failure(&tx, claimed).await?;
            event_log::append(&tx, &Act::new(&Actor::System, now, chance), draft).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// That a reminder could not be delivered. Whoever sees its subject may know, whose identifier tells what it is.
async fn failure(tx: &impl ConnectionTrait, claimed: &reminder::Model) -> Result<Draft, DbErr> {
    let mut draft = Draft::new(EventKind::ReminderFailed, &claimed.id).change("rule", claimed.rule);
    let mut programme_id: Option<ProgrammeId> = None;
    if let Some(household_id) = &claimed.household_id {
        let household = household::Entity::find_by_id(household_id.clone()).select_only();
        programme_id = household.column(household::Column::ProgrammeId).into_tuple().one(tx).await?;
        draft = draft.household(household_id);
    }
    if let Ok(meeting_id) = claimed.subject_id.parse::<MeetingId>() {
        let meeting = meeting::Entity::find_by_id(meeting_id.clone()).select_only();
        programme_id = meeting.column(meeting::Column::ProgrammeId).into_tuple().one(tx).await?;
        draft = draft.meeting(&meeting_id);
    }
    Ok(if let Some(programme_id) = &programme_id { draft.programme(programme_id) } else { draft })
}
