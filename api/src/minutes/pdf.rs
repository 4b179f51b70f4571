//! The minutes as a document on paper: the same records give the same bytes.

use std::borrow::Cow;

use entity::minutes::Minutes;
use entity::rules::calendar::{french_date, french_time, today};
use entity::rules::text::in_line;
use serde::Serialize;

use super::words::{attendance, corrections, decision, draft, item, person, state};
use crate::paper::{PaperError, Template, pdf as typeset, template};

const MINUTES: Template = template!("minutes.typ");

/// What `minutes.typ` shows.
#[derive(Serialize)]
struct Shown<'a> {
    programme: Cow<'a, str>,
    day: String,
    from: String,
    until: String,
    place: Cow<'a, str>,
    chair: String,
    state: String,
    /// Whether it is a draft, in a word or two for the foot of each page.
    short: String,
    convened: Vec<Convened>,
    items: Vec<Item<'a>>,
    corrections: Vec<Correction<'a>>,
}

#[derive(Serialize)]
struct Convened {
    person: String,
    attendance: String,
}

#[derive(Serialize)]
struct Item<'a> {
    title: String,
    decision: &'static str,
    reasons: Option<&'a str>,
}

#[derive(Serialize)]
struct Correction<'a> {
    title: String,
    put_right: &'a str,
    reason: &'a str,
}

/// The minutes of a meeting, typeset.
///
/// # Errors
/// The typesetter's.
pub(super) async fn pdf(minutes: &Minutes) -> Result<Vec<u8>, PaperError> {
    let meeting = &minutes.meeting;
    // Of the last edition, and not of now: the same minutes are the same document.
    let at = minutes.editions.last().map_or(meeting.ends_at, |last| last.recorded_at);
    typeset(MINUTES, at, &shown(minutes)).await
}

fn shown(minutes: &Minutes) -> Shown<'_> {
    let meeting = &minutes.meeting;
    let convened = minutes
        .convened
        .iter()
        .map(|convened| Convened { person: person(&convened.person), attendance: attendance(convened) });
    let items = (1..).zip(&minutes.items).map(|(number, on_agenda)| Item {
        title: item(number, on_agenda, minutes),
        decision: decision(on_agenda, minutes),
        reasons: on_agenda.reasons.as_deref(),
    });
    let corrections = corrections(minutes).map(|(title, put_right, reason)| Correction { title, put_right, reason });
    Shown {
        programme: in_line(&minutes.programme),
        day: french_date(today(meeting.starts_at)),
        from: french_time(meeting.starts_at),
        until: french_time(meeting.ends_at),
        place: in_line(&meeting.location),
        chair: person(&minutes.chair),
        state: state(&minutes.editions),
        short: draft(&minutes.editions),
        convened: convened.collect(),
        items: items.collect(),
        corrections: corrections.collect(),
    }
}
