//! The reminders of Passerelle: what is to be recalled is planned into a ledger, put on a queue, and
//! sent by e-mail. The README of this crate tells the way of a reminder from end to end.

pub mod breaker;
pub mod consumer;
pub mod dispatcher;
pub mod environment;
mod letter;
pub mod logging;
pub mod mail;
mod papers;
pub mod planner;
pub mod run;
pub mod sender;
pub mod settings;
pub mod settler;
pub mod start;

pub use environment::Environment;
pub use logging::init_logging;
pub use settings::{AppEnv, SettingError, Settings};
pub use start::main_worker;

#[cfg(test)]
mod tests;
