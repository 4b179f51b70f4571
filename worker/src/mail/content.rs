//! What each mail says: a typed content, rendered to a subject, a text and an HTML page in French. A deadline has one template
//! (`deadline.rs`), a meeting's mail a folder of three (`templates/<kind>/subject.txt`, `body.txt`, `body.html`).
//!
//! A content has no field for a name or an address of a household: what is not there cannot leak.

mod deadline;

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use entity::rules::calendar::{french_date, french_time, today};
use entity::types::ParticipantResponse;

pub use deadline::DeadlineCard;

use super::calendar::Method;
use super::error::MailError;
use super::typography::{NBSP, french, french_html, one_line};

/// What a mail is about, with the facts it gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Something of a household's file is to be done by a day, or is late.
    Deadline(DeadlineCard),
    /// A member is convened to a meeting, or what they were sent has changed.
    Convocation {
        /// The meeting, with the sequence of this version of it.
        meeting: MeetingCard,
        /// Whether this replaces a convocation already sent.
        is_update: bool,
    },
    /// The meeting is two working days away.
    MeetingReminder {
        /// The meeting.
        meeting: MeetingCard,
    },
    /// The meeting does not take place.
    MeetingCancelled {
        /// The meeting as it was announced to the recipient, its sequence raised by the cancellation.
        meeting: MeetingCard,
    },
    /// Told to the chair: convocations that nobody has answered.
    UnansweredConvocations {
        /// The meeting.
        meeting: MeetingCard,
        /// How many members have not answered.
        unanswered: u32,
    },
}

/// A meeting of the coordination cell, as a mail may show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingCard {
    /// The calendar's identifier of the meeting; the same in every mail about it.
    pub uid: String,
    /// The version of the meeting, raised by every move and by the cancellation.
    pub sequence: u32,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Where it is held; empty when that is not known.
    pub location: String,
    /// The agenda, one line an item, already free of names.
    pub agenda: Vec<String>,
    /// What the recipient has answered: a calendar that is told otherwise would ask again.
    pub response: ParticipantResponse,
    /// The address that calendar answers go to.
    pub organizer_email: String,
    /// Where the meeting is shown and the convocation answered.
    pub link: String,
}

/// A content in words, ready for a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The subject, on one line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML page, with the same facts.
    pub html: String,
}

impl Content {
    /// Puts the content in words.
    ///
    /// # Errors
    /// [`MailError::Template`] when a template fails, which no content should bring about.
    pub fn render(&self) -> Result<Rendered, MailError> {
        match self {
            Self::Deadline(card) => deadline::render(card),
            Self::Convocation { meeting, is_update } => {
                ConvocationView { meeting: meeting.into(), is_update: *is_update }.render()
            }
            Self::MeetingReminder { meeting } => MeetingReminderView { meeting: meeting.into() }.render(),
            Self::MeetingCancelled { meeting } => MeetingCancelledView { meeting: meeting.into() }.render(),
            Self::UnansweredConvocations { meeting, unanswered } => {
                UnansweredView { meeting: meeting.into(), unanswered: *unanswered }.render()
            }
        }
    }

    /// The calendar message that goes with the mail, if any.
    pub fn calendar(&self) -> Option<(Method, &MeetingCard)> {
        match self {
            Self::Convocation { meeting, .. } => Some((Method::Request, meeting)),
            Self::MeetingCancelled { meeting } => Some((Method::Cancel, meeting)),
            _ => None,
        }
    }
}

/// A meeting as the templates read it, its times in the programme's time zone.
struct Meeting {
    date: String,
    from: String,
    to: String,
    location: String,
    agenda: Vec<String>,
    link: String,
}

impl From<&MeetingCard> for Meeting {
    fn from(card: &MeetingCard) -> Self {
        let (first, last) = (today(card.starts_at), today(card.ends_at));
        let end = time(card.ends_at);
        Self {
            date: day(first),
            from: time(card.starts_at),
            to: if first == last { end } else { format!("{end} le {}", day(last)) },
            location: one_line(&card.location),
            agenda: card.agenda_lines(),
            link: one_line(&card.link),
        }
    }
}

impl MeetingCard {
    /// The agenda's lines that say something, each on one line.
    pub(super) fn agenda_lines(&self) -> Vec<String> {
        self.agenda.iter().map(|line| one_line(line)).filter(|line| !line.is_empty()).collect()
    }
}

struct ConvocationView {
    meeting: Meeting,
    is_update: bool,
}

struct MeetingReminderView {
    meeting: Meeting,
}

struct MeetingCancelledView {
    meeting: Meeting,
}

struct UnansweredView {
    meeting: Meeting,
    unanswered: u32,
}

impl UnansweredView {
    fn counted(&self) -> String {
        let noun = if self.unanswered < 2 { "convocation" } else { "convocations" };
        format!("{}{NBSP}{noun}", self.unanswered)
    }
}

/// Ties a view to the three templates of its folder, compiled into the binary.
macro_rules! templates {
    ($view:ident, $subject:tt, $text:tt, $html:tt) => {
        impl $view {
            fn render(&self) -> Result<Rendered, MailError> {
                #[derive(Template)]
                #[template(path = $subject)]
                struct Subject<'a> {
                    view: &'a $view,
                }
                #[derive(Template)]
                #[template(path = $text)]
                struct Text<'a> {
                    view: &'a $view,
                }
                #[derive(Template)]
                #[template(path = $html)]
                struct Html<'a> {
                    view: &'a $view,
                    subject: &'a str,
                }
                let subject = french(&one_line(&Subject { view: self }.render()?));
                let text = french(&tidy(&Text { view: self }.render()?));
                let html = french_html(&Html { view: self, subject: &subject }.render()?);
                Ok(Rendered { subject, text, html })
            }
        }
    };
}

templates!(ConvocationView, "convocation/subject.txt", "convocation/body.txt", "convocation/body.html");
templates!(
    MeetingReminderView,
    "meeting_reminder/subject.txt",
    "meeting_reminder/body.txt",
    "meeting_reminder/body.html"
);
templates!(
    MeetingCancelledView,
    "meeting_cancelled/subject.txt",
    "meeting_cancelled/body.txt",
    "meeting_cancelled/body.html"
);
templates!(
    UnansweredView,
    "unanswered_convocations/subject.txt",
    "unanswered_convocations/body.txt",
    "unanswered_convocations/body.html"
);

/// A date that breaks after the day of the week only.
fn day(date: NaiveDate) -> String {
    let date = french_date(date);
    match date.split_once(' ') {
        Some((weekday, rest)) => format!("{weekday} {}", rest.replace(' ', &NBSP.to_string())),
        None => date,
    }
}

/// A time that does not break.
fn time(at: DateTime<Utc>) -> String {
    french_time(at).replace(' ', &NBSP.to_string())
}

/// Drops the blank lines that the templates' conditions leave behind: never two in a row.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.trim().lines().map(str::trim_end) {
        if !(line.is_empty() && out.ends_with("\n\n")) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
pub(super) mod tests;
