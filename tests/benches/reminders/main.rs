//! How fast reminders leave, and how soon the queue wakes a sender. `tests/BENCHMARKS.md` says how to run it and
//! what it found. Worker, mail server and measurement share one machine, and one process.

// A measurement that cannot be trusted ends by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod drain;
#[path = "../reads/machine.rs"]
#[expect(dead_code, reason = "the processor's time is for the reads")]
mod machine;
mod plan;
mod queue;

use std::time::Duration;

use clap::Parser;
use sea_orm::{ConnectionTrait, Statement};
use tests::{Kind, World};

/// Measures the worker: mails a second, jobs a second, and the time until a job is picked up.
#[derive(Debug, Clone, Parser)]
struct Cli {
    /// How many reminders are due at once
    #[arg(long, default_value_t = 20_000)]
    reminders: usize,
    /// How many are sent at a time, one measurement for each number
    #[arg(long, value_delimiter = ',', default_value = "1,8")]
    senders: Vec<usize>,
    /// How many measures are open when a round is planned
    #[arg(long, default_value_t = 100_000)]
    measures: usize,
    /// How many of them are due
    #[arg(long, default_value_t = 1_000)]
    due: usize,
    /// How many empty jobs wait on the queue
    #[arg(long, default_value_t = 20_000)]
    jobs: usize,
    /// How often one job is pushed alone, and waited for
    #[arg(long, default_value_t = 300)]
    probes: usize,
    /// Said by `cargo bench`; without it nothing is measured
    #[arg(long)]
    bench: bool,
}

fn main() {
    let cli = Cli::parse();
    if !cli.bench {
        eprintln!("Nothing was measured: start me by `cargo bench -p tests --bench reminders`, or with --bench.");
        return;
    }
    say(&format!("{}; {} build", machine::describe(), if cfg!(debug_assertions) { "debug" } else { "release" }));
    for kind in [Kind::Sqlite, Kind::Postgres] {
        say(&format!("\n### {kind:?}\n"));
        tests::run(kind, durability);
        for &senders in &cli.senders {
            let due = cli.reminders;
            tests::run(kind, |world: World| drain::measure(world, due, senders));
        }
        let (measures, due) = (cli.measures, cli.due);
        tests::run(kind, |world: World| plan::measure(world, measures, due));
        let (jobs, probes) = (cli.jobs, cli.probes);
        tests::run(kind, |world: World| queue::measure(world, jobs, probes));
    }
}

/// What a commit waits for: a measurement without it says little.
async fn durability(world: World) {
    let query = match world.kind {
        Kind::Sqlite => {
            "SELECT 'journal_mode ' || journal_mode || ', synchronous ' || synchronous AS told \
                         FROM pragma_journal_mode, pragma_synchronous"
        }
        Kind::Postgres => {
            "SELECT 'fsync ' || current_setting('fsync') || ', synchronous_commit ' || \
                           current_setting('synchronous_commit') AS told"
        }
    };
    let query = Statement::from_string(world.db.get_database_backend(), query);
    let row = world.db.query_one_raw(query).await.unwrap().unwrap();
    say(&format!("- {}", row.try_get::<String>("", "told").unwrap()));
}

#[expect(clippy::print_stdout, reason = "what was measured is what this program is for")]
fn say(line: &str) {
    println!("{line}");
}

#[expect(clippy::cast_precision_loss, reason = "nothing here is counted in more than millions")]
fn per_second(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}
