//! What every request is served from.

use entity::chance::Chance;
use entity::clock::Clock;
use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;

use crate::graphql::{Feed, PasserelleSchema, Sessions, schema};

/// The server's state. Cloning it is cheap.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: DatabaseConnection,
    /// The time.
    pub clock: Clock,
    /// The source of identifiers and tokens.
    pub chance: Chance,
    /// What subscriptions are fed from.
    pub feed: Feed,
    /// The tokens checked just now.
    pub sessions: Sessions,
    /// The GraphQL schema.
    pub schema: PasserelleSchema,
}

impl App {
    /// A server's state on a migrated database.
    pub fn new(db: DatabaseConnection, clock: Clock, chance: Chance) -> Self {
        Self { db, clock, chance, feed: Feed::new(), sessions: Sessions::default(), schema: schema() }
    }

    /// Follows the event log until `shutdown`, so that subscriptions hear of what any process writes.
    pub async fn run_feed(self, shutdown: CancellationToken) {
        self.feed.clone().run(self.db, shutdown).await;
    }
}
