//! Operations over a WebSocket, by the protocol `graphql-transport-ws`
//! (<https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>).
//!
//! Each operation is a task of its own that puts its messages into the socket's one queue, which is short
//! and serves whoever waits in turn: a stream that always has something to say holds up no other, and
//! nothing is read from the event log that the client has no room for. A client that takes nothing for a
//! while is cut off; it comes back with its cursor.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::time::Duration;

use apollo_compiler::executable::OperationType;
use apollo_compiler::response::JsonMap;
use async_graphql::Value;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use axum::extract::{State, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::time::{Instant, interval, sleep_until, timeout};
use tokio_util::task::AbortOnDropHandle;

use super::http::refused_as_json;
use crate::app::App;
use crate::graphql::documents::Asked;
use crate::graphql::errors::Code;
use crate::graphql::executor::{Answer, execute_stream};
use crate::graphql::language::{self, Language};
use crate::graphql::plan::errors_json;
use crate::graphql::session::{self, Caller, bearer};

const PROTOCOL: &str = "graphql-transport-ws";

/// How long a client may take to say who it is.
const INIT_PATIENCE: Duration = Duration::from_secs(10);
/// How often we ask whether it is still there. It is not, if nothing came for twice as long.
const PING_EVERY: Duration = Duration::from_secs(20);
/// How long a client may take nothing of what is sent.
const SEND_PATIENCE: Duration = Duration::from_secs(10);
/// The longest message of a client, in bytes.
const LONGEST: usize = 256 * 1024;
/// How many operations may run on one socket.
const OPERATIONS: usize = 100;
/// How many messages wait to be sent.
const QUEUE: usize = 16;

/// What a client says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said {
    ConnectionInit {
        payload: Option<JsonMap>,
    },
    Ping {
        #[serde(rename = "payload")]
        _payload: Option<JsonMap>,
    },
    Pong {
        #[serde(rename = "payload")]
        _payload: Option<JsonMap>,
    },
    Subscribe {
        id: String,
        payload: Payload,
    },
    Complete {
        id: String,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    query: Option<String>,
    document_id: Option<String>,
    operation_name: Option<String>,
    variables: Option<JsonMap>,
    extensions: Option<JsonMap>,
}

/// Why we close: the protocol's code and words.
type Close = (u16, String);

/// Upgrades a connection to a socket, unless it is a page of an origin that may not ask that wants it.
pub(super) async fn upgrade(
    State(app): State<App>,
    headers: HeaderMap,
    socket: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    if !app.origins.admit(&headers) {
        return refused_as_json(StatusCode::FORBIDDEN, Code::OriginNotAllowed);
    }
    let socket = match socket {
        Ok(socket) => socket,
        Err(rejection) => return refused_as_json(rejection.into_response().status(), Code::BadRequest),
    };
    let language = language::accepted(&headers);
    let sockets = app.sockets.clone();
    socket.protocols([PROTOCOL]).max_message_size(LONGEST).max_frame_size(LONGEST).on_upgrade(move |stream| {
        sockets.track_future(async move {
            Socket::new(app, stream, language).run().await;
        })
    })
}

/// A client's socket.
struct Socket {
    app: App,
    stream: WebSocket,
    /// The client; with a token once it was let in.
    caller: Caller,
    operations: HashMap<String, Operation>,
    /// How many operations there were.
    count: u64,
    queue: mpsc::Sender<Piece>,
    queued: mpsc::Receiver<Piece>,
    /// When something last came from the client.
    heard: Instant,
}

/// An operation that runs; it ends when this is dropped.
struct Operation {
    number: u64,
    _task: AbortOnDropHandle<()>,
}

/// Something to be sent about an operation.
struct Piece {
    id: String,
    number: u64,
    what: What,
}

enum What {
    Next(String),
    Error(String),
    Complete,
}

impl Socket {
    fn new(app: App, stream: WebSocket, language: Language) -> Self {
        let (queue, queued) = mpsc::channel(QUEUE);
        let caller = Caller { token: None, language };
        Self { app, stream, caller, operations: HashMap::new(), count: 0, queue, queued, heard: Instant::now() }
    }

    async fn run(mut self) {
        let (code, reason) = self.serve().await;
        let frame = CloseFrame { code, reason: reason.into() };
        // A client that is gone hears nothing.
        let _ = timeout(SEND_PATIENCE, self.stream.send(Frame::Close(Some(frame)))).await;
    }

    /// Serves until the socket is to be closed.
    async fn serve(&mut self) -> Close {
        if self.stream.protocol().is_none() {
            return (4406, "Subprotocol not acceptable".to_owned());
        }
        let stopping = self.app.stopping.clone();
        let patience = sleep_until(Instant::now() + INIT_PATIENCE);
        tokio::pin!(patience);
        let mut pings = interval(PING_EVERY);
        pings.reset();
        loop {
            let done = tokio::select! {
                () = stopping.cancelled() => return (1001, "Going away".to_owned()),
                () = &mut patience, if self.caller.token.is_none() => {
                    return (4408, "Connection initialisation timeout".to_owned());
                }
                frame = self.stream.recv() => match frame {
                    Some(Ok(frame)) => self.take(frame).await,
                    Some(Err(_)) => ControlFlow::Break((1009, "Message too big, or broken".to_owned())),
                    None => ControlFlow::Break((1000, String::new())),
                },
                Some(piece) = self.queued.recv() => self.pass_on(piece).await,
                _ = pings.tick() => self.ping().await,
            };
            if let ControlFlow::Break(close) = done {
                return close;
            }
        }
    }

    async fn take(&mut self, frame: Frame) -> ControlFlow<Close> {
        self.heard = Instant::now();
        let text = match frame {
            Frame::Text(text) => text,
            Frame::Close(_) => return ControlFlow::Break((1000, String::new())),
            Frame::Ping(_) | Frame::Pong(_) => return ControlFlow::Continue(()),
            Frame::Binary(_) => return invalid(),
        };
        match serde_json::from_str(&text) {
            Ok(Said::ConnectionInit { payload }) => self.init(payload.unwrap_or_default()).await,
            Ok(Said::Ping { .. }) => self.send(r#"{"type":"pong"}"#.to_owned()).await,
            Ok(Said::Pong { .. }) => ControlFlow::Continue(()),
            Ok(Said::Subscribe { id, payload }) => self.subscribe(id, payload).await,
            Ok(Said::Complete { id }) => {
                self.operations.remove(&id);
                ControlFlow::Continue(())
            }
            Err(_) => invalid(),
        }
    }

    async fn init(&mut self, payload: JsonMap) -> ControlFlow<Close> {
        if self.caller.token.is_some() {
            return ControlFlow::Break((4429, "Too many initialisation requests".to_owned()));
        }
        let header = payload.get("Authorization").or_else(|| payload.get("authorization"));
        let token = header.and_then(|value| value.as_str()).and_then(bearer).unwrap_or_default();
        match session::is_good(&self.app, token).await {
            Ok(true) => {
                self.caller.token = Some(token.to_owned());
                self.send(r#"{"type":"connection_ack"}"#.to_owned()).await
            }
            Ok(false) => ControlFlow::Break((4403, "Forbidden".to_owned())),
            Err(_) => ControlFlow::Break((4500, "Internal server error".to_owned())),
        }
    }

    async fn subscribe(&mut self, id: String, payload: Payload) -> ControlFlow<Close> {
        if self.caller.token.is_none() {
            return ControlFlow::Break((4401, "Unauthorized".to_owned()));
        }
        if id.is_empty() {
            return invalid();
        }
        if self.operations.contains_key(&id) {
            // The reason of a close frame has 123 bytes.
            let shown: String = id.chars().take(20).collect();
            return ControlFlow::Break((4409, format!("Subscriber for {shown} already exists")));
        }
        if self.operations.len() >= OPERATIONS {
            let errors = errors_json(&[Code::TooManyOperations.error()]);
            return self.send(message("error", &id, Some(&errors))).await;
        }
        let Payload { query, document_id, operation_name, variables, extensions } = payload;
        let asked = Asked::new(query, extensions.as_ref(), document_id.as_deref(), operation_name, variables);
        let Some(asked) = asked else { return invalid() };
        self.count += 1;
        let voice = Voice { id: id.clone(), number: self.count, queue: self.queue.clone() };
        let task = tokio::spawn(run(self.app.clone(), self.caller.clone(), asked, voice));
        self.operations.insert(id, Operation { number: self.count, _task: AbortOnDropHandle::new(task) });
        ControlFlow::Continue(())
    }

    /// Sends what an operation says, unless it is over: its identifier may be another's by now.
    async fn pass_on(&mut self, piece: Piece) -> ControlFlow<Close> {
        if self.operations.get(&piece.id).is_none_or(|operation| operation.number != piece.number) {
            return ControlFlow::Continue(());
        }
        let text = match &piece.what {
            What::Next(json) => message("next", &piece.id, Some(json)),
            What::Error(json) => message("error", &piece.id, Some(json)),
            What::Complete => message("complete", &piece.id, None),
        };
        if !matches!(piece.what, What::Next(_)) {
            self.operations.remove(&piece.id);
        }
        self.send(text).await
    }

    async fn ping(&mut self) -> ControlFlow<Close> {
        if self.heard.elapsed() > 2 * PING_EVERY {
            return ControlFlow::Break((4499, "Terminated".to_owned()));
        }
        self.send(r#"{"type":"ping"}"#.to_owned()).await
    }

    async fn send(&mut self, text: String) -> ControlFlow<Close> {
        match timeout(SEND_PATIENCE, self.stream.send(Frame::text(text))).await {
            Ok(Ok(())) => ControlFlow::Continue(()),
            Ok(Err(_)) => ControlFlow::Break((1000, String::new())),
            Err(_) => ControlFlow::Break((1013, "Too slow".to_owned())),
        }
    }
}

fn invalid() -> ControlFlow<Close> {
    ControlFlow::Break((4400, "Invalid message".to_owned()))
}

/// A message about an operation.
fn message(what: &str, id: &str, payload: Option<&str>) -> String {
    let id = serde_json::Value::from(id);
    match payload {
        Some(json) => format!(r#"{{"type":"{what}","id":{id},"payload":{json}}}"#),
        None => format!(r#"{{"type":"{what}","id":{id}}}"#),
    }
}

/// An operation's place in the queue.
struct Voice {
    id: String,
    number: u64,
    queue: mpsc::Sender<Piece>,
}

impl Voice {
    /// Waits for room, in turn.
    async fn say(&self, what: What) {
        // The receiver lives as long as the socket, and so does the task that runs this.
        let _ = self.queue.send(Piece { id: self.id.clone(), number: self.number, what }).await;
    }
}

/// Runs one operation to its end.
async fn run(app: App, caller: Caller, asked: Asked, voice: Voice) {
    let ready = match app.documents.ready(&asked) {
        Ok(ready) => ready,
        Err(errors) => return voice.say(What::Error(errors_json(&errors))).await,
    };
    let subscription = ready.kind == OperationType::Subscription;
    let answers = execute_stream(app, caller, ready);
    tokio::pin!(answers);
    while let Some(answer) = answers.next().await {
        match answer {
            Answer::Refused(errors) => return voice.say(What::Error(errors_json(&errors))).await,
            Answer::RateLimited(limited) => return voice.say(What::Error(errors_json(&[limited.error()]))).await,
            Answer::Failed => return voice.say(What::Error(errors_json(&[Code::Internal.error()]))).await,
            // A stream that could not be begun, or cannot go on.
            Answer::Executed(response, _) if subscription && response.data == Value::Null => {
                return voice.say(What::Error(errors_json(&response.errors))).await;
            }
            answer @ Answer::Executed(..) => voice.say(What::Next(answer.json())).await,
        }
    }
    voice.say(What::Complete).await;
}
