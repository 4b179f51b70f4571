//! Messages as a mail client reads them: parsed by another library than the one that wrote them.

use chrono::TimeZone;
use mail_parser::{Message as Parsed, MessageParser, MimeHeaders, PartType};

use super::*;
use crate::mail::DeadlineCard;
use crate::mail::content::tests::{every_kind, meeting};

fn envelope() -> Envelope {
    Envelope {
        message_id: "reminder-01jz.1@passerelle.example.fr".to_owned(),
        thread: "meeting-01jz.thread@passerelle.example.fr".to_owned(),
        to: "marie.martin@example.fr".to_owned(),
        from: "Passerelle – suivi <noreply@example.fr>".to_owned(),
        sent_at: Utc.with_ymd_and_hms(2026, 2, 23, 7, 5, 9).unwrap(),
    }
}

fn written(content: &Content) -> String {
    String::from_utf8(compose(&envelope(), content).unwrap().formatted()).unwrap()
}

fn read(raw: &str) -> Parsed<'_> {
    MessageParser::default().parse(raw.as_bytes()).unwrap()
}

/// The types of the parts, in the order they stand in the message.
fn types(mail: &Parsed<'_>) -> Vec<String> {
    mail.parts
        .iter()
        .map(|part| {
            let content_type = part.content_type().unwrap();
            format!("{}/{}", content_type.ctype(), content_type.subtype().unwrap())
        })
        .collect()
}

fn text_of(mail: &Parsed<'_>, wanted: &str) -> String {
    let at = types(mail).iter().position(|found| found == wanted).unwrap();
    match &mail.parts[at].body {
        PartType::Text(text) | PartType::Html(text) => text.to_string(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_kind_reads_back() {
    for (name, content) in every_kind() {
        let raw = written(&content);
        assert!(raw.is_ascii(), "{name}");
        assert!(raw.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
        let mail = read(&raw);
        let rendered = content.render().unwrap();
        assert_eq!(mail.subject(), Some(rendered.subject.as_str()), "{name}");
        assert_eq!(mail.message_id(), Some("reminder-01jz.1@passerelle.example.fr"));
        assert_eq!(mail.date().unwrap().to_rfc3339(), "2026-02-23T07:05:09Z");
        for header in ["In-Reply-To", "References"] {
            let thread = mail.header_raw(header).map(str::trim);
            assert_eq!(thread, Some("<meeting-01jz.thread@passerelle.example.fr>"), "{name}");
        }
        assert_eq!(mail.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
        assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("marie.martin@example.fr"));
        let from = mail.from().unwrap().first().unwrap();
        assert_eq!(from.name(), Some("Passerelle – suivi"));
        assert_eq!(from.address(), Some("noreply@example.fr"));
        let same_lines = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
        assert_eq!(same_lines(&text_of(&mail, "text/plain")), same_lines(&rendered.text), "{name}");
        assert_eq!(same_lines(&text_of(&mail, "text/html")), same_lines(&rendered.html), "{name}");
    }
}

#[test]
fn calendar_mails_carry_the_object_twice() {
    for (content, method) in [
        (Content::Convocation { meeting: meeting(), is_update: false }, Method::Request),
        (Content::MeetingCancelled { meeting: meeting() }, Method::Cancel),
    ] {
        let raw = written(&content);
        let mail = read(&raw);
        assert_eq!(
            types(&mail),
            ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]
        );
        let to = "marie.martin@example.fr";
        let object = invitation(method, &meeting(), to, envelope().sent_at).unwrap();
        assert_eq!(text_of(&mail, "text/calendar"), object);
        assert_eq!(text_of(&mail, "application/ics"), object);
        let part = mail.parts[4].content_type().unwrap();
        assert_eq!(part.attribute("method"), Some(method.as_str()));
        assert_eq!(part.attribute("charset"), Some("utf-8"));
        assert_eq!(mail.parts[5].attachment_name(), Some("invite.ics"));
        assert!(mail.parts[5].content_disposition().unwrap().is_attachment());
        assert!(mail.parts[4].content_disposition().is_none());
    }
}

#[test]
fn other_mails_are_text_and_html_only() {
    let raw = written(&Content::MeetingReminder { meeting: meeting() });
    assert_eq!(types(&read(&raw)), ["multipart/alternative", "text/plain", "text/html"]);
}

#[test]
fn the_same_mail_is_the_same_bytes() {
    for (_, content) in every_kind() {
        assert_eq!(written(&content), written(&content));
    }
}

#[test]
fn nothing_can_add_a_header() {
    let content = Content::Deadline(DeadlineCard {
        rule: entity::types::ReminderRule::SupportEnd,
        reference: "M-0042\r\nBcc: x@example.fr\r\n\r\nBonjour".to_owned(),
        due_on: chrono::NaiveDate::from_ymd_opt(2026, 8, 31).unwrap(),
        days_left: 3,
        decides: true,
        link: "https://example.fr/\r\nX: 1".to_owned(),
    });
    let raw = written(&content);
    let mail = read(&raw);
    assert!(mail.bcc().is_none() && mail.header_raw("X").is_none());
    assert_eq!(types(&mail), ["multipart/alternative", "text/plain", "text/html"]);

    let wrong = |change: fn(&mut Envelope)| {
        let mut envelope = envelope();
        change(&mut envelope);
        compose(&envelope, &content).err()
    };
    for refused in [
        wrong(|e| e.to = "a@example.fr\r\nBcc: x@example.fr".to_owned()),
        wrong(|e| e.to = "a@example.fr, b@example.fr".to_owned()),
        wrong(|e| e.to = "Marie <a@example.fr>".to_owned()),
        wrong(|e| e.to = String::new()),
        wrong(|e| e.from = "A <a@example.fr>\r\nBcc: x@example.fr".to_owned()),
        wrong(|e| e.from = "A\nB <a@example.fr>".to_owned()),
        wrong(|e| e.from = "nobody".to_owned()),
    ] {
        assert!(matches!(refused, Some(MailError::Address { .. })), "{refused:?}");
    }
    for id in ["", "x", "a@", "@b", "a b@c", "a@b\r\nBcc: x@y", "<a@b", "a>@b", "é@b", "a@b@c"] {
        let envelope = Envelope { message_id: id.to_owned(), ..envelope() };
        let result = compose(&envelope, &content);
        assert!(matches!(result, Err(MailError::MessageId)), "{id:?}");
    }
    let bracketed = Envelope { message_id: "<a@b.example>".to_owned(), ..envelope() };
    let raw = String::from_utf8(compose(&bracketed, &content).unwrap().formatted()).unwrap();
    assert_eq!(read(&raw).message_id(), Some("a@b.example"));
}

#[test]
fn a_date_out_of_range_is_an_error() {
    let content = Content::MeetingReminder { meeting: meeting() };
    let sent_at = Utc.with_ymd_and_hms(1969, 12, 31, 23, 0, 0).unwrap();
    let result = compose(&Envelope { sent_at, ..envelope() }, &content);
    assert!(matches!(result, Err(MailError::Date)));
}

#[test]
fn an_envelope_in_a_log_hides_the_recipient() {
    let shown = format!("{:?}", envelope());
    assert!(!shown.contains("marie.martin") && shown.contains("m…@example.fr"), "{shown}");
}
