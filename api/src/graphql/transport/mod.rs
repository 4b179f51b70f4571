//! The ways in: GraphQL over HTTP at `/graphql`, and `/graphql/ws` for subscriptions by the protocol
//! `graphql-transport-ws`. Identity is a bearer token: in the header, or in the payload of `connection_init`
//! as `{"Authorization": "Bearer …"}`. No cookie is ever an identity.

mod http;
mod socket;

use axum::Router;
use axum::routing::get;

use crate::app::App;

/// The routes of the API.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/graphql", get(http::get).post(http::post))
        .route("/graphql/ws", get(socket::upgrade))
        .with_state(app)
}
