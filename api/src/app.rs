//! What every request is served from.

use std::sync::Arc;

use entity::chance::Chance;
use entity::clock::Clock;
use entity::links::Links;
use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::graphql::{
    Documents, Feed, Origins, PasserelleSchema, RateLimit, RateLimiter, Sessions, Trusted, schema, sdl_of,
};
use crate::making::Makings;

/// The server's state. Cloning it is cheap.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: DatabaseConnection,
    /// The time.
    pub clock: Clock,
    /// The source of identifiers and tokens.
    pub chance: Chance,
    /// What made the links in mails, and knows them again.
    pub links: Links,
    /// What subscriptions are fed from.
    pub feed: Feed,
    /// The tokens checked just now.
    pub sessions: Sessions,
    /// The documents seen before.
    pub(crate) documents: Arc<Documents>,
    /// What viewers may still ask; absent: anything.
    pub(crate) rate_limiter: Option<RateLimiter>,
    /// The files in the making.
    pub(crate) makings: Makings,
    /// Whose pages may ask.
    pub(crate) origins: Origins,
    /// The sockets that are open.
    pub(crate) sockets: TaskTracker,
    /// Is cancelled when the server is to stop: then sockets say good-bye.
    pub(crate) stopping: CancellationToken,
    /// The GraphQL schema.
    pub schema: PasserelleSchema,
}

impl App {
    /// A server's state on a migrated database, until `stopping`. Viewers may ask as much as they like, from
    /// the server's own pages; the links in mails are those of a developer's machine.
    pub fn new(db: DatabaseConnection, clock: Clock, chance: Chance, stopping: CancellationToken) -> Self {
        let schema = schema();
        let documents = Arc::new(Documents::new(&sdl_of(&schema), None));
        let (feed, sessions, sockets) = (Feed::new(), Sessions::default(), TaskTracker::new());
        let (rate_limiter, origins) = (None, Origins::default());
        let (makings, links) = (Makings::default(), Links::development());
        Self {
            db,
            clock,
            chance,
            links,
            feed,
            sessions,
            documents,
            rate_limiter,
            makings,
            origins,
            sockets,
            stopping,
            schema,
        }
    }

    /// The same, in which each viewer may ask so much, from the pages of these origins.
    #[must_use]
    pub fn open_to(self, origins: Origins, limit: Option<RateLimit>) -> Self {
        Self { rate_limiter: limit.map(RateLimiter::new), origins, ..self }
    }

    /// The same, for which these are the links in mails.
    #[must_use]
    pub fn linking(self, links: Links) -> Self {
        Self { links, ..self }
    }

    /// The same, which executes only the documents that are trusted.
    #[must_use]
    pub fn trusting(self, trusted: Trusted) -> Self {
        Self { documents: Arc::new(Documents::new(&sdl_of(&self.schema), Some(trusted))), ..self }
    }

    /// Follows the event log until the server stops, so that subscriptions hear of what any process writes.
    pub async fn run_feed(self) {
        self.feed.clone().run(self.db, self.stopping).await;
    }

    /// Waits for the order to stop, then for the sockets to have said good-bye.
    pub async fn run_sockets(self) {
        self.stopping.cancelled().await;
        self.sockets.close();
        self.sockets.wait().await;
    }
}
