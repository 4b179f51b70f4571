//! The database's schema, brought up to date, taken back or looked at: the tables of the model and
//! those of the queue, which the library that runs the queue brings itself.

use entity::database::{begin, is_postgres};
use entity::jobs::{Queue, QueueError};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};

/// The name under which the queue's tables stand among the migrations.
const QUEUE_TABLES: &str = "queue tables";

/// A lock of PostgreSQL: any number that nothing else in the database uses.
const MIGRATING: i64 = 0x5061_7373_6572_0001;

/// Why the schema is not what it should be.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// A migration failed; none of those that were to be applied with it is.
    #[error("the database could not be migrated: {0}")]
    Database(#[from] DbErr),
    /// The queue's tables could not be made or dropped.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// One migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// Its name.
    pub name: String,
    /// Whether the database has it.
    pub applied: bool,
}

/// Applies what is pending, all of it or nothing, and returns the names of what was applied.
///
/// Several processes may do this at once: one applies, the others wait and find nothing to do.
pub async fn up(db: &DatabaseConnection) -> Result<Vec<String>, MigrateError> {
    let tx = locked(db).await?;
    let pending = Migrator::get_pending_migrations_read_only(&tx).await?;
    Migrator::up(&tx, None).await?;
    tx.commit().await?;
    let mut applied: Vec<_> = pending.iter().map(|migration| migration.name().to_owned()).collect();
    let queue = Queue::new(db);
    if !queue.is_installed().await? {
        queue.install().await?;
        applied.push(QUEUE_TABLES.to_owned());
    }
    Ok(applied)
}

/// Takes the last migration back and returns its name; the queue's tables go with the first one.
pub async fn down(db: &DatabaseConnection) -> Result<Option<String>, MigrateError> {
    let tx = locked(db).await?;
    let applied = Migrator::get_applied_migrations(&tx).await?;
    Migrator::down(&tx, Some(1)).await?;
    tx.commit().await?;
    if applied.len() <= 1 {
        Queue::new(db).uninstall().await?;
    }
    Ok(applied.last().map(|migration| migration.name().to_owned()))
}

/// Every migration in order, the queue's tables last. Reads only.
pub async fn status(db: &DatabaseConnection) -> Result<Vec<Migration>, MigrateError> {
    let applied = Migrator::get_applied_migrations_read_only(db).await?;
    let mut all: Vec<_> = Migrator::get_migration_files()
        .iter()
        .map(|file| Migration {
            name: file.name().to_owned(),
            applied: applied.iter().any(|applied| applied.name() == file.name()),
        })
        .collect();
    all.push(Migration { name: QUEUE_TABLES.to_owned(), applied: Queue::new(db).is_installed().await? });
    Ok(all)
}

/// The names of what the database does not have. Reads only.
pub async fn pending(db: &DatabaseConnection) -> Result<Vec<String>, MigrateError> {
    Ok(status(db).await?.into_iter().filter(|migration| !migration.applied).map(|migration| migration.name).collect())
}

/// A transaction that only one process at a time can be in.
async fn locked(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let tx = begin(db).await?;
    if is_postgres(db) {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATING})")).await?;
    }
    Ok(tx)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_database::TestDatabase;

    #[tokio::test]
    async fn up_down_and_up_again() {
        let database = TestDatabase::empty().await;
        let names: Vec<_> = status(&database.db).await.unwrap().into_iter().map(|migration| migration.name).collect();
        assert_eq!(pending(&database.db).await.unwrap(), names);
        assert_eq!(up(&database.db).await.unwrap(), names);
        assert!(up(&database.db).await.unwrap().is_empty());
        assert!(status(&database.db).await.unwrap().iter().all(|migration| migration.applied));
        while down(&database.db).await.unwrap().is_some() {}
        assert_eq!(pending(&database.db).await.unwrap(), names);
        assert_eq!(up(&database.db).await.unwrap(), names);
    }

    #[tokio::test]
    async fn two_at_once_both_succeed() {
        let database = TestDatabase::empty().await;
        let (one, two) = tokio::join!(up(&database.db), up(&database.db));
        one.unwrap();
        two.unwrap();
        assert!(pending(&database.db).await.unwrap().is_empty());
    }
}
