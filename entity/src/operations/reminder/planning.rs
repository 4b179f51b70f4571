//! What the planner writes: the rows that are wanted and that the ledger lacks, and their announcements.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, TransactionSession,
    TransactionTrait,
};

use crate::chance::Chance;
use crate::database::begin;
use crate::event_log::{self, Draft};
use crate::model::reminder;
use crate::operations::Act;
use crate::policy::Actor;
use crate::rules::reminder::{Announcement, Silence, Wanted};
use crate::types::{ReminderId, ReminderState};

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
    for wanted in wanted.iter().filter(|wanted| wanted.silence.is_none()) {
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
        attempts: Set(0),
        tries_from: Set(0),
        acknowledged_at: Set(None),
        acknowledged_by_id: Set(None),
        snoozed_until: Set(None),
    }
}
