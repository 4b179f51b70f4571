//! What the planner writes: the rows that are wanted and that the ledger lacks, and their announcements.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, TransactionSession,
    TransactionTrait,
};

use crate::chance::Chance;
use crate::database::begin;
use crate::event_log::{self, Draft};
use crate::model::reminder;
use crate::operations::Act;
use crate::policy::Actor;
use crate::rules::reminder::{Announcement, Silence, Wanted};
use crate::types::{ReminderId, ReminderRule, ReminderState, StaffId};

/// Rows recorded by one transaction: bounds how long it holds SQLite's only write lock, and the
/// number of values in one statement.
const ROWS: usize = 500;

/// The ledger's unique key without the step: a series.
type Series = (ReminderRule, String, NaiveDate, StaffId, i32);

fn series(wanted: &Wanted) -> Series {
    (wanted.rule, wanted.subject_id.clone(), wanted.due_on, wanted.recipient_id.clone(), wanted.revision)
}

/// A row that the ledger holds.
struct Known {
    id: ReminderId,
    state: ReminderState,
    /// Whether it may be planned again: a day that moved away and back, a recipient replaced and then restored.
    /// Whoever no longer works here is not written to all the same.
    revivable: bool,
}

/// Records wanted reminders that the ledger does not hold yet, plans again those that were suppressed and
/// are wanted again, and retires the planned ones of the same series that a later step supersedes. Whichever announcement
/// goes with one of them is appended to the event log with it, unless it is there. Returns how many rows are new or planned
/// again. Another process may record the same meanwhile; the unique key then ignores ours. What is there already
/// costs one statement.
pub async fn record<C: ConnectionTrait + TransactionTrait>(
    db: &C,
    now: DateTime<Utc>,
    chance: &Chance,
    wanted: &[Wanted],
    announcements: &[Announcement],
) -> Result<u64, DbErr> {
    let mut ledger = ledger(db, wanted).await?;
    let (mut new, mut revived, mut superseded) = (Vec::new(), Vec::new(), Vec::new());
    for wanted in wanted {
        let steps = ledger.entry(series(wanted)).or_default();
        match steps.get(&wanted.step) {
            None => new.push(wanted),
            Some(known) if wanted.silence.is_none() && known.revivable => revived.push((wanted, known.id.clone())),
            Some(_) => {}
        }
        if wanted.silence.is_none() {
            let older =
                steps.iter().filter(|(step, known)| **step < wanted.step && known.state == ReminderState::Planned);
            superseded.extend(older.map(|(_, known)| known.id.clone()));
        }
    }
    let mut written = 0;
    for new in new.chunks(ROWS) {
        let tx = begin(db).await?;
        written += insert(&tx, now, chance, new).await?;
        announce(&tx, now, chance, new.iter().copied(), announcements).await?;
        tx.commit().await?;
    }
    if !(revived.is_empty() && superseded.is_empty()) {
        let tx = begin(db).await?;
        for revived in revived.chunks(ROWS) {
            written += revive(&tx, now, revived.iter().map(|(_, id)| id.clone())).await?;
            announce(&tx, now, chance, revived.iter().map(|(wanted, _)| *wanted), announcements).await?;
        }
        for superseded in superseded.chunks(ROWS) {
            supersede(&tx, superseded.iter().cloned()).await?;
        }
        tx.commit().await?;
    }
    Ok(written)
}

/// What the ledger holds of the subjects of these.
async fn ledger(db: &impl ConnectionTrait, wanted: &[Wanted]) -> Result<HashMap<Series, HashMap<i32, Known>>, DbErr> {
    type Row = (ReminderId, ReminderRule, String, NaiveDate, i32, StaffId, i32, ReminderState, Option<String>);
    let mut ledger: HashMap<Series, HashMap<i32, Known>> = HashMap::new();
    let subjects: HashSet<&str> = wanted.iter().map(|wanted| wanted.subject_id.as_str()).collect();
    if subjects.is_empty() {
        return Ok(ledger);
    }
    let rows: Vec<Row> = reminder::Entity::find()
        .filter(reminder::Column::SubjectId.is_in(subjects))
        .select_only()
        .columns([
            reminder::Column::Id,
            reminder::Column::Rule,
            reminder::Column::SubjectId,
            reminder::Column::DueOn,
            reminder::Column::Step,
            reminder::Column::RecipientId,
            reminder::Column::Revision,
            reminder::Column::State,
            reminder::Column::Reason,
        ])
        .into_tuple()
        .all(db)
        .await?;
    for (id, rule, subject_id, due_on, step, recipient_id, revision, state, reason) in rows {
        let inactive = reason.as_deref() == Some(Silence::RecipientInactive.code());
        let known = Known { id, state, revivable: state == ReminderState::Suppressed && !inactive };
        ledger.entry((rule, subject_id, due_on, recipient_id, revision)).or_default().insert(step, known);
    }
    Ok(ledger)
}

async fn insert(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    chance: &Chance,
    wanted: &[&Wanted],
) -> Result<u64, DbErr> {
    let key = [
        reminder::Column::Rule,
        reminder::Column::SubjectId,
        reminder::Column::DueOn,
        reminder::Column::Step,
        reminder::Column::RecipientId,
        reminder::Column::Revision,
    ];
    reminder::Entity::insert_many(wanted.iter().map(|wanted| planned(wanted, now, chance)))
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
}

async fn revive(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    ids: impl Iterator<Item = ReminderId>,
) -> Result<u64, DbErr> {
    let revived = reminder::Entity::update_many()
        .col_expr(reminder::Column::State, Expr::val(ReminderState::Planned.name()))
        .col_expr(reminder::Column::Reason, Expr::val(None::<String>))
        .col_expr(reminder::Column::SendAfter, Expr::val(now))
        .filter(reminder::Column::Id.is_in(ids))
        .filter(reminder::Column::State.eq(ReminderState::Suppressed))
        .exec(tx)
        .await?;
    Ok(revived.rows_affected)
}

async fn supersede(tx: &impl ConnectionTrait, ids: impl Iterator<Item = ReminderId>) -> Result<(), DbErr> {
    reminder::Entity::update_many()
        .col_expr(reminder::Column::State, Expr::val(ReminderState::Superseded.name()))
        .col_expr(reminder::Column::Reason, Expr::val(Silence::LaterStep.code()))
        .filter(reminder::Column::Id.is_in(ids))
        .filter(reminder::Column::State.eq(ReminderState::Planned))
        .exec(tx)
        .await?;
    Ok(())
}

/// Appends the announcements of these rows.
async fn announce(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    chance: &Chance,
    wanted: impl Iterator<Item = &Wanted>,
    announcements: &[Announcement],
) -> Result<(), DbErr> {
    let subjects: HashSet<_> = wanted.map(|new| (new.subject_id.as_str(), new.due_on)).collect();
    let of_these = |told: &&Announcement| subjects.contains(&(told.subject_id.as_str(), told.due_on));
    let told = announcements.iter().filter(of_these).map(draft).collect();
    event_log::announce(tx, &Act::new(&Actor::System, now, chance), told).await
}

fn draft(told: &Announcement) -> Draft {
    Draft::new(told.kind, &told.subject_id)
        .programme(&told.programme_id)
        .household(&told.household_id)
        .change("dueOn", told.due_on)
        .change("step", told.step)
}

fn planned(wanted: &Wanted, now: DateTime<Utc>, chance: &Chance) -> reminder::ActiveModel {
    let state = match wanted.silence {
        None => ReminderState::Planned,
        Some(Silence::LaterStep) => ReminderState::Superseded,
        Some(_) => ReminderState::Suppressed,
    };
    let reason = wanted.silence.map(|silence| silence.code().to_owned());
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
        spoken_at: Set(None),
        attempts: Set(0),
        tries_from: Set(0),
        acknowledged_at: Set(None),
        acknowledged_by_id: Set(None),
        snoozed_until: Set(None),
    }
}
