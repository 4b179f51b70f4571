//! Files in and out: households from a table, lists as tables, a report.

mod export;
mod import;
mod report;

use std::process::{Command, Output};

use tests::World;

/// Runs `passerelle` in a process of its own.
async fn passerelle(world: &World, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passerelle-under-test"));
    command
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("DATABASE_URL", &world.url)
        .env("APP_CLOCK", world.clock.now().to_rfc3339())
        .env("RUST_LOG", "off");
    tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap()
}

/// The exit code of a process, and what it said.
fn said(output: &Output) -> (i32, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout) + &text(&output.stderr))
}
