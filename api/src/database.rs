//! How the server opens its database: to work in it, or to look only, without leaving a trace.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use entity::database::{ConnectError, connect, reach};
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use worker::settings::masked;

/// How long a database may take to let us in.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the database was not opened. Each message names the mend.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It does not let us in.
    #[error("{why} ({shown}); check that it is there and may be written, or name another in DATABASE_URL")]
    Connect {
        /// What it said.
        why: ConnectError,
        /// Its address, without a password.
        shown: String,
    },
    /// It is an SQLite file that is not there, and this is not the time to make one.
    #[error("the file of DATABASE_URL does not exist; run `passerelle migrate up` first")]
    Absent,
}

/// Opens a database to work in it, with up to `pool` connections; makes an SQLite file that is not there.
pub async fn open(url: &str, pool: u32) -> Result<DatabaseConnection, OpenError> {
    connect(url, pool).await.map_err(|why| OpenError::Connect { why, shown: masked(url) })
}

/// Opens a database to read only. An SQLite file that is not there is an error and stays absent.
pub async fn open_read_only(url: &str) -> Result<DatabaseConnection, OpenError> {
    let file = sqlite_file(url);
    if file.as_ref().is_some_and(|file| !file.exists()) {
        return Err(OpenError::Absent);
    }
    // Whoever reads a file in WAL mode makes its two companions, unless nobody may write to it
    // meanwhile. With no companion there, nobody does.
    let alone = file.is_some_and(|file| !companion(&file).exists());
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| sqlite.create_if_missing(false).read_only(true).immutable(alone))
        .map_sqlx_postgres_opts(|postgres| postgres.options([("default_transaction_read_only", "on")]));
    let open = async {
        reach(url).await?;
        Database::connect(options).await.map_err(|error| unreachable(&error, url))
    };
    open.await.map_err(|why| OpenError::Connect { why, shown: masked(url) })
}

/// The file of an SQLite address.
pub(crate) fn sqlite_file(url: &str) -> Option<PathBuf> {
    let options = SqliteConnectOptions::from_str(url).ok().filter(|_| url.starts_with("sqlite:"))?;
    Some(options.get_filename().to_owned())
}

/// A driver's text may repeat the address, and the address may hold a password.
fn unreachable(error: &impl std::fmt::Display, url: &str) -> ConnectError {
    ConnectError::Unreachable(error.to_string().replace(url, &masked(url)))
}

/// The file in which SQLite keeps what is not yet in the database's own.
fn companion(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}
