//! Mail through an SMTP server: never more than a few connections, kept open between mails, and a deadline on
//! every conversation.

mod conversation;
mod pool;
mod server;

use std::sync::Arc;
use std::time::Duration;

use lettre::{Address, Message};

use self::conversation::{CLOSING, Fault, Step};
use self::pool::{Limits, Pool};
use self::server::Server;
use super::error::MailError;
use super::redact::answer;
use super::transport::SendError;

const LIMITS: Limits = Limits {
    connections: 8,
    // Servers make strangers wait for their greeting, and read a mail before they accept it: shorter would give up
    // on mails that were about to be taken, and send them twice.
    converse_within: Duration::from_secs(30),
    trusted_for: Duration::from_secs(5),
    idle_for: Duration::from_secs(30),
};

/// Codes by which a server refuses this mail or its recipient for good (RFC 5321), as long as its enhanced
/// code does not say otherwise. Any other 5xx refuses us, as does one that answers a command which is not about
/// the mail: a wrong password, a sender's address it does not take, a server that takes no mail. It heals when a
/// setting does, and must not mark every reminder as refused.
const MAIL_REFUSED: [u16; 4] = [550, 551, 552, 553];

/// Enhanced codes (RFC 3463) by which a server refuses the recipient, their mailbox or the content.
const ENHANCED_MAIL_REFUSED: [&str; 8] = ["5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.7.1", "5.7.13"];

/// Sends through the server that `SMTP_URL` names. Clones share their connections.
#[derive(Clone)]
pub struct SmtpMailer {
    pool: Arc<Pool>,
}

impl SmtpMailer {
    /// Reads `SMTP_URL`: `smtps://user:password@host[:465]`, or `smtp://…[?tls=…]` with
    /// `tls=required` (STARTTLS or nothing), `tls=opportunistic` or `tls=none` (the default). User and
    /// password are percent-encoded; a path, if any, is the name to say at EHLO. Nothing is opened yet.
    ///
    /// # Errors
    /// [`MailError::SmtpUrl`] with what to change. A parameter we do not know is refused: a misspelt
    /// `tls` would send everything in clear.
    pub fn from_url(url: &str) -> Result<Self, MailError> {
        Self::with_connections(url, LIMITS.connections)
    }

    /// As [`SmtpMailer::from_url`], with so many connections at most.
    ///
    /// # Errors
    /// As [`SmtpMailer::from_url`].
    pub fn with_connections(url: &str, connections: usize) -> Result<Self, MailError> {
        Ok(Self::new(Server::from_url(url)?, Limits { connections, ..LIMITS }))
    }

    fn new(server: Server, limits: Limits) -> Self {
        Self { pool: Arc::new(Pool::new(server, limits)) }
    }

    /// Sends `message` and returns the server's answer, addresses masked.
    ///
    /// A conversation that has begun goes on to its end even if the caller stops waiting: cut in the
    /// middle, nobody would know whether the server took the mail.
    ///
    /// # Errors
    /// See [`SendError`].
    pub async fn send(&self, message: &Message) -> Result<String, SendError> {
        let envelope = message.envelope().clone();
        let conversation = tokio::spawn(Arc::clone(&self.pool).send(envelope, message.formatted()));
        let recipients = message.envelope().to();
        match conversation.await {
            Ok(Ok(response)) => {
                let said = response.message().collect::<Vec<_>>().join(" ");
                Ok(answer(&format!("{} {said}", response.code()), recipients))
            }
            Ok(Err(fault)) => Err(verdict(&fault, recipients)),
            Err(_) => Err(cut_short("the conversation was stopped before its end")),
        }
    }

    /// Opens a connection, or asks an open one whether it still stands.
    ///
    /// # Errors
    /// See [`SendError`].
    pub async fn test_connection(&self) -> Result<(), SendError> {
        match tokio::spawn(Arc::clone(&self.pool).check()).await {
            Ok(checked) => checked.map_err(|fault| verdict(&fault, &[])),
            Err(_) => Err(cut_short("the check was stopped before its end")),
        }
    }
}

/// What a failed conversation means for the mail.
fn verdict(fault: &Fault, recipients: &[Address]) -> SendError {
    let detail = answer(&fault.words, recipients);
    match fault.code {
        _ if fault.unspeakable => SendError::Permanent { code: None, detail },
        // One that closes, whatever it was told, takes no other mail either.
        Some(code) if fault.step != Step::Session && code != CLOSING => {
            let about_us = fault.step == Step::Sender;
            if code >= 500 && !about_us && refuses_mail(code, &detail) {
                SendError::Permanent { code: Some(code), detail }
            } else {
                SendError::Temporary { code: Some(code), detail }
            }
        }
        code => SendError::Unreached { code, detail, begun: fault.step != Step::Session },
    }
}

/// Whether a 5xx answer to a mail is about this mail rather than about us.
fn refuses_mail(code: u16, detail: &str) -> bool {
    let words = detail.split_once("): ").map_or(detail, |(_, words)| words);
    match words.split_whitespace().next().filter(|word| word.starts_with("5.")) {
        Some(enhanced) => {
            let mailbox_or_content = enhanced.starts_with("5.2.") || enhanced.starts_with("5.6.");
            mailbox_or_content || ENHANCED_MAIL_REFUSED.contains(&enhanced)
        }
        None => MAIL_REFUSED.contains(&code),
    }
}

fn cut_short(detail: &str) -> SendError {
    SendError::Unreached { code: None, detail: detail.to_owned(), begun: true }
}

#[cfg(test)]
mod tests;
