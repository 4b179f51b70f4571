//! A cursor is good for as long as the log reaches back to it, and then says so: nobody takes events that are gone
//! for events that never were.

use std::time::Duration;

use entity::event_log::{Position, trim};
use entity::operations::session;
use serde_json::{Value, json};
use tests::{Kind, Server, World, both_databases};

use super::streams::Stream;

const STREAMS: [&str; 6] =
    ["events", "supportsNearingEnd", "leaseReviewsDue", "remindersFailing", "meetingsChanging", "statisticsChanging"];

both_databases! {
    async fn a_cursor_from_before_the_horizon_has_expired(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut subjects = Vec::new();
        for _ in 0..4 {
            subjects.push(world.register_household().await.id.to_string());
        }
        let head = world.settled().await;
        let places: Vec<_> = world.events().await.iter().map(Position::after).collect();
        let [.., before, horizon, _, _] = places[..] else { panic!("{places:?}") };
        trim(&world.db, horizon).await.unwrap();
        let programme = format!("programmeId: \"{}\"", world.programme_id);
        let open = async |field: &'static str, after: &str| {
            let of = if field == "statisticsChanging" { &programme } else { "" };
            Stream::of(&server, &token, field, &format!("(after: \"{after}\", {of}) {{ cursor }}")).await
        };
        for field in STREAMS {
            for expired in [before.to_string(), "0.0".to_owned(), beyond(head), format!("{}.0", i64::MAX)] {
                assert_eq!(open(field, &expired).await.error().await, "CURSOR_EXPIRED", "{field} after {expired}");
            }
            for wrong in ["", "x", "-1.2", "9999999999999999999.1"] {
                assert_eq!(open(field, wrong).await.error().await, "BAD_CURSOR", "{field} after {wrong}");
            }
        }
        // From the horizon on, each goes on.
        let good = STREAMS.map(|field| {
            let (open, after) = (&open, horizon.to_string());
            async move {
                let told = open(field, &after).await.maybe().await;
                assert_eq!(told.is_some(), ["events", "statisticsChanging"].contains(&field), "{field}: {told:?}");
            }
        });
        futures::future::join_all(good).await;
        // Whatever the log still holds is there, from its beginning on; and without a cursor it goes on.
        let mut stream = Stream::of(&server, &token, "events", &format!("(after: \"{horizon}\") {{ subjectId }}")).await;
        assert_eq!(stream.next().await["subjectId"], subjects[2]);
        assert_eq!(stream.next().await["subjectId"], subjects[3]);
        let mut live = Stream::of(&server, &token, "events", " { subjectId }").await;
        live.silence().await;
        let fifth = world.register_household().await.id.to_string();
        assert_eq!(stream.next().await["subjectId"], fifth);
        assert_eq!(live.next().await["subjectId"], fifth);

        // A page is of what there is: it begins with the first event that the log still holds.
        let query = "query($after: String) { events(first: 1, after: $after) { nodes { subjectId } pageInfo { hasPreviousPage } } }";
        for after in [json!(null), json!("0.0"), json!(before.to_string()), json!(horizon.to_string())] {
            let page = server.data(&token, query, json!({ "after": after })).await;
            assert_eq!(page["events"]["nodes"], json!([{ "subjectId": subjects[2] }]), "{after}");
        }
        server.stop().await;
    }

    async fn what_is_trimmed_before_a_slow_client_took_it_is_not_passed_over(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        // What is on its way then was read before, or is read anew.
        for pause in [0, 1_000] {
            let mut stream = slow_client(&world, &server, &token).await;
            trim(&world.db, world.settled().await).await.unwrap();
            tokio::time::sleep(Duration::from_millis(pause)).await;
            let (before, code) = stream.rest().await;
            assert_eq!(code, "CURSOR_EXPIRED");
            assert!(before < LARGE / 2, "{before} of {LARGE} came");
        }
        server.stop().await;
    }

    async fn what_was_read_for_a_slow_client_is_not_told_when_the_token_is_over(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut stream = slow_client(&world, &server, &token).await;
        session::sign_out(&world.db, &world.act(&world.people.coordinator), &token).await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
        let (before, code) = stream.rest().await;
        assert_eq!(code, "UNAUTHENTICATED");
        assert!(before < LARGE / 2, "{before} of {LARGE} came");
        server.stop().await;
    }
}

/// How many large events there are, and how long their text is: all that a server reads at a time, of which a small
/// part fits between it and a client who takes nothing.
const LARGE: usize = 200;
const TEXT: usize = 200_000;

/// A subscriber to many large events who has taken one.
async fn slow_client(world: &World, server: &Server, token: &str) -> Stream {
    let after = world.settled().await;
    let text = match world.kind {
        Kind::Sqlite => format!("json_object('text', hex(zeroblob({})))", TEXT / 2),
        Kind::Postgres => format!("jsonb_build_object('text', repeat('0', {TEXT}))"),
    };
    world
        .sql(&format!(
            "WITH RECURSIVE series (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {LARGE})
             INSERT INTO event (kind, occurred_at, programme_id, subject_id, changes)
             SELECT 'PROGRAMME_RECORDED', '2026-03-02T08:00:00+00:00', '{}', 's', {text} FROM series",
            world.programme_id
        ))
        .await;
    world.settled().await;
    let mut stream = Stream::of(server, token, "events", &format!("(after: \"{after}\") {{ cursor changes }}")).await;
    let first: Value = stream.next().await;
    assert_eq!(first["changes"]["text"].as_str().map(str::len), Some(TEXT));
    stream
}

/// A place that the log has not come to.
fn beyond(head: Position) -> String {
    Position { seq: head.seq + 1, ..head }.to_string()
}
