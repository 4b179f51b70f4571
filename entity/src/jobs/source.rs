//! The consumer's end of the queue: a store to fetch from, and what wakes it.
//!
//! apalis asks its strategy for a wake-up once per look at the queue, and a strategy that answers
//! "now" has then nothing left that would wake it again: when the queue turns out empty at that very
//! moment, the worker sleeps until its next heartbeat. So the strategy here drains what is ready and
//! always leaves a timer armed.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use apalis::prelude::{BackendExt, PollSnapshot, PollStrategy, PollWith};
use apalis_postgres::{PostgresStorage, Pubsub};
use apalis_sqlite::SqliteStorage;
use futures::Stream;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::{QUEUE, SendReminder};

/// SQLite tells no other process of an insert: look this often. An empty look writes nothing.
const SQLITE_TICK: Duration = Duration::from_millis(250);
/// PostgreSQL tells at once; looking makes up for a notification that was lost.
const POSTGRES_TICK: Duration = Duration::from_secs(1);
/// A worker shows that it lives this often…
const HEARTBEAT: Duration = Duration::from_secs(30);
/// …and counts as dead after missing so many: longer than any job may take.
const MISSED_HEARTBEATS: usize = 10;

/// What a worker on SQLite fetches from.
pub type SqliteSource = PollWith<SqliteStorage<SendReminder>, WakeUp>;
/// What a worker on PostgreSQL fetches from.
pub type PostgresSource = PollWith<PostgresStorage<SendReminder>, WakeUp>;

/// A fresh source for one worker that runs `concurrency` jobs at a time. Needs a tokio runtime.
pub fn sqlite_source(store: &SqliteStorage<SendReminder>, concurrency: usize) -> SqliteSource {
    let config = apalis_sqlite::Config::default()
        .queue(QUEUE)
        .batch_size(batch(concurrency))
        .heartbeat_interval(HEARTBEAT)
        .missed_heartbeats(MISSED_HEARTBEATS)
        .lock_tasks(false);
    SqliteStorage::new(store.pool()).with_config(config).poll_with_strategy(WakeUp::every(SQLITE_TICK))
}

/// As [`sqlite_source`]. While the source lives it keeps one connection of the pool, to listen on.
pub fn postgres_source(store: &PostgresStorage<SendReminder>, concurrency: usize) -> PostgresSource {
    let config = apalis_postgres::Config::default()
        .queue(QUEUE)
        .batch_size(batch(concurrency))
        .heartbeat_interval(HEARTBEAT)
        .missed_heartbeats(MISSED_HEARTBEATS)
        .lock_tasks(false);
    let pubsub = Pubsub::new(store.pool().clone(), QUEUE.to_owned());
    PostgresStorage::new(store.pool())
        .with_config(config)
        .poll_with_strategy(WakeUp::every(POSTGRES_TICK).and_on(pubsub))
}

/// Jobs fetched at once. A worker sends no heartbeat while fetched jobs wait, so few is good; but
/// apalis has room for four acknowledgements per job of a batch, and a worker that stops with more
/// of them outstanding than that never gets to its end.
fn batch(concurrency: usize) -> usize {
    (concurrency + 2).div_ceil(4)
}

/// Wakes a worker on every tick, and on every notification where the database sends some.
pub struct WakeUp {
    tick: Interval,
    notified: Option<Pubsub>,
    live: bool,
}

impl WakeUp {
    fn every(period: Duration) -> Self {
        let mut tick = interval(period);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { tick, notified: None, live: false }
    }

    fn and_on(mut self, pubsub: Pubsub) -> Self {
        self.notified = Some(pubsub);
        self.live = true;
        self
    }

    fn drain_ticks(&mut self, cx: &mut Context<'_>) -> bool {
        let mut ticked = false;
        while self.tick.poll_tick(cx).is_ready() {
            ticked = true;
        }
        ticked
    }

    fn drain_notifications(&mut self, cx: &mut Context<'_>) -> bool {
        let mut told = false;
        let Some(pubsub) = self.notified.as_mut() else {
            return told;
        };
        while self.live {
            match Pin::new(&mut *pubsub).poll_next(cx) {
                Poll::Ready(Some(_)) => told = true,
                // A listener that lost its connection ends for good. A clone starts anew.
                Poll::Ready(None) => self.live = false,
                Poll::Pending => break,
            }
        }
        told
    }
}

impl PollStrategy for WakeUp {
    fn poll_drive(&mut self, cx: &mut Context<'_>, _: &PollSnapshot) -> Poll<Option<()>> {
        let ticked = self.drain_ticks(cx);
        if ticked
            && !self.live
            && let Some(pubsub) = self.notified.as_mut()
        {
            *pubsub = pubsub.clone();
            self.live = true;
        }
        let told = self.drain_notifications(cx);
        if ticked || told { Poll::Ready(Some(())) } else { Poll::Pending }
    }
}
