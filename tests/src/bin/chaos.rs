//! The chaos test at length: `cargo run --release -p tests --bin chaos -- [reminders] [kills] [seed]`. It is its own
//! worker, too.

// What it finds wrong it says by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::ExitCode;

use tests::Kind;
use tests::chaos::{Plan, run};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "worker") {
        return api::cli::main();
    }
    let number =
        |place: usize, usual: usize| arguments.get(place).map_or(usual, |text| text.parse().expect("a number"));
    let plan = Plan { reminders: number(0, 20_000), kills: number(1, 100), workers: 3, seed: number(2, 2026) as u64 };
    let program = std::env::current_exe().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        if let Some(report) = runtime.block_on(run(kind, plan, &program)) {
            say(&format!("{kind:?}: {report}"));
            report.check();
        }
    }
    ExitCode::SUCCESS
}

#[expect(clippy::print_stdout, reason = "the figures are what this program is for")]
fn say(line: &str) {
    println!("{line}");
}
