//! What the minutes say in French, whatever they are written on.

use entity::minutes::{Convened, Edition, Item, Minutes, Person};
use entity::rules::calendar::{french_date, french_time, today};
use entity::rules::text::in_line;
use entity::types::labels::{Labelled, label};
use entity::types::{Attendance, Language};

/// Whether the minutes are a draft, or which edition of them this is.
pub(super) fn state(editions: &[Edition]) -> String {
    match (editions.first(), editions.last()) {
        (Some(approved), Some(last)) if last.edition > 1 => {
            format!("Approuvé {} ; version {}, rectifiée.", recorded(approved), last.edition)
        }
        (Some(approved), _) => format!("Approuvé {}.", recorded(approved)),
        (None, _) => "Projet de compte rendu, non approuvé.".to_owned(),
    }
}

/// The same in a word or two.
pub(super) fn draft(editions: &[Edition]) -> String {
    editions.last().map_or_else(|| "projet".to_owned(), |last| format!("version {}", last.edition))
}

/// The corrections: which edition each is, what is put right, and why.
pub(super) fn corrections(minutes: &Minutes) -> impl Iterator<Item = (String, &str, &str)> {
    minutes.editions.iter().filter_map(|edition| {
        let (correction, reason) = edition.correction.as_ref()?;
        let title = format!("Version {}, {}", edition.edition, recorded(edition));
        Some((title, correction.as_str(), reason.as_str()))
    })
}

/// Somebody, and whom they work for, on one line.
pub(super) fn person(person: &Person) -> String {
    in_line(&format!("{} {} ({})", person.given_name, person.family_name, person.organisation)).into_owned()
}

/// Whether somebody came, in a sentence.
pub(super) fn attendance(convened: &Convened) -> String {
    let came = match convened.attendance {
        Some(Attendance::Present) => "présent(e)",
        Some(Attendance::Represented) => "représenté(e)",
        Some(Attendance::Excused) => "excusé(e)",
        Some(Attendance::Absent) => "absent(e)",
        None => "présence non enregistrée",
    };
    let by = convened.represented_by.as_ref().map(|by| format!(" par {}", person(by))).unwrap_or_default();
    format!("{came}{by}")
}

/// What the cell was asked, and about whom. Places on an agenda may have gaps: the minutes count its items.
pub(super) fn item(number: usize, item: &Item, minutes: &Minutes) -> String {
    let household = match &item.household {
        Some(household) => {
            let name = household.family_name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
            format!("ménage {}{name}", household.reference)
        }
        None => "ménage hors de votre périmètre".to_owned(),
    };
    in_line(&format!("{number}. {} – {household}", label_on(item.kind, minutes))).into_owned()
}

/// What the cell decided.
pub(super) fn decision(item: &Item, minutes: &Minutes) -> &'static str {
    item.decision.map_or("pas encore de décision", |decision| label_on(decision, minutes))
}

fn recorded(edition: &Edition) -> String {
    let (day, time) = (french_date(today(edition.recorded_at)), french_time(edition.recorded_at));
    format!("le {day} à {time} par {}", person(&edition.recorded_by))
}

/// What a value is called on the day of the meeting.
fn label_on(value: impl Labelled, minutes: &Minutes) -> &'static str {
    label(value, Language::French, today(minutes.meeting.starts_at))
}
