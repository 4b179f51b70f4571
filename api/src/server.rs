//! The HTTP server: which routes there are, and what holds for every one of them.

use std::any::Any;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{OriginalUri, Request};
use axum::http::header::{CONNECTION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use futures::FutureExt;
use serde_json::json;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use tracing::Span;

use crate::app::App;
use crate::export;
use crate::graphql::{self, Code};
use crate::health::{self, Health};
use crate::minutes;
use crate::pages::{answer, graphiql, mailbox};
use crate::report;

/// The longest request body: the longest text of a file, many times over.
const BODY_LIMIT: usize = 1024 * 1024;

const REQUEST_ID: &str = "x-request-id";

/// What is open besides the API.
#[derive(Debug, Clone, Copy, Default)]
pub struct Open {
    /// The console at `/graphiql`.
    pub graphiql: bool,
    /// The development mailbox at `/mailbox`.
    pub mailbox: bool,
}

/// Everything that the server answers.
pub fn router(app: App, health: Health, open: Open) -> Router {
    // From the outside in.
    let held = (from_fn(hold), RequestBodyLimitLayer::new(BODY_LIMIT));
    let mut routes = health::router(health).merge(answer::router(app.clone()));
    if open.mailbox {
        routes = routes.merge(mailbox::router(app.db.clone()));
    }
    routes = if open.graphiql {
        routes.merge(graphiql::router()).route("/", get(async || Redirect::to("/graphiql")))
    } else {
        routes.route("/", get(async || "Passerelle : l’API GraphQL répond à /graphql.\n"))
    };
    let routes = routes.fallback(not_found).method_not_allowed_fallback(wrong_method).layer(held.clone());
    // A page of another origin may read whatever is answered here, a body that is too long and a panic too.
    let cors = app.origins.cors(HeaderName::from_static(REQUEST_ID));
    let files = export::router(app.clone()).merge(report::router(app.clone())).merge(minutes::router(app.clone()));
    let api = graphql::router(app).merge(files).method_not_allowed_fallback(wrong_method).layer(held).layer(cors);
    routes
        .merge(api)
        // From the inside out.
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(Numbered::new()))
        .layer(from_fn(forget_unfit_request_id))
}

async fn not_found(OriginalUri(uri): OriginalUri) -> Response {
    refusal(StatusCode::NOT_FOUND, Code::NotFound, &format!("Rien ne répond à {}.", uri.path()))
}

async fn wrong_method() -> Response {
    refusal(StatusCode::METHOD_NOT_ALLOWED, Code::MethodNotAllowed, Code::MethodNotAllowed.message())
}

/// An answer in the shape of a GraphQL error, which is what most callers know how to read.
pub(crate) fn refusal(status: StatusCode, code: Code, message: &str) -> Response {
    (status, Json(json!({ "errors": [{ "message": message, "extensions": { "code": code.name() } }] }))).into_response()
}

/// Answers before which a body is not read to its end.
const UNREAD: [StatusCode; 3] =
    [StatusCode::PAYLOAD_TOO_LARGE, StatusCode::REQUEST_TIMEOUT, StatusCode::UNSUPPORTED_MEDIA_TYPE];

/// Holds for every answer: a panic is a fault of ours and not the end of the connection, and no
/// browser guesses a type or tells others where it came from.
async fn hold(request: Request, next: Next) -> Response {
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = answered.unwrap_or_else(panicked);
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        response = refusal(StatusCode::PAYLOAD_TOO_LARGE, Code::BodyTooLarge, Code::BodyTooLarge.message());
    }
    let unread = UNREAD.contains(&response.status());
    let headers = response.headers_mut();
    if unread {
        // The rest of the body is not read: another request on the same connection would be lost.
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    response
}

/// What a panic says is left out: it might quote data. The panic hook writes where it happened.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request's handler panicked");
    refusal(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, Code::Internal.message())
}

/// Neither headers nor query nor body: they hold tokens and people. Nor what follows in the path of a mail's link, which
/// is a token.
fn span<B>(request: &axum::http::Request<B>) -> Span {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", id, method = %request.method(), path = told(request.uri().path()))
}

/// A path as the log may have it.
fn told(path: &str) -> &str {
    if path.starts_with(answer::BELOW) { answer::BELOW } else { path }
}

/// A caller may name its request, so that its logs and ours meet; but the name goes into our logs.
async fn forget_unfit_request_id(mut request: Request, next: Next) -> Response {
    let fit = |value: &HeaderValue| {
        let bytes = value.as_bytes();
        (1..=64).contains(&bytes.len()) && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    if !request.headers().get(REQUEST_ID).is_none_or(fit) {
        request.headers_mut().remove(REQUEST_ID);
    }
    next.run(request).await
}

/// Names requests by a number of the process and a counter. They decide nothing and guard nothing,
/// so they need no injected chance; drawing from it would make a seeded run depend on the requests.
#[derive(Debug, Clone)]
struct Numbered {
    process: u64,
    count: Arc<AtomicU64>,
}

impl Numbered {
    fn new() -> Self {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u32(std::process::id());
        Self { process: hasher.finish(), count: Arc::default() }
    }
}

impl MakeRequestId for Numbered {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        HeaderValue::from_str(&format!("{:016x}-{number}", self.process)).ok().map(RequestId::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_has_no_link_of_a_mail() {
        for (path, logged) in [
            ("/graphql", "/graphql"),
            ("/reports/prg_1/1.pdf", "/reports/prg_1/1.pdf"),
            ("/r/AQEBAQ", "/r/"),
            ("/r/AQ/EBAQ", "/r/"),
            ("/r/", "/r/"),
        ] {
            assert_eq!(told(path), logged);
        }
    }
}
