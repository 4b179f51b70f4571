//! What Passerelle knows and decides: models, value types, rules, operations, the queue's payloads
//! and the database's set-up. Nothing here talks to the outside world.

pub mod chance;
pub mod clock;
pub mod database;
pub mod event_log;
pub mod funding;
pub mod jobs;
pub mod links;
pub mod minutes;
pub mod model;
pub mod operations;
pub mod policy;
pub mod proposals;
pub mod refusal;
pub mod rules;
pub mod statistics;
pub mod types;
