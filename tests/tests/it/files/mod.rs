//! Files in and out: what fills a database, households from a table, lists as tables, a report.

mod export;
mod import;
mod record;
mod report;

use std::io::Write;
use std::process::{Command, Output, Stdio};

use tests::World;

/// Runs `passerelle` on a world's database, at its time.
async fn passerelle(world: &World, arguments: &[&str]) -> Output {
    Process::new(&world.url, arguments).with("APP_CLOCK", &world.clock.now().to_rfc3339()).run().await
}

/// `passerelle` in a process of its own.
struct Process {
    command: Command,
    typed: String,
}

impl Process {
    fn new(url: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_passerelle-under-test"));
        command
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("DATABASE_URL", url)
            .env("RUST_LOG", "off");
        Self { command, typed: String::new() }
    }

    /// With a variable of its environment.
    fn with(mut self, variable: &str, value: &str) -> Self {
        self.command.env(variable, value);
        self
    }

    /// With a text on its standard input.
    fn typing(mut self, text: &str) -> Self {
        text.clone_into(&mut self.typed);
        self
    }

    async fn run(self) -> Output {
        let Self { mut command, typed } = self;
        let run = move || {
            let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut process = piped.spawn()?;
            // A process that reads nothing may be gone by now.
            let _ = process.stdin.take().map(|mut input| input.write_all(typed.as_bytes()));
            process.wait_with_output()
        };
        tokio::task::spawn_blocking(run).await.unwrap().unwrap()
    }
}

/// The exit code of a process, and what it said.
fn said(output: &Output) -> (i32, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout) + &text(&output.stderr))
}
