//! The harness that every test of Passerelle lives in: a real database of each kind, a small cast
//! put there by the product's own operations, a clock that a test moves, a mail server on loopback.
//!
//! A test is written once and runs on SQLite and on PostgreSQL:
//!
//! ```text
//! both_databases! {
//!     async fn a_support_measure_starts(world: World) { … }
//! }
//! ```
//!
//! PostgreSQL is the server that `TEST_DATABASE_URL` names (an account that may create databases), or
//! else a throw-away cluster that the harness starts itself. With neither, the PostgreSQL half says
//! loudly that it was skipped; with `CI=true` it fails.

// A test ends by panicking: that is how it says what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::missing_panics_doc)]

mod acts;
pub mod chaos;
mod cluster;
mod database;
mod due;
mod log;
mod multiply;
mod people;
mod refusals;
mod runner;
mod server;
pub mod smtp;
mod snapshot;
mod world;

pub use acts::{AXES, MONTH};
pub use database::Kind;
pub use log::Log;
pub use people::{Organisations, People, Person};
pub use refusals::{Refusals, rules_of};
pub use runner::{Empty, Fixture, run};
pub use server::{Server, Socket};
pub use snapshot::Snapshot;
pub use world::{CONFIDENTIAL, World};

/// Writes each body as a test on SQLite and a test on PostgreSQL, named `body::sqlite` and
/// `body::postgres`. The argument is what the test needs: a [`World`], or an [`Empty`] database.
#[macro_export]
macro_rules! both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($argument:ident: $fixture:ty) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$meta])*
            async fn body($argument: $fixture) $body

            #[test]
            fn sqlite() {
                $crate::run($crate::Kind::Sqlite, body);
            }

            #[test]
            fn postgres() {
                $crate::run($crate::Kind::Postgres, body);
            }
        }
    )*};
}

/// Writes each body as a test on SQLite only, which has no type for a day or an instant.
#[macro_export]
macro_rules! sqlite_only {
    ($($(#[$meta:meta])* async fn $name:ident($argument:ident: $fixture:ty) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$meta])*
            async fn body($argument: $fixture) $body

            #[test]
            fn sqlite() {
                $crate::run($crate::Kind::Sqlite, body);
            }
        }
    )*};
}

/// Writes each body as a test on PostgreSQL only, where several transactions write at once.
#[macro_export]
macro_rules! postgres_only {
    ($($(#[$meta:meta])* async fn $name:ident($argument:ident: $fixture:ty) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$meta])*
            async fn body($argument: $fixture) $body

            #[test]
            fn postgres() {
                $crate::run($crate::Kind::Postgres, body);
            }
        }
    )*};
}
