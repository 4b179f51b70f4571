//! Passerelle tested from outside, in one binary: linking is what takes time.

// A test ends by panicking: that is how it says what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod concurrency;
mod constraints;
mod event_log;
mod files;
mod form;
mod harness;
mod links;
mod migrations;
mod operations;
mod reminders;
mod sequences;
mod session;
mod wire;
