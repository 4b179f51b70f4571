//! The way of a reminder from the state of the work to the mailbox, on SQLite with a clock moved by
//! hand.

mod batches;
mod world;

use std::time::Duration;

use chrono::TimeDelta;
use entity::model::reminder_attempt;
use entity::operations::meeting::{MoveMeeting, ScheduleMeeting};
use entity::operations::reminder::claim;
use entity::operations::support::{CloseSupport, ExtendSupport};
use entity::operations::{meeting, support};
use entity::types::{AttemptOutcome, EventKind, ExtensionGround, ReminderState, StaffId, SupportOutcome};
use mail_parser::MessageParser;
use sea_orm::EntityTrait;
use tokio_util::sync::CancellationToken;
use world::{World, at, day};

use crate::planner::plan;
use crate::run::{forever, once};
use crate::sender::Outcome;

use ReminderState::{Planned, Sent, Superseded, Suppressed};

#[tokio::test]
async fn planning_again_plans_nothing_and_sending_again_sends_nothing() {
    let world = World::new("2026-06-01T08:00:00Z").await;
    world.support("2026-06-01").await;
    assert_eq!(plan(&world.env).await.unwrap().recorded, 0, "a year ahead");
    world.go_to("2027-03-03T08:00:00Z");
    let first = plan(&world.env).await.unwrap();
    assert_eq!((first.places, first.recorded), (1, 1));
    let second = plan(&world.env).await.unwrap();
    assert_eq!((second.places, second.recorded), (0, 0), "not even looked at");

    let run = once(&world.env).await.unwrap();
    assert_eq!((run.planned, run.sent), (0, 1));
    assert_eq!(once(&world.env).await.unwrap(), crate::run::OnceSummary::default());
    let mails = world.inbox.take();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].recipient, "referent@example.fr");
    let row = &world.ledger().await[0];
    assert_eq!(mails[0].message_id, format!("<{}.support_end@passerelle>", row.id));
    assert!(mails[0].raw.contains("http://127.0.0.1:8000/"));
    assert!(!mails[0].raw.contains("Mod=C3=A8le") && !mails[0].subject.contains("Modèle"));
}

#[tokio::test]
async fn mails_about_one_subject_are_one_conversation_and_about_two_are_two() {
    let world = World::new("2026-06-01T08:00:00Z").await;
    let measures = [world.support("2026-06-01").await, world.support("2026-06-01").await];
    for day in ["2027-03-03T08:00:00Z", "2027-04-02T08:00:00Z"] {
        world.go_to(day);
        assert_eq!(once(&world.env).await.unwrap().sent, 2);
    }
    let mails = world.inbox.take();
    for measure in measures {
        let thread = format!("<{}.thread@passerelle>", measure.id);
        let of_thread = mails.iter().filter(|mail| {
            let read = MessageParser::default().parse(mail.raw.as_bytes()).unwrap();
            read.header_raw("References").map(str::trim) == Some(thread.as_str())
        });
        assert_eq!(of_thread.count(), 2);
    }
}

#[tokio::test]
async fn after_an_outage_the_most_urgent_is_sent_and_the_older_are_superseded() {
    let world = World::new("2026-06-01T08:00:00Z").await;
    world.support("2026-06-01").await;
    // Nothing ran from before the ninetieth day to after the thirtieth.
    world.go_to("2027-05-06T08:00:00Z");
    assert_eq!(once(&world.env).await.unwrap().sent, 2);
    let expected = vec![(-90, Superseded), (-60, Superseded), (-30, Sent)];
    assert_eq!(world.steps(&world.people.referent).await, expected);
    assert_eq!(world.steps(&world.people.landlord).await, vec![(-30, Sent)]);

    // Planned but never sent for a week: the next step retires it.
    world.inbox.take();
    world.go_to("2027-05-25T08:00:00Z");
    plan(&world.env).await.unwrap();
    world.go_to("2027-06-02T08:00:00Z");
    assert_eq!(once(&world.env).await.unwrap().sent, 4);
    let mine = world.steps(&world.people.referent).await;
    assert_eq!(mine[3..], [(-7, Superseded), (1, Sent)]);
    assert_eq!(world.steps(&world.people.landlord).await, vec![(-30, Sent), (-7, Sent)]);
    let mut told: Vec<_> = world.inbox.take().into_iter().map(|mail| mail.recipient).collect();
    told.sort_unstable();
    let everyone = ["bailleur@example.fr", "coordination@example.fr", "referent@example.fr", "responsable@example.fr"];
    assert_eq!(told, everyone);
}

#[tokio::test]
async fn what_was_closed_meanwhile_is_suppressed_with_its_reason() {
    let world = World::new("2026-06-01T08:00:00Z").await;
    let measure = world.support("2026-06-01").await;
    world.go_to("2027-03-03T08:00:00Z");
    plan(&world.env).await.unwrap();
    let input = CloseSupport {
        support_measure_id: measure.id,
        closed_on: day("2027-03-02"),
        outcome: SupportOutcome::HousingKept,
    };
    support::close(&world.env.db, &world.act(), input).await.unwrap();
    let run = once(&world.env).await.unwrap();
    assert_eq!((run.sent, run.silent), (0, 1));
    let row = &world.ledger().await[0];
    assert_eq!((row.state, row.reason.as_deref()), (Suppressed, Some("SUBJECT_CLOSED")));
    assert!(world.inbox.take().is_empty());
}

#[tokio::test]
async fn an_extension_begins_a_new_series() {
    let world = World::new("2026-06-01T08:00:00Z").await;
    let measure = world.support("2026-06-01").await;
    world.go_to("2027-03-03T08:00:00Z");
    plan(&world.env).await.unwrap();
    let input = ExtendSupport {
        support_measure_id: measure.id,
        ground: ExtensionGround::RightsPending,
        explanation: "Droits en attente".to_owned(),
        decided_by_id: world.people.supervisor.clone(),
        decided_on: day("2027-03-03"),
        end_on: day("2027-09-01"),
    };
    support::extend(&world.env.db, &world.act(), input).await.unwrap();
    let run = once(&world.env).await.unwrap();
    assert_eq!((run.sent, run.silent), (0, 1));
    assert_eq!(world.ledger().await[0].reason.as_deref(), Some("DATE_MOVED"));
    world.go_to("2027-06-03T08:00:00Z");
    assert_eq!(once(&world.env).await.unwrap().sent, 1);
    let row = world.ledger().await.into_iter().find(|row| row.state == Sent).unwrap();
    assert_eq!((row.due_on, row.step), (day("2027-09-01"), -90));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_runs_at_once_send_each_reminder_once() {
    let world = World::new("2026-06-01T08:00:00Z").await;
    for _ in 0..40 {
        world.support("2026-06-01").await;
    }
    world.go_to("2027-05-02T08:00:00Z");
    let (env, twin) = (world.env.clone(), world.twin());
    let (one, two) = tokio::join!(
        tokio::spawn(async move { once(&env).await.unwrap() }),
        tokio::spawn(async move { once(&twin).await.unwrap() }),
    );
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!((one.sent + two.sent, one.faults + two.faults), (80, 0), "{one:?} {two:?}");
    let mut ids: Vec<_> = world.inbox.take().into_iter().map(|mail| mail.message_id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 80);
    assert_eq!(reminder_attempt::Entity::find().all(&world.env.db).await.unwrap().len(), 80);
}

#[tokio::test]
async fn a_server_that_is_down_is_asked_again_later_under_the_same_message_id() {
    let world = World::new("2026-06-01T08:00:00Z").await;
    world.support("2026-06-01").await;
    world.go_to("2027-03-03T08:00:00Z");
    world.inbox.set_down(true);
    let run = once(&world.env).await.unwrap();
    assert_eq!((run.sent, run.postponed), (0, 1));
    let row = world.ledger().await.remove(0);
    assert_eq!((row.state, row.attempts), (Planned, 1));
    let wait = row.send_after - world.env.now();
    assert!(wait >= TimeDelta::minutes(1) && wait <= TimeDelta::seconds(75), "{wait}");

    world.inbox.set_down(false);
    assert_eq!(once(&world.env).await.unwrap().sent, 0, "not before its time");
    world.env.clock.advance(TimeDelta::minutes(2));
    assert_eq!(once(&world.env).await.unwrap().sent, 1);
    let outcomes: Vec<_> = world.attempts(&row).await.into_iter().map(|log| (log.outcome, log.answer)).collect();
    assert_eq!(outcomes[0], (AttemptOutcome::Retry, "the server is down".to_owned()));
    assert_eq!(outcomes[1].0, AttemptOutcome::Sent);
    assert_eq!(world.inbox.take()[0].message_id, format!("<{}.support_end@passerelle>", row.id));
}

#[tokio::test]
async fn an_address_that_cannot_be_written_to_fails_with_an_event_that_does_not_repeat_it() {
    let world = World::new("2026-06-01T08:00:00Z").await;
    world.support("2026-06-01").await;
    world.set_email(&world.people.referent, "no such address@example.fr").await;
    world.go_to("2027-03-03T08:00:00Z");
    assert_eq!(once(&world.env).await.unwrap().failed, 1);
    let row = world.ledger().await.remove(0);
    assert_eq!(row.state, ReminderState::Failed);
    assert_eq!(row.reason.as_deref(), Some("to is not a valid mail address"));
    assert_eq!(world.attempts(&row).await[0].outcome, AttemptOutcome::Failed);
    let events = world.events(EventKind::ReminderFailed).await;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].subject_id, row.id.to_string());
}

#[tokio::test]
async fn somebody_stands_in_for_whoever_left() {
    let world = World::new("2026-06-01T08:00:00Z").await;
    world.support("2026-06-01").await;
    world.go_to("2027-03-03T08:00:00Z");
    plan(&world.env).await.unwrap();
    let people = &world.people;
    let leaves = async |id| world.change_staff(id, |row| row.active = sea_orm::ActiveValue::Set(false)).await;
    // Planned for the referent already: the supervisor is written to, and nobody else.
    leaves(&people.referent).await;
    let run = once(&world.env).await.unwrap();
    assert_eq!((run.silent, run.sent), (1, 1));
    let rows = world.ledger().await;
    let of = |id: &StaffId| rows.iter().find(|row| row.recipient_id == *id).unwrap();
    assert_eq!(of(&people.referent).reason.as_deref(), Some("RECIPIENT_CHANGED"));
    assert_eq!(of(&people.supervisor).state, Sent);
    // Two months on both have left, and nobody is left but the coordinator and the landlord.
    leaves(&people.supervisor).await;
    world.go_to("2027-05-06T08:00:00Z");
    assert_eq!(once(&world.env).await.unwrap().sent, 2);
    assert_eq!(world.steps(&people.coordinator).await.last(), Some(&(-30, Sent)));
    assert_eq!(world.steps(&people.landlord).await, vec![(-30, Sent)]);
    // Somebody has to be the coordinator.
    leaves(&people.coordinator).await;
    world.go_to("2027-05-26T08:00:00Z");
    assert_eq!(once(&world.env).await.unwrap().silent, 1);
    let rows = world.ledger().await;
    assert!(rows.iter().any(|row| row.reason.as_deref() == Some("RECIPIENT_INACTIVE")));
}

#[tokio::test]
async fn a_claim_whose_sender_died_is_sent_by_another_under_the_same_message_id() {
    let world = World::new("2026-06-01T08:00:00Z").await;
    world.support("2026-06-01").await;
    world.go_to("2027-03-03T08:00:00Z");
    plan(&world.env).await.unwrap();
    let id = world.ledger().await.remove(0).id;
    // Its sender dies here, whether or not the server had accepted.
    assert_eq!(claim(&world.env.db, world.env.now(), std::slice::from_ref(&id)).await.unwrap().len(), 1);
    assert_eq!(world.send(&id).await, Outcome::NotTaken);
    assert_eq!(once(&world.env).await.unwrap().sent, 0);
    world.env.clock.advance(TimeDelta::minutes(3));
    assert_eq!(once(&world.env).await.unwrap().sent, 1);
    let row = world.ledger().await.remove(0);
    assert_eq!((row.state, row.attempts), (Sent, 2));
    assert_eq!(world.inbox.take()[0].message_id, format!("<{id}.support_end@passerelle>"));
}

#[tokio::test]
async fn a_reminder_that_kills_its_senders_is_given_up() {
    let world = World::new("2026-06-01T08:00:00Z").await;
    world.support("2026-06-01").await;
    world.go_to("2027-03-03T08:00:00Z");
    plan(&world.env).await.unwrap();
    let id = world.ledger().await.remove(0).id;
    for _ in 0..entity::rules::reminder::MOST_ATTEMPTS {
        assert_eq!(claim(&world.env.db, world.env.now(), std::slice::from_ref(&id)).await.unwrap().len(), 1);
        world.env.clock.advance(TimeDelta::minutes(3));
        plan(&world.env).await.unwrap();
    }
    assert_eq!(world.send(&id).await, Outcome::Failed);
    assert_eq!(world.events(EventKind::ReminderFailed).await.len(), 1);
}

#[tokio::test]
async fn a_meeting_is_convened_moved_far_away_and_cancelled() {
    let world = World::new("2026-03-02T08:00:00Z").await;
    let input = ScheduleMeeting {
        programme_id: world.programme.clone(),
        starts_at: at("2026-03-19T13:00:00Z"),
        ends_at: at("2026-03-19T15:00:00Z"),
        location: "Salle du conseil".to_owned(),
        chair_id: world.people.coordinator.clone(),
        participant_ids: vec![world.people.landlord.clone()],
    };
    let cell = meeting::schedule(&world.env.db, &world.act(), input).await.unwrap();
    assert_eq!(once(&world.env).await.unwrap().sent, 0, "seventeen days ahead");
    world.go_to("2026-03-04T08:00:00Z");
    assert_eq!(once(&world.env).await.unwrap().sent, 2);
    let first = calendar(&world.inbox.take()[0].raw);
    assert!(first.contains("METHOD:REQUEST") && first.contains("SEQUENCE:0"), "{first}");
    assert!(first.contains(&format!("UID:{}@passerelle", cell.id)), "{first}");

    let input = MoveMeeting {
        meeting_id: cell.id.clone(),
        starts_at: at("2026-06-18T12:00:00Z"),
        ends_at: at("2026-06-18T14:00:00Z"),
        location: None,
    };
    meeting::reschedule(&world.env.db, &world.act(), input).await.unwrap();
    let run = once(&world.env).await.unwrap();
    assert_eq!((run.sent, run.silent), (2, 0), "told at once, however far");
    let mails = world.inbox.take();
    let moved = calendar(&mails[0].raw);
    assert!(moved.contains("METHOD:REQUEST") && moved.contains("SEQUENCE:1"), "{moved}");
    let text = MessageParser::default().parse(mails[0].raw.as_bytes()).unwrap().body_text(0).unwrap().into_owned();
    assert!(text.contains("remplace la précédente"), "{text}");

    meeting::cancel(&world.env.db, &world.act(), &cell.id).await.unwrap();
    assert_eq!(once(&world.env).await.unwrap().sent, 2);
    let gone = calendar(&world.inbox.take()[0].raw);
    assert!(gone.contains("METHOD:CANCEL") && gone.contains("SEQUENCE:2"), "{gone}");
    assert_eq!(once(&world.env).await.unwrap().sent, 0);
}

#[tokio::test]
async fn a_cancellation_shows_the_date_that_each_was_told_last() {
    let world = World::new("2026-03-04T08:00:00Z").await;
    let input = ScheduleMeeting {
        programme_id: world.programme.clone(),
        starts_at: at("2026-03-19T13:00:00Z"),
        ends_at: at("2026-03-19T15:00:00Z"),
        location: "Salle du conseil".to_owned(),
        chair_id: world.people.coordinator.clone(),
        participant_ids: vec![world.people.landlord.clone(), world.people.referent.clone()],
    };
    let cell = meeting::schedule(&world.env.db, &world.act(), input).await.unwrap();
    assert_eq!(once(&world.env).await.unwrap().sent, 3);

    // The second date reaches everybody but one, the third nobody.
    let to = |day: &str| MoveMeeting {
        meeting_id: cell.id.clone(),
        starts_at: at(&format!("{day}T13:00:00Z")),
        ends_at: at(&format!("{day}T15:00:00Z")),
        location: None,
    };
    meeting::reschedule(&world.env.db, &world.act(), to("2026-03-26")).await.unwrap();
    plan(&world.env).await.unwrap();
    for row in world.ledger().await.into_iter().filter(|row| row.state == Planned) {
        world.inbox.set_down(row.recipient_id == world.people.referent);
        world.send(&row.id).await;
    }
    world.inbox.set_down(false);
    meeting::reschedule(&world.env.db, &world.act(), to("2026-04-02")).await.unwrap();
    world.inbox.take();
    meeting::cancel(&world.env.db, &world.act(), &cell.id).await.unwrap();
    world.env.clock.advance(TimeDelta::hours(1));
    assert_eq!(once(&world.env).await.unwrap().sent, 3);

    let mails = world.inbox.take();
    for (recipient, told, start) in [
        ("referent@example.fr", "jeudi 19\u{a0}mars\u{a0}2026", "DTSTART:20260319T130000Z"),
        ("bailleur@example.fr", "jeudi 26\u{a0}mars\u{a0}2026", "DTSTART:20260326T130000Z"),
        ("coordination@example.fr", "jeudi 26\u{a0}mars\u{a0}2026", "DTSTART:20260326T130000Z"),
    ] {
        let mail = mails.iter().find(|mail| mail.recipient == recipient).unwrap();
        assert!(mail.subject.contains(told), "{recipient}: {}", mail.subject);
        let text = MessageParser::default().parse(mail.raw.as_bytes()).unwrap().body_text(0).unwrap().into_owned();
        assert!(text.contains(told) && !text.contains("avril") && !text.contains("Lieu"), "{recipient}: {text}");
        let gone = calendar(&mail.raw);
        for line in ["METHOD:CANCEL", "SEQUENCE:3", start, &format!("UID:{}@passerelle", cell.id)] {
            assert!(gone.contains(line), "{recipient}: {line} not in {gone}");
        }
    }
}

#[tokio::test]
async fn the_landlord_is_told_of_an_end_and_not_asked_to_decide() {
    let world = World::new("2026-06-01T08:00:00Z").await;
    world.support("2026-06-01").await;
    // Nothing ran for weeks: the landlord's last step is sent after the end.
    world.go_to("2027-06-03T08:00:00Z");
    once(&world.env).await.unwrap();
    for mail in world.inbox.take() {
        let text = MessageParser::default().parse(mail.raw.as_bytes()).unwrap().body_text(0).unwrap().into_owned();
        assert_eq!(text.contains("À décider"), mail.recipient != "bailleur@example.fr", "{}: {text}", mail.recipient);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_service_plans_when_something_happens_sends_through_the_queue_and_stops() {
    let world = World::new("2027-03-03T08:00:00Z").await;
    let shutdown = CancellationToken::new();
    let service = tokio::spawn(forever(world.env.clone(), 4, shutdown.clone()));
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    // Already within ninety days of its end: what happens now is recalled now.
    world.support("2026-05-15").await;
    let mut mails = Vec::new();
    for _ in 0..100 {
        mails.extend(world.inbox.take());
        if !mails.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(mails.len(), 1);
    // The hour changes: the next step opens.
    world.go_to("2027-04-20T08:00:00Z");
    for _ in 0..100 {
        mails.extend(world.inbox.take());
        if mails.len() == 3 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(mails.len(), 3, "referent again, landlord's contact for the first time");
    shutdown.cancel();
    tokio::time::timeout(Duration::from_secs(5), service).await.unwrap().unwrap().unwrap();
}

/// The calendar part of a mail.
fn calendar(raw: &str) -> String {
    let mail = MessageParser::default().parse(raw.as_bytes()).unwrap();
    let part = mail.parts.iter().find_map(|part| part.text_contents().filter(|text| text.contains("BEGIN:VCALENDAR")));
    part.unwrap().replace("\r\n ", "")
}
