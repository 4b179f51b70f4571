//! How a message leaves: to an SMTP server, or into the development mailbox, behind one type; and
//! what a failure means for the reminder that asked, to be tried again or not.

use lettre::Message;

use super::mailbox::MailboxMailer;
use super::smtp::SmtpMailer;

/// Sends messages, one way or the other.
#[derive(Clone)]
pub enum Mailer {
    /// To a mail server.
    Smtp(SmtpMailer),
    /// Into the development mailbox: nothing leaves the machine.
    Mailbox(MailboxMailer),
}

impl Mailer {
    /// Sends `message` and returns the server's answer, fit to be recorded.
    ///
    /// # Errors
    /// [`SendError::Permanent`] when trying later will not do; the others when it may.
    pub async fn send(&self, message: &Message) -> Result<String, SendError> {
        match self {
            Self::Smtp(mailer) => mailer.send(message).await,
            Self::Mailbox(mailer) => mailer.send(message).await,
        }
    }

    /// Tells whether a message could leave now, without sending one.
    ///
    /// # Errors
    /// What a message would have met on its way to the server.
    pub async fn test_connection(&self) -> Result<(), SendError> {
        match self {
            Self::Smtp(mailer) => mailer.test_connection().await,
            Self::Mailbox(_) => Ok(()),
        }
    }
}

/// Why a message did not leave. The details never hold an address: they are recorded and logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// May do later: no conversation with the server came about, or it broke off. It says nothing of this mail.
    ///
    /// When the connection broke after the text was handed over, the server may have taken it: the
    /// next try has the same Message-ID, which is what lets a receiver drop the second copy.
    #[error("not sent for now: {detail}")]
    Unreached {
        /// The server's code, when it answered: it greeted us with a refusal, refused our login, or said that it closes.
        code: Option<u16>,
        /// What happened, in the server's words or ours.
        detail: String,
        /// Whether anything had been said of this mail; else trying it costs nothing.
        begun: bool,
    },
    /// May do later: the server refuses this mail for now, or us.
    #[error("not sent for now: {detail}")]
    Temporary {
        /// The server's code, when it answered.
        code: Option<u16>,
        /// What happened, in the server's words or ours.
        detail: String,
    },
    /// Will not do: the server refuses this mail or this recipient.
    #[error("refused: {detail}")]
    Permanent {
        /// The server's code, when it answered.
        code: Option<u16>,
        /// What happened, in the server's words or ours.
        detail: String,
    },
}

impl SendError {
    /// Whether the same mail may be tried again later.
    pub fn is_temporary(&self) -> bool {
        !matches!(self, Self::Permanent { .. })
    }

    /// The server's code, when it answered.
    pub fn code(&self) -> Option<u16> {
        match self {
            Self::Unreached { code, .. } | Self::Temporary { code, .. } | Self::Permanent { code, .. } => *code,
        }
    }

    /// What happened, free of addresses.
    pub fn detail(&self) -> &str {
        match self {
            Self::Unreached { detail, .. } | Self::Temporary { detail, .. } | Self::Permanent { detail, .. } => detail,
        }
    }
}
