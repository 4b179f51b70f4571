//! Operations as server-sent events.

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};
use tests::{Server, World, both_databases};
use tokio::time::timeout;

/// A stream of events that is read piece by piece.
struct Stream {
    response: reqwest::Response,
    text: String,
}

impl Stream {
    async fn of(server: &Server, token: Option<&str>, query: &str) -> Self {
        let mut request = server
            .http()
            .post(server.url("/graphql/stream"))
            .header(ACCEPT, "text/event-stream")
            .json(&json!({ "query": query }));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/event-stream");
        Self { response, text: String::new() }
    }

    /// The next event's name and data; none when the stream is over.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let event: String = self.text.drain(..end + 2).collect();
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                // An event without data is none to a browser.
                let read = field("event:")
                    .map(|name| (name.to_owned(), serde_json::from_str(field("data:").unwrap()).unwrap()));
                // A comment keeps the stream alive.
                if read.is_some() {
                    return read;
                }
                continue;
            }
            let chunk =
                timeout(Duration::from_secs(20), self.response.chunk()).await.expect("an event in time").ok()??;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

both_databases! {
    async fn a_stream_tells_what_happens_until_it_is_complete(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut stream = Stream::of(&server, Some(&token), "{ viewer { role } }").await;
        let (name, answer) = stream.next().await.unwrap();
        assert_eq!((name.as_str(), &answer["data"]), ("next", &json!({ "viewer": { "role": "COORDINATOR" } })));
        assert_eq!(stream.next().await, Some(("complete".to_owned(), Value::Null)));
        assert_eq!(stream.next().await, None);

        let first = world.register_household().await;
        let mut stream = Stream::of(&server, Some(&token), "subscription { events(after: \"0.0\") { kind subjectId } }").await;
        let registered = |id: &dyn ToString| json!({ "data": { "events": { "kind": "HOUSEHOLD_REGISTERED", "subjectId": id.to_string() } } });
        while stream.next().await.unwrap().1 != registered(&first.id) {}
        let second = world.register_household().await;
        assert_eq!(stream.next().await, Some(("next".to_owned(), registered(&second.id))));

        // The server stops: the stream is cut short, and the client comes back with its cursor.
        let (next, ()) = tokio::join!(stream.next(), server.stop());
        assert_eq!(next, None);
    }

    async fn what_is_wrong_is_told_in_the_stream(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        for (token, query, code) in [
            (Some(token.as_str()), "{", "GRAPHQL_PARSE_FAILED"),
            (Some(&token), "subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
            (Some(&token), "subscription { events(after: \"nowhere\") { kind } }", "BAD_CURSOR"),
            (Some("psl_nothing"), "subscription { events { kind } }", "UNAUTHENTICATED"),
            (None, "subscription { events { kind } }", "UNAUTHENTICATED"),
        ] {
            let mut stream = Stream::of(&server, token, query).await;
            let (name, data) = stream.next().await.unwrap();
            assert_eq!((name.as_str(), &data["errors"][0]["extensions"]["code"]), ("next", &json!(code)), "{query}: {data:#}");
            assert_eq!(stream.next().await.unwrap().0, "complete");
        }
        let response = server.http().post(server.url("/graphql/stream")).body("{").send().await.unwrap();
        assert_eq!(response.status(), 415);
        // What a browser repeats by itself changes nothing.
        let url = url::Url::parse_with_params(&server.url("/graphql/stream"), [("query", "mutation { signOut { signedOut } }")]).unwrap();
        let response = server.http().get(url).bearer_auth(&token).send().await.unwrap();
        assert_eq!(response.status(), 405);
        assert_eq!(response.headers()["allow"], "POST");
        assert_eq!(server.data(&token, "{ viewer { role } }", json!({})).await["viewer"]["role"], "COORDINATOR");
        server.stop().await;
    }
}
