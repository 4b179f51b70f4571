//! Two reads of the API, measured beside the floor: a hand-written statement that builds the same
//! answer. `tests/BENCHMARKS.md` says how to run it and what it found.
//!
//! It speaks HTTP and SQL only, to the release build of the server, so that any way of reading can be
//! measured without a change here.

// A measurement that cannot be trusted ends by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod child;
// By its file: through the library it would bring the whole server along, to be linked again and again.
#[path = "../../src/cluster.rs"]
#[expect(dead_code, reason = "one of its fields is for the tests")]
mod cluster;
mod database;
mod floor;
mod generator;
mod http;
mod load;
mod machine;
mod programme;
mod questions;
mod report;
mod server;

use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::runtime::Builder;

use crate::child::Child;
use crate::database::{Database, Kind};
use crate::load::Load;
use crate::questions::Question;
use crate::report::{HEAD, HEAD_ONCE, median, row, say};
use crate::server::Server;

/// The server's, so that the floor is not measured with another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Starts of the server, of which the middle one counts.
const STARTS: usize = 9;

/// Measures two reads of the API beside the floor.
#[derive(Debug, Parser)]
struct Cli {
    /// How many households, one measurement for each number
    #[arg(long, value_delimiter = ',', default_value = "120,10000")]
    households: Vec<usize>,
    /// Which databases
    #[arg(long, value_delimiter = ',', default_value = "sqlite,postgres")]
    databases: Vec<Kind>,
    /// How many connections ask at once
    #[arg(long, value_delimiter = ',', default_value = "1,32")]
    connections: Vec<usize>,
    /// Rounds of each side, in turn
    #[arg(long, default_value_t = 5)]
    rounds: u64,
    /// Seconds of a round
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// A server that is built already, instead of the one that is built now
    #[arg(long)]
    server: Option<std::path::PathBuf>,
    /// Said by `cargo bench`; without it nothing is measured
    #[arg(long)]
    bench: bool,
    #[command(subcommand)]
    command: Option<Role>,
}

#[derive(Debug, clap::Subcommand)]
enum Role {
    /// Be the floor
    Floor { url: String, address: SocketAddr },
}

fn main() {
    let cli = Cli::parse();
    if let Some(Role::Floor { url, address }) = cli.command {
        Builder::new_multi_thread().enable_all().build().unwrap().block_on(floor::serve(&url, address));
    } else if cli.bench {
        // One thread asks: it must not take the cores from those who answer.
        Builder::new_current_thread().enable_all().build().unwrap().block_on(measure(&cli));
    } else {
        eprintln!("Nothing was measured: start me by `cargo bench -p tests --bench reads`, or with --bench.");
    }
}

async fn measure(cli: &Cli) {
    let server = cli.server.as_deref().map_or_else(Server::build, Server::at);
    say(&machine::describe());
    for kind in &cli.databases {
        let Some(version) = kind.version().await else {
            say(&format!("\n{} is not at hand: not measured.", kind.name()));
            continue;
        };
        say(&format!("\n### {version}\n\n{HEAD}"));
        let mut once = Vec::new();
        for &households in &cli.households {
            assert!(households >= 50, "a page takes 50 households");
            let database = Database::create(*kind).await;
            once.push(measure_one(cli, &server, &database, households).await);
            database.remove().await;
        }
        say(&format!("\n{HEAD_ONCE}\n{}", once.join("\n")));
    }
}

/// Measures one database with so many households. Prints a row for each question and number of
/// connections, and returns the row of what is measured once.
async fn measure_one(cli: &Cli, server: &Server, database: &Database, households: usize) -> String {
    let ids = {
        server.migrate(&database.url);
        let db = entity::database::connect(&database.url, 2).await.unwrap();
        let bar = bar("Writing households", households as u64);
        let ids = generator::fill(&db, households, &bar).await;
        bar.finish_and_clear();
        db.close().await.unwrap();
        database.settle().await;
        ids
    };
    let started = Child::start(|address| server.serve(&database.url, address));
    let token = questions::sign_in(started.address).await;
    let mut questions = questions::prepare(started.address, &token, &ids).await;
    started.stop();
    let statements =
        [server.statements(database, &questions[0]).await, server.statements(database, &questions[1]).await];
    let starts = (0..STARTS).map(|_| {
        let started = Child::start(|address| server.serve(&database.url, address));
        let ready_after = started.ready_after;
        started.stop();
        ready_after.as_secs_f64() * 1_000.0
    });
    let cold_start = median(starts.collect());

    // Nobody signs in here: hashing a password takes 19 MiB, which would be counted as the load's.
    let ours = Child::start(|address| server.serve(&database.url, address));
    let floor = Child::start(|address| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("floor").arg(&database.url).arg(address.to_string());
        command
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (idle, _) = ours.memory();
    for question in &mut questions {
        question.agree(ours.address, floor.address).await;
    }
    let cases =
        questions.iter().flat_map(|question| cli.connections.iter().map(move |connections| (question, *connections)));
    let bar = bar("Measuring", cli.rounds * (questions.len() * cli.connections.len()) as u64);
    for (question, connections) in cases {
        let row = compare(cli, database, (&ours, &floor), question, connections, &bar).await;
        bar.suspend(|| say(&row.replacen('|', &format!("| {households} |"), 1)));
    }
    bar.finish_and_clear();
    let ((_, most), (_, floor_most)) = (ours.memory(), floor.memory());
    ours.stop();
    let [point, page] = statements.map(|count| count.map_or("–".to_owned(), |count| format!("{count:.0}")));
    format!(
        "| {households} | {cold_start:.0} | {} | {} | {} | {point} | {page} |",
        idle / 1024,
        most / 1024,
        floor_most / 1024
    )
}

/// Asks one question of both in turn.
async fn compare(
    cli: &Cli,
    database: &Database,
    (ours, floor): (&Child, &Child),
    question: &Question,
    connections: usize,
    bar: &ProgressBar,
) -> String {
    let time = Duration::from_secs_f64(cli.seconds);
    let mut ours = Load::new(ours, database, &question.ours, connections).await;
    let mut floor = Load::new(floor, database, &question.floor, connections).await;
    // Not counted: statements are prepared, connections opened, pages read.
    ours.round(time / 2).await;
    floor.round(time / 2).await;
    let (mut of_ours, mut of_floor) = (Vec::new(), Vec::new());
    for _ in 0..cli.rounds {
        of_ours.push(ours.round(time).await);
        of_floor.push(floor.round(time).await);
        bar.inc(1);
    }
    row(question.name, connections, &of_ours, &of_floor)
}

fn bar(what: &'static str, steps: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:20} {wide_bar} {percent:>3} % {eta:>4}").unwrap();
    ProgressBar::new(steps).with_style(style).with_message(what)
}
