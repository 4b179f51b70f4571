//! The ways in: GraphQL over HTTP at `/graphql`; streams at `/graphql/ws` by the protocol
//! `graphql-transport-ws`, and at `/graphql/stream` as server-sent events by `graphql-sse`. Identity is a
//! bearer token: in the header, or in the payload of `connection_init` as `{"Authorization": "Bearer …"}`. No
//! cookie is ever an identity.

mod events;
mod http;
mod origins;
mod socket;

use axum::Router;
use axum::routing::get;

pub use self::origins::Origins;
use crate::app::App;

/// The routes of the API.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/graphql", get(http::respond).post(http::respond))
        .route("/graphql/stream", get(events::stream).post(events::stream))
        .route("/graphql/ws", get(socket::upgrade))
        .with_state(app)
}
