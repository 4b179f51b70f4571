//! The consumer of the queue: fetches jobs, runs the handler on so many at a time, outlives the
//! database's bad moments, and stops in two steps.
//!
//! apalis drops the jobs in hand when a worker ends, and a worker ends at the first statement that
//! fails. A mail must not be cut off half-way because of that, so each handler runs in a task of its
//! own: the worker only waits for it, and its end is waited for here.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use apalis::layers::tracing::TraceLayer;
use apalis::prelude::{BackendExt, Monitor, MonitorError, WorkerBuilder, WorkerBuilderExt, WorkerError};
use entity::jobs::{Queue, SendReminders, postgres_source, sqlite_source};
use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument;

/// The longest that one job may take: longer than a claim made at its end may wait for its turn, and a conversation after
/// that.
const JOB_LIMIT: Duration = Duration::from_secs(90);
/// How long running jobs may go on after the order to stop.
const DRAIN_LIMIT: Duration = Duration::from_secs(20);
/// Crashes in a row after which the workers are given up. A database that is away is no crash: it is waited for.
const PATIENCE: u32 = 20;
/// A worker that ran this long since its last failure is well again.
const QUIET: Duration = Duration::from_secs(90);
/// The wait after a first failure; it doubles with each, up to [`LONGEST_BACKOFF`].
const FIRST_BACKOFF: Duration = Duration::from_millis(100);
const LONGEST_BACKOFF: Duration = Duration::from_secs(10);

/// Why the consumer ended although nobody asked it to: the process should end too, and say so.
#[derive(Debug, thiserror::Error)]
pub enum ConsumerError {
    /// The workers kept crashing.
    #[error("the queue's workers crashed {PATIENCE} times in a row: {0}")]
    GaveUp(#[source] MonitorError),
    /// The workers ended without an error.
    #[error("the queue's workers ended although nobody stopped them")]
    Ended,
}

/// Why one job did not end well. Kept with the job, so it says nothing of its content.
#[derive(Debug, Clone, Copy, thiserror::Error)]
enum JobFailure {
    #[error("the handler panicked")]
    Panicked,
    #[error("the handler took longer than its limit")]
    TimedOut,
    #[error("the worker stopped before the handler ended")]
    CutOff,
}

/// Runs `handler` for every job of the queue, `concurrency` (at least 1) at a time, until `shutdown`
/// is cancelled; then fetches no more, lets the running ones end for up to 20 seconds, cuts off what
/// is left and returns `Ok`.
///
/// The handler does not fail: what went wrong and when to try again belongs on the ledger's row. One
/// that panics or takes more than 90 seconds is noted and costs nothing but its own job; the same ids
/// may come again, and may be handled in two places at once.
///
/// `worker_name` tells processes apart in the logs; it needs not be unique.
pub async fn run<H, Fut>(
    queue: Queue,
    worker_name: &str,
    concurrency: usize,
    shutdown: CancellationToken,
    handler: H,
) -> Result<(), ConsumerError>
where
    H: Fn(SendReminders) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let concurrency = concurrency.max(1);
    let name = format!("{worker_name}-{:016x}-", instance());
    let jobs = Jobs {
        slots: Arc::new(Semaphore::new(concurrency)),
        running: TaskTracker::new(),
        cut: CancellationToken::new(),
        handler,
    };
    let monitor = monitor(&queue, &name, concurrency, &jobs, &shutdown);
    let workers = monitor.context();
    let mut monitored = Box::pin(monitor.run());

    let outcome = tokio::select! {
        biased;
        () = shutdown.cancelled() => Ok(()),
        ended = &mut monitored => Err(match ended {
            Err(error) => ConsumerError::GaveUp(error),
            Ok(()) => ConsumerError::Ended,
        }),
    };

    tracing::info!(worker = name, "the consumer stops, running jobs may end");
    let stopped = outcome.is_ok();
    let drained = tokio::time::timeout(DRAIN_LIMIT, async {
        if stopped && workers.shutdown().is_ok() {
            // What the monitor says now does not matter any more: it was told to end.
            let _ = (&mut monitored).await;
        }
        jobs.running.close();
        jobs.running.wait().await;
    });
    if drained.await.is_err() {
        tracing::warn!(worker = name, "jobs took too long to end and are cut off");
        jobs.cut.cancel();
        jobs.running.close();
        jobs.running.wait().await;
    }
    // It may be stuck inside a transaction, whose lock the next statement would wait for.
    drop(monitored);
    if let Err(error) = queue.release(&name).await {
        tracing::warn!(worker = name, %error, "unfinished jobs could not be given back");
    }
    outcome
}

/// Builds the workers' monitor. Every restart is a new worker with a new name, since a name that was
/// seen less than a heartbeat ago is refused.
fn monitor<H, Fut>(
    queue: &Queue,
    name: &str,
    concurrency: usize,
    jobs: &Jobs<H>,
    shutdown: &CancellationToken,
) -> Monitor
where
    H: Fn(SendReminders) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let health = Arc::new(Health::default());
    let shutdown = shutdown.clone();
    let failures = Arc::clone(&health);
    let monitor = Monitor::new().should_restart(move |_, error| {
        let goes_on = failures.note(error);
        tracing::warn!(%error, "the queue's worker failed");
        goes_on && !shutdown.is_cancelled()
    });

    // The two sources are two types; what is built on them is the same.
    macro_rules! worker {
        ($restarts:expr, $name:expr, $source:expr, $health:expr, $jobs:expr) => {{
            let wait = $health.backoff();
            let jobs = $jobs.clone();
            WorkerBuilder::new(format!("{}{}", $name, $restarts))
                .backend($source.before_start(move |_| async move {
                    tokio::time::sleep(wait).await;
                    Ok(())
                }))
                .concurrency(concurrency)
                .catch_panic()
                // Failures are logged with the reminders' ids, further down.
                .layer(TraceLayer::new().on_failure(()))
                .build(move |job: SendReminders| {
                    let jobs = jobs.clone();
                    async move { jobs.run(job).await }
                })
        }};
    }
    let (name, jobs) = (name.to_owned(), jobs.clone());
    match queue.clone() {
        Queue::Sqlite { store, pushed } => monitor.register(move |restarts| {
            worker!(restarts, name, sqlite_source(&store, &pushed, concurrency), health, jobs)
        }),
        Queue::Postgres(store) => monitor
            .register(move |restarts| worker!(restarts, name, postgres_source(&store, concurrency), health, jobs)),
    }
}

/// The handlers at work, whichever worker fetched their jobs.
#[derive(Clone)]
struct Jobs<H> {
    /// Bounds the handlers across restarts, where the old worker's still run beside the new one's.
    slots: Arc<Semaphore>,
    running: TaskTracker,
    cut: CancellationToken,
    handler: H,
}

impl<H, Fut> Jobs<H>
where
    H: Fn(SendReminders) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    async fn run(&self, job: SendReminders) -> Result<(), JobFailure> {
        let Ok(slot) = Arc::clone(&self.slots).acquire_owned().await else {
            return Err(JobFailure::CutOff);
        };
        let reminder_ids = job.reminder_ids.clone();
        let (cut, handler) = (self.cut.clone(), self.handler.clone());
        let task = async move {
            let _slot = slot;
            tokio::select! {
                () = cut.cancelled() => Err(JobFailure::CutOff),
                done = tokio::time::timeout(JOB_LIMIT, async { handler(job).await }) => {
                    done.map_err(|_| JobFailure::TimedOut)
                }
            }
        };
        let ended = self.running.spawn(task.in_current_span()).await;
        // What a panic says is left out: it might quote data.
        let outcome = ended.unwrap_or(Err(JobFailure::Panicked));
        if let Err(failure) = &outcome {
            tracing::error!(?reminder_ids, %failure, "a job failed");
        }
        outcome
    }
}

/// How the workers fared lately.
#[derive(Default)]
struct Health(Mutex<Failures>);

/// Failures in a row.
#[derive(Default)]
struct Failures {
    /// All of them.
    count: u32,
    /// Those that were not the database's.
    crashes: u32,
    last: Option<Instant>,
}

impl Health {
    /// Counts a failure; tells whether the workers go on. They wait for their database however long it is away, as
    /// long as nobody has to restart the process for that.
    fn note(&self, error: &WorkerError) -> bool {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.last.is_some_and(|last| last.elapsed() > QUIET) {
            *failures = Failures::default();
        }
        failures.count = failures.count.saturating_add(1);
        if !matches!(error, WorkerError::BackendError(_)) {
            failures.crashes += 1;
        }
        failures.last = Some(Instant::now());
        failures.crashes < PATIENCE
    }

    /// The wait before the next start. apalis restarts at once, which would be a busy loop.
    fn backoff(&self) -> Duration {
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).count {
            0 => Duration::ZERO,
            n => FIRST_BACKOFF.saturating_mul(1 << (n - 1).min(16)).min(LONGEST_BACKOFF),
        }
    }
}

/// A number that differs between starts of the same program, in containers too where the process id
/// does not: the database refuses a worker's name that it saw less than a heartbeat ago. It decides
/// nothing else, so it needs no injected chance.
fn instance() -> u64 {
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_u32(std::process::id());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use entity::database::connect;
    use sea_orm::sqlx;
    use tokio::{sync::mpsc, task::JoinHandle};

    use super::*;

    /// A consumer on an SQLite file of its own, and what its handler was given.
    struct Bench {
        path: std::path::PathBuf,
        queue: Queue,
        handled: mpsc::UnboundedReceiver<String>,
        shutdown: CancellationToken,
        consumer: JoinHandle<Result<(), ConsumerError>>,
    }

    impl Bench {
        /// Pushes `waiting`, then starts a consumer whose handler panics on ids that end in `!`.
        async fn start(name: &str, waiting: &[String], handler_time: Duration) -> Self {
            let path = std::env::temp_dir().join(format!("passerelle-consumer-{name}-{}.db", std::process::id()));
            remove(&path);
            let db = connect(&format!("sqlite://{}?mode=rwc", path.display()), 5).await.unwrap();
            let queue = Queue::new(&db);
            queue.install().await.unwrap();
            queue.push(&jobs(waiting)).await.unwrap();
            let (tell, handled) = mpsc::unbounded_channel();
            let shutdown = CancellationToken::new();
            let consumer = tokio::spawn({
                let (queue, shutdown) = (queue.clone(), shutdown.clone());
                async move {
                    run(queue, "test", 4, shutdown, move |job: SendReminders| {
                        let tell = tell.clone();
                        async move {
                            assert!(!job.reminder_ids.iter().any(|id| id.ends_with('!')), "asked for");
                            tokio::time::sleep(handler_time).await;
                            job.reminder_ids.into_iter().for_each(|id| tell.send(id).unwrap());
                        }
                    })
                    .await
                }
            });
            Self { path, queue, handled, shutdown, consumer }
        }

        async fn expect(&mut self, n: usize) -> HashSet<String> {
            let mut ids = HashSet::new();
            while ids.len() < n {
                let next = tokio::time::timeout(Duration::from_secs(20), self.handled.recv()).await;
                ids.insert(next.expect("a job was never handled").unwrap());
            }
            ids
        }

        async fn stop(self) -> Duration {
            let order = Instant::now();
            self.shutdown.cancel();
            self.consumer.await.unwrap().unwrap();
            remove(&self.path);
            order.elapsed()
        }
    }

    fn remove(path: &std::path::Path) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
        }
    }

    /// A job for each.
    fn jobs(ids: &[String]) -> Vec<SendReminders> {
        ids.iter().map(|id| SendReminders { reminder_ids: vec![id.clone()] }).collect()
    }

    fn ids(n: usize) -> Vec<String> {
        (0..n).map(|i| format!("reminder-{i}")).collect()
    }

    #[tokio::test]
    async fn what_waited_is_handled_what_comes_is_soon_and_an_idle_stop_is_quick() {
        let mut bench = Bench::start("idle", &ids(100), Duration::ZERO).await;
        bench.expect(100).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        // By another handle, as another process would: nothing but the next look tells of it.
        let apart = Queue::new(&connect(&format!("sqlite://{}", bench.path.display()), 2).await.unwrap());
        apart.push(&jobs(&["from elsewhere".to_owned()])).await.unwrap();
        bench.expect(1).await;
        let pushed = Instant::now();
        bench.queue.push(&jobs(&["late".to_owned()])).await.unwrap();
        bench.expect(1).await;
        assert!(pushed.elapsed() < Duration::from_secs(1), "took {:?}", pushed.elapsed());
        assert!(bench.stop().await < Duration::from_secs(1));
    }

    #[test]
    fn a_database_is_waited_for_and_a_crash_is_not() {
        let health = Health::default();
        assert_eq!(health.backoff(), Duration::ZERO);
        for failures in 1..1_000 {
            assert!(health.note(&WorkerError::BackendError("connection refused".into())), "after {failures}");
            assert!(health.backoff() <= LONGEST_BACKOFF);
        }
        assert_eq!(health.backoff(), LONGEST_BACKOFF);
        for crashes in 1..=PATIENCE {
            let goes_on = health.note(&WorkerError::PanicError("asked for".to_owned()));
            assert_eq!(goes_on, crashes < PATIENCE, "after {crashes}");
        }
    }

    #[tokio::test]
    async fn a_queue_that_is_away_is_waited_for() {
        let mut bench = Bench::start("away", &ids(3), Duration::ZERO).await;
        bench.expect(3).await;
        let Queue::Sqlite { store, .. } = &bench.queue else { panic!("an SQLite file") };
        let pool = store.pool().clone();
        let run = async |statement: &'static str| sqlx::query(statement).execute(&pool).await.unwrap();
        run("ALTER TABLE Jobs RENAME TO Elsewhere").await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert!(!bench.consumer.is_finished());
        run("ALTER TABLE Elsewhere RENAME TO Jobs").await;
        bench.queue.push(&jobs(&["late".to_owned()])).await.unwrap();
        bench.expect(1).await;
        bench.stop().await;
    }

    #[tokio::test]
    async fn a_panic_costs_one_job_only() {
        let mut waiting = ids(20);
        waiting.insert(3, "bad!".to_owned());
        waiting.insert(9, "worse!".to_owned());
        let mut bench = Bench::start("panic", &waiting, Duration::ZERO).await;
        bench.expect(20).await;
        bench.stop().await;
    }

    #[tokio::test]
    async fn a_stop_lets_running_jobs_end_and_starts_no_other() {
        let mut bench = Bench::start("drain", &ids(50), Duration::from_millis(400)).await;
        bench.expect(1).await;
        bench.shutdown.cancel();
        (&mut bench.consumer).await.unwrap().unwrap();
        let mut ended = 1;
        while bench.handled.try_recv().is_ok() {
            ended += 1;
        }
        assert!((4..=8).contains(&ended), "{ended} jobs ended");
        remove(&bench.path);
    }
}
