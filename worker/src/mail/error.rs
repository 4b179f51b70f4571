//! What can keep a mail from being written, before any server is asked: a wrong setting or a wrong
//! address. None of these heals by trying again. No variant repeats the address it complains about.

/// Why a message could not be composed, or a mail server's address not understood.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address or mailbox is not one; `field` names which.
    #[error("{field} is not a valid mail address")]
    Address {
        /// The field at fault: `to`, `from` or `organizer`.
        field: &'static str,
    },
    /// The Message-ID is not of the form `local@domain`, in printable ASCII.
    #[error("the Message-ID must be printable ASCII of the form local@domain")]
    MessageId,
    /// The date lies outside the years that a mail's `Date` can carry (1970 to 9999).
    #[error("the date of the mail is outside the years 1970 to 9999")]
    Date,
    /// A template failed to render.
    #[error("the template failed: {0}")]
    Template(#[from] askama::Error),
    /// A rule has no template, or one that says too little.
    #[error("the template of {rule} does not say what a mail needs")]
    Unworded {
        /// The rule.
        rule: &'static str,
    },
    /// The calendar part could not be written.
    #[error("the calendar part failed: {0}")]
    Calendar(#[from] std::fmt::Error),
    /// The parts could not be put together.
    #[error("the message could not be built: {0}")]
    Build(String),
    /// `SMTP_URL` is not usable. The reason never repeats the URL, which may hold a password.
    #[error("SMTP_URL is not usable: {reason}")]
    SmtpUrl {
        /// What is wrong with it, and so what to change.
        reason: String,
    },
}
