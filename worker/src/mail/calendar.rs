//! The calendar part of a convocation: an iCalendar object (RFC 5545) that a mail client offers to
//! put in the calendar, and to replace or remove later (iTIP, RFC 5546; by mail, RFC 6047).
//!
//! Instants are written in UTC: a reader's calendar shows its own time, and no time zone definition
//! has to travel along. One object is made for each recipient, so that no member reads from a mail
//! who else was convened.

use std::fmt::{self, Write};

use chrono::{DateTime, Utc};
use entity::types::ParticipantResponse;
use icalendar::{Calendar, Class, Component, Event, EventLike, EventStatus, Parameter, Property};
use lettre::Address;

use super::content::MeetingCard;
use super::error::MailError;
use super::typography::{french, one_line};

/// What the calendar message asks of the recipient's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Put the meeting in, or replace an earlier version of it.
    Request,
    /// Take the meeting out.
    Cancel,
}

impl Method {
    /// The name of the method in the object and in the part's `Content-Type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// Writes the calendar object that tells `attendee` of `meeting`; `now` is the instant it is made.
///
/// A client applies it only over a lower sequence of the same UID: a move and a cancellation must
/// come with a raised [`MeetingCard::sequence`].
///
/// # Errors
/// [`MailError::Address`] when the attendee or the organizer is no mail address.
pub fn invitation(
    method: Method,
    meeting: &MeetingCard,
    attendee: &str,
    now: DateTime<Utc>,
) -> Result<String, MailError> {
    let organizer = mailto("organizer", &meeting.organizer_email)?;
    let attendee = mailto("to", attendee)?;

    let mut event = Event::new();
    event
        .uid(&one_line(&meeting.uid))
        .sequence(meeting.sequence)
        .timestamp(now)
        .starts(meeting.starts_at)
        .ends(meeting.ends_at)
        .summary("Cellule de coordination")
        .description(&description(method, meeting)?)
        .class(Class::Private)
        .status(match method {
            Method::Request => EventStatus::Confirmed,
            Method::Cancel => EventStatus::Cancelled,
        })
        .add_property("ORGANIZER", organizer);
    let location = one_line(&meeting.location);
    if !location.is_empty() {
        event.location(&location);
    }

    let mut asked = Property::new("ATTENDEE", attendee);
    asked.append_parameter(Parameter::new("ROLE", "REQ-PARTICIPANT"));
    if method == Method::Request {
        let (answer, wanted) = match meeting.response {
            ParticipantResponse::NeedsAction => ("NEEDS-ACTION", "TRUE"),
            ParticipantResponse::Accepted => ("ACCEPTED", "FALSE"),
            ParticipantResponse::Declined => ("DECLINED", "FALSE"),
            ParticipantResponse::Tentative => ("TENTATIVE", "FALSE"),
        };
        asked.append_parameter(Parameter::new("PARTSTAT", answer));
        asked.append_parameter(Parameter::new("RSVP", wanted));
    }
    event.append_multi_property(asked);

    let mut calendar = Calendar::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", "-//Passerelle//Rappels//FR"))
        .append_property(Property::new("CALSCALE", "GREGORIAN"))
        .append_property(Property::new("METHOD", method.as_str()))
        .push(event);
    Ok(calendar.to_string())
}

/// The event's notes: the agenda and the link, as the mail itself gives them.
fn description(method: Method, meeting: &MeetingCard) -> Result<String, fmt::Error> {
    let mut notes = String::new();
    if method == Method::Cancel {
        notes.push_str("Séance annulée.\n\n");
    } else {
        let agenda = meeting.agenda_lines();
        if !agenda.is_empty() {
            notes.push_str("Ordre du jour :\n");
            for (item, number) in agenda.iter().zip(1..) {
                writeln!(notes, "{number}. {item}")?;
            }
            notes.push('\n');
        }
    }
    notes.push_str("Détail de la séance : ");
    notes.push_str(&one_line(&meeting.link));
    Ok(french(&notes))
}

/// A calendar address. What may stand in a mail address but not in a URI is percent-encoded, so that
/// no address can end the line or begin a query.
fn mailto(field: &'static str, address: &str) -> Result<String, MailError> {
    let address: Address = address.trim().parse().map_err(|_| MailError::Address { field })?;
    let mut uri = String::from("mailto:");
    for byte in address.to_string().bytes() {
        if byte.is_ascii_alphanumeric() || b"@.-_~+=!$*'".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            write!(uri, "%{byte:02X}")?;
        }
    }
    Ok(uri)
}

#[cfg(test)]
mod tests;
