//! The queue's tables: made, checked, dropped and kept small, on each database.
//!
//! The tables are apalis's own, made by the migrations it ships. Its `setup` is not used: on SQLite
//! it also sets `synchronous = OFF`, which would cost the whole file its durability.

use apalis_postgres::PostgresStorage;
use apalis_sqlite::SqliteStorage;
use sea_orm::sqlx::{self, PgPool, SqlitePool, migrate::Migrator};

use super::{QUEUE, QueueError};

pub(super) async fn install_sqlite(pool: &SqlitePool) -> Result<(), QueueError> {
    // The migrator takes no lock on SQLite: two processes would both run the same migration. One
    // immediate transaction around it all makes the second wait, then find nothing to do.
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
    SqliteStorage::migrations().run(&mut *tx).await?;
    // With this index an acknowledgement walks through every job its worker ever did; without it,
    // it finds the job by its key.
    sqlx::query("DROP INDEX IF EXISTS LIdx").execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) async fn install_postgres(pool: &PgPool) -> Result<(), QueueError> {
    let mut connection = pool.acquire().await?;
    let done = PostgresStorage::migrations().run(&mut *connection).await;
    if done.is_ok() {
        // As on SQLite: an acknowledgement would walk through every job its worker ever did.
        let slow = "DROP INDEX IF EXISTS apalis.LIdx, apalis.idx_apalis_jobs_lock_by";
        sqlx::query(slow).execute(&mut *connection).await?;
    } else {
        // The migrator leaves its session's advisory lock held when it fails; back in the pool,
        // this connection would make every other process wait for ever.
        connection.close_on_drop();
    }
    Ok(done?)
}

pub(super) async fn is_installed_sqlite(pool: &SqlitePool) -> Result<bool, QueueError> {
    let there: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations'").fetch_optional(pool).await?;
    if there.is_none() {
        return Ok(false);
    }
    let last: Option<i64> =
        sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success").fetch_one(pool).await?;
    Ok(last >= last_version(&SqliteStorage::migrations()))
}

pub(super) async fn is_installed_postgres(pool: &PgPool) -> Result<bool, QueueError> {
    let there: bool =
        sqlx::query_scalar("SELECT to_regclass('apalis._sqlx_migrations') IS NOT NULL").fetch_one(pool).await?;
    if !there {
        return Ok(false);
    }
    let last: Option<i64> =
        sqlx::query_scalar("SELECT max(version) FROM apalis._sqlx_migrations WHERE success").fetch_one(pool).await?;
    Ok(last >= last_version(&PostgresStorage::migrations()))
}

fn last_version(migrations: &Migrator) -> Option<i64> {
    migrations.iter().map(|migration| migration.version).max()
}

pub(super) async fn uninstall_sqlite(pool: &SqlitePool) -> Result<(), QueueError> {
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
    for statement in
        ["DROP TABLE IF EXISTS Jobs", "DROP TABLE IF EXISTS Workers", "DROP TABLE IF EXISTS _sqlx_migrations"]
    {
        sqlx::query(statement).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

pub(super) async fn uninstall_postgres(pool: &PgPool) -> Result<(), QueueError> {
    // The extensions hstore and pgcrypto stay: the database's owner may use them otherwise.
    sqlx::query("DROP SCHEMA IF EXISTS apalis CASCADE").execute(pool).await?;
    Ok(())
}

pub(super) async fn purge_sqlite(pool: &SqlitePool, seconds: i64) -> Result<u64, QueueError> {
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
    let jobs = sqlx::query(
        "DELETE FROM Jobs WHERE job_type = ?1 AND status IN ('Done', 'Failed', 'Killed') \
         AND done_at <= unixepoch() - ?2",
    )
    .bind(QUEUE)
    .bind(seconds)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "DELETE FROM Workers WHERE worker_type = ?1 AND last_seen <= unixepoch() - max(?2, 3600) \
         AND id NOT IN (SELECT lock_by FROM Jobs WHERE lock_by IS NOT NULL)",
    )
    .bind(QUEUE)
    .bind(seconds)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(jobs.rows_affected())
}

pub(super) async fn purge_postgres(pool: &PgPool, seconds: i64) -> Result<u64, QueueError> {
    let mut tx = pool.begin().await?;
    let jobs = sqlx::query(
        "DELETE FROM apalis.jobs WHERE job_type = $1 AND status IN ('Done', 'Failed', 'Killed') \
         AND done_at <= now() - $2 * interval '1 second'",
    )
    .bind(QUEUE)
    .bind(seconds)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "DELETE FROM apalis.workers w WHERE worker_type = $1 \
         AND last_seen <= now() - greatest($2, 3600) * interval '1 second' \
         AND NOT EXISTS (SELECT 1 FROM apalis.jobs j WHERE j.lock_by = w.id)",
    )
    .bind(QUEUE)
    .bind(seconds)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(jobs.rows_affected())
}

pub(super) async fn release_sqlite(pool: &SqlitePool, prefix: &str) -> Result<u64, QueueError> {
    let released = sqlx::query(
        "UPDATE Jobs SET status = 'Pending', lock_by = NULL, lock_at = NULL \
         WHERE job_type = ?1 AND status IN ('Queued', 'Running') \
         AND substr(lock_by, 1, length(?2)) = ?2",
    )
    .bind(QUEUE)
    .bind(prefix)
    .execute(pool)
    .await?;
    Ok(released.rows_affected())
}

pub(super) async fn release_postgres(pool: &PgPool, prefix: &str) -> Result<u64, QueueError> {
    let released = sqlx::query(
        "UPDATE apalis.jobs SET status = 'Pending', lock_by = NULL, lock_at = NULL \
         WHERE job_type = $1 AND status IN ('Queued', 'Running') AND starts_with(lock_by, $2)",
    )
    .bind(QUEUE)
    .bind(prefix)
    .execute(pool)
    .await?;
    Ok(released.rows_affected())
}
