//! The command line of `passerelle`, built with the tests so that they can start it, and kill it, as a
//! process of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::cli::main()
}
