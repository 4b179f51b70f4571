//! A database for one measurement, and what PostgreSQL tells of itself.

use std::str::FromStr;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::sqlite::SqliteConnection;
use sea_orm::sqlx::{AssertSqlSafe, Connection, Executor, query_scalar};
use tempfile::TempDir;

use crate::cluster;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub(crate) fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") { Self::Sqlite } else { Self::Postgres }
    }

    /// Its name, as its makers write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// Its name and version; none when there is no such database at hand.
    pub(crate) async fn version(self) -> Option<String> {
        let version: String = match self {
            Self::Sqlite => {
                let mut db = SqliteConnection::connect("sqlite::memory:").await.unwrap();
                query_scalar("SELECT sqlite_version()").fetch_one(&mut db).await.unwrap()
            }
            Self::Postgres => {
                let mut db = PgConnection::connect(&cluster::server()?.url).await.unwrap();
                query_scalar("SHOW server_version").fetch_one(&mut db).await.unwrap()
            }
        };
        Some(format!("{} {version}", self.name()))
    }
}

/// A database without a table, removed by [`Database::remove`].
pub(crate) struct Database {
    pub(crate) kind: Kind,
    pub(crate) url: String,
    name: String,
    _folder: Option<TempDir>,
}

impl Database {
    /// Makes it. PostgreSQL must be at hand.
    pub(crate) async fn create(kind: Kind) -> Self {
        let name = format!("passerelle_bench_{}", std::process::id());
        match kind {
            Kind::Sqlite => {
                let folder = TempDir::with_prefix("passerelle-bench-").unwrap();
                let url = format!("sqlite://{}", folder.path().join("bench.db").display());
                Self { kind, url, name, _folder: Some(folder) }
            }
            Kind::Postgres => {
                let server = cluster::server().expect("asked before");
                admin(&format!("CREATE DATABASE {name}")).await;
                let mut url = url::Url::parse(&server.url).unwrap();
                url.set_path(&format!("/{name}"));
                Self { kind, url: url.into(), name, _folder: None }
            }
        }
    }

    /// What a database that has run for a day has done by itself. SQLite does nothing of the kind.
    pub(crate) async fn settle(&self) {
        if self.kind == Kind::Postgres {
            let mut db = PgConnection::connect(&self.url).await.unwrap();
            db.execute("VACUUM ANALYZE").await.unwrap();
        }
    }

    /// How many transactions it has ended since it was made; none on SQLite, which does not count them.
    /// Waits until every connection is gone: each tells what it did when it ends.
    pub(crate) async fn transactions(&self) -> Option<i64> {
        if self.kind == Kind::Sqlite {
            return None;
        }
        let mut db = PgConnection::connect(&cluster::server()?.url).await.unwrap();
        while !backends(&mut db, &self.name).await.is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let count = "SELECT xact_commit FROM pg_stat_database WHERE datname = $1";
        Some(query_scalar(count).bind(&self.name).fetch_one(&mut db).await.unwrap())
    }

    /// The processes that PostgreSQL has at work on it. None are ours on SQLite.
    pub(crate) async fn backends(&self) -> Vec<u32> {
        match cluster::server() {
            Some(server) if self.kind == Kind::Postgres => {
                let mut db =
                    PgConnection::connect_with(&PgConnectOptions::from_str(&server.url).unwrap()).await.unwrap();
                backends(&mut db, &self.name).await
            }
            _ => Vec::new(),
        }
    }

    /// Removes it, whoever is still connected.
    pub(crate) async fn remove(self) {
        if self.kind == Kind::Postgres {
            admin(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
        }
    }
}

async fn backends(db: &mut PgConnection, name: &str) -> Vec<u32> {
    let pids: Vec<i32> =
        query_scalar("SELECT pid FROM pg_stat_activity WHERE datname = $1").bind(name).fetch_all(db).await.unwrap();
    pids.into_iter().map(|pid| u32::try_from(pid).unwrap()).collect()
}

async fn admin(statement: &str) {
    let server = cluster::server().expect("asked before");
    let mut db = PgConnection::connect(&server.url).await.unwrap();
    db.execute(AssertSqlSafe(statement.to_owned())).await.unwrap();
}
