//! The queue between the reminder ledger and its senders: what a job carries, and the handle that
//! installs the queue in the database, pushes to it and keeps it small.
//!
//! The queue is a wake-up, not a record. A job holds a few ids; the ledger's rows hold everything else,
//! retries included. So a job may be lost, doubled or run late without harm, and none is ever retried.

mod schema;
mod source;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use apalis::prelude::{BoxDynError, Task, TaskBuilder, TaskSink};
use apalis_postgres::PostgresStorage;
use apalis_sqlite::SqliteStorage;
use sea_orm::{DatabaseConnection, DbBackend, sqlx};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

pub use source::{PostgresSource, SqliteSource, WakeUp, postgres_source, sqlite_source};

/// The queue's name. Fixed, since apalis would otherwise take the Rust path of the payload's type.
pub const QUEUE: &str = "reminders";

/// Jobs inserted by one transaction: bounds how long a push holds SQLite's only write lock.
const PUSH_BATCH: usize = 500;

/// The most reminders that one job names: they are read, claimed and settled together.
pub const JOB_SIZE: usize = 50;

/// "Look at these rows of the ledger": the sender reads them again and decides on each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Pushed")]
pub struct SendReminders {
    /// The ledger rows' ids.
    pub reminder_ids: Vec<String>,
}

/// A job as it may lie on the queue: an older version pushed one id at a time.
#[derive(Deserialize)]
#[serde(untagged)]
enum Pushed {
    Together { reminder_ids: Vec<String> },
    Alone { reminder_id: String },
}

impl From<Pushed> for SendReminders {
    fn from(pushed: Pushed) -> Self {
        Self {
            reminder_ids: match pushed {
                Pushed::Together { reminder_ids } => reminder_ids,
                Pushed::Alone { reminder_id } => vec![reminder_id],
            },
        }
    }
}

impl SendReminders {
    /// The jobs for these reminders, in their order.
    pub fn of(ids: &[String]) -> Vec<Self> {
        ids.chunks(JOB_SIZE).map(|ids| Self { reminder_ids: ids.to_vec() }).collect()
    }

    fn task(&self) -> Task<Self> {
        // One attempt: a retry has its own time, and that is kept on the ledger's row.
        TaskBuilder::new(self.clone()).max_attempts(1).build()
    }
}

/// What can go wrong with the queue. None of it is the user's doing, and none loses a reminder.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// The queue's tables could not be brought to the version this program needs.
    #[error("the queue's tables could not be migrated: {0}")]
    Install(#[from] sqlx::migrate::MigrateError),
    /// A statement failed.
    #[error("the queue's database refused a statement: {0}")]
    Database(#[from] sqlx::Error),
    /// The jobs could not be pushed.
    #[error("the jobs could not be pushed: {0}")]
    Push(#[source] BoxDynError),
}

/// A handle on the queue, in the database that also holds the model. Cloning it is cheap.
#[derive(Clone)]
pub enum Queue {
    /// In an SQLite file.
    Sqlite {
        /// The jobs.
        store: SqliteStorage<SendReminders>,
        /// Told of each push: SQLite tells nobody, and clones of this handle need not wait for their next look.
        pushed: Arc<Notify>,
    },
    /// In PostgreSQL, in the schema `apalis`.
    Postgres(PostgresStorage<SendReminders>),
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sqlite { .. } => "Queue::Sqlite",
            Self::Postgres(_) => "Queue::Postgres",
        })
    }
}

impl Queue {
    /// The queue of this database; it shares the connection's pool. Nothing is read or written.
    ///
    /// # Panics
    /// If the connection is neither SQLite nor PostgreSQL (a mock, a closed connection).
    pub fn new(db: &DatabaseConnection) -> Self {
        if db.get_database_backend() == DbBackend::Postgres {
            let pool = db.get_postgres_connection_pool();
            let config = apalis_postgres::Config::default().queue(QUEUE);
            Self::Postgres(PostgresStorage::new(pool).with_config(config))
        } else {
            let pool = db.get_sqlite_connection_pool();
            let config = apalis_sqlite::Config::default().queue(QUEUE);
            Self::Sqlite { store: SqliteStorage::new(pool).with_config(config), pushed: Arc::default() }
        }
    }

    /// Creates the queue's tables, or brings them up to date. May be called again, and by several
    /// processes at once.
    pub async fn install(&self) -> Result<(), QueueError> {
        match self {
            Self::Sqlite { store, .. } => schema::install_sqlite(store.pool()).await,
            Self::Postgres(store) => schema::install_postgres(store.pool()).await,
        }
    }

    /// Whether the tables are there and up to date. Reads only.
    pub async fn is_installed(&self) -> Result<bool, QueueError> {
        match self {
            Self::Sqlite { store, .. } => schema::is_installed_sqlite(store.pool()).await,
            Self::Postgres(store) => schema::is_installed_postgres(store.pool()).await,
        }
    }

    /// Drops the queue's tables with the jobs in them; the ledger knows what is still to be sent.
    pub async fn uninstall(&self) -> Result<(), QueueError> {
        match self {
            Self::Sqlite { store, .. } => schema::uninstall_sqlite(store.pool()).await,
            Self::Postgres(store) => schema::uninstall_postgres(store.pool()).await,
        }
    }

    /// Asks for the reminders of these jobs to be looked at now. Pushing an id twice is allowed: jobs bear no
    /// idempotency key, because a doubled one fails the whole push on PostgreSQL.
    pub async fn push(&self, jobs: &[SendReminders]) -> Result<(), QueueError> {
        for batch in jobs.chunks(PUSH_BATCH) {
            let tasks: Vec<_> = batch.iter().map(SendReminders::task).collect();
            let tasks = futures::stream::iter(tasks);
            match self {
                Self::Sqlite { store, pushed } => {
                    store.clone().push_all(tasks).await.map_err(push_error)?;
                    pushed.notify_one();
                }
                Self::Postgres(store) => store.clone().push_all(tasks).await.map_err(push_error)?,
            }
        }
        Ok(())
    }

    /// Deletes the jobs that ended longer ago than `older_than`, and the records of the workers
    /// that have been silent as long; returns the number of jobs deleted.
    ///
    /// Ages are measured by the database's clock, which also wrote the times.
    pub async fn purge_finished(&self, older_than: Duration) -> Result<u64, QueueError> {
        let seconds = i64::try_from(older_than.as_secs()).unwrap_or(i64::MAX);
        match self {
            Self::Sqlite { store, .. } => schema::purge_sqlite(store.pool(), seconds).await,
            Self::Postgres(store) => schema::purge_postgres(store.pool(), seconds).await,
        }
    }

    /// Gives back the jobs that workers named `prefix…` fetched and did not end, so that others
    /// need not wait until these workers count as dead (five minutes). For a worker that stops.
    pub async fn release(&self, prefix: &str) -> Result<u64, QueueError> {
        match self {
            Self::Sqlite { store, .. } => schema::release_sqlite(store.pool(), prefix).await,
            Self::Postgres(store) => schema::release_postgres(store.pool(), prefix).await,
        }
    }
}

fn push_error(error: impl Into<BoxDynError>) -> QueueError {
    QueueError::Push(error.into())
}
