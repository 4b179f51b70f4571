//! Computes from state what is to be recalled, and records in the ledger what it does not hold yet.
//!
//! A round may be run again at any time, and in two processes at once: the ledger's unique key
//! lets each reminder in once. Its cost follows the subjects that are near their day or past it, since
//! only those are read; and a round that finds nothing new writes nothing.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::model::reminder;
use entity::operations::reminder::{Cursor, candidates, may_be_wanted_again, reclaim, record};
use entity::rules::reminder::Wanted;
use entity::types::{ReminderRule, StaffId};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::environment::Environment;

/// Rows recorded by one transaction: bounds how long it holds SQLite's only write lock, and the
/// number of values in one statement.
const RECORD_BATCH: usize = 500;

/// The code under which a programme that cannot be planned for is logged.
const SETTINGS_UNREADABLE: &str = "SETTINGS_UNREADABLE";

/// What a round found and did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlanSummary {
    /// Subjects looked at.
    pub subjects: u64,
    /// Rows that are new in the ledger, the superseded ones included.
    pub recorded: u64,
    /// Claims freed, of senders taken for dead.
    pub reclaimed: u64,
    /// Programmes left out, because their settings cannot be read.
    pub unreadable: u64,
}

/// Runs one round over everything that may call for a reminder now.
///
/// # Errors
/// When the database fails; a programme whose settings cannot be read is left out, and told in the log, so
/// that the others have their reminders. What was recorded by then stays, and the next round goes on from there.
pub async fn plan(env: &Environment) -> Result<PlanSummary, DbErr> {
    let now = env.now();
    let mut summary = PlanSummary { reclaimed: reclaim(&env.db, now).await?, ..PlanSummary::default() };
    let mut cursor = Some(Cursor::start());
    let mut unreadable = HashSet::new();
    while let Some(place) = cursor {
        let batch = candidates(&env.db, now, place).await?;
        summary.subjects += u64::try_from(batch.facts.len()).unwrap_or_default();
        let (mut wanted, mut announcements) = (Vec::new(), Vec::new());
        for facts in &batch.facts {
            let of_subject = facts.wanted(now);
            announcements.extend(facts.announcement(&of_subject));
            wanted.extend(of_subject);
        }
        for new in unknown(env, wanted).await?.chunks(RECORD_BATCH) {
            summary.recorded += record(&env.db, now, &env.chance, new, &announcements).await?;
        }
        unreadable.extend(batch.unreadable);
        cursor = batch.next;
    }
    for programme_id in &unreadable {
        tracing::warn!(%programme_id, code = SETTINGS_UNREADABLE, "a programme is left out until its settings are mended");
    }
    summary.unreadable = u64::try_from(unreadable.len()).unwrap_or_default();
    if summary.recorded + summary.reclaimed > 0 {
        tracing::info!(
            subjects = summary.subjects,
            recorded = summary.recorded,
            reclaimed = summary.reclaimed,
            "reminders planned"
        );
    }
    Ok(summary)
}

/// The ledger's unique key.
type Key = (ReminderRule, String, NaiveDate, i32, StaffId, i32);

fn key(wanted: &Wanted) -> Key {
    (wanted.rule, wanted.subject_id.clone(), wanted.due_on, wanted.step, wanted.recipient_id.clone(), wanted.revision)
}

/// Leaves out what the ledger holds already, but for what was suppressed and is wanted again. Another
/// process may record the rest meanwhile; the unique key then ignores ours.
async fn unknown(env: &Environment, mut wanted: Vec<Wanted>) -> Result<Vec<Wanted>, DbErr> {
    if wanted.is_empty() {
        return Ok(wanted);
    }
    let subjects: HashSet<&str> = wanted.iter().map(|wanted| wanted.subject_id.as_str()).collect();
    let ledger = reminder::Entity::find().filter(reminder::Column::SubjectId.is_in(subjects)).select_only().columns([
        reminder::Column::Rule,
        reminder::Column::SubjectId,
        reminder::Column::DueOn,
        reminder::Column::Step,
        reminder::Column::RecipientId,
        reminder::Column::Revision,
    ]);
    let known: Vec<Key> = ledger.clone().into_tuple().all(&env.db).await?;
    let known: HashSet<Key> = known.into_iter().collect();
    let suppressed: Vec<Key> = ledger.filter(may_be_wanted_again()).into_tuple().all(&env.db).await?;
    let suppressed: HashSet<Key> = suppressed.into_iter().collect();
    wanted.retain(|wanted| {
        let key = key(wanted);
        !known.contains(&key) || (wanted.silence.is_none() && suppressed.contains(&key))
    });
    Ok(wanted)
}
