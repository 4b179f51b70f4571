//! A subscription to one field, read message by message over a socket.

use std::time::Duration;

use serde_json::Value;
use tests::{Server, Socket};

/// How long a message may take before there is none.
const QUIET: Duration = Duration::from_millis(900);

/// A subscription to one field.
pub(super) struct Stream {
    socket: Socket,
    field: &'static str,
}

impl Stream {
    /// Subscribes to a field with its arguments and selection, such as `(after: "1.2") { cursor }`.
    pub(super) async fn of(server: &Server, token: &str, field: &'static str, rest: &str) -> Self {
        let mut socket = server.socket(token).await;
        socket.subscribe("live", &format!("subscription {{ {field}{rest} }}")).await;
        Self { socket, field }
    }

    /// What comes next, which is no error.
    pub(super) async fn next(&mut self) -> Value {
        let message = self.message().await;
        assert!(message["payload"].get("errors").is_none(), "{message:#}");
        message["payload"]["data"][self.field].clone()
    }

    /// The next message, which tells something; with an error, maybe.
    pub(super) async fn message(&mut self) -> Value {
        let message = self.socket.receive().await;
        assert_eq!(message["type"], "next", "{message:#}");
        message
    }

    /// What comes next, if anything does.
    pub(super) async fn maybe(&mut self) -> Option<Value> {
        let message = self.socket.receive_within(QUIET).await?;
        assert_eq!(message["type"], "next", "{message:#}");
        Some(message["payload"]["data"][self.field].clone())
    }

    /// Fails if anything more comes.
    pub(super) async fn silence(&mut self) {
        let message = self.socket.receive_within(QUIET).await;
        assert!(message.is_none(), "nothing was to come: {message:#?}");
    }

    /// The code of the error with which the stream ends now.
    pub(super) async fn error(&mut self) -> String {
        let message = self.socket.receive().await;
        assert_eq!(message["type"], "error", "{message:#}");
        message["payload"][0]["extensions"]["code"].as_str().unwrap().to_owned()
    }

    /// Reads on until the stream ends with an error: how many came before it, and its code.
    pub(super) async fn rest(&mut self) -> (usize, String) {
        let mut before = 0;
        loop {
            let message = self.socket.receive().await;
            if message["type"] == "error" {
                return (before, message["payload"][0]["extensions"]["code"].as_str().unwrap().to_owned());
            }
            assert!(message["payload"]["data"][self.field].is_object(), "{message:#}");
            before += 1;
        }
    }

    /// Drops the connection without a word.
    pub(super) fn cut(self) {
        self.socket.cut();
    }
}
