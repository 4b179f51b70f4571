//! Everything goes wrong at once, in short; `cargo run -p tests --bin chaos` does it at length.

use std::path::Path;

use tests::Kind;
use tests::chaos::{Plan, run};

const PLAN: Plan = Plan { reminders: 400, kills: 6, workers: 3, seed: 2026 };

fn chaos(kind: Kind) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_passerelle-under-test"));
    if let Some(report) = runtime.block_on(run(kind, PLAN, program)) {
        report.check();
        assert_eq!((report.kills, report.crashes), (PLAN.kills, 2), "{report}");
        assert!(report.closed == PLAN.reminders / 10 && report.kept_and_dropped > 0, "{report}");
    }
}

#[test]
fn whatever_goes_wrong_each_arrives_and_nothing_else_sqlite() {
    chaos(Kind::Sqlite);
}

#[test]
fn whatever_goes_wrong_each_arrives_and_nothing_else_postgres() {
    chaos(Kind::Postgres);
}
