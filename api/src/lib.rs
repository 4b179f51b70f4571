//! The server of Passerelle.

pub mod app;
pub mod graphql;
