//! The consumer's end of the queue: a store to fetch from, and what wakes it.
//!
//! apalis asks its strategy for a wake-up once per look at the queue, and a strategy that answers
//! "now" has then nothing left that would wake it again: when the queue turns out empty at that very
//! moment, the worker sleeps until its next heartbeat. So the strategy here drains what is ready and
//! always leaves a timer armed.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use apalis::prelude::{BackendExt, PollSnapshot, PollStrategy, PollWith};
use apalis_postgres::{PostgresStorage, Pubsub};
use apalis_sqlite::SqliteStorage;
use futures::Stream;
use tokio::sync::{Notify, futures::OwnedNotified};
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::{QUEUE, SendReminders};

/// SQLite tells no other process of an insert: look this often. An empty look writes nothing.
const SQLITE_TICK: Duration = Duration::from_millis(50);
/// PostgreSQL tells at once; looking makes up for a notification that was lost.
const POSTGRES_TICK: Duration = Duration::from_secs(1);
/// A worker shows that it lives this often…
const HEARTBEAT: Duration = Duration::from_secs(30);
/// …and counts as dead after missing so many: longer than any job may take.
const MISSED_HEARTBEATS: usize = 10;

/// What a worker on SQLite fetches from.
pub type SqliteSource = PollWith<SqliteStorage<SendReminders>, WakeUp>;
/// What a worker on PostgreSQL fetches from.
pub type PostgresSource = PollWith<PostgresStorage<SendReminders>, WakeUp>;

/// A fresh source for one worker that runs `concurrency` jobs at a time, woken by what is `pushed` in this process.
/// Needs a tokio runtime.
pub fn sqlite_source(store: &SqliteStorage<SendReminders>, pushed: &Arc<Notify>, concurrency: usize) -> SqliteSource {
    let config = apalis_sqlite::Config::default()
        .queue(QUEUE)
        .batch_size(batch(concurrency))
        .heartbeat_interval(HEARTBEAT)
        .missed_heartbeats(MISSED_HEARTBEATS)
        .lock_tasks(false);
    SqliteStorage::new(store.pool()).with_config(config).poll_with_strategy(WakeUp::every(SQLITE_TICK).or_when(pushed))
}

/// As [`sqlite_source`]. While the source lives it keeps one connection of the pool, to listen on.
pub fn postgres_source(store: &PostgresStorage<SendReminders>, concurrency: usize) -> PostgresSource {
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

/// Jobs fetched at once: as many as are run at once. A worker sends no heartbeat while fetched jobs wait, so no more;
/// and apalis has room for four acknowledgements per job of a batch, while a worker that stops with more of them
/// outstanding than that never gets to its end, so no fewer than a quarter.
fn batch(concurrency: usize) -> usize {
    concurrency.max(1)
}

/// Wakes a worker on every tick, on every push of this process's on SQLite, and on every notification where the
/// database sends some.
pub struct WakeUp {
    tick: Interval,
    pushed: Option<(Arc<Notify>, Pin<Box<OwnedNotified>>)>,
    notified: Option<Pubsub>,
    live: bool,
}

impl WakeUp {
    fn every(period: Duration) -> Self {
        let mut tick = interval(period);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { tick, pushed: None, notified: None, live: false }
    }

    fn or_when(mut self, pushed: &Arc<Notify>) -> Self {
        self.pushed = Some((Arc::clone(pushed), Box::pin(Arc::clone(pushed).notified_owned())));
        self
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

    fn drain_pushes(&mut self, cx: &mut Context<'_>) -> bool {
        let mut told = false;
        if let Some((pushed, next)) = self.pushed.as_mut() {
            while next.as_mut().poll(cx).is_ready() {
                told = true;
                next.set(Arc::clone(pushed).notified_owned());
            }
        }
        told
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
        let pushed = self.drain_pushes(cx);
        let told = self.drain_notifications(cx);
        if ticked || pushed || told { Poll::Ready(Some(())) } else { Poll::Pending }
    }
}
