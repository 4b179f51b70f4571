//! Computes from state what is to be recalled, and records in the ledger what it does not hold yet.
//!
//! A round may be run again at any time, and in two processes at once: the ledger's unique key
//! lets each reminder in once. Its cost follows what was written since the last one and what opens now, since only
//! those households and meetings are looked at; and a round that finds nothing new writes nothing.

use std::collections::HashSet;

use chrono::TimeDelta;
use entity::operations::reminder::{due_places, looked_at, of_places, reclaim, record, unreadable_programmes};
use sea_orm::DbErr;

use crate::environment::Environment;

/// When a place whose programme's settings cannot be read is looked at again.
const UNREADABLE_AGAIN: TimeDelta = TimeDelta::minutes(10);

/// The code under which a programme that cannot be planned for is logged.
const SETTINGS_UNREADABLE: &str = "SETTINGS_UNREADABLE";

/// What a round found and did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlanSummary {
    /// Households and meetings looked at.
    pub places: u64,
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
    let unreadable = unreadable_programmes(&env.db).await?;
    let mut seen = HashSet::new();
    loop {
        // A place that is written about during this very round is left to the next one.
        let due = due_places(&env.db, now).await?;
        let due: Vec<_> = due.into_iter().filter(|place| seen.insert(place.id.clone())).collect();
        if due.is_empty() {
            break;
        }
        let ids: Vec<String> = due.iter().map(|place| place.id.clone()).collect();
        let places = of_places(&env.db, &ids).await?;
        let (mut wanted, mut announcements) = (Vec::new(), Vec::new());
        for facts in places.found.values() {
            let of_place = facts.wanted(now);
            announcements.extend(facts.announcements(&of_place));
            wanted.extend(of_place);
        }
        summary.places += u64::try_from(due.len()).unwrap_or_default();
        summary.recorded += record(&env.db, now, &env.chance, &wanted, &announcements).await?;
        let next = due.into_iter().map(|place| {
            let look_again = if places.unreadable.contains(&place.id) {
                Some(now + UNREADABLE_AGAIN)
            } else {
                places.found.get(&place.id).and_then(|facts| facts.look_again(now))
            };
            (place, look_again)
        });
        looked_at(&env.db, now, next.collect()).await?;
    }
    for programme_id in &unreadable {
        tracing::warn!(%programme_id, code = SETTINGS_UNREADABLE, "a programme is left out until its settings are mended");
    }
    summary.unreadable = u64::try_from(unreadable.len()).unwrap_or_default();
    if summary.recorded + summary.reclaimed > 0 {
        tracing::info!(
            places = summary.places,
            recorded = summary.recorded,
            reclaimed = summary.reclaimed,
            "reminders planned"
        );
    }
    Ok(summary)
}
