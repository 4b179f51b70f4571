//! The way in: POST `/graphql` for queries and mutations, `/graphql/ws` for subscriptions over the
//! protocol `graphql-transport-ws`. Identity is a bearer token: in the header, or in the payload of
//! `connection_init` as `{"Authorization": "Bearer …"}`. No cookie is ever an identity.

use std::sync::{Arc, OnceLock};

use async_graphql::http::ALL_WEBSOCKET_PROTOCOLS;
use async_graphql::{Data, Executor, Request, Response, ServerError, Value};
use async_graphql_axum::{GraphQLProtocol, GraphQLWebSocket};
use axum::extract::rejection::JsonRejection;
use axum::extract::{State, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response as HttpResponse};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::stream::{self, BoxStream, StreamExt};
use serde_json::Value as JsonValue;

use super::session::{admit, bearer};
use super::{errors, plan};
use crate::app::App;

/// The routes of the API.
pub fn router(app: App) -> Router {
    Router::new().route("/graphql", post(answer)).route("/graphql/ws", get(upgrade)).with_state(app)
}

async fn answer(
    State(app): State<App>,
    headers: HeaderMap,
    request: Result<Json<Request>, JsonRejection>,
) -> HttpResponse {
    let mut request = match request {
        Ok(Json(request)) => request,
        Err(rejection) => {
            let message = "Le corps de la requête n’est pas une requête GraphQL en JSON.";
            return refused(rejection.status(), message, "BAD_REQUEST");
        }
    };
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(bearer);
    if let Err(error) = admit(&app, token, &mut request.data).await {
        tracing::error!(%error, "a token could not be checked");
        return refused(StatusCode::SERVICE_UNAVAILABLE, "Une erreur interne est survenue.", "INTERNAL");
    }
    match plan::write(&app.schema.execute(request).await) {
        Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(error) => {
            tracing::error!(%error, "a response could not be written");
            refused(StatusCode::INTERNAL_SERVER_ERROR, "Une erreur interne est survenue.", "INTERNAL")
        }
    }
}

fn refused(status: StatusCode, message: &str, code: &str) -> HttpResponse {
    (status, Json(refusal(message, code))).into_response()
}

async fn upgrade(State(app): State<App>, protocol: GraphQLProtocol, socket: WebSocketUpgrade) -> impl IntoResponse {
    socket.protocols(ALL_WEBSOCKET_PROTOCOLS).on_upgrade(move |stream| {
        let executor = SocketExecutor { app, token: Arc::default() };
        let knock = executor.clone();
        let init = async move |payload: JsonValue| {
            let header = payload.get("Authorization").or_else(|| payload.get("authorization"));
            let token = header.and_then(JsonValue::as_str).and_then(bearer).unwrap_or_default();
            match admit(&knock.app, Some(token), &mut Data::default()).await {
                Ok(true) => {
                    knock.token.get_or_init(|| token.to_owned());
                    Ok(Data::default())
                }
                Ok(false) => Err(errors::unauthenticated()),
                Err(error) => Err(errors::database(error)),
            }
        };
        GraphQLWebSocket::new(stream, executor, protocol).on_connection_init(init).serve()
    })
}

/// Executes what comes over one socket. The token is asked about again for each operation: it may have
/// been revoked, and the viewer's role changed, since the socket was let in.
#[derive(Clone)]
struct SocketExecutor {
    app: App,
    token: Arc<OnceLock<String>>,
}

impl SocketExecutor {
    async fn admit(&self, request: &mut Request) -> Result<(), Response> {
        let token = self.token.get().map(String::as_str);
        match admit(&self.app, token, &mut request.data).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(refusal("Connectez-vous : un jeton valide est nécessaire.", "UNAUTHENTICATED")),
            Err(error) => {
                tracing::error!(%error, "a token could not be checked");
                Err(refusal("Une erreur interne est survenue.", "INTERNAL"))
            }
        }
    }
}

impl Executor for SocketExecutor {
    async fn execute(&self, mut request: Request) -> Response {
        match self.admit(&mut request).await {
            Ok(()) => self.app.schema.execute(request).await,
            Err(refused) => refused,
        }
    }

    fn execute_stream(&self, mut request: Request, _: Option<Arc<Data>>) -> BoxStream<'static, Response> {
        let executor = self.clone();
        let answers = async move {
            match executor.admit(&mut request).await {
                Ok(()) => executor.app.schema.execute_stream(request).boxed(),
                Err(refused) => stream::once(std::future::ready(refused)).boxed(),
            }
        };
        stream::once(answers).flatten().boxed()
    }
}

/// A response that says no before anything was executed.
fn refusal(message: &str, code: &str) -> Response {
    let mut error = ServerError::new(message, None);
    let mut extensions = async_graphql::ErrorExtensionValues::default();
    extensions.set("code", Value::from(code));
    error.extensions = Some(extensions);
    Response::from_errors(vec![error])
}
