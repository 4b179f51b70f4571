//! The command line. Whatever cannot be done says so in one line that names the mend: exit code 2
//! when nothing was begun, 1 when something failed on its way.

mod files;
mod filling;

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use entity::chance::Chance;
use sea_orm::DatabaseConnection;
use tokio::net::TcpListener;
use worker::start::Signals;

use self::files::{ExportArguments, ImportArguments, ReportArguments};
use self::filling::{PasswordArguments, RecordArguments};
use crate::database::{open, open_read_only};
use crate::lifecycle::{DRAIN_LIMIT, Ended};
use crate::settings::{Settings, reachable};
use crate::start::{Running, StartError, StartOptions, has_demo_accounts, load_demo, start};
use crate::{demo, doctor, graphql, migrate};

/// The exit code of a process that was told twice to stop (128 + SIGINT).
const INTERRUPTED: u8 = 130;

/// Supported social housing, from the first meeting to the lease.
#[derive(Debug, Parser)]
#[command(name = "passerelle", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API, and send reminders in the same process (the default)
    Serve {
        /// Serve the API only: reminders are sent by `passerelle worker`
        #[arg(long)]
        no_worker: bool,
    },
    /// Plan and send reminders, without the API
    Worker {
        /// Plan and send all that is due, then exit: 0, or 1 if a mail failed for good or the plan did
        ///
        /// A mail that the server refused for now counts for neither: a later run sends it.
        #[arg(long)]
        once: bool,
    },
    /// Change the database's tables: up (the default), down or status
    Migrate {
        #[command(subcommand)]
        direction: Option<Direction>,
    },
    /// Load the demo programme into an empty database (not in production)
    Demo,
    /// Record the organisations, staff, programme and dwellings of a TOML file, or say what would become of each entry
    ///
    /// Exit code 0 when every entry is good, 1 when one is not and nothing was written, 2 when nothing was begun.
    Record(RecordArguments),
    /// Set the password of a member of staff, typed or from the standard input, and sign them out everywhere
    Password(PasswordArguments),
    /// Register the households of a CSV or XLSX file, or say what would become of each line
    ///
    /// Exit code 0 when every line is good, 1 when one is not and nothing was written, 2 when nothing was begun.
    Import(ImportArguments),
    /// Write a list to a CSV or XLSX file, as a member of staff sees it
    Export(ExportArguments),
    /// Write the yearly report of a programme to a PDF file, as a member of staff sees it
    Report(ReportArguments),
    /// Print the GraphQL schema
    Schema,
    /// Check the configuration and what it names; changes nothing
    Doctor,
}

#[derive(Debug, Subcommand)]
enum Direction {
    /// Apply every migration that is pending
    Up,
    /// Take the last migration back, with the data in its tables
    Down {
        /// Needed in production, where this loses what people wrote
        #[arg(long)]
        yes: bool,
    },
    /// Tell which migrations are applied; changes nothing
    Status,
}

/// Why a command ends: its exit code, and the line to say.
#[derive(Debug)]
struct Failure {
    code: u8,
    line: String,
}

impl Failure {
    /// Nothing was begun.
    fn refused(line: impl Display) -> Self {
        Self { code: 2, line: line.to_string() }
    }

    /// Something went wrong on the way.
    fn failed(line: impl Display) -> Self {
        Self { code: 1, line: line.to_string() }
    }
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    // Before there is a thread that could read the environment meanwhile.
    let ran = worker::settings::read_env_file().map_err(Failure::refused).and_then(|()| execute(cli));
    match ran {
        Ok(code) => code,
        Err(Failure { code, line }) => {
            eprintln!("passerelle: {}", line.replace('\n', " "));
            ExitCode::from(code)
        }
    }
}

fn execute(cli: Cli) -> Result<ExitCode, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::refused(format!("the machine has no threads to give: {error}")))
        .and_then(|runtime| runtime.block_on(run(cli.command.unwrap_or(Command::Serve { no_worker: false }))))
}

async fn run(command: Command) -> Result<ExitCode, Failure> {
    if matches!(command, Command::Schema) {
        say(&graphql::sdl());
        return Ok(ExitCode::SUCCESS);
    }
    if matches!(command, Command::Doctor) {
        let checks = doctor::examine(Settings::from_env()).await;
        say(&doctor::report(&checks));
        return Ok(if checks.iter().any(doctor::Check::failed) { ExitCode::FAILURE } else { ExitCode::SUCCESS });
    }
    let settings = Settings::from_env()
        .map_err(|errors| Failure::refused(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
    worker::init_logging();
    let chance =
        Chance::system().map_err(|error| Failure::refused(format!("the machine gives no randomness: {error}")))?;
    match command {
        Command::Serve { no_worker } => serve(settings, chance, !no_worker).await,
        Command::Worker { once } => {
            refuse_demo_in_production(&settings).await?;
            Ok(Box::pin(worker::main_worker(&settings.shared, once)).await)
        }
        Command::Migrate { direction } => migrate(&settings, direction.unwrap_or(Direction::Up)).await,
        Command::Demo => load(&settings).await,
        Command::Record(arguments) => filling::record(&settings, &chance, arguments).await,
        Command::Password(arguments) => filling::password(&settings, &chance, arguments).await,
        Command::Import(arguments) => files::import(&settings, &chance, arguments).await,
        Command::Export(arguments) => files::export(&settings, chance, arguments).await,
        Command::Report(arguments) => files::report(&settings, chance, arguments).await,
        Command::Schema | Command::Doctor => Ok(ExitCode::SUCCESS),
    }
}

/// The made-up households of a demo must not mail real people. What cannot be opened is told by the worker.
async fn refuse_demo_in_production(settings: &Settings) -> Result<(), Failure> {
    if !settings.production() {
        return Ok(());
    }
    match open_read_only(&settings.shared.database_url).await {
        Ok(db) if has_demo_accounts(&db).await.unwrap_or(false) => Err(Failure::refused(StartError::DemoAccounts)),
        _ => Ok(()),
    }
}

async fn serve(settings: Settings, chance: Chance, with_worker: bool) -> Result<ExitCode, Failure> {
    let listener = bind(&settings).await?;
    let (warnings, known_default) = (settings.warnings(), settings.shared.known_default());
    let mut signals = Signals::listen().map_err(Failure::refused)?;
    let options = StartOptions {
        listener,
        clock: settings.shared.clock(),
        chance,
        with_worker,
        demo: !settings.production(),
        settings,
    };
    let started = tokio::select! {
        started = start(options) => started,
        // What the start was about to write is taken back with its transaction.
        () = signals.recv() => return Ok(ExitCode::SUCCESS),
    };
    let mut running = started.map_err(Failure::refused)?;
    welcome(&running).await;
    if let Some(known) = known_default {
        tracing::info!("{known}");
    }
    for warning in warnings {
        tracing::warn!("{warning}");
    }
    tokio::select! {
        crash = running.crashed() => {
            running.shutdown_or(async { signals.recv().await }).await;
            Err(Failure::failed(crash))
        }
        () = signals.recv() => {
            tracing::info!("stopping: what is in hand may end; once more cuts it off");
            match running.shutdown_or(async { signals.recv().await }).await {
                Ended::Drained => Ok(ExitCode::SUCCESS),
                Ended::CutOff => {
                    tracing::warn!("what was still in hand after {} s was cut off", DRAIN_LIMIT.as_secs());
                    Ok(ExitCode::SUCCESS)
                }
                Ended::Hurried => Ok(ExitCode::from(INTERRUPTED)),
                Ended::Failed(crash) => Err(Failure::failed(crash)),
            }
        }
    }
}

async fn bind(settings: &Settings) -> Result<TcpListener, Failure> {
    use std::io::ErrorKind;
    let addr = settings.listen_addr;
    TcpListener::bind(addr).await.map_err(|error| {
        let why = match error.kind() {
            ErrorKind::AddrInUse => "another program listens there; stop it".to_owned(),
            ErrorKind::PermissionDenied => "this user may not; choose a port above 1023".to_owned(),
            ErrorKind::AddrNotAvailable => "this machine has no such address; use 127.0.0.1 or 0.0.0.0".to_owned(),
            _ => error.to_string(),
        };
        let other = addr.port().checked_add(1).unwrap_or(8000);
        Failure::refused(format!(
            "cannot listen on {addr}: {why}, or set LISTEN_ADDR, for example LISTEN_ADDR={}:{other}",
            if addr.is_ipv6() { format!("[{}]", addr.ip()) } else { addr.ip().to_string() }
        ))
    })
}

/// Tells a person where to go.
async fn welcome(running: &Running) {
    let place = reachable(running.addr);
    let mut lines = vec![String::new(), format!("Passerelle listens on http://{place}"), String::new()];
    let mut line = |what: &str, path: &str| lines.push(format!("  {what:<18} http://{place}{path}"));
    if running.open.graphiql {
        line("GraphQL console", "/graphiql");
    }
    if running.open.mailbox {
        line("Mailbox", "/mailbox");
    }
    line("GraphQL API", "/graphql");
    line("Health", "/health/ready");
    if running.open.graphiql && has_demo_accounts(&running.app.db).await.unwrap_or(false) {
        lines.extend([String::new(), "Demo accounts, one for each role:".to_owned(), String::new()]);
        lines.extend(demo::accounts().into_iter().map(|account| {
            let role: &str = account.role.into();
            format!("  {role:<18} {:<38} {}", account.email, account.password)
        }));
    }
    lines.extend([String::new(), "Ctrl-C stops.".to_owned(), String::new()]);
    say(&lines.join("\n"));
}

async fn migrate(settings: &Settings, direction: Direction) -> Result<ExitCode, Failure> {
    let url = &settings.shared.database_url;
    if let Direction::Status = direction {
        let db = open_read_only(url).await.map_err(Failure::refused)?;
        for migration in migrate::status(&db).await.map_err(Failure::failed)? {
            say(&format!("{:<9} {}\n", if migration.applied { "applied" } else { "pending" }, migration.name));
        }
        return Ok(ExitCode::SUCCESS);
    }
    if matches!(direction, Direction::Down { yes: false }) && settings.production() {
        return Err(Failure::refused(
            "`migrate down` drops tables with what people wrote in them; make a backup, then add --yes",
        ));
    }
    let db = open(url, settings.shared.database_pool).await.map_err(Failure::refused)?;
    if let Direction::Down { .. } = direction {
        let name = migrate::down(&db).await.map_err(Failure::failed)?;
        say(&name.map_or("nothing to take back\n".to_owned(), |name| format!("taken back: {name}\n")));
    } else {
        let names = migrate::up(&db).await.map_err(|error| Failure::failed(StartError::from(error)))?;
        say(&if names.is_empty() {
            "nothing is pending\n".to_owned()
        } else {
            format!("applied: {}\n", names.join(", "))
        });
    }
    close(db).await;
    Ok(ExitCode::SUCCESS)
}

async fn load(settings: &Settings) -> Result<ExitCode, Failure> {
    if settings.production() {
        return Err(Failure::refused(
            "the demo accounts have public passwords; unset APP_ENV=production to load the demo programme",
        ));
    }
    let db = migrated(settings).await?;
    if demo::is_loaded(&db).await.map_err(Failure::failed)? {
        say("The database already holds a programme: nothing was loaded.\n");
    } else {
        load_demo(&db, &settings.shared.clock()).await.map_err(|error| Failure::failed(StartError::Demo(error)))?;
        say("The demo programme is loaded.\n");
    }
    close(db).await;
    Ok(ExitCode::SUCCESS)
}

/// Opens the database, which has all its tables.
async fn migrated(settings: &Settings) -> Result<DatabaseConnection, Failure> {
    let url = &settings.shared.database_url;
    let looked = open_read_only(url).await.map_err(Failure::refused)?;
    let pending = migrate::pending(&looked).await.map_err(Failure::failed)?;
    close(looked).await;
    if !pending.is_empty() {
        return Err(Failure::refused(StartError::Pending(pending)));
    }
    open(url, settings.shared.database_pool).await.map_err(Failure::refused)
}

async fn close(db: DatabaseConnection) {
    if let Err(error) = db.close().await {
        tracing::warn!(%error, "the database could not be closed");
    }
}

/// Writes to the standard output; a reader that has gone away wants no more.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
        assert!(Cli::try_parse_from(["passerelle"]).unwrap().command.is_none());
        for words in [
            "serve --no-worker",
            "worker --once",
            "migrate",
            "migrate down --yes",
            "demo",
            "record programme.toml",
            "record programme.toml --apply",
            "password coordination@passerelle.example",
            "schema",
            "doctor",
            "import households.csv --as coordination@passerelle.example --apply",
            "export households --as coordination@passerelle.example --output households.csv",
            "report --year 1 --as coordination@passerelle.example --output report.pdf",
        ] {
            let line = std::iter::once("passerelle").chain(words.split(' '));
            assert!(Cli::try_parse_from(line).is_ok(), "{words}");
        }
        for words in ["migrate sideways", "record", "password", "password coordination@passerelle.example a-password"] {
            let line = std::iter::once("passerelle").chain(words.split(' '));
            assert!(Cli::try_parse_from(line).is_err(), "{words}");
        }
    }
}
