//! The protocol `graphql-transport-ws`, as its specification has it: what closes a socket and with which
//! code, what ends an operation, and that no stream holds up another.

use std::time::Duration;

use serde_json::{Value, json};
use tests::{Server, Socket, World, both_databases};
use tokio_tungstenite::tungstenite::Message;

const SOON: Duration = Duration::from_secs(5);

fn subscribe(id: &str, query: &str) -> Value {
    json!({ "id": id, "type": "subscribe", "payload": { "query": query } })
}

async fn closes(mut socket: Socket, message: Value) -> Option<u16> {
    socket.send(message).await;
    socket.closed_within(SOON).await
}

both_databases! {
    async fn what_breaks_the_protocol_closes_the_socket_with_its_code(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let init = json!({ "type": "connection_init", "payload": { "Authorization": format!("Bearer {token}") } });
        let silent = async || server.silent_socket(Some("graphql-transport-ws")).await;

        assert_eq!(server.silent_socket(None).await.closed_within(SOON).await, Some(4406));
        assert_eq!(closes(silent().await, json!({ "type": "connection_init" })).await, Some(4403));
        assert_eq!(closes(silent().await, subscribe("1", "{ viewer { id } }")).await, Some(4401));
        for message in [
            json!({ "type": "nothing" }),
            json!({ "id": "1", "payload": {} }),
            json!(["connection_init"]),
            json!("text"),
            json!({ "type": "connection_init", "payload": "text" }),
        ] {
            assert_eq!(closes(silent().await, message.clone()).await, Some(4400), "{message}");
        }
        let mut socket = silent().await;
        socket.send_frame(Message::text("{ not JSON")).await;
        assert_eq!(socket.closed_within(SOON).await, Some(4400));
        let mut socket = silent().await;
        socket.send_frame(Message::binary(vec![1, 2, 3])).await;
        assert_eq!(socket.closed_within(SOON).await, Some(4400));

        assert_eq!(closes(server.socket(&token).await, init.clone()).await, Some(4429));
        for message in [
            subscribe("", "{ viewer { id } }"),
            json!({ "type": "subscribe", "payload": { "query": "{ viewer { id } }" } }),
            json!({ "id": "1", "type": "subscribe" }),
            json!({ "id": "1", "type": "subscribe", "payload": { "query": 7 } }),
            json!({ "id": "1", "type": "subscribe", "payload": { "query": "{ viewer { id } }", "variables": [] } }),
            json!({ "type": "complete" }),
        ] {
            assert_eq!(closes(server.socket(&token).await, message.clone()).await, Some(4400), "{message}");
        }
        let mut socket = server.socket(&token).await;
        socket.subscribe("1", "subscription { events { kind } }").await;
        assert_eq!(closes(socket, subscribe("1", "subscription { events { kind } }")).await, Some(4409));
        let long = format!("{{ viewer {{ id }} }} # {}", "x".repeat(300_000));
        assert!(matches!(closes(server.socket(&token).await, subscribe("1", &long)).await, None | Some(1009)));
        server.stop().await;
    }

    async fn an_operation_ends_as_the_protocol_says(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut socket = server.socket(&token).await;
        socket.send(json!({ "type": "ping", "payload": { "a": 1 } })).await;
        assert_eq!(socket.receive().await, json!({ "type": "pong" }));
        socket.send(json!({ "type": "pong" })).await;

        socket.subscribe("query", "{ viewer { role } }").await;
        let next = socket.receive().await;
        assert_eq!((&next["id"], &next["type"]), (&json!("query"), &json!("next")));
        assert_eq!(next["payload"]["data"], json!({ "viewer": { "role": "COORDINATOR" } }));
        assert_eq!(socket.receive().await, json!({ "id": "query", "type": "complete" }));
        // Its identifier is free again.
        socket.subscribe("query", "{ viewer { role } }").await;
        assert_eq!(socket.receive().await["type"], "next");
        assert_eq!(socket.receive().await["type"], "complete");

        for (document, code) in [
            ("{", "GRAPHQL_PARSE_FAILED"),
            ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
            ("query A { viewer { id } } query B { viewer { id } }", "OPERATION_RESOLUTION_FAILURE"),
            ("query($id: ID!) { household(by: { id: $id }) { id } }", "BAD_USER_INPUT"),
            ("subscription { events(after: \"nowhere\") { kind } }", "BAD_CURSOR"),
        ] {
            socket.subscribe(document, document).await;
            let message = socket.receive().await;
            assert_eq!(message["type"], "error", "{document}: {message:#}");
            assert_eq!(message["id"], document);
            assert_eq!(message["payload"][0]["extensions"]["code"], code, "{document}: {message:#}");
        }

        // What the client has completed says no more, and may be begun again.
        socket.subscribe("live", "subscription { events { kind } }").await;
        socket.send(json!({ "id": "live", "type": "complete" })).await;
        socket.send(json!({ "type": "ping" })).await;
        while socket.receive().await["type"] != "pong" {}
        world.register_household().await;
        while let Some(message) = socket.receive_within(Duration::from_millis(800)).await {
            assert_ne!(message["payload"]["data"]["events"]["kind"], "HOUSEHOLD_REGISTERED");
        }
        socket.subscribe("live", "subscription { events { kind } }").await;
        socket.subscribe("after", "{ viewer { role } }").await;
        assert_eq!(socket.receive().await["id"], "after");
        server.stop().await;
    }

    async fn a_busy_stream_holds_up_no_other(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        for _ in 0..40 {
            world.register_household().await;
        }
        let mut socket = server.socket(&token).await;
        // From the beginning of the log: some hundred events at once.
        for number in 0..4 {
            socket.subscribe(&format!("busy-{number}"), "subscription { events(after: \"0.0\") { kind changes } }").await;
        }
        socket.subscribe("quick", "{ viewer { role } }").await;
        let mut before = 0;
        while socket.receive().await["id"] != "quick" {
            before += 1;
        }
        assert!(before < 120, "{before} messages came first");
        server.stop().await;
    }

    async fn a_socket_runs_so_many_operations_and_no_more(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut socket = server.socket(&token).await;
        for number in 0..101 {
            socket.subscribe(&number.to_string(), "subscription { events { kind } }").await;
        }
        let message = loop {
            let message = socket.receive().await;
            if message["type"] == "error" {
                break message;
            }
        };
        assert_eq!(message["id"], "100");
        assert_eq!(message["payload"][0]["extensions"]["code"], "TOO_MANY_OPERATIONS");
        server.stop().await;
    }

    async fn a_server_that_stops_says_good_bye(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut socket = server.socket(&token).await;
        socket.subscribe("live", "subscription { events { kind } }").await;
        let closed = async { socket.closed_within(SOON).await };
        let ((), code) = tokio::join!(server.stop(), closed);
        assert_eq!(code, Some(1001));
    }
}
