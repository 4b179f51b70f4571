//! What the planner, the dispatcher and the sender work with: one typed struct, given to each.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::chance::Chance;
use entity::clock::Clock;
use entity::jobs::Queue;
use entity::links::Links;
use entity::operations::mailbox::{KeepMail, keep};
use futures::future::BoxFuture;
use sea_orm::DatabaseConnection;
use tokio::sync::Semaphore;

use crate::breaker::Breaker;
use crate::mail::{MailboxMailer, MailboxStore, Mailer, StoredMail};
use crate::settings::Settings;
use crate::settler::Settler;

/// The worker's means. Cloning it is cheap.
#[derive(Clone)]
pub struct Environment {
    /// The database.
    pub db: DatabaseConnection,
    /// The time.
    pub clock: Clock,
    /// The source of identifiers and jitter.
    pub chance: Chance,
    /// How mail leaves.
    pub mailer: Mailer,
    /// Whether it can leave now.
    pub breaker: Breaker,
    /// The sender of every mail, such as `Passerelle <noreply@example.fr>`.
    pub mail_from: String,
    /// What links in mails begin with; no slash at its end.
    pub public_url: String,
    /// What signs the links in mails.
    pub links: Links,
    /// How many mails may leave at a time: as many as the mailer has connections.
    pub senders: usize,
    /// One permit for each of them, whichever batch they belong to.
    pub lines: Arc<Semaphore>,
    /// Writes how their attempts end.
    pub settler: Settler,
    /// The queue that wakes the senders.
    pub queue: Queue,
}

impl Environment {
    /// The means that the settings ask for, on a migrated database. Mail goes to the server that
    /// they name, else to the development mailbox. Nothing is opened or written.
    pub fn new(settings: &Settings, db: DatabaseConnection, clock: Clock, chance: Chance) -> Self {
        let mailer = match &settings.smtp {
            Some(server) => Mailer::Smtp(server.clone()),
            None => Mailer::Mailbox(MailboxMailer::new(DevelopmentMailbox {
                db: db.clone(),
                clock: clock.clone(),
                chance: chance.clone(),
            })),
        };
        Self {
            queue: Queue::new(&db),
            db,
            clock,
            chance,
            mailer,
            breaker: Breaker::default(),
            mail_from: settings.mail_from.clone(),
            public_url: settings.public_url.clone(),
            links: settings.links.clone(),
            senders: settings.worker_concurrency,
            lines: Arc::new(Semaphore::new(settings.worker_concurrency)),
            settler: Settler::default(),
        }
    }

    /// The present instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// The development mailbox: a table that a page shows.
struct DevelopmentMailbox {
    db: DatabaseConnection,
    clock: Clock,
    chance: Chance,
}

impl MailboxStore for DevelopmentMailbox {
    fn store(&self, mail: StoredMail) -> BoxFuture<'_, Result<(), String>> {
        let StoredMail { message_id, recipient, subject, raw } = mail;
        let mail = KeepMail { message_id, recipient, subject, raw };
        Box::pin(async move {
            keep(&self.db, self.clock.now(), &self.chance, mail).await.map_err(|error| {
                tracing::warn!(%error, "the development mailbox did not keep a mail");
                // What the database says might repeat the mail; the ledger is read more widely.
                "the development mailbox could not keep it".to_owned()
            })
        })
    }
}
