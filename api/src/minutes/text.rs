//! The minutes as plain text, in French: the same records give the same text, to the last byte.

use std::fmt::Write as _;

use entity::minutes::{Edition, Item, Minutes, Person};
use entity::rules::calendar::{french_date, french_time, today};
use entity::types::labels::{Labelled, label};
use entity::types::{Attendance, Language};

/// What stands before the lines that belong to a line.
const INDENT: &str = "   ";

/// The minutes of a meeting.
pub(crate) fn text(minutes: &Minutes) -> String {
    let meeting = &minutes.meeting;
    let day = today(meeting.starts_at);
    let mut text = Text::default();
    text.line("COMPTE RENDU DE LA CELLULE DE COORDINATION");
    text.line(&minutes.programme);
    text.line("");
    let hours = (french_time(meeting.starts_at), french_time(meeting.ends_at));
    text.line(&format!("Séance du {}, de {} à {}", french_date(day), hours.0, hours.1));
    text.line(&format!("Lieu : {}", meeting.location));
    text.line(&format!("Présidence : {}", person(&minutes.chair)));
    text.line(&state(&minutes.editions));

    text.title("PRÉSENCES");
    for convened in &minutes.convened {
        let attendance = convened.attendance.map_or("présence non enregistrée", attended);
        let by = convened.represented_by.as_ref().map(|by| format!(" par {}", person(by))).unwrap_or_default();
        text.line(&format!("- {} : {attendance}{by}", person(&convened.person)));
    }

    text.title("ORDRE DU JOUR ET DÉCISIONS");
    if minutes.items.is_empty() {
        text.line("Aucun point à l’ordre du jour.");
    }
    // Places may have gaps: the minutes count their items.
    for (number, item) in (1..).zip(&minutes.items) {
        text.line(&format!("{number}. {} – {}", label_on(item.kind, minutes), household(item)));
        match item.decision {
            Some(decision) => text.line(&format!("{INDENT}Décision : {}", label_on(decision, minutes))),
            None => text.line(&format!("{INDENT}Pas encore de décision.")),
        }
        if let Some(reasons) = &item.reasons {
            text.paragraph("Motifs : ", reasons);
        }
    }

    let corrections = minutes.editions.iter().filter_map(|edition| Some((edition, edition.correction.as_ref()?)));
    let corrections: Vec<_> = corrections.collect();
    if !corrections.is_empty() {
        text.title("RECTIFICATIONS");
    }
    for (edition, (correction, reason)) in corrections {
        text.line(&format!("Version {}, {}", edition.edition, recorded(edition)));
        text.paragraph("", correction);
        text.paragraph("Motif : ", reason);
    }
    text.0
}

/// Text, line by line.
#[derive(Default)]
struct Text(String);

impl Text {
    fn line(&mut self, line: &str) {
        // A text written into has no way to fail.
        let _ = writeln!(self.0, "{}", line.trim_end());
    }

    fn title(&mut self, title: &str) {
        self.line("");
        self.line(title);
    }

    /// What somebody wrote, line by line, below the line that it belongs to.
    fn paragraph(&mut self, before: &str, words: &str) {
        for (number, line) in words.lines().enumerate() {
            let before = if number == 0 { before } else { "" };
            self.line(&format!("{INDENT}{before}{line}"));
        }
    }
}

/// Whether the minutes are a draft, or which edition of them this is.
fn state(editions: &[Edition]) -> String {
    match (editions.first(), editions.last()) {
        (Some(approved), Some(last)) if last.edition > 1 => {
            format!("Approuvé {} ; version {}, rectifiée.", recorded(approved), last.edition)
        }
        (Some(approved), _) => format!("Approuvé {}.", recorded(approved)),
        (None, _) => "Projet de compte rendu, non approuvé.".to_owned(),
    }
}

fn recorded(edition: &Edition) -> String {
    let (day, time) = (french_date(today(edition.recorded_at)), french_time(edition.recorded_at));
    format!("le {day} à {time} par {}", person(&edition.recorded_by))
}

fn person(person: &Person) -> String {
    format!("{} {} ({})", person.given_name, person.family_name, person.organisation)
}

fn household(item: &Item) -> String {
    match &item.household {
        Some(household) => {
            let name = household.family_name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
            format!("ménage {}{name}", household.reference)
        }
        None => "ménage hors de votre périmètre".to_owned(),
    }
}

/// In a sentence: labels begin with a capital.
fn attended(attendance: Attendance) -> &'static str {
    match attendance {
        Attendance::Present => "présent(e)",
        Attendance::Represented => "représenté(e)",
        Attendance::Excused => "excusé(e)",
        Attendance::Absent => "absent(e)",
    }
}

/// What a value is called on the day of the meeting.
fn label_on(value: impl Labelled, minutes: &Minutes) -> &'static str {
    label(value, Language::French, today(minutes.meeting.starts_at))
}

#[cfg(test)]
mod tests;
