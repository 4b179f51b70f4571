//! The server of Passerelle: command line, configuration, GraphQL over HTTP and WebSocket, pages.

pub mod app;
pub mod cli;
mod connections;
pub mod database;
pub mod demo;
pub mod doctor;
pub mod export;
pub mod graphql;
pub mod health;
pub mod import;
pub mod lifecycle;
mod making;
pub mod migrate;
mod minutes;
pub mod pages;
pub mod paper;
pub mod record;
pub mod report;
pub mod server;
pub mod settings;
pub mod start;
#[cfg(test)]
mod test_database;
