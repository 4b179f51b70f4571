//! Operations as server-sent events, by the protocol `graphql-sse` in its mode of distinct connections
//! (<https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md>): one request, one operation, one
//! stream. What is wrong with a document is told in the stream too, since a browser's `EventSource` reads
//! nothing else.

use std::convert::Infallible;
use std::time::Duration;

use apollo_compiler::executable::OperationType;
use async_graphql::ServerError;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream::{self, BoxStream, StreamExt};

use super::http::{Incoming, is_safe, only_by_post, refused_as_json};
use crate::app::App;
use crate::graphql::documents::Ready;
use crate::graphql::executor::{Answer, execute_stream};
use crate::graphql::session::Caller;

/// How often something is sent when nothing happens, so that no proxy on the way takes the stream for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(12);

/// Answers with the stream of an operation.
pub(super) async fn stream(State(app): State<App>, method: Method, headers: HeaderMap, incoming: Incoming) -> Response {
    let asked = match incoming.asked() {
        Ok(asked) => asked,
        Err((status, code)) => return refused_as_json(status, code),
    };
    let ready = app.documents.ready(&asked);
    if is_safe(&method) && ready.as_ref().is_ok_and(|ready| ready.kind == OperationType::Mutation) {
        return only_by_post();
    }
    let stopping = app.stopping.clone();
    let next = |answer: Answer| Event::default().event("next").data(answer.json());
    // An event without data is none to a browser.
    let complete = stream::once(std::future::ready(Event::default().event("complete").data("null")));
    // A server that stops says nothing: the client comes back, with its cursor.
    let events = answers(app, Caller::of(&headers), ready)
        .map(next)
        .chain(complete)
        .map(Ok::<_, Infallible>)
        .take_until(stopping.cancelled_owned());
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()
}

fn answers(app: App, caller: Caller, ready: Result<Ready, Vec<ServerError>>) -> BoxStream<'static, Answer> {
    match ready {
        Ok(ready) => execute_stream(app, caller, ready).boxed(),
        Err(errors) => stream::once(std::future::ready(Answer::Refused(errors))).boxed(),
    }
}
