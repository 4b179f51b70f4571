//! Runs one test body on one database: makes what it needs, runs it, removes the database even when
//! the body panicked.

use std::panic::{AssertUnwindSafe, resume_unwind};

use entity::database::connect;
use futures::FutureExt;
use sea_orm::DatabaseConnection;

use crate::database::{Database, Kind, at_hand};

/// What a test body may ask for.
pub trait Fixture: Sized + Send + 'static {
    /// Whether the database is migrated before.
    const MIGRATED: bool;

    /// Makes it on a database of its own.
    fn make(kind: Kind, url: String) -> impl Future<Output = Self> + Send;
}

/// A database without a table.
pub struct Empty {
    /// Which database.
    pub kind: Kind,
    /// Its address, as `DATABASE_URL`.
    pub url: String,
    /// A connection.
    pub db: DatabaseConnection,
}

impl Fixture for Empty {
    const MIGRATED: bool = false;

    async fn make(kind: Kind, url: String) -> Self {
        let db = connect(&url, 4).await.unwrap();
        Self { kind, url, db }
    }
}

/// Runs a body. On PostgreSQL without a server it returns at once, which was said.
///
/// # Panics
/// When the body does.
pub fn run<F, Body, Run>(kind: Kind, body: Body)
where
    F: Fixture,
    Body: FnOnce(F) -> Run,
    Run: Future<Output = ()>,
{
    if !at_hand(kind) {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let outcome = runtime.block_on(async move {
        let database = if F::MIGRATED { Database::migrated(kind).await } else { Database::empty(kind).await };
        let url = database.url.clone();
        let outcome = AssertUnwindSafe(async { body(F::make(kind, url).await).await }).catch_unwind().await;
        database.remove().await;
        outcome
    });
    if let Err(error) = outcome {
        resume_unwind(error);
    }
}
