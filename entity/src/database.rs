//! The database's set-up: one function to connect, one to begin a transaction that writes.
//!
//! SQLite is set up for several processes on one file: write-ahead log, a busy timeout, foreign
//! keys, and `BEGIN IMMEDIATE` for whatever reads before it writes.

use std::time::Duration;

use sea_orm::sea_query::Values;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, PgConnection};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, QueryResult, RuntimeErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_query_sqlx::SqlxValues;

/// How long a server may take to let us in.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a statement waits for another process's write on SQLite.
const BUSY_TIMEOUT: Duration = Duration::from_secs(15);

/// The longest statement that is kept prepared, in bytes.
const KEPT: usize = 16 * 1024;

/// How long a connection that was used is taken to be alive, without asking.
const FRESH: Duration = Duration::from_secs(1);

/// Why there is no database to work with. Each message names the mend.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is of no kind we know.
    #[error("DATABASE_URL must begin with sqlite:// or postgres://")]
    UnknownKind,
    /// The database did not let us in.
    #[error("the database of DATABASE_URL cannot be opened: {0}")]
    Unreachable(String),
}

/// Opens a pool of `max_connections` connections.
///
/// `sqlite://file` creates the file when it is missing; `postgres://…` wants an existing database.
///
/// # Errors
/// [`ConnectError`], whose text holds no password.
pub async fn connect(url: &str, max_connections: u32) -> Result<DatabaseConnection, ConnectError> {
    if !(url.starts_with("sqlite:") || url.starts_with("postgres:") || url.starts_with("postgresql:")) {
        return Err(ConnectError::UnknownKind);
    }
    reach(url).await?;
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(max_connections)
        .connect_timeout(Duration::from_secs(5))
        .acquire_timeout(Duration::from_secs(20))
        // A test at every turn costs a fifth of a small read; a connection that was used just now is there.
        .test_before_acquire_if_idle_for(FRESH)
        .sqlx_logging(false)
        // Our statements find their rows by an index whatever the values: planning them anew for each value
        // costs as much as running them.
        .map_sqlx_postgres_opts(|postgres| postgres.options([("plan_cache_mode", "force_generic_plan")]))
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .busy_timeout(BUSY_TIMEOUT)
                .foreign_keys(true)
        });
    Database::connect(options).await.map_err(|error| ConnectError::Unreachable(without_url(&error.to_string(), url)))
}

/// Opens one connection to a PostgreSQL server and closes it. A pool would go on trying for 20 seconds
/// where no server listens, and then say only that time was up.
///
/// # Errors
/// [`ConnectError::Unreachable`], whose text holds no password.
pub async fn reach(url: &str) -> Result<(), ConnectError> {
    if url.starts_with("sqlite:") {
        return Ok(());
    }
    match tokio::time::timeout(PATIENCE, PgConnection::connect(url)).await {
        Ok(Ok(connection)) => {
            // It served its purpose, whatever its good-bye.
            let _ = connection.close().await;
            Ok(())
        }
        Ok(Err(error)) => Err(ConnectError::Unreachable(without_url(&error.to_string(), url))),
        Err(_) => Err(ConnectError::Unreachable(format!("no answer within {} s", PATIENCE.as_secs()))),
    }
}

/// Begins a transaction that may read and then write: immediate on SQLite, so that it never has to
/// give up half-way because another process wrote meanwhile.
pub async fn begin<C: TransactionTrait>(db: &C) -> Result<C::Transaction, DbErr> {
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    })
    .await
}

/// Has the transactions that name the same thing go one after the other, from here to their end: PostgreSQL lets
/// several look for something at once, find nothing, and each write it. SQLite has one writer in any case.
pub async fn serialise(tx: &impl ConnectionTrait, what: &str) -> Result<(), DbErr> {
    if is_postgres(tx) {
        let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
        tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, lock, [what.into()])).await?;
    }
    Ok(())
}

/// Reads a row by a statement whose text is a client's to choose. A long one is not kept prepared: each connection
/// keeps a hundred of them, and one takes many times the memory that its text does.
pub async fn read_one(db: &DatabaseConnection, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
    if statement.sql.len() <= KEPT {
        return db.query_one_raw(statement).await;
    }
    Ok(read_unkept(db, statement).await?.into_iter().next())
}

/// Reads all rows likewise.
pub async fn read_all(db: &DatabaseConnection, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
    if statement.sql.len() <= KEPT {
        return db.query_all_raw(statement).await;
    }
    read_unkept(db, statement).await
}

async fn read_unkept(db: &DatabaseConnection, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
    let Statement { sql, values, .. } = statement;
    let (sql, values) = (AssertSqlSafe(sql), SqlxValues(values.unwrap_or(Values(Vec::new()))));
    let rows: Result<Vec<QueryResult>, sqlx::Error> = if is_postgres(db) {
        let rows = sqlx::query_with(sql, values).persistent(false).fetch_all(db.get_postgres_connection_pool());
        rows.await.map(|rows| rows.into_iter().map(QueryResult::from).collect())
    } else {
        let rows = sqlx::query_with(sql, values).persistent(false).fetch_all(db.get_sqlite_connection_pool());
        rows.await.map(|rows| rows.into_iter().map(QueryResult::from).collect())
    };
    rows.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(error.into())))
}

/// Whether the database answers.
pub async fn ping(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    db.execute_unprepared("SELECT 1").await.map(|_| ())
}

/// Whether this is PostgreSQL, where several transactions write at once.
pub fn is_postgres(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

/// A driver's text may repeat the address, and the address may hold a password.
fn without_url(text: &str, url: &str) -> String {
    text.replace(url, "DATABASE_URL")
}
