//! A content becomes a message: text and HTML side by side, and for a convocation or a cancellation
//! the calendar object twice, as a third alternative (what mail clients act on) and as a file (what
//! the others open).
//!
//! The same envelope and content give the same bytes: the date, the Message-ID and the boundaries
//! all come from the envelope, so that a mail sent again after a doubtful end is the same mail.

use std::fmt;
use std::time::SystemTime;

use chrono::{DateTime, Datelike, Utc};
use lettre::Address;
use lettre::message::header::{
    ContentDisposition, ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue,
};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};

use super::calendar::{Method, invitation};
use super::content::Content;
use super::error::MailError;
use super::redact::mask;

/// Who a mail goes to, who it is from, and what makes it this mail and no other.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The Message-ID, `local@domain`, with or without its angle brackets.
    pub message_id: String,
    /// What the mails about the same matter refer to, `local@domain` likewise, so that a mail client shows them as one
    /// conversation. No mail has this Message-ID itself.
    pub thread: String,
    /// The recipient's address, without a name.
    pub to: String,
    /// The sender's mailbox, such as `Passerelle <noreply@example.fr>`.
    pub from: String,
    /// The `Date` of the mail, and the stamp of its calendar part.
    pub sent_at: DateTime<Utc>,
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("message_id", &self.message_id)
            .field("to", &mask(&self.to))
            .field("sent_at", &self.sent_at)
            .finish_non_exhaustive()
    }
}

/// Puts `content` in a message to the envelope's recipient.
///
/// # Errors
/// A [`MailError`] that names what is wrong with the envelope; trying again does not heal it.
pub fn compose(envelope: &Envelope, content: &Content) -> Result<Message, MailError> {
    let to = address(&envelope.to)?;
    let from = mailbox(&envelope.from)?;
    let thread = format!("<{}>", message_id(&envelope.thread)?);
    let message_id = message_id(&envelope.message_id)?;
    let rendered = content.render()?;

    let builder = Message::builder()
        .date(date(envelope.sent_at)?)
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(rendered.subject)
        .message_id(Some(format!("<{message_id}>")))
        .in_reply_to(thread.clone())
        .references(thread)
        .header(AutoSubmitted);

    let readings = MultiPart::alternative()
        .boundary(boundary("alternative", message_id))
        .singlepart(SinglePart::plain(rendered.text))
        .singlepart(SinglePart::html(rendered.html));
    let whole = match content.calendar() {
        None => readings,
        Some((method, meeting)) => {
            let object = invitation(method, meeting, &envelope.to, envelope.sent_at)?;
            MultiPart::mixed()
                .boundary(boundary("mixed", message_id))
                .multipart(readings.singlepart(calendar_part(method, &object)?))
                .singlepart(calendar_file(object)?)
        }
    };
    builder.multipart(whole).map_err(|error| MailError::Build(error.to_string()))
}

/// The calendar object as an alternative of the text. Mail clients look at the method given here.
fn calendar_part(method: Method, object: &str) -> Result<SinglePart, MailError> {
    let content_type = format!("text/calendar; method={}; charset=utf-8", method.as_str());
    Ok(SinglePart::builder().header(parsed(&content_type)?).body(base64(object.to_owned())?))
}

/// The calendar object as a file.
fn calendar_file(object: String) -> Result<SinglePart, MailError> {
    Ok(SinglePart::builder()
        .header(parsed("application/ics; name=\"invite.ics\"")?)
        .header(ContentDisposition::attachment("invite.ics"))
        .body(base64(object)?))
}

/// Base64 keeps a calendar's line ends and folds as they are, whatever relays the mail.
fn base64(object: String) -> Result<Body, MailError> {
    Body::new_with_encoding(object, ContentTransferEncoding::Base64)
        .map_err(|_| MailError::Build("the calendar part could not be encoded".to_owned()))
}

fn parsed(content_type: &str) -> Result<ContentType, MailError> {
    ContentType::parse(content_type).map_err(|error| MailError::Build(error.to_string()))
}

/// Reads the recipient. Control characters are refused before the parser sees them: no line of the
/// mail's head can be begun from an address.
fn address(value: &str) -> Result<Address, MailError> {
    let error = MailError::Address { field: "to" };
    if value.chars().any(char::is_control) {
        return Err(error);
    }
    value.trim().parse().map_err(|_| error)
}

fn mailbox(value: &str) -> Result<Mailbox, MailError> {
    let error = MailError::Address { field: "from" };
    if value.chars().any(char::is_control) {
        return Err(error);
    }
    value.trim().parse().map_err(|_| error)
}

/// The Message-ID without its brackets, checked (RFC 5322, 3.6.4, without the obsolete forms).
fn message_id(value: &str) -> Result<&str, MailError> {
    let bare = value.strip_prefix('<').and_then(|value| value.strip_suffix('>')).unwrap_or(value);
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    match bare.split_once('@') {
        Some((local, domain))
            if !local.is_empty()
                && !domain.is_empty()
                && bare.len() <= 250
                && local.chars().all(allowed)
                && domain.chars().all(|c| allowed(c) || "[]:".contains(c)) =>
        {
            Ok(bare)
        }
        _ => Err(MailError::MessageId),
    }
}

fn date(sent_at: DateTime<Utc>) -> Result<SystemTime, MailError> {
    if (1970..=9999).contains(&sent_at.year()) { Ok(sent_at.into()) } else { Err(MailError::Date) }
}

/// A boundary of this mail alone. No part can hold it: what is not encoded comes from our templates.
fn boundary(level: &str, message_id: &str) -> String {
    let own: String = message_id.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    format!("passerelle-{level}-{own}")
}

/// `Auto-Submitted: auto-generated` (RFC 3834): out-of-office programs do not answer.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests;
