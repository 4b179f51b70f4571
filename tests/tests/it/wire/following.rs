//! What managers follow: supports that near their end, reviews that are due, reminders that fail, meetings that
//! change. Written by another process, each reaches whoever may know, once, and whoever comes back with the last
//! cursor misses none.

use entity::operations::lease_review::{PlanLeaseReview, plan as plan_review};
use entity::operations::meeting::{AnswerConvocation, MoveMeeting, answer, cancel, reschedule};
use entity::operations::reminder::{Ending, claim, record, settle};
use entity::operations::{session, support};
use entity::rules::reminder::Wanted;
use entity::types::{AgendaItemKind, HouseholdId, ParticipantResponse, ReminderRule};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tests::smtp::Sink;
use tests::{Person, Server, World, both_databases};
use worker::planner::plan;

use super::streams::Stream;
use crate::reminders::walk::worker;

const ALL: [&str; 4] = ["supportsNearingEnd", "leaseReviewsDue", "remindersFailing", "meetingsChanging"];

/// Everything that each of them tells.
fn selection(field: &str) -> &'static str {
    match field {
        "supportsNearingEnd" => {
            "cursor occurredAt dueOn step supportMeasure { id endOn household { reference familyName } } event { cursor kind subjectId }"
        }
        "leaseReviewsDue" => {
            "cursor occurredAt dueOn step leaseReview { id dueOn tenancy { household { reference } } } event { cursor kind subjectId }"
        }
        "remindersFailing" => {
            "cursor occurredAt reminder { id reason recipient { id } attempts { totalCount } } event { cursor kind subjectId }"
        }
        _ => {
            "cursor occurredAt kind meeting { id cancelledAt participants { totalCount } } agendaItem { kind household { reference } } event { cursor kind subjectId }"
        }
    }
}

async fn follow(server: &Server, token: &str, field: &'static str, arguments: &str) -> Stream {
    Stream::of(server, token, field, &format!("({arguments}) {{ {} }}", selection(field))).await
}

/// After the last event that there is.
async fn after_all(world: &World) -> String {
    format!("after: \"{}\"", world.settled().await)
}

both_databases! {
    async fn each_reaches_other_processes_once_and_is_resumed_where_it_was_cut(world: World) {
        let servers = [Server::start(&world).await, Server::start(&world).await];
        let token = world.token(&world.people.coordinator).await;
        for field in ALL {
            let mut stream = follow(&servers[0], &token, field, &after_all(&world).await).await;
            let (first, expected) = happens(&world, field).await;
            let told = stream.next().await;
            assert_eq!(told["event"], json!({ "cursor": told["cursor"], "kind": told["event"]["kind"], "subjectId": first }));
            assert_eq!(told["occurredAt"], json!(world.clock.now().to_rfc3339()));
            for (name, value) in expected.as_object().unwrap() {
                assert_eq!(&told[name], value, "{field}: {told:#}");
            }
            stream.silence().await;
            stream.cut();

            // Now in the other process.
            let cursor = format!("after: {}, programmeId: \"{}\"", told["cursor"], world.programme_id);
            let mut expected = Vec::new();
            for _ in 0..3 {
                expected.push(happens(&world, field).await.0);
            }
            let mut stream = follow(&servers[1], &token, field, &cursor).await;
            expected.push(happens(&world, field).await.0);
            let mut seen = Vec::new();
            while seen.len() < expected.len() {
                seen.push(stream.next().await["event"]["subjectId"].as_str().unwrap().to_owned());
            }
            assert_eq!(seen, expected, "{field}");
            stream.silence().await;
        }
        for server in servers {
            server.stop().await;
        }
    }

    async fn a_stream_without_a_cursor_begins_now(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.manager).await;
        happens(&world, "meetingsChanging").await;
        world.settled().await;
        let mut stream = Stream::of(&server, &token, "meetingsChanging", " { event { subjectId } }").await;
        stream.silence().await;
        let (subject, _) = happens(&world, "meetingsChanging").await;
        assert_eq!(stream.next().await["event"]["subjectId"], subject);
        server.stop().await;
    }

    async fn every_change_of_a_meeting_is_told(world: World) {
        let server = Server::start(&world).await;
        let people = &world.people;
        let token = world.token(&people.coordinator).await;
        let household = world.register_household().await;
        let mut stream = follow(&server, &token, "meetingsChanging", &after_all(&world).await).await;
        let meeting = world.schedule_meeting(20).await;
        let (db, coordinator) = (&world.db, world.act(&people.coordinator));
        world.put_on_agenda(&people.officer, &meeting.id, &household.id, AgendaItemKind::Preselection).await;
        let response = ParticipantResponse::Accepted;
        answer(db, &world.act(&people.member), AnswerConvocation { meeting_id: meeting.id.clone(), response }).await.unwrap();
        let (starts_at, ends_at) = (world.hour(21, 9), world.hour(21, 11));
        let input = MoveMeeting { meeting_id: meeting.id.clone(), starts_at, ends_at, location: None };
        reschedule(db, &coordinator, input).await.unwrap();
        cancel(db, &coordinator, &meeting.id).await.unwrap();
        for kind in ["MEETING_SCHEDULED", "AGENDA_ITEM_ADDED", "CONVOCATION_ANSWERED", "MEETING_MOVED", "MEETING_CANCELLED"] {
            let told = stream.next().await;
            assert_eq!((&told["kind"], &told["meeting"]["id"]), (&json!(kind), &json!(meeting.id.to_string())));
            let item = if kind == "AGENDA_ITEM_ADDED" {
                json!({ "kind": "PRESELECTION", "household": { "reference": household.reference } })
            } else {
                Value::Null
            };
            assert_eq!(told["agendaItem"], item, "{kind}");
        }
        world.preselect(&household.id).await;
        let mut decided = stream.next().await;
        while decided["kind"] != "AGENDA_ITEM_DECIDED" {
            decided = stream.next().await;
        }
        stream.silence().await;
        server.stop().await;
    }

    async fn what_may_not_be_read_is_told_with_each_message(world: World) {
        let server = Server::start(&world).await;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let token = world.token(&world.people.colleague).await;
        let seen = "(after: \"0.0\", filter: { kind: { in: [HOUSEHOLD_REGISTERED, SUPPORT_STARTED] } })
            { kind household { reference familyName nationalRequestNumber } }";
        let mut stream = Stream::of(&server, &token, "events", seen).await;
        for _ in 0..2 {
            let message = stream.message().await;
            let payload = &message["payload"];
            assert_eq!(payload["data"]["events"]["household"]["familyName"], Value::Null, "{message:#}");
            let codes: Vec<_> = payload["errors"].as_array().unwrap().iter().map(|error| &error["extensions"]["code"]).collect();
            assert_eq!(codes, ["FORBIDDEN_FIELD"], "{message:#}");
        }
        server.stop().await;
    }

    async fn nobody_follows_what_they_may_not_see(world: World) {
        let server = Server::start(&world).await;
        let people = &world.people;
        let start = after_all(&world).await;
        for field in ALL {
            happens(&world, field).await;
        }
        // A convocation to the member that fails is the member's, and the managers'.
        let meeting = world.schedule_meeting(30).await;
        fail(&world, ReminderRule::MeetingConvocation, meeting.id.as_str(), None, &people.member).await;
        world.settled().await;
        // Each of the three households was preselected at a meeting.
        let all = [1, 1, 2, 5];
        let who = [
            (&people.coordinator, all),
            (&people.manager, all),
            (&people.social_worker, [1, 1, 1, 5]),
            // Files of the same centre are open to its social workers.
            (&people.colleague, [1, 1, 1, 0]),
            (&people.officer, [1, 1, 1, 5]),
            (&people.officer_colleague, [1, 1, 1, 0]),
            (&people.member, [0, 0, 1, 5]),
            (&people.other_social_worker, [0; 4]),
            (&people.other_officer, [0; 4]),
            (&people.other_member, [0; 4]),
            (&people.funder, [0; 4]),
            (&people.administrator, [0; 4]),
        ];
        let mut tokens = Vec::new();
        for (person, _) in &who {
            tokens.push(world.token(person).await);
        }
        let heard = who.iter().zip(&tokens).map(|((person, expected), token)| {
            let (server, start) = (&server, &start);
            async move {
                for (field, expected) in ALL.into_iter().zip(expected) {
                    let mut stream = follow(server, token, field, start).await;
                    let mut count = 0;
                    while let Some(told) = stream.maybe().await {
                        // The kinds that a member's meetings brought on the way are others' doing.
                        let subject = ["supportMeasure", "leaseReview", "reminder", "meeting"].map(|name| &told[name]["id"]);
                        assert!(subject.into_iter().any(Value::is_string), "{field} without its subject: {told:#}");
                        count += usize::from(told["kind"].is_null() || told["kind"] == "MEETING_SCHEDULED");
                    }
                    assert_eq!(count, *expected, "{field} by {}", person.staff.email);
                }
            }
        });
        futures::future::join_all(heard).await;
        server.stop().await;
    }

    async fn whoever_loses_the_file_hears_no_more_of_it(world: World) {
        let server = Server::start(&world).await;
        let people = &world.people;
        let token = world.token(&people.social_worker).await;
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let failing = || fail(&world, ReminderRule::SupportEnd, measure.id.as_str(), Some(&household.id), &people.supervisor);
        let mut stream = follow(&server, &token, "remindersFailing", &after_all(&world).await).await;
        let first = failing().await;
        assert_eq!(stream.next().await["event"]["subjectId"], first);
        refer(&world, &household.id, &people.other_social_worker).await;
        failing().await;
        stream.silence().await;
        refer(&world, &household.id, &people.social_worker).await;
        let third = failing().await;
        assert_eq!(stream.next().await["event"]["subjectId"], third);
        server.stop().await;
    }

    async fn a_subscriber_reads_as_whoever_they_are_by_now(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut stream = follow(&server, &token, "supportsNearingEnd", &after_all(&world).await).await;
        happens(&world, "supportsNearingEnd").await;
        let told = stream.next().await;
        assert!(told["supportMeasure"]["household"]["familyName"].as_str().unwrap().contains(tests::CONFIDENTIAL));
        // A social worker of the same centre: the file is open, the name is the referent's to know.
        let become_ = async |role: &str| {
            world.sql(&format!("UPDATE staff SET role = '{role}' WHERE id = '{}'", world.people.coordinator.id())).await;
        };
        become_("SOCIAL_WORKER").await;
        happens(&world, "supportsNearingEnd").await;
        let message = stream.message().await;
        assert!(!message.to_string().contains(tests::CONFIDENTIAL), "{message:#}");
        assert_eq!(message["payload"]["errors"][0]["extensions"]["code"], "FORBIDDEN_FIELD", "{message:#}");
        become_("FUNDER").await;
        happens(&world, "supportsNearingEnd").await;
        stream.silence().await;
        server.stop().await;
    }

    async fn each_ends_with_its_token_even_when_nothing_happens(world: World) {
        let server = Server::start(&world).await;
        let people = &world.people;
        let (signed_out, over) = (world.token(&people.coordinator).await, world.token(&people.manager).await);
        let (mut revoked, mut waiting) = (Vec::new(), Vec::new());
        for field in ALL {
            revoked.push(follow(&server, &signed_out, field, &after_all(&world).await).await);
            waiting.push(follow(&server, &over, field, &after_all(&world).await).await);
        }
        let programme = format!("(programmeId: \"{}\") {{ cursor }}", world.programme_id);
        for (token, streams) in [(&signed_out, &mut revoked), (&over, &mut waiting)] {
            let mut counts = Stream::of(&server, token, "statisticsChanging", &programme).await;
            assert!(counts.next().await["cursor"].is_string());
            streams.push(counts);
        }
        futures::future::join_all(revoked.iter_mut().chain(&mut waiting).map(Stream::silence)).await;
        session::sign_out(&world.db, &world.act(&people.coordinator), &signed_out).await.unwrap();
        for stream in &mut revoked {
            assert_eq!(stream.error().await, "UNAUTHENTICATED");
        }
        // The others heard that something happened, which was no end of theirs; then nothing does.
        futures::future::join_all(waiting.iter_mut().map(Stream::silence)).await;
        world.clock.advance(session::TOKEN_LIFE);
        for stream in &mut waiting {
            assert_eq!(stream.error().await, "UNAUTHENTICATED");
        }
        server.stop().await;
    }

    async fn a_programme_is_meant_by_its_identifier(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut streams = Vec::new();
        for field in ALL {
            let mut stream = follow(&server, &token, field, "programmeId: \"hh_01JZZZZZZZZZZZZZZZZZZZZZZZ\"").await;
            assert_eq!(stream.error().await, "WRONG_ID", "{field}");
            let of_another = format!("{}, programmeId: \"prg_01JZZZZZZZZZZZZZZZZZZZZZZZ\"", after_all(&world).await);
            streams.push(follow(&server, &token, field, &of_another).await);
            happens(&world, field).await;
        }
        futures::future::join_all(streams.iter_mut().map(Stream::silence)).await;
        server.stop().await;
    }
}

/// Has that happen which a field tells of, in another process: the subject's identifier, and some of what is told.
async fn happens(world: &World, field: &str) -> (String, Value) {
    let world = world.elsewhere().await;
    match field {
        "supportsNearingEnd" => {
            let household = world.preselected_household().await;
            let input = support::StartSupport { end_on: Some(world.day(25)), ..world.support_input(&household.id) };
            let measure = support::start(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
            plan(&worker(&world, &Sink::start().await).await).await.unwrap();
            let named = json!({ "reference": household.reference, "familyName": household.family_name });
            let shown = json!({ "id": measure.id.to_string(), "endOn": measure.end_on, "household": named });
            (measure.id.to_string(), json!({ "dueOn": measure.end_on, "step": -30, "supportMeasure": shown }))
        }
        "leaseReviewsDue" => {
            let household = world.preselected_household().await;
            world.start_support(&household.id).await;
            let (tenancy, _) = world.sliding_lease(&household.id).await;
            let input = PlanLeaseReview { tenancy_id: tenancy.id, due_on: world.day(20) };
            let review = plan_review(&world.db, &world.act(&world.people.social_worker), input).await.unwrap();
            plan(&worker(&world, &Sink::start().await).await).await.unwrap();
            let tenancy = json!({ "household": { "reference": household.reference } });
            let shown = json!({ "id": review.id.to_string(), "dueOn": review.due_on, "tenancy": tenancy });
            (review.id.to_string(), json!({ "dueOn": review.due_on, "step": -30, "leaseReview": shown }))
        }
        "remindersFailing" => {
            let household = world.preselected_household().await;
            let measure = world.start_support(&household.id).await;
            let person = &world.people.social_worker;
            let id = fail(&world, ReminderRule::SupportEnd, measure.id.as_str(), Some(&household.id), person).await;
            let recipient = json!({ "id": person.id().to_string() });
            let shown =
                json!({ "id": id, "reason": "550 non", "recipient": recipient, "attempts": { "totalCount": 1 } });
            (id, json!({ "reminder": shown }))
        }
        _ => {
            let meeting = world.schedule_meeting(20).await;
            let shown =
                json!({ "id": meeting.id.to_string(), "cancelledAt": null, "participants": { "totalCount": 4 } });
            (meeting.id.to_string(), json!({ "kind": "MEETING_SCHEDULED", "meeting": shown, "agendaItem": null }))
        }
    }
}

/// A reminder that is refused for good: its identifier.
async fn fail(
    world: &World,
    rule: ReminderRule,
    subject: &str,
    household_id: Option<&HouseholdId>,
    recipient: &Person,
) -> String {
    let (db, now) = (&world.db, world.clock.now());
    let wanted = Wanted {
        rule,
        subject_id: subject.to_owned(),
        due_on: world.day(60),
        step: i32::try_from(world.number()).unwrap(),
        recipient_id: recipient.id(),
        revision: 0,
        household_id: household_id.cloned(),
        silence: None,
    };
    record(db, now, &world.chance, &[wanted], &[]).await.unwrap();
    let query = format!("SELECT id FROM reminder WHERE subject_id = '{subject}' ORDER BY step DESC LIMIT 1");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), query)).await.unwrap().unwrap();
    let id: String = row.try_get_by_index(0).unwrap();
    let claimed = claim(db, now, &[id.parse().unwrap()]).await.unwrap().remove(0);
    settle(db, now, &world.chance, &[(claimed, Ending::Failed("550 non".to_owned()))]).await.unwrap();
    id
}

async fn refer(world: &World, household_id: &HouseholdId, person: &Person) {
    world.sql(&format!("UPDATE household SET referent_id = '{}' WHERE id = '{household_id}'", person.id())).await;
}
