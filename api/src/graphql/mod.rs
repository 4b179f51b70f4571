//! The GraphQL API: the schema, and its way in over HTTP and WebSocket.
//!
//! A mutation goes to one operation of `entity` and answers with the entity or with user errors; a
//! query reads through the viewer's scope; a subscription follows the event log.

#![allow(unreachable_pub, reason = "what the schema shows is public there, whatever Rust module it is in")]

mod access;
mod connection;
mod enums;
mod errors;
mod feed;
mod ids;
mod model;
mod mutation;
mod plan;
mod query;
mod scalars;
mod session;
mod sessions;
mod subscription;
mod transport;

use async_graphql::Schema;

pub use feed::Feed;
pub use sessions::Sessions;
pub use transport::router;

/// The schema's type.
pub type PasserelleSchema = Schema<query::Query, mutation::Mutation, subscription::Subscription>;

/// Builds the schema.
pub(crate) fn schema() -> PasserelleSchema {
    Schema::build(query::Query::default(), mutation::Mutation::default(), subscription::Subscription)
        .limit_depth(15)
        .limit_recursive_depth(32)
        .limit_complexity(500_000)
        .limit_directives(20)
        .disable_suggestions()
        .finish()
}

/// The schema in the schema definition language.
pub fn sdl() -> String {
    schema().sdl()
}
