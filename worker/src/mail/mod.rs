//! E-mail: what is said (`content`, with the templates beside the crate's sources), how it is put in
//! a message that mail clients accept (`calendar`, `message`), and how it leaves (`transport`).
//!
//! A mail is not private, so nothing here takes a household's name, an address or a note: a content
//! is made of references, dates and a link, and the one address a mail needs is masked wherever it
//! could be logged.

mod calendar;
mod content;
mod error;
#[cfg(test)]
mod golden;
mod mailbox;
mod message;
mod redact;
mod smtp;
mod transport;
mod typography;

pub use calendar::{Method, invitation};
pub use content::{Content, DeadlineCard, MeetingCard, Rendered};
pub use error::MailError;
pub use mailbox::{MailboxMailer, MailboxStore, StoredMail};
pub use message::{Envelope, compose};
pub use redact::mask;
pub use smtp::SmtpMailer;
pub use transport::{Mailer, SendError};
