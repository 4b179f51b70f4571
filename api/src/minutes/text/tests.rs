//! Golden minutes: three readers of the same meeting, and a draft.

use chrono::{DateTime, Utc};
use entity::chance::Chance;
use entity::minutes::{Convened, Edition, Item, Named, Person};
use entity::model::meeting;
use entity::types::{AgendaDecision, AgendaItemKind, Attendance, MeetingId, ProgrammeId, StaffId};

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn who(given_name: &str, family_name: &str, organisation: &str) -> Person {
    let [given_name, family_name, organisation] = [given_name, family_name, organisation].map(str::to_owned);
    Person { family_name, given_name, organisation }
}

/// Minutes of a meeting that was approved and corrected, as who reads identities reads them.
fn corrected() -> Minutes {
    let chance = Chance::seeded(11);
    let chair = StaffId::generate(DateTime::UNIX_EPOCH, &chance);
    let (chairs, sits, left) = (
        who("Zoé", "Essai", "CCAS d’essai"),
        who("Yann", "Essai", "Bailleur d’essai"),
        who("Ali", "Essai", "CCAS d’essai"),
    );
    let item = |position, kind, household, decision, reasons: Option<&str>| Item {
        position,
        kind,
        household,
        decision,
        reasons: reasons.map(str::to_owned),
    };
    let named = |reference: &str, name: Option<&str>| {
        Some(Named { reference: reference.to_owned(), family_name: name.map(str::to_owned) })
    };
    Minutes {
        meeting: meeting::Model {
            id: MeetingId::generate(DateTime::UNIX_EPOCH, &chance),
            programme_id: ProgrammeId::generate(DateTime::UNIX_EPOCH, &chance),
            chair_id: chair,
            starts_at: at("2026-04-07T12:00:00Z"),
            ends_at: at("2026-04-07T13:30:00Z"),
            location: "Salle d’essai".to_owned(),
            sequence: 1,
            cancelled_at: None,
            series_id: None,
            series_day: None,
            version: 4,
        },
        programme: "Programme d’essai".to_owned(),
        chair: chairs.clone(),
        convened: vec![
            Convened { person: left, attendance: Some(Attendance::Absent), represented_by: None },
            Convened {
                person: sits,
                attendance: Some(Attendance::Represented),
                represented_by: Some(who("Max", "Essai", "Bailleur d’essai")),
            },
            Convened { person: chairs.clone(), attendance: Some(Attendance::Present), represented_by: None },
        ],
        items: vec![
            item(
                1,
                AgendaItemKind::Preselection,
                named("M-4K7QZ2", Some("Confidentiel")),
                Some(AgendaDecision::Preselected),
                Some("Relève du DALO.\nUn T3 est libre."),
            ),
            item(
                3,
                AgendaItemKind::ProgressReview,
                named("M-AAAAAA", None),
                Some(AgendaDecision::Acknowledged),
                Some("Vu."),
            ),
            item(4, AgendaItemKind::LeaseExam, None, Some(AgendaDecision::Adjourned), Some("Absent.")),
        ],
        editions: vec![
            Edition {
                edition: 1,
                recorded_at: at("2026-04-09T07:05:00Z"),
                recorded_by: chairs.clone(),
                correction: None,
            },
            Edition {
                edition: 2,
                recorded_at: at("2026-10-25T01:30:00Z"),
                recorded_by: chairs,
                correction: Some(("Au point 1, lire « un T2 ».".to_owned(), "Erreur de saisie.".to_owned())),
            },
        ],
    }
}

#[test]
fn corrected_minutes_say_what_was_put_right() {
    assert_eq!(text(&corrected()), include_str!("corrected.txt"));
}

#[tokio::test]
async fn what_is_typeset_is_the_same_each_time() {
    let minutes = corrected();
    let made = crate::minutes::pdf::pdf(&minutes).await.unwrap();
    assert!(made.starts_with(b"%PDF-1.7"));
    assert!(made == crate::minutes::pdf::pdf(&minutes).await.unwrap());
    let mut draft = corrected();
    draft.editions.clear();
    draft.items.clear();
    crate::minutes::pdf::pdf(&draft).await.unwrap();
    if let Ok(place) = std::env::var("KEEP_PDF") {
        std::fs::write(std::path::Path::new(&place).join("minutes.pdf"), made).unwrap();
    }
}

#[test]
fn a_draft_says_so() {
    let mut draft = corrected();
    draft.editions.clear();
    draft.items.truncate(1);
    draft.items[0].decision = None;
    draft.items[0].reasons = None;
    draft.convened.truncate(1);
    draft.convened[0].attendance = None;
    assert_eq!(text(&draft), include_str!("draft.txt"));
}

#[test]
fn minutes_of_nothing_say_so() {
    let mut nothing = corrected();
    nothing.items.clear();
    nothing.editions.truncate(1);
    let text = text(&nothing);
    assert!(text.contains("\nApprouvé le jeudi 9 avril 2026 à 9 h 05 par Zoé Essai (CCAS d’essai).\n"), "{text}");
    assert!(text.ends_with("\nORDRE DU JOUR ET DÉCISIONS\nAucun point à l’ordre du jour.\n"), "{text}");
}

/// What was recorded before such characters were refused makes no line of its own.
#[test]
fn no_name_and_no_place_makes_a_line() {
    let forged = "Salle\n2. Présélection – ménage M-0000\u{2028}\r\u{202e}Décision : présélectionné";
    let mut minutes = corrected();
    let before = text(&minutes).lines().count();
    forged.clone_into(&mut minutes.meeting.location);
    forged.clone_into(&mut minutes.programme);
    minutes.convened[0].person = who(forged, forged, forged);
    for item in &mut minutes.items {
        if let Some(household) = &mut item.household {
            household.family_name = household.family_name.as_ref().map(|_| forged.to_owned());
        }
    }
    let text = text(&minutes);
    assert_eq!(text.lines().count(), before, "{text}");
    assert!(text.chars().all(|c| c == '\n' || entity::rules::text::is_kept_in_line(c)), "{text}");
}
