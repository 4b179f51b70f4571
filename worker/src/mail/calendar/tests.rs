//! The calendar object, line by line: what RFC 5546 asks of a REQUEST and a CANCEL, and the
//! folding, ends and escapes of RFC 5545.

use chrono::TimeZone;

use super::*;
use crate::mail::content::tests::meeting;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 2, 23, 7, 5, 9).unwrap()
}

fn written(method: Method, card: &MeetingCard) -> String {
    invitation(method, card, "marie.martin@example.fr", now()).unwrap()
}

/// The content lines, unfolded.
fn lines(object: &str) -> Vec<String> {
    object.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

/// The value of the one line that has this name.
fn value(object: &str, name: &str) -> String {
    let found: Vec<String> =
        lines(object).into_iter().filter(|line| line.split([':', ';']).next() == Some(name)).collect();
    assert_eq!(found.len(), 1, "{name} in {object}");
    found[0][name.len() + 1..].to_owned()
}

fn unescaped(text: &str) -> String {
    text.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
}

#[test]
fn whoever_has_answered_is_not_asked_again() {
    for (response, said) in [
        (ParticipantResponse::NeedsAction, "PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:"),
        (ParticipantResponse::Accepted, "PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:"),
        (ParticipantResponse::Declined, "PARTSTAT=DECLINED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:"),
        (ParticipantResponse::Tentative, "PARTSTAT=TENTATIVE;ROLE=REQ-PARTICIPANT;RSVP=FALSE:"),
    ] {
        let attendee = value(&written(Method::Request, &MeetingCard { response, ..meeting() }), "ATTENDEE");
        assert!(attendee.starts_with(said), "{attendee}");
    }
}

#[test]
fn a_request_has_what_a_client_needs() {
    let object = written(Method::Request, &meeting());
    for (name, expected) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Passerelle//Rappels//FR"),
        ("METHOD", "REQUEST"),
        ("UID", "meeting-01jz@passerelle.example.fr"),
        ("SEQUENCE", "2"),
        ("DTSTAMP", "20260223T070509Z"),
        ("DTSTART", "20260310T130000Z"),
        ("DTEND", "20260310T153000Z"),
        ("SUMMARY", "Cellule de coordination"),
        ("STATUS", "CONFIRMED"),
        ("CLASS", "PRIVATE"),
        ("LOCATION", "Salle du conseil\\, rez-de-chaussée"),
        ("ORGANIZER", "mailto:coordination@example.fr"),
        ("ATTENDEE", "PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:marie.martin@example.fr"),
    ] {
        assert_eq!(value(&object, name), expected, "{name}");
    }
    assert_eq!(
        unescaped(&value(&object, "DESCRIPTION")),
        "Ordre du jour\u{a0}:\n1. Présélection\u{a0}: M-0042, M-0043\n2. Bilan intermédiaire \
         <M-0017> & suites\u{a0}; qui décide\u{a0}?\n\nDétail de la séance\u{a0}: \
         https://passerelle.example.fr/s/01JZ?a=1&b=2"
    );
    let order = lines(&object);
    assert_eq!(order.first().map(String::as_str), Some("BEGIN:VCALENDAR"));
    assert_eq!(order.last().map(String::as_str), Some("END:VCALENDAR"));
    let inside = |line: &str| order.iter().position(|l| l == line).unwrap();
    assert!(inside("BEGIN:VEVENT") > inside("METHOD:REQUEST"));
    assert!(inside("END:VEVENT") > inside("STATUS:CONFIRMED"));
}

#[test]
fn a_cancellation_names_the_same_meeting() {
    let mut card = meeting();
    card.sequence = 3;
    let object = written(Method::Cancel, &card);
    for (name, expected) in [
        ("METHOD", "CANCEL"),
        ("STATUS", "CANCELLED"),
        ("UID", "meeting-01jz@passerelle.example.fr"),
        ("SEQUENCE", "3"),
        ("DTSTART", "20260310T130000Z"),
        ("ORGANIZER", "mailto:coordination@example.fr"),
        ("ATTENDEE", "ROLE=REQ-PARTICIPANT:mailto:marie.martin@example.fr"),
    ] {
        assert_eq!(value(&object, name), expected, "{name}");
    }
}

#[test]
fn lines_end_in_crlf_and_fold_at_75_octets() {
    let mut card = meeting();
    card.agenda = (0..60).map(|n| format!("Point {n} : é€😀 à décider, « très long » ; fin")).collect();
    card.location = "é".repeat(400);
    let object = written(Method::Request, &card);
    assert!(object.ends_with("\r\n"));
    assert!(!object.replace("\r\n", "").contains(['\r', '\n']));
    for line in object.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
    }
    assert_eq!(value(&object, "LOCATION"), "é".repeat(400));
    let notes = unescaped(&value(&object, "DESCRIPTION"));
    assert!(notes.contains("60. Point 59\u{a0}: é€😀 à décider, «\u{a0}très long\u{a0}»\u{a0}; fin\n"));
}

#[test]
fn no_value_can_begin_a_line() {
    let mut card = meeting();
    card.uid = "a\r\nATTENDEE:mailto:x@example.fr".to_owned();
    card.location = "Salle\r\nSTATUS:CANCELLED\rB\u{2028}C \\ ; ,".to_owned();
    card.agenda = vec!["Point\nEND:VEVENT".to_owned()];
    card.link = "https://example.fr/\r\nX:1".to_owned();
    let object = written(Method::Request, &card);
    assert_eq!(value(&object, "STATUS"), "CONFIRMED");
    assert_eq!(value(&object, "UID"), "a ATTENDEE:mailto:x@example.fr");
    assert_eq!(value(&object, "LOCATION"), "Salle STATUS:CANCELLED B C \\\\ \\; \\,");
    assert_eq!(lines(&object).iter().filter(|line| line.as_str() == "END:VEVENT").count(), 1);
}

#[test]
fn addresses_become_uris_or_are_refused() {
    let card = meeting();
    let object = invitation(Method::Request, &card, "a?b&c%d@example.fr", now()).unwrap();
    assert!(value(&object, "ATTENDEE").ends_with(":mailto:a%3Fb%26c%25d@example.fr"));
    for wrong in ["", "nobody", "a@example.fr\r\nX:1", "a b@example.fr"] {
        assert!(invitation(Method::Request, &card, wrong, now()).is_err(), "{wrong:?}");
    }
    let wrong = MeetingCard { organizer_email: "nobody".to_owned(), ..card };
    assert!(matches!(
        invitation(Method::Cancel, &wrong, "a@example.fr", now()),
        Err(MailError::Address { field: "organizer" })
    ));
}
