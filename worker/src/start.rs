//! Starts and stops the worker as a program: opens what the settings name or says in one line what
//! is missing, and turns signals into a stop that lets the mails in hand be sent.

use std::path::Path;
use std::process::ExitCode;

use entity::chance::Chance;
use entity::database::{ConnectError, connect};
use entity::jobs::{Queue, QueueError};
use entity::model::reminder;
use sea_orm::{DatabaseConnection, DbErr, EntityTrait};
use tokio_util::sync::CancellationToken;

use crate::environment::Environment;
use crate::run::{forever, once_until};
use crate::settings::Settings;

/// The exit code of a start that was refused: nothing was done.
const REFUSED: u8 = 2;
/// The exit code of a process that was told twice to stop (128 + SIGINT).
const CUT: u8 = 130;

/// Why the worker cannot start. Each message names the mend, and none holds a password.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no database.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The SQLite file is not there.
    #[error("the file of DATABASE_URL does not exist; run `passerelle migrate up`")]
    NoFile,
    /// The tables are missing or of another version.
    #[error("the database lacks what this version needs; run `passerelle migrate up` ({0})")]
    NotMigrated(#[source] DbErr),
    /// The queue's tables could not be made.
    #[error("the queue cannot be made ready; run `passerelle migrate up` ({0})")]
    Queue(#[from] QueueError),
    /// The machine has no randomness to give.
    #[error("this machine gives no random numbers ({0})")]
    Chance(#[source] std::io::Error),
}

/// Runs the worker: for ever, or once. Returns when it was told to stop (0), when `once` is done (0, or 1
/// unless it [succeeded](crate::run::OnceSummary::succeeded) or if the database failed on the way), when it
/// cannot start (2), or when it can go on no longer (1).
/// Settings, logging and the runtime are the caller's.
pub async fn main_worker(settings: &Settings, once: bool) -> ExitCode {
    let mut signals = match Signals::listen() {
        Ok(signals) => signals,
        Err(error) => return refuse(&format!("the signals to stop cannot be listened to ({error})")),
    };
    let env = match open(settings, once).await {
        Ok(env) => env,
        Err(error) => return refuse(&error.to_string()),
    };
    if let Some(known) = settings.known_default() {
        tracing::info!("{known}");
    }
    for warning in settings.warnings() {
        tracing::warn!("{warning}");
    }
    let shutdown = CancellationToken::new();
    let work = async {
        if once { run_once(&env, &shutdown).await } else { serve(settings, env.clone(), shutdown.clone()).await }
    };
    let mut work = std::pin::pin!(work);
    tokio::select! {
        code = &mut work => return code,
        () = signals.recv() => {}
    }
    tracing::info!("stopping; mails in hand are sent first");
    shutdown.cancel();
    tokio::select! {
        code = work => code,
        () = signals.recv() => ExitCode::from(CUT),
    }
}

async fn serve(settings: &Settings, env: Environment, shutdown: CancellationToken) -> ExitCode {
    tracing::info!(concurrency = settings.worker_concurrency, smtp = settings.smtp.is_some(), "the worker runs");
    match forever(env, settings.worker_concurrency, shutdown).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the worker can go on no longer");
            ExitCode::FAILURE
        }
    }
}

async fn run_once(env: &Environment, shutdown: &CancellationToken) -> ExitCode {
    match once_until(env, shutdown).await {
        Ok(done) => {
            tracing::info!(
                planned = done.planned,
                sent = done.sent,
                postponed = done.postponed,
                failed = done.failed,
                silent = done.silent,
                faults = done.faults,
                unplanned = done.unplanned,
                held = done.held,
                "the run is over"
            );
            if done.succeeded() {
                return ExitCode::SUCCESS;
            }
            tracing::error!(
                failed = done.failed,
                faults = done.faults,
                unplanned = done.unplanned,
                held = done.held,
                unreached = done.unreached,
                "mails failed for good or were left to another run, programmes were left out, or the mail server was \
                 out of reach"
            );
            ExitCode::FAILURE
        }
        Err(error) => {
            tracing::error!(%error, "the run was cut short");
            ExitCode::FAILURE
        }
    }
}

/// Opens the database that the settings name, checks it, and makes the queue ready unless it is not
/// going to be used.
///
/// # Errors
/// [`StartError`].
pub async fn open(settings: &Settings, without_queue: bool) -> Result<Environment, StartError> {
    // Opening would create the file: an empty database where none was meant to be.
    if sqlite_file(&settings.database_url).is_some_and(|file| !Path::new(file).exists()) {
        return Err(StartError::NoFile);
    }
    let chance = Chance::system().map_err(StartError::Chance)?;
    let db = connect(&settings.database_url, settings.database_pool).await?;
    check_tables(&db).await?;
    if !without_queue {
        let queue = Queue::new(&db);
        // Not installed for nothing: a database account without that right may run the worker.
        if !queue.is_installed().await? {
            queue.install().await?;
        }
    }
    Ok(Environment::new(settings, db, settings.clock(), chance))
}

/// Reads a row of the ledger with every column: what cannot be read needs a migration.
async fn check_tables(db: &DatabaseConnection) -> Result<(), StartError> {
    reminder::Entity::find().one(db).await.map_err(StartError::NotMigrated)?;
    Ok(())
}

fn sqlite_file(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("sqlite://")?;
    let file = rest.split_once('?').map_or(rest, |(file, _)| file);
    // A percent-encoded name is left to the driver, which decodes it.
    (!file.contains('%')).then_some(file)
}

fn refuse(why: &str) -> ExitCode {
    eprintln!("passerelle worker: {why}");
    ExitCode::from(REFUSED)
}

/// The signals that ask a process to stop: Ctrl-C and, where there are such, SIGTERM.
pub struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    /// Listens from now on: a signal no longer ends the process by itself.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn listen() -> std::io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// The next signal.
    pub async fn recv(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
