//! Puts on the queue the reminders whose time has come.
//!
//! The queue only wakes the senders. A push that fails, or a queue that is emptied, delays: the
//! ledger offers the same rows again after its patience, and one pushed twice is claimed once.

use entity::jobs::{QueueError, SendReminders};
use entity::operations::reminder::{due, take_for_queue};
use entity::types::ReminderId;
use sea_orm::DbErr;

use crate::environment::Environment;

/// Rows taken by one transaction.
const BATCH: u64 = 500;

/// Why a dispatch was cut short. Nothing is lost by it.
#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    /// The ledger could not be read or written.
    #[error("the ledger's database refused a statement: {0}")]
    Ledger(#[from] DbErr),
    /// The jobs could not be pushed.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// Pushes what is due and not on the queue yet; returns how many.
///
/// # Errors
/// [`DispatchError`]; what was pushed by then stays pushed.
pub async fn dispatch(env: &Environment) -> Result<u64, DispatchError> {
    let mut pushed = 0;
    // Taking locks SQLite against writers, every second: first see whether there is anything.
    while !due(&env.db, env.now(), 1).await?.is_empty() {
        // What the senders would not claim stays off the queue.
        if !env.breaker.lets_through(&env.mailer).await {
            break;
        }
        let ids = take_for_queue(&env.db, env.now(), BATCH).await?;
        let names: Vec<String> = ids.iter().map(ReminderId::to_string).collect();
        env.queue.push(&SendReminders::of(&names)).await?;
        let taken = u64::try_from(ids.len()).unwrap_or_default();
        pushed += taken;
        if taken < BATCH {
            break;
        }
    }
    if pushed > 0 {
        tracing::debug!(pushed, "reminders put on the queue");
    }
    Ok(pushed)
}
