//! Where the log goes and how much of it: standard error, as `RUST_LOG` says.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

/// What is logged when `RUST_LOG` does not say: our own doings, and what goes wrong underneath.
const USUAL: &str = "info,sqlx=warn,sea_orm=warn,sea_orm_migration=warn,apalis=warn,apalis_core=warn,\
                     apalis_sqlite=warn,apalis_postgres=warn,hyper=warn,h2=warn";

/// Sends the log to standard error. Called again, it changes nothing.
///
/// Conversations with the mail server hold addresses: they are left out, whatever `RUST_LOG` says.
pub fn init_logging() {
    let wished = std::env::var("RUST_LOG").unwrap_or_default();
    let (filter, mistake) = match EnvFilter::try_new(&wished) {
        _ if wished.trim().is_empty() => (EnvFilter::new(USUAL), None),
        Ok(filter) => (filter, None),
        Err(error) => (EnvFilter::new(USUAL), Some(error)),
    };
    let filter = MAIL_DIRECTIVES.iter().fold(filter, |filter, directive| match directive.parse() {
        Ok(directive) => filter.add_directive(directive),
        Err(_) => filter,
    });
    let started = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal())
        .with_target(false)
        .try_init();
    if let (Ok(()), Some(error)) = (started, mistake) {
        tracing::warn!(%error, "RUST_LOG cannot be read; write it like info,sqlx=warn");
    }
}

/// The most specific directive wins, so each module that sees a conversation is named.
const MAIL_DIRECTIVES: [&str; 2] = ["lettre=warn", "lettre::transport=warn"];
