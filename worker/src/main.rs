//! `passerelle-worker`: plans and sends reminders until it is told to stop; with `--once`, plans and
//! sends all that is due and exits.

use std::process::ExitCode;

use worker::settings::read_env_file;
use worker::{Settings, init_logging, main_worker};

const USAGE: &str = "usage: passerelle-worker [--once]
  --once  plan and send all that is due, then exit: 0, or 1 if a mail failed for good or the plan did";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let once = match arguments.as_slice() {
        [] => false,
        [one] if one == "--once" => true,
        [one] if one == "--help" || one == "-h" => {
            eprintln!("{USAGE}\nThe README tells the environment variables that it reads.");
            return ExitCode::SUCCESS;
        }
        _ => return refuse(USAGE),
    };
    // Before the runtime: the environment may only be changed while there is one thread.
    if let Err(error) = read_env_file() {
        return refuse(&error.to_string());
    }
    init_logging();
    let settings = match Settings::from_env() {
        Ok(settings) => settings,
        Err(errors) => {
            let lines: Vec<_> = errors.iter().map(ToString::to_string).collect();
            return refuse(&lines.join("\npasserelle-worker: "));
        }
    };
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(main_worker(&settings, once)),
        Err(error) => refuse(&format!("the runtime cannot be started ({error})")),
    }
}

fn refuse(why: &str) -> ExitCode {
    eprintln!("passerelle-worker: {why}");
    ExitCode::from(2)
}
