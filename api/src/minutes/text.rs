//! The minutes as plain text: the same records give the same text, to the last byte.

use std::fmt::Write as _;

use entity::minutes::Minutes;
use entity::rules::calendar::{french_date, french_time, today};
use entity::rules::text::in_line;

use super::words::{attendance, corrections, decision, item, person, state};

/// What stands before the lines that belong to a line.
const INDENT: &str = "   ";

/// The minutes of a meeting.
pub(crate) fn text(minutes: &Minutes) -> String {
    let meeting = &minutes.meeting;
    let mut text = Text::default();
    text.line("COMPTE RENDU DE LA CELLULE DE COORDINATION");
    text.line(&minutes.programme);
    text.line("");
    let (from, until) = (french_time(meeting.starts_at), french_time(meeting.ends_at));
    text.line(&format!("Séance du {}, de {from} à {until}", french_date(today(meeting.starts_at))));
    text.line(&format!("Lieu : {}", meeting.location));
    text.line(&format!("Présidence : {}", person(&minutes.chair)));
    text.line(&state(&minutes.editions));

    text.title("PRÉSENCES");
    for convened in &minutes.convened {
        text.line(&format!("- {} : {}", person(&convened.person), attendance(convened)));
    }

    text.title("ORDRE DU JOUR ET DÉCISIONS");
    if minutes.items.is_empty() {
        text.line("Aucun point à l’ordre du jour.");
    }
    for (number, on_agenda) in (1..).zip(&minutes.items) {
        text.line(&item(number, on_agenda, minutes));
        text.paragraph("Décision : ", decision(on_agenda, minutes));
        text.paragraph("Motifs : ", on_agenda.reasons.as_deref().unwrap_or_default());
    }

    for (number, (title, correction, reason)) in corrections(minutes).enumerate() {
        if number == 0 {
            text.title("RECTIFICATIONS");
        }
        text.line(&title);
        text.paragraph("", correction);
        text.paragraph("Motif : ", reason);
    }
    text.0
}

/// Text, line by line.
#[derive(Default)]
struct Text(String);

impl Text {
    /// One line, whatever it holds: none that a record holds makes another.
    fn line(&mut self, line: &str) {
        // A text written into has no way to fail.
        let _ = writeln!(self.0, "{}", in_line(line).trim_end());
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

#[cfg(test)]
mod tests;
