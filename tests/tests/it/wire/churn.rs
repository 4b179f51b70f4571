//! Clients that come and go: sockets cut while two processes write lose no event and double none, and a
//! server that has served many holds on to nothing. `CHURN_MINUTES=60` has clients come and go for that long, and
//! with `--nocapture` tells what the server holds from time to time.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::{Server, Socket, World, both_databases};
use tokio::net::TcpStream;

const KILLS: usize = 50;
const CLIENTS: usize = 600;

/// Reads the next event's cursor and subject; none if it does not come soon.
async fn next(socket: &mut Socket) -> Option<(String, String)> {
    loop {
        let message = socket.receive_within(Duration::from_secs(10)).await?;
        let event = &message["payload"]["data"]["events"];
        let text = |field: &str| event[field].as_str().unwrap_or_else(|| panic!("{message:#}")).to_owned();
        if event["kind"] == "HOUSEHOLD_REGISTERED" {
            return Some((text("cursor"), text("subjectId")));
        }
    }
}

async fn subscribe(server: &Server, token: &str, after: &str) -> Socket {
    let mut socket = server.socket(token).await;
    let query = format!(
        "subscription {{ events(after: \"{after}\", filter: {{ kind: {{ eq: HOUSEHOLD_REGISTERED }} }}) {{ cursor kind subjectId }} }}"
    );
    socket.subscribe("live", &query).await;
    socket
}

both_databases! {
    async fn fifty_cuts_while_two_processes_write_lose_nothing(world: World) {
        let servers = [Server::start(&world).await, Server::start(&world).await];
        let token = world.token(&world.people.coordinator).await;
        let total = 4 * KILLS;
        // Two processes' worth of writers, each with a pool of its own.
        let writers: Vec<_> = [world.elsewhere().await, world.elsewhere().await]
            .into_iter()
            .map(|writer| {
                tokio::spawn(async move {
                    let mut written = Vec::new();
                    for _ in 0..total / 2 {
                        written.push(writer.register_household().await.id.to_string());
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                    written
                })
            })
            .collect();
        let mut cursor = "0.0".to_owned();
        let mut seen = Vec::new();
        for kill in 0..KILLS {
            // Now here, now there: a cursor is good in every process.
            let mut socket = subscribe(&servers[kill % 2], &token, &cursor).await;
            for _ in 0..kill % 4 {
                let Some((next, subject)) = next(&mut socket).await else { break };
                cursor = next;
                seen.push(subject);
            }
            socket.cut();
        }
        let mut expected = Vec::new();
        for writer in writers {
            expected.extend(writer.await.unwrap());
        }
        let mut socket = subscribe(&servers[0], &token, &cursor).await;
        while seen.len() < expected.len() {
            let (_, subject) = next(&mut socket).await.unwrap_or_else(|| panic!("{} of {} came", seen.len(), expected.len()));
            seen.push(subject);
        }
        seen.sort_unstable();
        expected.sort_unstable();
        assert_eq!(seen, expected);
        for server in servers {
            server.stop().await;
        }
    }

    async fn a_server_holds_on_to_nothing_of_clients_that_are_gone(world: World) {
        let token = world.token(&world.people.coordinator).await;
        let server = Outside::start(&world).await;
        server.churn(&token, 100).await;
        let (files, memory) = server.settled().await;
        let longer = std::env::var("CHURN_MINUTES").map_or(0, |minutes| minutes.parse().unwrap());
        let end = Instant::now() + Duration::from_mins(longer);
        let (files_after, memory_after) = loop {
            server.churn(&token, CLIENTS).await;
            let (files, memory) = server.settled().await;
            tell(files, memory);
            if Instant::now() >= end {
                break (files, memory);
            }
        };
        assert!(files_after <= files + 2, "{files} files open, then {files_after}");
        // What an allocator keeps is not a leak; sixteen kilobytes for each client would be.
        assert!(memory_after < memory + 16 * CLIENTS as u64, "{memory} KiB, then {memory_after} KiB");
    }
}

#[expect(clippy::print_stdout, reason = "for whoever has clients come and go for long")]
fn tell(files: usize, memory: u64) {
    println!("{files} files, {memory} KiB");
}

/// A server in a process of its own, so that what it holds can be counted.
struct Outside {
    process: Child,
    address: String,
}

impl Outside {
    async fn start(world: &World) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let process = Command::new(env!("CARGO_BIN_EXE_passerelle-under-test"))
            .args(["serve", "--no-worker"])
            .env_clear()
            .env("DATABASE_URL", &world.url)
            .env("LISTEN_ADDR", &address)
            .env("APP_CLOCK", world.clock.now().to_rfc3339())
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { process, address };
        for _ in 0..300 {
            if TcpStream::connect(&server.address).await.is_ok() {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the server does not listen");
    }

    /// Clients that subscribe, hear something and are cut off, a few at a time.
    async fn churn(&self, token: &str, clients: usize) {
        for _ in 0..clients / 10 {
            let some = (0..10).map(|_| async {
                let mut socket =
                    Socket::open(&self.address, json!({ "Authorization": format!("Bearer {token}") })).await;
                assert_eq!(socket.receive().await["type"], "connection_ack");
                socket.subscribe("live", "subscription { events(after: \"0.0\") { kind } }").await;
                // On a busy machine a ping may come first.
                let mut message: Value = socket.receive().await;
                while message["type"] == "ping" {
                    message = socket.receive().await;
                }
                assert_eq!(message["type"], "next", "{message:#}");
                socket.cut();
            });
            futures::future::join_all(some).await;
        }
    }

    /// How many files the process has open and how much memory it takes, in KiB, once both have settled.
    async fn settled(&self) -> (usize, u64) {
        let mut files = usize::MAX;
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_millis(250)).await;
            let now = fs::read_dir(format!("/proc/{}/fd", self.process.id())).unwrap().count();
            if now >= files {
                break;
            }
            files = now;
        }
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let memory =
            status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse().ok());
        (files, memory.unwrap())
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
