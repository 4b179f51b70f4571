//! Runs the whole: once, for a cron job or a test, or for ever, as a service.
//!
//! For ever, four things go on side by side: the planner, woken by what happens; the dispatcher; the
//! consumer of the queue, whose jobs are sent; and the tidying of the queue. A round that fails or
//! panics is logged and run again, and ends nothing but itself.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use entity::event_log::{self, Position};
use entity::jobs::{JOB_SIZE, SendReminders};
use entity::operations::reminder::{due, due_count, leave_queue};
use entity::operations::terms::forget_keys;
use entity::types::ReminderId;
use futures::{StreamExt, stream};
use sea_orm::DbErr;
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;

use crate::consumer::{self, ConsumerError};
use crate::dispatcher::dispatch;
use crate::environment::Environment;
use crate::planner::plan;
use crate::sender::{Outcome, send};

/// How often the planner looks for a reason to run, and the dispatcher for what is due.
const TICK: Duration = Duration::from_secs(1);
/// The planner runs at least this often.
const PLAN_EVERY: Duration = Duration::from_mins(1);
/// The longest wait after failures in a row.
const LONGEST_BACKOFF: Duration = Duration::from_secs(30);
/// How often finished jobs are deleted, and how old they are then.
const TIDY_EVERY: Duration = Duration::from_hours(1);
/// How long an idempotency key is remembered.
const KEYS_ARE_KEPT: TimeDelta = TimeDelta::days(8);
/// Rows looked at together by [`once`].
const DUE_BATCH: u64 = 500;
/// The most rounds of [`once`]. What was sent may call for more, but not for ever.
const MOST_ROUNDS: u32 = 10;

/// What [`once`] did, in reminders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OnceSummary {
    /// New in the ledger, the superseded ones included.
    pub planned: u64,
    /// Accepted by the mail server.
    pub sent: u64,
    /// Refused for now, to be tried again.
    pub postponed: u64,
    /// Refused for good.
    pub failed: u64,
    /// Not to be sent any more.
    pub silent: u64,
    /// Left to another run, because the database failed or was too slow.
    pub faults: u64,
    /// Programmes left out, because their settings cannot be read.
    pub unplanned: u64,
    /// Due and not tried, because the mail server was out of reach.
    pub held: u64,
    /// Whether the mail server was out of reach, at the start or at the end.
    pub unreached: bool,
}

impl OnceSummary {
    /// Whether nothing is left that somebody must look at. A mail refused for now is not: the ledger holds
    /// its next attempt, and the run after that one sends it or fails.
    pub fn succeeded(&self) -> bool {
        (self.failed, self.faults, self.unplanned, self.unreached) == (0, 0, 0, false)
    }
}

/// Plans, then sends all that is due now, each reminder at most once, until nothing new comes of it.
/// Needs no queue: the ledger knows what is due. Several may run at once.
///
/// # Errors
/// When the database fails while planning or listing what is due.
pub async fn once(env: &Environment) -> Result<OnceSummary, DbErr> {
    once_until(env, &CancellationToken::new()).await
}

/// As [`once`], but begins no other reminder when `shutdown` is cancelled.
///
/// # Errors
/// As [`once`].
pub async fn once_until(env: &Environment, shutdown: &CancellationToken) -> Result<OnceSummary, DbErr> {
    let mut summary = OnceSummary::default();
    let mut tried = HashSet::new();
    let mut asked = false;
    for _ in 0..MOST_ROUNDS {
        let planned = plan(env).await?;
        summary.planned += planned.recorded;
        summary.unplanned = planned.unreadable;
        let mut idle = true;
        loop {
            let ids = due(&env.db, env.now(), DUE_BATCH).await?;
            let ids: Vec<ReminderId> = ids.into_iter().filter(|id| tried.insert(id.clone())).collect();
            if ids.is_empty() || shutdown.is_cancelled() || summary.unreached {
                break;
            }
            idle = false;
            // Asked before anything is claimed: a server that is away when a cron job runs costs no attempt.
            if !asked {
                asked = true;
                summary.unreached = env.breaker.ask(&env.mailer).await.is_err();
            }
            let left = send_all(env, &ids, shutdown, &mut summary).await;
            summary.unreached = env.breaker.is_open();
            // A server so slow that some had no turn in time has them offered again, as long as others have one.
            if left.len() < ids.len() {
                tried.retain(|id| !left.contains(id));
            } else if !(summary.unreached || shutdown.is_cancelled()) {
                summary.faults += u64::try_from(left.len()).unwrap_or_default();
            }
        }
        if summary.unreached {
            summary.held = due_count(&env.db, env.now()).await?;
        }
        if idle || summary.unreached || shutdown.is_cancelled() {
            break;
        }
    }
    Ok(summary)
}

/// Sends reminders in batches, and returns those that were given back or never taken up.
async fn send_all(
    env: &Environment,
    ids: &[ReminderId],
    shutdown: &CancellationToken,
    summary: &mut OnceSummary,
) -> HashSet<ReminderId> {
    let mut left = HashSet::new();
    let batches: Vec<Vec<ReminderId>> = ids.chunks(JOB_SIZE).map(<[_]>::to_vec).collect();
    let mut sending =
        stream::iter(batches).map(|ids| send_apart(env.clone(), ids, shutdown.clone())).buffer_unordered(env.senders);
    while let Some(outcomes) = sending.next().await {
        for (id, outcome) in outcomes {
            match outcome {
                Outcome::NotTaken => {}
                Outcome::Held | Outcome::GivenBack => {
                    left.insert(id);
                }
                Outcome::Sent => summary.sent += 1,
                Outcome::Postponed => summary.postponed += 1,
                Outcome::Failed => summary.failed += 1,
                Outcome::Silent(_) => summary.silent += 1,
                Outcome::Abandoned => summary.faults += 1,
            }
        }
    }
    left
}

/// Sends in a task of its own: one that panics costs its own batch only.
async fn send_apart(env: Environment, ids: Vec<ReminderId>, stop: CancellationToken) -> HashMap<ReminderId, Outcome> {
    let all = ids.clone();
    let sent = tokio::spawn(async move { send(&env, &ids, &stop).await }).await;
    sent.unwrap_or_else(|_| {
        // What a panic says is left out: it might quote data.
        tracing::error!(reminders = all.len(), "the sender panicked; reminders were left to another run");
        all.into_iter().map(|id| (id, Outcome::Abandoned)).collect()
    })
}

/// Runs until `shutdown` is cancelled: then plans and dispatches no more, lets the mails that were begun
/// be sent, and returns `Ok`. Up to `concurrency` jobs are in hand at a time, so that a mail that hangs in each of them
/// leaves no connection idle; never more mails leave at a time than the mailer has connections.
///
/// # Errors
/// When the queue kept failing: the process should end and say so.
pub async fn forever(env: Environment, concurrency: usize, shutdown: CancellationToken) -> Result<(), ConsumerError> {
    let stop = shutdown.child_token();
    let planned = Notify::new();
    let consuming = async {
        let handler = {
            let (env, stop) = (env.clone(), stop.clone());
            move |job| handle(env.clone(), job, stop.clone())
        };
        let concurrency = concurrency.clamp(1, env.senders);
        let ended = consumer::run(env.queue.clone(), "passerelle", concurrency, stop.clone(), handler).await;
        // Without a consumer the rest is of no use.
        stop.cancel();
        ended
    };
    let (ended, (), (), ()) = tokio::join!(
        consuming,
        planning(&env, &planned, &stop),
        dispatching(&env, &planned, &stop),
        tidying(&env, &stop),
    );
    ended
}

async fn handle(env: Environment, job: SendReminders, stop: CancellationToken) {
    let ids: Vec<ReminderId> = job.reminder_ids.iter().filter_map(|id| id.parse().ok()).collect();
    if ids.len() < job.reminder_ids.len() {
        tracing::warn!("a job of the queue names what is no reminder");
    }
    let outcomes = send(&env, &ids, &stop).await;
    // Back to the dispatcher, who waits until the server answers.
    let held = outcomes.into_iter().filter(|(_, outcome)| *outcome == Outcome::Held);
    let held: Vec<ReminderId> = held.map(|(id, _)| id).collect();
    if let Err(error) = leave_queue(&env.db, &held).await {
        tracing::error!(reminders = held.len(), %error, "reminders stay on the queue for a while");
    }
}

/// What made the planner run last.
#[derive(Clone, Copy, PartialEq)]
struct Seen {
    head: Position,
    hour: DateTime<Utc>,
}

async fn planning(env: &Environment, planned: &Notify, stop: &CancellationToken) {
    let mut last: Option<(Seen, Instant)> = None;
    let mut failures = 0;
    while pause(failures, stop).await {
        let env = env.clone();
        let round = async move {
            let now = env.now();
            let hour = now.with_minute(0).and_then(|hour| hour.with_second(0)?.with_nanosecond(0)).unwrap_or(now);
            // The head is read first: what is appended during the round is news to the next one.
            let seen = Seen { head: event_log::head(&env.db).await?, hour };
            if last.is_some_and(|(known, at)| known == seen && at.elapsed() < PLAN_EVERY) {
                return Ok::<_, DbErr>(None);
            }
            plan(&env).await?;
            Ok(Some(seen))
        };
        match guarded("planner", stop, round).await {
            Some(Some(seen)) => {
                last = Some((seen, Instant::now()));
                failures = 0;
                planned.notify_one();
            }
            Some(None) => failures = 0,
            None => failures += 1,
        }
    }
}

async fn dispatching(env: &Environment, planned: &Notify, stop: &CancellationToken) {
    let mut failures = 0;
    loop {
        tokio::select! {
            go_on = pause(failures, stop) => if !go_on { return },
            () = planned.notified() => {}
        }
        let env = env.clone();
        let done = guarded("dispatcher", stop, async move { dispatch(&env).await }).await;
        failures = if done.is_some() { 0 } else { failures + 1 };
    }
}

async fn tidying(env: &Environment, stop: &CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(TIDY_EVERY) => {}
        }
        let queue = env.queue.clone();
        guarded("tidying", stop, async move { queue.purge_finished(TIDY_EVERY).await }).await;
        let (db, before) = (env.db.clone(), env.now() - KEYS_ARE_KEPT);
        guarded("forgetting keys", stop, async move { forget_keys(&db, before).await }).await;
    }
}

/// Waits for the next tick, longer after failures; false when it is time to stop.
async fn pause(failures: u32, stop: &CancellationToken) -> bool {
    let wait = TICK.saturating_mul(1 << failures.min(10)).min(LONGEST_BACKOFF);
    tokio::select! {
        biased;
        () = stop.cancelled() => false,
        () = tokio::time::sleep(wait) => true,
    }
}

/// Runs a round in a task of its own, so that a panic ends the round only; none if it failed or was
/// stopped. A round that is stopped leaves nothing half-done: its transaction is rolled back.
async fn guarded<T, E, F>(what: &'static str, stop: &CancellationToken, round: F) -> Option<T>
where
    T: Send + 'static,
    E: std::fmt::Display + Send + 'static,
    F: Future<Output = Result<T, E>> + Send + 'static,
{
    let task = tokio::spawn(round);
    let _abort = AbortOnDrop(task.abort_handle());
    tokio::select! {
        biased;
        () = stop.cancelled() => None,
        ended = task => match ended {
            Ok(Ok(done)) => Some(done),
            Ok(Err(error)) => {
                tracing::error!(what, %error, "a round failed and will be run again");
                None
            }
            // What a panic says is left out: it might quote data.
            Err(_) => {
                tracing::error!(what, "a round panicked and will be run again");
                None
            }
        },
    }
}

/// Ends a task with whoever waits for it.
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
