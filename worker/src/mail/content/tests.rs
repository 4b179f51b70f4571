//! Every kind of mail, in every state that changes its words.

use chrono::TimeZone;

use super::*;
use entity::rules::reminder::default_offsets;
use entity::types::ReminderRule;
use sea_orm::Iterable;

const LINK: &str = "https://passerelle.example.fr/s/01JZ?a=1&b=2";

pub(in crate::mail) fn meeting() -> MeetingCard {
    MeetingCard {
        uid: "meeting-01jz@passerelle.example.fr".to_owned(),
        sequence: 2,
        starts_at: Utc.with_ymd_and_hms(2026, 3, 10, 13, 0, 0).unwrap(),
        ends_at: Utc.with_ymd_and_hms(2026, 3, 10, 15, 30, 0).unwrap(),
        location: "Salle du conseil, rez-de-chaussée".to_owned(),
        agenda: vec![
            "Présélection : M-0042, M-0043".to_owned(),
            "Bilan intermédiaire <M-0017> & suites ; qui décide ?".to_owned(),
        ],
        response: ParticipantResponse::NeedsAction,
        organizer_email: "coordination@example.fr".to_owned(),
        link: LINK.to_owned(),
    }
}

fn term(days_left: i64) -> (NaiveDate, i64) {
    (NaiveDate::from_ymd_opt(2026, 8, 31).unwrap(), days_left)
}

fn deadline(rule: ReminderRule, days_left: i64, decides: bool) -> Content {
    let (due_on, days_left) = term(days_left);
    let reference = "M-0042".to_owned();
    Content::Deadline(DeadlineCard { rule, reference, due_on, days_left, decides, link: LINK.to_owned() })
}

fn support(days_left: i64) -> Content {
    support_told(days_left, true)
}

fn support_told(days_left: i64, decides: bool) -> Content {
    deadline(ReminderRule::SupportEnd, days_left, decides)
}

fn review(days_left: i64) -> Content {
    deadline(ReminderRule::LeaseReview, days_left, true)
}

/// Every kind of content, with a name for messages.
pub(in crate::mail) fn every_kind() -> Vec<(&'static str, Content)> {
    let meeting = meeting();
    vec![
        ("support-90", support(90)),
        ("support-1", support(1)),
        ("support-today", support(0)),
        ("support-late-1", support(-1)),
        ("support-late-8", support(-8)),
        ("support-landlord-30", support_told(30, false)),
        ("support-landlord-late-8", support_told(-8, false)),
        ("review-30", review(30)),
        ("review-today", review(0)),
        ("review-late-7", review(-7)),
        ("extension-10", deadline(ReminderRule::ExtensionUndecided, -10, true)),
        ("prefect-42", deadline(ReminderRule::PrefectNotice, 42, true)),
        ("prefect-today", deadline(ReminderRule::PrefectNotice, 0, true)),
        ("prefect-late-7", deadline(ReminderRule::PrefectNotice, -7, true)),
        ("offer-5", deadline(ReminderRule::OfferAnswer, 5, true)),
        ("offer-today", deadline(ReminderRule::OfferAnswer, 0, true)),
        ("offer-late-1", deadline(ReminderRule::OfferAnswer, -1, true)),
        ("agreement-7", deadline(ReminderRule::AgreementUnsigned, -7, true)),
        ("diagnosis-14", deadline(ReminderRule::DiagnosisLate, -14, true)),
        ("missing-review-21", deadline(ReminderRule::ReviewMissing, -21, true)),
        ("convocation", Content::Convocation { meeting: meeting.clone(), is_update: false }),
        ("convocation-update", Content::Convocation { meeting: meeting.clone(), is_update: true }),
        (
            "convocation-bare",
            Content::Convocation {
                meeting: MeetingCard { agenda: vec![" ".to_owned()], location: String::new(), ..meeting.clone() },
                is_update: false,
            },
        ),
        ("reminder", Content::MeetingReminder { meeting: meeting.clone() }),
        ("cancelled", Content::MeetingCancelled { meeting: meeting.clone() }),
        (
            "cancelled-elsewhere",
            Content::MeetingCancelled { meeting: MeetingCard { location: String::new(), ..meeting.clone() } },
        ),
        ("unanswered-1", Content::UnansweredConvocations { meeting: meeting.clone(), unanswered: 1 }),
        ("unanswered-3", Content::UnansweredConvocations { meeting, unanswered: 3 }),
    ]
}

#[test]
fn every_deadline_has_its_words_and_its_golden_files() {
    let rules: Vec<_> = ReminderRule::iter().filter(|rule| default_offsets(*rule).is_some()).collect();
    assert!(rules.len() >= 8, "{rules:?}");
    for rule in rules {
        for days_left in [90, 1, 0, -1, -30] {
            for decides in [true, false] {
                deadline(rule, days_left, decides).render().unwrap();
            }
        }
        let shown = every_kind().into_iter().any(|(_, content)| match content {
            Content::Deadline(card) => card.rule == rule,
            _ => false,
        });
        assert!(shown, "no golden file shows {rule:?}");
    }
}

/// The words of a page: the text of its body, without tags.
fn words(html: &str) -> String {
    let body = html.split_once("</head>").unwrap().1;
    let mut out = String::new();
    let mut in_tag = false;
    for character in body.chars() {
        match character {
            '<' => in_tag = true,
            '>' => in_tag = false,
            other if !in_tag => out.push(other),
            _ => {}
        }
    }
    out
}

#[test]
fn every_kind_renders_completely() {
    for (name, content) in every_kind() {
        let Rendered { subject, text, html } = content.render().unwrap();
        assert!(!subject.is_empty() && !subject.chars().any(char::is_control), "{name}: {subject}");
        assert!(subject.chars().count() <= 110, "{name}: {subject}");
        for part in [&subject, &text, &words(&html)] {
            for mark in ["subject:", "title:", "action:", "distance:", "{{", "}}", "{%", "%}", "{#", "view."] {
                assert!(!part.contains(mark), "{name}: {mark} in {part}");
            }
        }
        assert!(text.contains(LINK), "{name}");
        assert!(html.contains("https://passerelle.example.fr/s/01JZ?a=1&#38;b=2"), "{name}: {html}");
        assert!(!text.contains("\n\n\n") && text.ends_with('\n'), "{name}: {text}");
        // Nothing is fetched when the page is opened.
        for remote in ["src=", "url(", "@import", "<link", "<script"] {
            assert!(!html.contains(remote), "{name}: {remote}");
        }
    }
}

#[test]
fn spacing_and_quotes_are_french() {
    for (name, content) in every_kind() {
        let Rendered { subject, text, html } = content.render().unwrap();
        for part in [subject, text, words(&html)] {
            for wrong in [" :", " ;", " !", " ?", "« ", " »", "'", "\"", "..."] {
                assert!(!part.contains(wrong), "{name}: {wrong:?} in {part}");
            }
        }
    }
}

#[test]
fn the_two_versions_give_the_same_facts() {
    let card = meeting();
    let (date, from) = (day(today(card.starts_at)), time(card.starts_at));
    for (name, content) in every_kind() {
        let Rendered { text, html, .. } = content.render().unwrap();
        let html = words(&html);
        let facts = match &content {
            Content::Deadline(card) => vec![card.reference.clone(), day(card.due_on)],
            _ => vec![date.clone(), from.clone(), time(card.ends_at)],
        };
        for fact in facts {
            assert!(text.contains(&fact), "{name}: {fact} not in {text}");
            assert!(html.contains(&fact), "{name}: {fact} not in {html}");
        }
    }
}

#[test]
fn days_are_counted_and_told() {
    for (content, told) in [
        (support(90), "dans 90\u{a0}jours"),
        (support(1), "dans 1\u{a0}jour."),
        (support(0), "aujourd’hui"),
        (support(-1), "de 1\u{a0}jour\u{a0}:"),
        (support(-8), "de 8\u{a0}jours\u{a0}:"),
        (review(30), "dans 30\u{a0}jours"),
        (review(-7), "en retard de 7\u{a0}jours"),
    ] {
        let text = content.render().unwrap().text;
        assert!(text.contains(told), "{told} not in {text}");
    }
    let late = support(-8).render().unwrap();
    assert!(late.text.contains("Un acte est nécessaire"));
    assert!(late.html.contains("card alert"));
    assert!(late.subject.contains("terme dépassé"));
}

#[test]
fn dates_and_times_do_not_break() {
    assert_eq!(day(term(0).0), "lundi 31\u{a0}août\u{a0}2026");
    assert_eq!(time(meeting().ends_at), "16\u{a0}h\u{a0}30");
    let subject = Content::MeetingReminder { meeting: meeting() }.render().unwrap().subject;
    assert_eq!(subject, "Rappel\u{a0}: cellule de coordination, mardi 10\u{a0}mars\u{a0}2026 à 14\u{a0}h");
}

#[test]
fn what_is_to_be_decided_is_said() {
    for days in [90, 0, -8] {
        let text = support(days).render().unwrap().text;
        for needed in ["clore", "prolonger", "motif", "qui en décide", "date de fin"] {
            assert!(text.contains(needed), "{needed}");
        }
    }
}

#[test]
fn whoever_does_not_decide_is_not_asked_to() {
    for days in [30, 0, -8] {
        let Rendered { text, html, .. } = support_told(days, false).render().unwrap();
        for part in [text, words(&html)] {
            for asking in ["À décider", "acte est nécessaire", "Ce rappel revient", "motif"] {
                assert!(!part.contains(asking), "{asking} in {part}");
            }
            assert!(part.contains("Pour information"), "{part}");
        }
    }
}

#[test]
fn a_place_that_is_not_known_is_left_out_of_a_cancellation_only() {
    let card = MeetingCard { location: String::new(), ..meeting() };
    let cancelled = Content::MeetingCancelled { meeting: card.clone() }.render().unwrap();
    assert!(!cancelled.text.contains("Lieu") && !cancelled.html.contains("Lieu"), "{}", cancelled.text);
    let reminded = Content::MeetingReminder { meeting: card }.render().unwrap();
    assert!(reminded.text.contains("Lieu\u{a0}: à préciser") && reminded.html.contains("à préciser"));
}

#[test]
fn values_are_escaped_in_html_and_kept_on_one_line() {
    let mut card = meeting();
    card.location = "Salle\r\nBcc: x@example.fr <b>".to_owned();
    card.agenda = vec!["<script>alert(1)</script>\n\n-- fin".to_owned()];
    let rendered = Content::Convocation { meeting: card, is_update: false }.render().unwrap();
    assert!(!rendered.html.contains("<script") && !rendered.html.contains("<b>"));
    assert!(rendered.text.contains("Lieu\u{a0}: Salle Bcc: x@example.fr <b>\n"));
    assert!(rendered.text.contains("1. <script>alert(1)</script> -- fin\n"));
}

#[test]
fn a_meeting_past_midnight_names_both_days() {
    let mut card = meeting();
    card.ends_at = Utc.with_ymd_and_hms(2026, 3, 10, 23, 30, 0).unwrap();
    let text = Content::MeetingReminder { meeting: card.clone() }.render().unwrap().text;
    assert!(text.contains(&format!(" le {}", day(today(card.ends_at)))), "{text}");
}

#[test]
fn only_convocations_and_cancellations_touch_the_calendar() {
    for (name, content) in every_kind() {
        let method = content.calendar().map(|(method, _)| method);
        let expected = match content {
            Content::Convocation { .. } => Some(Method::Request),
            Content::MeetingCancelled { .. } => Some(Method::Cancel),
            _ => None,
        };
        assert_eq!(method, expected, "{name}");
    }
}
