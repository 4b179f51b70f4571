//! The start of a server, the same for the command line and for the tests: the database opened and
//! brought up to date, the demo programme loaded if asked for, then the API, the feed of its
//! subscriptions and, if asked for, the worker, all in this process.
//!
//! The port is bound by the caller, before anything else: a busy one must cost nothing.

use std::convert::Infallible;
use std::io::IsTerminal;
use std::net::SocketAddr;

use entity::chance::Chance;
use entity::clock::Clock;
use entity::model::staff;
use entity::refusal::OperationError;
use futures::FutureExt;
use indicatif::{ProgressBar, ProgressStyle};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::net::TcpListener;
use worker::environment::Environment;

use crate::app::App;
use crate::connections;
use crate::database::{OpenError, open, open_read_only};
use crate::demo;
use crate::health::Health;
use crate::lifecycle::{Crash, DRAIN_LIMIT, Ended, Tasks};
use crate::migrate::{self, MigrateError};
use crate::server::{self, Open};
use crate::settings::Settings;

/// What to start.
#[derive(Debug)]
pub struct StartOptions {
    /// The configuration.
    pub settings: Settings,
    /// Where to listen, bound.
    pub listener: TcpListener,
    /// The time.
    pub clock: Clock,
    /// The source of identifiers and tokens.
    pub chance: Chance,
    /// Whether the worker runs in this process too.
    pub with_worker: bool,
    /// Whether to load the demo programme into a database that holds none. Never in production.
    pub demo: bool,
}

/// Why nothing was started. Each message names the mend.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no database to work with.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database is of another version.
    #[error("the database lacks {}; run `passerelle migrate up` first", .0.join(", "))]
    Pending(Vec<String>),
    /// The database could not be brought up to date.
    #[error("{0}; check that DATABASE_URL names a database that this user may write and create tables in")]
    Migrate(#[from] MigrateError),
    /// The demo programme could not be loaded.
    #[error("the demo programme could not be loaded ({0}); start again, nothing of it was kept")]
    Demo(#[source] OperationError),
    /// Accounts with public passwords are open.
    #[error(
        "the database holds the demo accounts, whose passwords are public; in production, name another database in DATABASE_URL"
    )]
    DemoAccounts,
    /// The database failed.
    #[error("the database failed: {0}; start again once it answers")]
    Database(#[from] DbErr),
    /// The listener is of no use.
    #[error("the port cannot be listened on: {0}; set LISTEN_ADDR to another")]
    Listen(#[from] std::io::Error),
}

/// A server that runs.
#[must_use]
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    /// Its state.
    pub app: App,
    /// What is open besides the API.
    pub open: Open,
    tasks: Tasks,
}

impl Running {
    /// Waits for a part of it to stop by itself.
    pub async fn crashed(&mut self) -> Crash {
        self.tasks.crashed().await
    }

    /// Stops: no more connections, the requests and jobs in hand end, the rest is cut off after
    /// [`DRAIN_LIMIT`].
    pub async fn shutdown(self) -> Ended {
        self.shutdown_or(std::future::pending()).await
    }

    /// Stops likewise, but cuts off at once when `hurry` ends.
    pub async fn shutdown_or(self, hurry: impl Future<Output = ()>) -> Ended {
        let ended = self.tasks.stop(DRAIN_LIMIT, hurry).await;
        // SQLite merges its log into the file when the last connection closes.
        if let Err(error) = self.app.db.close().await {
            tracing::warn!(%error, "the database could not be closed");
        }
        ended
    }
}

/// Starts everything that `options` asks for. When this fails, nothing runs.
pub async fn start(options: StartOptions) -> Result<Running, StartError> {
    let StartOptions { settings, listener, clock, chance, with_worker, demo } = options;
    let addr = listener.local_addr()?;
    let db = prepare(&settings, &clock, demo).await?;

    let mut tasks = Tasks::new();
    let stopping = tasks.stopping().clone();
    let app = App::new(db.clone(), clock.clone(), chance.clone(), stopping.clone());
    let app = app.open_to(settings.origins.clone(), settings.rate_limit).linking(settings.shared.links.clone());
    let app = match settings.trusted.clone() {
        Some(trusted) => app.trusting(trusted),
        None => app,
    };
    tasks.spawn("feed of the subscriptions", app.clone().run_feed().map(Ok::<_, Infallible>));
    tasks.spawn("sockets", app.clone().run_sockets().map(Ok::<_, Infallible>));
    let worker = if with_worker {
        let environment = Environment::new(&settings.shared, db.clone(), clock, chance);
        let running = worker::run::forever(environment, settings.shared.worker_concurrency, stopping.clone());
        Some(tasks.spawn("worker", running))
    } else {
        None
    };
    let open =
        Open { graphiql: !settings.production(), mailbox: !settings.production() && settings.shared.smtp.is_none() };
    let health = Health { db, worker, stopping: stopping.clone() };
    let router = server::router(app.clone(), health, open);
    tasks.spawn("server", connections::serve(listener, router, stopping).map(Ok::<_, Infallible>));
    Ok(Running { addr, app, open, tasks })
}

/// Opens the database and brings it to the state that the settings ask for.
async fn prepare(settings: &Settings, clock: &Clock, demo: bool) -> Result<DatabaseConnection, StartError> {
    let (url, pool) = (&settings.shared.database_url, settings.shared.database_pool);
    if settings.production() {
        // Whoever runs several machines chooses the moment at which the tables change.
        let db = open_read_only(url).await?;
        let pending = migrate::pending(&db).await?;
        if !pending.is_empty() {
            return Err(StartError::Pending(pending));
        }
        if has_demo_accounts(&db).await? {
            return Err(StartError::DemoAccounts);
        }
        db.close().await?;
        return Ok(open(url, pool).await?);
    }
    let db = open(url, pool).await?;
    let applied = migrate::up(&db).await?;
    if !applied.is_empty() {
        tracing::info!(migrations = applied.join(", "), "the database was brought up to date");
    }
    if demo && !demo::is_loaded(&db).await? {
        load_demo(&db, clock).await.map_err(StartError::Demo)?;
    }
    Ok(db)
}

/// Loads the demo programme, with a progress bar when a person looks.
pub(crate) async fn load_demo(db: &DatabaseConnection, clock: &Clock) -> Result<(), OperationError> {
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("Loading the demo programme {wide_bar} {percent:>3} %") {
        bar.set_style(style);
    }
    let loaded = demo::load(db, clock, &mut |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })
    .await;
    bar.finish_and_clear();
    loaded
}

/// Whether somebody could sign in with a demo account.
pub(crate) async fn has_demo_accounts(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let addresses = demo::accounts().into_iter().map(|account| account.email);
    let open = staff::Entity::find()
        .filter(staff::Column::Email.is_in(addresses))
        .filter(staff::Column::Active.eq(true))
        .filter(staff::Column::PasswordHash.is_not_null());
    Ok(open.count(db).await? > 0)
}
