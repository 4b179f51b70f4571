//! The GraphQL API: the schema, and its way in over HTTP and WebSocket.
//!
//! A mutation goes to one operation of `entity` and answers with the entity or with user errors; a
//! query reads through the viewer's scope; a subscription follows the event log.

#![allow(unreachable_pub, reason = "what the schema shows is public there, whatever Rust module it is in")]

mod access;
mod comparators;
mod connection;
mod documents;
mod enums;
mod errors;
mod executor;
mod feed;
mod ids;
mod inside;
mod labels;
mod language;
mod model;
mod mutation;
mod plan;
mod query;
mod rate_limit;
mod scalars;
mod session;
mod sessions;
mod subscription;
mod transport;

use async_graphql::{SDLExportOptions, Schema, ValidationMode};

pub use documents::Trusted;
pub(crate) use documents::{Documents, LARGEST_COST, Price};
pub(crate) use errors::{Code, message as rule_words, warning_message as warning_words};
pub use feed::Feed;
pub(crate) use inside::{AskError, Reader};
pub(crate) use plan::{Column, Encoding};
#[cfg(test)]
pub(crate) use query::root_lists;
pub(crate) use query::{member_columns, root_columns};
pub use rate_limit::{RateLimit, RateLimiter};
pub(crate) use session::{Caller, viewer_of};
pub use sessions::Sessions;
pub use transport::{Origins, router};

/// The schema's type.
pub type PasserelleSchema = Schema<query::Query, mutation::Mutation, subscription::Subscription>;

/// Builds the schema.
pub(crate) fn schema() -> PasserelleSchema {
    Schema::build(query::Query::default(), mutation::Mutation::default(), subscription::Subscription)
        // Documents come checked and measured (`documents`); the library's own limits are never met.
        .validation_mode(ValidationMode::Fast)
        .limit_recursive_depth(100)
        .disable_suggestions()
        .finish()
}

/// The schema in the schema definition language.
pub fn sdl() -> String {
    sdl_of(&schema())
}

/// A schema in the schema definition language.
pub(crate) fn sdl_of(schema: &PasserelleSchema) -> String {
    schema.sdl_with_options(SDLExportOptions::new().include_specified_by())
}
