//! What subscriptions are fed from: one task for each process follows the head of the event log and
//! tells its subscribers how far they may read. The log itself is read by each subscriber through its
//! viewer's scope, from its own place, so nobody misses an event, gets one twice or sees too much.

use std::time::Duration;

use entity::event_log::{self, Position};
use sea_orm::DatabaseConnection;
use sea_orm::sqlx::postgres::PgListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How often the head is looked at when nothing has been heard: a lost notification delays, never loses.
const POLL: Duration = Duration::from_millis(250);

/// The head of the event log, as far as this process knows. Cloning it is cheap.
#[derive(Clone)]
pub struct Feed(watch::Sender<Position>);

impl Feed {
    /// A feed that knows of nothing yet.
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(Position::default()))
    }

    /// Hears of every move of the head.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Position> {
        self.0.subscribe()
    }

    /// Follows the log until `shutdown`.
    pub(crate) async fn run(self, db: DatabaseConnection, shutdown: CancellationToken) {
        let mut listener = Listener::new(&db).await;
        while !shutdown.is_cancelled() {
            match event_log::head(&db).await {
                Ok(head) => {
                    self.0.send_if_modified(|known| {
                        let moved = *known < head;
                        *known = head.max(*known);
                        moved
                    });
                }
                Err(error) => tracing::warn!(%error, "the head of the event log could not be read"),
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = listener.heard() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }
}

/// PostgreSQL says when the log grows; on SQLite there is only polling.
struct Listener(Option<PgListener>);

impl Listener {
    async fn new(db: &DatabaseConnection) -> Self {
        if !entity::database::is_postgres(db) {
            return Self(None);
        }
        let listening = async {
            let mut listener = PgListener::connect_with(db.get_postgres_connection_pool()).await?;
            listener.listen("passerelle_event").await?;
            Ok::<_, sea_orm::SqlxError>(listener)
        };
        match listening.await {
            Ok(listener) => Self(Some(listener)),
            Err(error) => {
                tracing::warn!(%error, "no notifications of the event log: polling only");
                Self(None)
            }
        }
    }

    async fn heard(&mut self) {
        match &mut self.0 {
            Some(listener) => {
                if let Err(error) = listener.recv().await {
                    tracing::warn!(%error, "a notification of the event log was lost");
                    // It reconnects by itself; until then the poll goes on.
                    std::future::pending::<()>().await;
                }
            }
            None => std::future::pending().await,
        }
    }
}
