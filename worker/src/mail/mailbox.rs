//! The development mailbox: mails are kept instead of sent, for a page to show. Where they are kept
//! is the caller's, behind [`MailboxStore`].

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;
use lettre::Message;
use lettre::message::header::{MessageId, Subject};

use super::redact::mask;
use super::transport::SendError;

/// A place that keeps mails.
pub trait MailboxStore: Send + Sync {
    /// Keeps `mail`; a mail with a Message-ID already kept may replace it or be left out.
    ///
    /// # Errors
    /// Why it was not kept, in words without personal data; it is then tried again later.
    fn store(&self, mail: StoredMail) -> BoxFuture<'_, Result<(), String>>;
}

/// A mail as it would have been sent.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredMail {
    /// The Message-ID, in its angle brackets.
    pub message_id: String,
    /// The recipient's address.
    pub recipient: String,
    /// The subject, decoded.
    pub subject: String,
    /// The whole message as a server would have had it; ASCII.
    pub raw: String,
}

impl fmt::Debug for StoredMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredMail")
            .field("message_id", &self.message_id)
            .field("recipient", &mask(&self.recipient))
            .finish_non_exhaustive()
    }
}

/// Sends into a [`MailboxStore`].
#[derive(Clone)]
pub struct MailboxMailer {
    store: Arc<dyn MailboxStore>,
}

impl MailboxMailer {
    /// A mailer that keeps its mails in `store`.
    pub fn new(store: impl MailboxStore + 'static) -> Self {
        Self { store: Arc::new(store) }
    }

    /// Keeps `message`.
    ///
    /// # Errors
    /// [`SendError::Temporary`] when the store fails.
    pub async fn send(&self, message: &Message) -> Result<String, SendError> {
        let headers = message.headers();
        let mail = StoredMail {
            message_id: headers.get::<MessageId>().map(|id| id.as_ref().to_owned()).unwrap_or_default(),
            recipient: message.envelope().to().iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            subject: headers.get::<Subject>().map(|subject| subject.as_ref().to_owned()).unwrap_or_default(),
            raw: String::from_utf8_lossy(&message.formatted()).into_owned(),
        };
        match self.store.store(mail).await {
            Ok(()) => Ok("kept in the development mailbox".to_owned()),
            Err(detail) => Err(SendError::Temporary { code: None, detail }),
        }
    }
}
