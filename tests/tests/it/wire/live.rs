//! Subscriptions: an event written through any process reaches whoever may see it, once, in order, and a
//! client that comes back with its last cursor misses nothing.

use std::time::Duration;

use entity::operations::session;
use entity::types::{AgendaItemKind, LeaseReviewOutcome};
use serde_json::{Value, json};
use tests::{Server, Socket, World, both_databases};

const EVENTS: &str = "subscription { events { cursor kind subjectId household { reference } } }";

async fn next_event(socket: &mut Socket) -> Value {
    loop {
        let message = socket.receive().await;
        assert_eq!(message["type"], "next", "{message:#}");
        if let Some(event) = of_work(&message) {
            return event;
        }
    }
}

/// Nothing more comes, for as long as an event may take.
async fn silence(socket: &mut Socket) {
    while let Some(message) = socket.receive_within(Duration::from_millis(900)).await {
        assert_eq!(of_work(&message), None);
    }
}

/// The event of a message, unless it is one's own signing in: while other transactions run, that may become
/// final only after the subscription began.
fn of_work(message: &Value) -> Option<Value> {
    let event = &message["payload"]["data"]["events"];
    (event["kind"] != "SIGNED_IN").then(|| event.clone())
}

both_databases! {
    async fn an_event_written_elsewhere_reaches_a_subscriber(world: World) {
        let server = Server::start(&world).await;
        let other = Server::start(&world).await;
        let coordinator = world.token(&world.people.coordinator).await;
        let mut socket = server.socket(&coordinator).await;
        socket.subscribe("1", EVENTS).await;
        // The subscription begins where the log ends when it is taken; give it that instant.
        silence(&mut socket).await;

        let officer = world.token(&world.people.officer).await;
        silence(&mut socket).await;
        let answer = other.data(&officer, REGISTER, json!({ "programme": world.programme_id.to_string() })).await;
        let household = answer["registerHousehold"]["household"].clone();
        let event = next_event(&mut socket).await;
        assert_eq!(event["kind"], "HOUSEHOLD_REGISTERED");
        assert_eq!(event["subjectId"], household["id"]);
        assert_eq!(event["household"]["reference"], household["reference"]);
        silence(&mut socket).await;
        server.stop().await;
        other.stop().await;
    }

    async fn a_client_that_comes_back_with_its_cursor_misses_nothing(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut socket = server.socket(&token).await;
        socket.subscribe("1", EVENTS).await;
        silence(&mut socket).await;
        let first = world.register_household().await;
        let event = next_event(&mut socket).await;
        assert_eq!(event["subjectId"], first.id.to_string());
        let cursor = event["cursor"].as_str().unwrap().to_owned();
        socket.cut();

        let mut expected = Vec::new();
        for _ in 0..30 {
            expected.push(world.register_household().await.id.to_string());
        }
        let mut socket = server.socket(&token).await;
        socket.subscribe("1", &EVENTS.replace("events {", &format!("events(after: \"{cursor}\") {{"))).await;
        expected.push(world.register_household().await.id.to_string());
        let mut seen = Vec::new();
        while seen.len() < expected.len() {
            seen.push(next_event(&mut socket).await["subjectId"].as_str().unwrap().to_owned());
        }
        assert_eq!(seen, expected);
        silence(&mut socket).await;
        server.stop().await;
    }

    async fn a_long_absence_is_made_up_for_in_order(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let after = world.settled().await;
        world
            .sql(&format!(
                "WITH RECURSIVE series (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < 450)
                 INSERT INTO event (kind, occurred_at, programme_id, subject_id, changes)
                 SELECT 'PROGRAMME_RECORDED', '2026-03-02T08:00:00+00:00', '{}', CAST(n AS text), '{{}}' FROM series ORDER BY series.n",
                world.programme_id
            ))
            .await;
        let mut socket = server.socket(&token).await;
        socket.subscribe("1", &EVENTS.replace("events {", &format!("events(after: \"{after}\") {{"))).await;
        for number in 1..=450 {
            assert_eq!(next_event(&mut socket).await["subjectId"], number.to_string());
        }
        silence(&mut socket).await;
        server.stop().await;
    }

    async fn nobody_hears_of_what_they_may_not_see(world: World) {
        let server = Server::start(&world).await;
        let people = &world.people;
        let mut sockets = Vec::new();
        for (person, hears) in [
            (&people.social_worker, vec!["SUPPORT_STARTED", "TENANCY_OPENED", "LEASE_REVIEW_RECORDED", "MEETING_SCHEDULED", "AGENDA_ITEM_ADDED"]),
            (&people.officer, vec!["HOUSEHOLD_REGISTERED", "SUPPORT_STARTED", "TENANCY_OPENED", "LEASE_REVIEW_RECORDED", "MEETING_SCHEDULED", "AGENDA_ITEM_ADDED"]),
            (&people.member, vec!["MEETING_SCHEDULED", "AGENDA_ITEM_ADDED"]),
            (&people.other_social_worker, vec![]),
            (&people.other_officer, vec![]),
            (&people.funder, vec![]),
            (&people.administrator, vec![]),
            (&people.other_member, vec![]),
        ] {
            let mut socket = server.socket(&world.token(person).await).await;
            socket.subscribe("1", "subscription { events { kind } }").await;
            sockets.push((person.staff.email.clone(), socket, hears));
        }
        tokio::time::sleep(Duration::from_millis(700)).await;

        let household = world.register_household().await;
        tokio::time::sleep(Duration::from_millis(700)).await;
        world.sql(&format!("UPDATE household SET stage = 'PRESELECTED' WHERE id = '{}'", household.id)).await;
        world.start_support(&household.id).await;
        let (_, review) = world.sliding_lease(&household.id).await;
        world.hold_review(&review, LeaseReviewOutcome::Continue).await;
        let meeting = world.schedule_meeting(20).await;
        world.put_on_agenda(&people.coordinator, &meeting.id, &household.id, AgendaItemKind::LeaseExam).await;
        for (email, mut socket, hears) in sockets {
            let mut heard = Vec::new();
            while let Some(message) = socket.receive_within(Duration::from_millis(700)).await {
                let kind = message["payload"]["data"]["events"]["kind"].as_str().unwrap_or("?").to_owned();
                if kind != "SIGNED_IN" {
                    heard.push(kind);
                }
            }
            // A member of the meeting sees its households from then on, so their past may come with it.
            let heard: Vec<_> = heard.iter().map(String::as_str).filter(|kind| hears.contains(kind) || hears.is_empty()).collect();
            assert_eq!(heard, hears, "{email}");
        }
        server.stop().await;
    }

    async fn a_field_may_be_followed_from_a_fragment(world: World) {
        let server = Server::start(&world).await;
        let mut socket = server.socket(&world.token(&world.people.coordinator).await).await;
        let household = world.register_household().await;
        let query = "subscription { ...Told } fragment Told on Subscription { ... on Subscription {
            events(after: \"0.0\", filter: { kind: { eq: HOUSEHOLD_REGISTERED } }) { kind household { id } }
        } }";
        socket.subscribe("1", query).await;
        let event = json!({ "kind": "HOUSEHOLD_REGISTERED", "household": { "id": household.id.to_string() } });
        assert_eq!(socket.receive().await["payload"]["data"]["events"], event);
        silence(&mut socket).await;
        server.stop().await;
    }

    async fn a_client_hears_what_it_asks_for(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let (one, other) = (world.preselected_household().await, world.preselected_household().await);
        let mut socket = server.socket(&token).await;
        let filter = format!("filter: {{ kind: {{ in: [SUPPORT_STARTED, HOUSEHOLD_REGISTERED] }}, householdId: {{ eq: \"{}\" }} }}", other.id);
        socket.subscribe("1", &format!("subscription {{ events(after: \"0.0\", {filter}) {{ kind household {{ id }} }} }}")).await;
        world.start_support(&one.id).await;
        world.start_support(&other.id).await;
        for kind in ["HOUSEHOLD_REGISTERED", "SUPPORT_STARTED"] {
            let event = json!({ "kind": kind, "household": { "id": other.id.to_string() } });
            assert_eq!(socket.receive().await["payload"]["data"]["events"], event);
        }
        silence(&mut socket).await;
        socket.subscribe("2", "subscription { events(filter: { householdId: { eq: \"nothing\" } }) { kind } }").await;
        assert_eq!(socket.receive().await["payload"][0]["extensions"]["code"], "WRONG_ID");
        server.stop().await;
    }

    async fn a_stream_ends_when_its_token_is_revoked(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut socket = server.socket(&token).await;
        socket.subscribe("1", EVENTS).await;
        silence(&mut socket).await;
        session::sign_out(&world.db, &world.act(&world.people.coordinator), &token).await.unwrap();
        world.register_household().await;
        let message = socket.receive().await;
        let text = message.to_string();
        assert!(text.contains("UNAUTHENTICATED"), "{text}");
        assert!(!text.contains("HOUSEHOLD_REGISTERED"), "{text}");
        server.stop().await;
    }

    async fn a_socket_does_nothing_more_once_its_token_is_revoked(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut socket = server.socket(&token).await;
        socket.subscribe("1", "{ viewer { id } }").await;
        assert!(socket.receive().await["payload"]["data"]["viewer"]["id"].is_string());
        session::sign_out(&world.db, &world.act(&world.people.coordinator), &token).await.unwrap();
        // Revoked in another process, it holds within a second.
        while socket.receive_within(Duration::from_secs(1)).await.is_some() {}
        socket.subscribe("2", "{ viewer { id } }").await;
        let text = socket.receive().await.to_string();
        assert!(text.contains("UNAUTHENTICATED"), "{text}");
        server.stop().await;
    }

    async fn a_token_revoked_here_ends_here_at_once(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        server.data(&token, "{ viewer { id } }", json!({})).await;
        server.data(&token, "mutation { signOut { signedOut } }", json!({})).await;
        let answer = server.ask(Some(&token), "{ viewer { id } }", json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        server.stop().await;
    }

    async fn a_socket_without_a_good_token_is_not_let_in(world: World) {
        let server = Server::start(&world).await;
        for payload in [json!({}), json!({ "Authorization": "Bearer psl_nothing" }), json!({ "Authorization": 7 })] {
            let mut socket = server.knock(payload.clone()).await;
            let message = socket.receive_within(Duration::from_secs(5)).await;
            assert!(message.as_ref().is_none_or(|message| message["type"] != "connection_ack"), "{payload}: {message:?}");
        }
        server.stop().await;
    }

    async fn a_cursor_that_is_none_is_refused(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut socket = server.socket(&token).await;
        for (number, cursor) in ["", "x", "1", "-1.2", "1.-2", "9999999999999999999.1"].into_iter().enumerate() {
            socket.subscribe(&number.to_string(), &EVENTS.replace("events {", &format!("events(after: \"{cursor}\") {{"))).await;
            let message = socket.receive().await;
            assert_eq!(message["type"], "error", "{cursor}: {message}");
            assert_eq!(message["payload"][0]["extensions"]["code"], "BAD_CURSOR", "{cursor}: {message}");
        }
        server.stop().await;
    }
}

const REGISTER: &str = "mutation Register($programme: ID!) {
    registerHousehold(input: {
        programmeId: $programme
        familyName: \"Confidentiel\"
        priorityGrounds: { dalo: true }
        members: [{ givenName: \"Confidentiel\", familyName: \"Confidentiel\", relationship: APPLICANT }]
    }) { household { id reference } userErrors { code } }
}";
