//! What the senders write when an attempt has ended: state, next attempt and attempt log, for many reminders in one
//! transaction.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    TransactionSession, TransactionTrait,
};

use super::watch;
use crate::chance::Chance;
use crate::database::begin;
use crate::event_log::{self, Draft};
use crate::model::{household, meeting, reminder, reminder_attempt};
use crate::operations::Act;
use crate::policy::Actor;
use crate::rules::reminder::{self as rules, Silence};
use crate::types::{AttemptOutcome, EventKind, HouseholdId, MeetingId, ProgrammeId, ReminderId, ReminderState};

/// How an attempt on a claimed reminder ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The server accepted it.
    Sent(String),
    /// The server refused it for now, or was not to be reached.
    Refused(String),
    /// The server refused it for good.
    Failed(String),
    /// It was not to be sent any more.
    Silent(Silence),
    /// It was not begun: the row is as before the claim, and the claim counts as no attempt.
    GivenBack,
}

/// What an ending makes of a row. Those that are the same are written by one statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    /// The attempt that it ends, by which a claim that was lost is known.
    attempt: i32,
    state: &'static str,
    reason: Option<String>,
    /// None: as it was.
    send_after: Option<DateTime<Utc>>,
    /// Whether the attempt counts: what was never said to a server was not tried, and convened nobody.
    counts: bool,
}

impl Change {
    fn new(claimed: &reminder::Model, ending: &Ending, now: DateTime<Utc>, chance: &Chance) -> Self {
        let attempt = claimed.attempts;
        let to = |state: ReminderState, reason: Option<&str>| Self {
            attempt,
            state: state.name(),
            reason: reason.map(str::to_owned),
            send_after: None,
            counts: true,
        };
        match ending {
            Ending::Sent(_) => to(ReminderState::Sent, None),
            Ending::Refused(_) if claimed.tries() < rules::MOST_ATTEMPTS => Self {
                send_after: Some(now + rules::retry_delay(claimed.tries(), chance.u128())),
                ..to(ReminderState::Planned, None)
            },
            Ending::Refused(answer) | Ending::Failed(answer) => to(ReminderState::Failed, Some(answer)),
            Ending::Silent(silence @ Silence::LaterStep) => {
                Self { counts: false, ..to(ReminderState::Superseded, Some(silence.code())) }
            }
            Ending::Silent(silence) => Self { counts: false, ..to(ReminderState::Suppressed, Some(silence.code())) },
            Ending::GivenBack => Self { counts: false, ..to(ReminderState::Planned, None) },
        }
    }

    /// What the attempt log says of it.
    fn outcome(&self) -> AttemptOutcome {
        if self.state == ReminderState::Sent.name() {
            AttemptOutcome::Sent
        } else if self.state == ReminderState::Failed.name() {
            AttemptOutcome::Failed
        } else {
            AttemptOutcome::Retry
        }
    }

    /// Writes it to those of these rows whose claim still stands, and returns which these were.
    async fn write(
        &self,
        tx: &impl ConnectionTrait,
        now: DateTime<Utc>,
        ids: &[ReminderId],
    ) -> Result<Vec<ReminderId>, DbErr> {
        let sent = self.state == ReminderState::Sent.name();
        let mut update = reminder::Entity::update_many()
            .col_expr(reminder::Column::State, Expr::val(self.state))
            .col_expr(reminder::Column::Reason, Expr::val(self.reason.clone()))
            .col_expr(reminder::Column::QueuedAt, Expr::val(None::<DateTime<Utc>>))
            .col_expr(reminder::Column::ClaimedAt, Expr::val(None::<DateTime<Utc>>))
            .col_expr(reminder::Column::SpokenAt, Expr::val(None::<DateTime<Utc>>))
            .col_expr(reminder::Column::SentAt, Expr::val(sent.then_some(now)));
        if let Some(send_after) = self.send_after {
            update = update.col_expr(reminder::Column::SendAfter, Expr::val(send_after));
        }
        if !self.counts {
            update = update.col_expr(reminder::Column::Attempts, Expr::val(self.attempt - 1));
        }
        let mut update = update
            .filter(reminder::Column::Id.is_in(ids.iter().cloned()))
            .filter(reminder::Column::State.eq(ReminderState::Sending))
            .filter(reminder::Column::Attempts.eq(self.attempt))
            .into_query();
        update.returning_col(reminder::Column::Id);
        let written = tx.query_all(&update).await?;
        written.iter().map(|row| row.try_get_by_index(0)).collect()
    }
}

/// Settles claimed reminders: state, next attempt and attempt log in one transaction. A claim that was lost meanwhile is
/// left to whoever holds it now.
pub async fn settle<C: TransactionTrait>(
    db: &C,
    now: DateTime<Utc>,
    chance: &Chance,
    ended: &[(reminder::Model, Ending)],
) -> Result<(), DbErr> {
    let mut changes: BTreeMap<Change, Vec<ReminderId>> = BTreeMap::new();
    for (claimed, ending) in ended {
        changes.entry(Change::new(claimed, ending, now, chance)).or_default().push(claimed.id.clone());
    }
    let tx = begin(db).await?;
    let mut settled = HashMap::new();
    for (made, ids) in &changes {
        for id in made.write(&tx, now, ids).await? {
            settled.insert(id, made);
        }
    }
    let (mut attempts, mut failed) = (Vec::new(), Vec::new());
    for (claimed, ending) in ended {
        let Some(written) = settled.get(&claimed.id) else { continue };
        let (Ending::Sent(answer) | Ending::Refused(answer) | Ending::Failed(answer)) = ending else { continue };
        attempts.push(reminder_attempt::ActiveModel {
            reminder_id: Set(claimed.id.clone()),
            number: Set(claimed.attempts),
            at: Set(now),
            outcome: Set(written.outcome()),
            answer: Set(answer.clone()),
        });
        if written.outcome() == AttemptOutcome::Failed {
            failed.push(claimed);
        }
    }
    if !attempts.is_empty() {
        reminder_attempt::Entity::insert_many(attempts).exec_without_returning(&tx).await?;
    }
    // What a meeting calls for follows what its members were sent: one that moved in the meantime is told anew. And what is
    // suppressed may be wanted of somebody else, or wanted again by now.
    let looked_at_again = ended.iter().filter_map(|(claimed, ending)| match (&claimed.household_id, ending) {
        (None, _) => Some(claimed.subject_id.clone()),
        (Some(household_id), Ending::Silent(silence)) if *silence != Silence::LaterStep => {
            Some(household_id.to_string())
        }
        (Some(_), _) => None,
    });
    watch::watch(&tx, now, looked_at_again.collect()).await?;
    let act = Act::new(&Actor::System, now, chance);
    for draft in failures(&tx, &failed).await? {
        event_log::append(&tx, &act, draft).await?;
    }
    tx.commit().await
}

/// That reminders could not be delivered. Whoever sees its subject may know, whose identifier tells what it is.
async fn failures(tx: &impl ConnectionTrait, failed: &[&reminder::Model]) -> Result<Vec<Draft>, DbErr> {
    if failed.is_empty() {
        return Ok(Vec::new());
    }
    let household_ids: HashSet<_> = failed.iter().filter_map(|row| row.household_id.clone()).collect();
    let of_households: Vec<(HouseholdId, ProgrammeId)> = household::Entity::find()
        .filter(household::Column::Id.is_in(household_ids))
        .select_only()
        .columns([household::Column::Id, household::Column::ProgrammeId])
        .into_tuple()
        .all(tx)
        .await?;
    let meeting_ids: HashSet<_> = failed.iter().filter_map(|row| row.subject_id.parse::<MeetingId>().ok()).collect();
    let of_meetings: Vec<(MeetingId, ProgrammeId)> = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(meeting_ids))
        .select_only()
        .columns([meeting::Column::Id, meeting::Column::ProgrammeId])
        .into_tuple()
        .all(tx)
        .await?;
    let (of_households, of_meetings): (HashMap<_, _>, HashMap<_, _>) =
        (of_households.into_iter().collect(), of_meetings.into_iter().collect());
    let drafts = failed.iter().map(|row| {
        let mut draft = Draft::new(EventKind::ReminderFailed, &row.id).change("rule", row.rule);
        let mut programme_id: Option<&ProgrammeId> = None;
        if let Some(household_id) = &row.household_id {
            programme_id = of_households.get(household_id);
            draft = draft.household(household_id);
        }
        if let Ok(meeting_id) = row.subject_id.parse::<MeetingId>() {
            programme_id = of_meetings.get(&meeting_id);
            draft = draft.meeting(&meeting_id);
        }
        if let Some(programme_id) = programme_id { draft.programme(programme_id) } else { draft }
    });
    Ok(drafts.collect())
}
