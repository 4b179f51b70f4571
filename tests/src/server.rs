//! A real server on a port of its own, and a client that asks it as a front end would: over HTTP, and
//! over a WebSocket by the protocol `graphql-transport-ws`.

use std::net::SocketAddr;
use std::time::Duration;

use api::start::{Running, StartOptions, start};
use entity::chance::Chance;
use entity::clock::Clock;
use entity::operations::session;
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::people::Person;
use crate::world::World;

/// How long an answer may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server on a world's database, with its clock.
pub struct Server {
    running: Running,
    addr: SocketAddr,
    http: reqwest::Client,
}

impl Server {
    /// Starts a server without a worker.
    pub async fn start(world: &World) -> Self {
        Self::start_with(world, &[]).await
    }

    /// Starts a server without a worker, with other settings besides its database. Viewers may ask as much as
    /// a test does, unless it sets how much.
    pub async fn start_with(world: &World, variables: &[(&str, &str)]) -> Self {
        Self::start_on(&world.url, &world.clock, &world.chance, variables).await
    }

    /// Starts a server likewise on a database of no world.
    pub async fn start_on(url: &str, clock: &Clock, chance: &Chance, variables: &[(&str, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let settings = api::settings::Settings::from_lookup(|name| match name {
            "DATABASE_URL" => Some(url.to_owned()),
            "DATABASE_POOL" => Some("4".to_owned()),
            _ => match (variables.iter().find(|(known, _)| *known == name), name) {
                (Some((_, value)), _) => Some((*value).to_owned()),
                (None, "COST_CAPACITY" | "COST_PER_SECOND") => Some("1000000000".to_owned()),
                (None, _) => None,
            },
        })
        .unwrap();
        let options = StartOptions {
            settings,
            listener,
            clock: clock.clone(),
            chance: chance.clone(),
            with_worker: false,
            demo: false,
        };
        let running = start(options).await.unwrap();
        Self { running, addr, http: reqwest::Client::new() }
    }

    /// Stops it, and waits until it has.
    pub async fn stop(self) {
        let ended = self.running.shutdown().await;
        assert!(matches!(ended, api::lifecycle::Ended::Drained), "{ended:?}");
    }

    /// An address on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// The HTTP client.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Asks with a bearer token, or without; the whole answer.
    pub async fn ask(&self, token: Option<&str>, query: &str, variables: Value) -> Value {
        let mut request = self.http.post(self.url("/graphql")).json(&json!({ "query": query, "variables": variables }));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = timeout(PATIENCE, request.send()).await.expect("an answer in time").unwrap();
        response.json().await.unwrap()
    }

    /// Asks, and expects an answer without errors; its data.
    pub async fn data(&self, token: &str, query: &str, variables: Value) -> Value {
        let answer = self.ask(Some(token), query, variables).await;
        assert!(answer.get("errors").is_none(), "{query}\n{answer:#}");
        answer["data"].clone()
    }

    /// Asks, and takes the answer as the text that it is.
    pub async fn raw(&self, token: &str, query: &str) -> String {
        let request = self.http.post(self.url("/graphql")).bearer_auth(token).json(&json!({ "query": query }));
        timeout(PATIENCE, request.send()).await.expect("an answer in time").unwrap().text().await.unwrap()
    }

    /// A socket that has been let in.
    pub async fn socket(&self, token: &str) -> Socket {
        let mut socket = self.knock(json!({ "Authorization": format!("Bearer {token}") })).await;
        assert_eq!(socket.receive().await["type"], "connection_ack");
        socket
    }

    /// A socket that has said who it is, and waits for the answer.
    pub async fn knock(&self, payload: Value) -> Socket {
        Socket::open(&self.addr.to_string(), payload).await
    }

    /// A socket that has said nothing yet, by a protocol if one is named.
    pub async fn silent_socket(&self, protocol: Option<&'static str>) -> Socket {
        Socket::silent(&self.addr.to_string(), protocol).await
    }
}

/// A client's end of a WebSocket.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Opens a socket to a server at `address`, and says who it is.
    pub async fn open(address: &str, payload: Value) -> Self {
        let mut socket = Self::silent(address, Some("graphql-transport-ws")).await;
        socket.send(json!({ "type": "connection_init", "payload": payload })).await;
        socket
    }

    async fn silent(address: &str, protocol: Option<&'static str>) -> Self {
        let mut request = format!("ws://{address}/graphql/ws").into_client_request().unwrap();
        if let Some(protocol) = protocol {
            request.headers_mut().insert("Sec-WebSocket-Protocol", HeaderValue::from_static(protocol));
        }
        let (stream, _) = connect_async(request).await.unwrap();
        Self(stream)
    }

    /// Subscribes under an identifier.
    pub async fn subscribe(&mut self, id: &str, query: &str) {
        self.send(json!({ "id": id, "type": "subscribe", "payload": { "query": query } })).await;
    }

    /// Sends a message of the protocol.
    pub async fn send(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    /// The next message of the protocol. Fails after some seconds of silence, or at the end.
    pub async fn receive(&mut self) -> Value {
        self.receive_within(PATIENCE).await.expect("a message in time")
    }

    /// The next message, or nothing if none comes within the time, or the socket closes.
    pub async fn receive_within(&mut self, time: Duration) -> Option<Value> {
        timeout(time, async {
            loop {
                match self.0.next().await?.ok()? {
                    Message::Text(text) => return serde_json::from_str(&text).ok(),
                    Message::Close(_) => return None,
                    _ => {}
                }
            }
        })
        .await
        .ok()
        .flatten()
    }

    /// Sends a frame as it is.
    pub async fn send_frame(&mut self, frame: Message) {
        self.0.send(frame).await.unwrap();
    }

    /// The code with which the server closes, whatever it says before. None if it drops the connection, or is
    /// still there after the time.
    pub async fn closed_within(&mut self, time: Duration) -> Option<u16> {
        timeout(time, async {
            loop {
                if let Message::Close(frame) = self.0.next().await?.ok()? {
                    return frame.map(|frame| frame.code.into());
                }
            }
        })
        .await
        .ok()
        .flatten()
    }

    /// Drops the connection without a word.
    pub fn cut(self) {
        drop(self.0);
    }
}

impl World {
    /// A bearer token for a person, as signing in gives one. Sets a password behind the product's back,
    /// since the cast has none: hashing is slow.
    pub async fn token(&self, person: &Person) -> String {
        const PASSWORD: &str = "un mot de passe d’essai";
        let account = session::hash_password(PASSWORD, &self.chance).unwrap();
        self.sql(&format!("UPDATE staff SET password_hash = '{account}' WHERE id = '{}'", person.staff.id)).await;
        let now = self.clock.now();
        session::sign_in(&self.db, now, &self.chance, &person.staff.email, PASSWORD).await.unwrap().token
    }
}
