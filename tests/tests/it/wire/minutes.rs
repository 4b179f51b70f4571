//! The minutes of a meeting over the wire: as a document, and as a field, to the same people.

use entity::operations::meeting::{ScheduleMeeting, schedule};
use entity::operations::minutes::{CorrectMinutes, correct};
use entity::types::{AgendaItemKind, EventKind, MeetingId};
use reqwest::StatusCode;
use serde_json::json;
use tests::{CONFIDENTIAL, Server, World, both_databases};

/// What a document is answered with: its status, its type, who may keep it, and its text.
async fn document(server: &Server, token: Option<&str>, path: &str) -> (StatusCode, String, String, String) {
    let mut request = server.http().get(server.url(path));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let response = request.send().await.unwrap();
    let header =
        |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    let (status, content_type, kept) = (response.status(), header("content-type"), header("cache-control"));
    (status, content_type, kept, response.text().await.unwrap())
}

/// A meeting of nearly everybody, held and approved, with a household of the officer's on its agenda.
async fn held(world: &World) -> MeetingId {
    let people = &world.people;
    let convened = [&people.social_worker, &people.officer, &people.other_officer, &people.member, &people.funder];
    let participant_ids = convened.iter().map(|person| person.id()).collect();
    let input = ScheduleMeeting { participant_ids, ..world.meeting_input(1) };
    let meeting = schedule(&world.db, &world.act(&people.coordinator), input).await.unwrap();
    let household = world.register_household().await;
    world.put_on_agenda(&people.officer, &meeting.id, &household.id, AgendaItemKind::Preselection).await;
    world.approve_minutes(&meeting.id, meeting.starts_at).await;
    world.clock.set(meeting.ends_at);
    meeting.id
}

both_databases! {
    async fn each_reads_the_minutes_as_they_may(world: World) {
        let server = Server::start(&world).await;
        let id = held(&world).await;
        let people = &world.people;
        let path = format!("/meetings/{id}/minutes.txt");
        let query = "query($id: ID!) { meeting(id: $id) { minutes { edition approvedAt text } } }";
        for (person, sees, named) in [
            (&people.coordinator, true, true),
            (&people.manager, true, true),
            (&people.officer, true, true),
            (&people.social_worker, true, false),
            (&people.member, true, false),
            // Of another landlord: the household does not exist for them.
            (&people.other_officer, false, false),
        ] {
            let token = world.token(person).await;
            let (status, content_type, kept, text) = document(&server, Some(&token), &path).await;
            assert_eq!((status, content_type.as_str()), (StatusCode::OK, "text/plain; charset=utf-8"));
            assert_eq!(kept, "private, no-store");
            assert_eq!(text.contains("ménage M-"), sees, "{text}");
            assert_eq!(text.contains("ménage hors de votre périmètre"), !sees, "{text}");
            assert_eq!(text.contains(&format!("({CONFIDENTIAL}")), named, "{text}");
            assert!(text.contains("Approuvé le mardi 3 mars 2026 à 14 h par "), "{text}");
            let response = server.http().get(server.url(&format!("/meetings/{id}/minutes.pdf"))).bearer_auth(&token);
            let response = response.send().await.unwrap();
            assert_eq!((response.status(), &response.headers()["content-type"]), (StatusCode::OK, &"application/pdf".parse().unwrap()));
            assert!(response.bytes().await.unwrap().starts_with(b"%PDF-"));
            let data = server.data(&token, query, json!({ "id": id })).await;
            assert_eq!(data["meeting"]["minutes"], json!({ "edition": 1, "approvedAt": "2026-03-03T13:00:00+00:00", "text": text }));
        }
        let token = world.token(&people.coordinator).await;
        let before = document(&server, Some(&token), &path).await;
        assert_eq!(before, document(&server, Some(&token), &path).await, "the same to the last byte");
        let input = CorrectMinutes { meeting_id: id.clone(), correction: "Lire T2.".to_owned(), reason: "Faute.".to_owned() };
        correct(&world.db, &world.act(&people.manager), input).await.unwrap();
        let (.., after) = document(&server, Some(&token), &path).await;
        assert!(after.contains("version 2, rectifiée") && after.ends_with("   Lire T2.\n   Motif : Faute.\n"), "{after}");
        server.stop().await;
    }

    async fn that_somebody_took_them_is_recorded(world: World) {
        let server = Server::start(&world).await;
        let id = held(&world).await;
        let people = &world.people;
        for (person, format) in [(&people.coordinator, "txt"), (&people.member, "pdf")] {
            let token = world.token(person).await;
            let (status, ..) = document(&server, Some(&token), &format!("/meetings/{id}/minutes.{format}")).await;
            assert_eq!(status, StatusCode::OK);
        }
        let taken: Vec<_> = world.events_of(EventKind::ListExported).await;
        let taken: Vec<_> = taken.into_iter().map(|event| (event.actor_id, event.subject_id, event.changes)).collect();
        let expected = [(&people.coordinator, "txt"), (&people.member, "pdf")].map(|(person, format)| {
            let changes = json!({ "list": "minutes", "format": format, "of": id.as_str() });
            (Some(person.id()), person.id().to_string(), changes)
        });
        assert_eq!(taken, expected);
        // An administrator sees that they did, and so do they; of a colleague's nobody else does.
        let query = "{ events(filter: { kind: { eq: LIST_EXPORTED } }) { totalCount } }";
        for (person, seen) in [(&people.administrator, 2), (&people.coordinator, 1), (&people.member, 1), (&people.officer, 0)] {
            let data = server.data(&world.token(person).await, query, json!({})).await;
            assert_eq!(data["events"]["totalCount"], seen, "{:?}", person.staff.role);
        }
        server.stop().await;
    }

    async fn whoever_does_not_see_the_meeting_finds_no_minutes(world: World) {
        let server = Server::start(&world).await;
        let id = held(&world).await;
        let later = world.schedule_meeting(20).await.id;
        let people = &world.people;
        let stranger = world.token(&people.other_member).await;
        let administrator = world.token(&people.administrator).await;
        let funder = world.token(&people.funder).await;
        let coordinator = world.token(&people.coordinator).await;
        let nothing = "mtg_01JD0000000000000000000000".to_owned();
        for (case, token, id, status) in [
            ("nobody", None, id.to_string(), StatusCode::UNAUTHORIZED),
            ("an old token", Some("x"), id.to_string(), StatusCode::UNAUTHORIZED),
            ("who does not sit in it", Some(stranger.as_str()), id.to_string(), StatusCode::NOT_FOUND),
            ("an administrator", Some(administrator.as_str()), id.to_string(), StatusCode::NOT_FOUND),
            ("a funder", Some(funder.as_str()), id.to_string(), StatusCode::FORBIDDEN),
            ("of no meeting", Some(coordinator.as_str()), nothing, StatusCode::NOT_FOUND),
            ("of something else", Some(coordinator.as_str()), world.programme_id.to_string(), StatusCode::NOT_FOUND),
            ("of one to come", Some(coordinator.as_str()), later.to_string(), StatusCode::NOT_FOUND),
        ] {
            for extension in ["txt", "pdf"] {
                let path = format!("/meetings/{id}/minutes.{extension}");
                let (found, content_type, _, text) = document(&server, token, &path).await;
                assert_eq!(found, status, "{case}: {text}");
                assert_eq!(content_type, "application/json", "{case}");
                assert!(text.starts_with("{\"errors\":[{"), "{case}: {text}");
            }
        }
        let query = "query($id: ID!) { meeting(id: $id) { minutes { text } agendaProposals { kind } } }";
        assert_eq!(world.events_of(EventKind::ListExported).await.len(), 0, "what was refused was not taken");
        let data = server.data(&coordinator, query, json!({ "id": later })).await;
        assert_eq!(data["meeting"]["minutes"], json!(null));
        let answer = server.ask(Some(&funder), query, json!({ "id": id })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN_FIELD");
        server.stop().await;
    }
}
