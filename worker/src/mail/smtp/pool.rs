//! The connections to the server: few at once, kept open between mails, each with a deadline on every conversation.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use lettre::address::Envelope;
use lettre::transport::smtp::response::Response;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::conversation::{Connection, Fault, Step};
use super::server::Server;

/// How long a good-bye may take.
const QUIT_WITHIN: Duration = Duration::from_secs(1);

/// What the pool allows itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// How many connections may be open at once.
    pub(super) connections: usize,
    /// How long one conversation may take, from the connection to the server's last word.
    pub(super) converse_within: Duration,
    /// A connection used so recently is taken to stand; an older one is asked first.
    pub(super) trusted_for: Duration,
    /// A connection that nobody used for so long is closed.
    pub(super) idle_for: Duration,
}

/// The connections of one mailer.
pub(super) struct Pool {
    server: Server,
    pub(super) limits: Limits,
    /// Bounds the conversations, and so the connections: an idle one is always used before another is opened.
    slots: Semaphore,
    idle: Mutex<Idle>,
}

/// Connections that wait for a mail, the last used at the end.
#[derive(Default)]
struct Idle {
    connections: Vec<Connection>,
    /// Whether a task watches over them.
    watched: bool,
}

impl Pool {
    pub(super) fn new(server: Server, limits: Limits) -> Self {
        Self { server, limits, slots: Semaphore::new(limits.connections), idle: Mutex::default() }
    }

    /// Sends one mail. A conversation that is not over in time is hung up on.
    pub(super) async fn send(self: Arc<Self>, envelope: Envelope, text: Vec<u8>) -> Result<Response, Fault> {
        let begun = AtomicBool::new(false);
        // Nobody knows how far a conversation had come that was hung up on.
        let cut_at = || if begun.load(Ordering::Relaxed) { Step::Text } else { Step::Session };
        self.in_time(self.converse(&envelope, &text, &begun), cut_at).await
    }

    /// Opens a connection, or asks an open one whether it still stands.
    pub(super) async fn check(self: Arc<Self>) -> Result<(), Fault> {
        let checking = async {
            if let Some(mut connection) = self.take()
                && connection.answers().await
            {
                self.keep(connection);
                return Ok(());
            }
            self.keep(self.server.open().await?);
            Ok(())
        };
        self.in_time(checking, || Step::Session).await
    }

    async fn in_time<T>(
        &self,
        conversation: impl Future<Output = Result<T, Fault>>,
        cut_at: impl FnOnce() -> Step,
    ) -> Result<T, Fault> {
        let within = self.limits.converse_within;
        let _slot = self.slots.acquire().await.map_err(|_| Fault::unreached("the mailer is closed"))?;
        // The connection ends with its conversation: what the server says later is heard by nobody.
        timeout(within, conversation).await.unwrap_or_else(|_| {
            let words = format!("no answer within {} s", within.as_secs_f32());
            Err(Fault::cut(cut_at(), &words))
        })
    }

    async fn converse(
        self: &Arc<Self>,
        envelope: &Envelope,
        text: &[u8],
        begun: &AtomicBool,
    ) -> Result<Response, Fault> {
        if let Some(mut connection) = self.standing().await {
            begun.store(true, Ordering::Relaxed);
            let said = connection.send(envelope, text).await;
            match said {
                // Once only: a connection just opened has no such excuse.
                Err(fault) if fault.came_too_late() => begun.store(false, Ordering::Relaxed),
                said => {
                    self.keep(connection);
                    return said;
                }
            }
        }
        let mut connection = self.server.open().await?;
        begun.store(true, Ordering::Relaxed);
        let said = connection.send(envelope, text).await;
        self.keep(connection);
        said
    }

    /// An idle connection that probably stands.
    async fn standing(&self) -> Option<Connection> {
        let mut connection = self.take()?;
        let stands = connection.used.elapsed() < self.limits.trusted_for || connection.answers().await;
        stands.then_some(connection)
    }

    fn take(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).connections.pop()
    }

    /// Keeps a connection for the next mail, if it may be used for one.
    fn keep(self: &Arc<Self>, connection: Connection) {
        if !connection.is_ready() {
            return;
        }
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.connections.push(connection);
        if !idle.watched {
            idle.watched = true;
            tokio::spawn(watch(Arc::downgrade(self), self.limits.idle_for));
        }
    }

    /// The connections that nobody has used for long; none when there is nothing left to watch over.
    fn overdue(&self) -> Option<Vec<Connection>> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.connections.is_empty() {
            idle.watched = false;
            return None;
        }
        let now = Instant::now();
        let overdue = |connection: &mut Connection| now.duration_since(connection.used) >= self.limits.idle_for;
        Some(idle.connections.extract_if(.., overdue).collect())
    }
}

/// Closes idle connections until there are none, or nobody to use them.
async fn watch(pool: Weak<Pool>, idle_for: Duration) {
    loop {
        sleep(idle_for / 2).await;
        let Some(overdue) = pool.upgrade().and_then(|pool| pool.overdue()) else { return };
        for connection in overdue {
            // A server that does not answer is left without a good-bye.
            let _ = timeout(QUIT_WITHIN, connection.quit()).await;
        }
    }
}
