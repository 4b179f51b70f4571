//! What an answer costs, and what becomes of a viewer who asks too much: over HTTP, a socket and a stream.

use std::time::Duration;

use futures::future::join_all;
use reqwest::header::{ETAG, IF_NONE_MATCH, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use tests::{Server, World, both_databases, sqlite_only};

/// The smallest bucket there may be.
const SMALL: (&str, &str) = ("COST_CAPACITY", "1000000");
/// One that stays as it is while a test runs.
const STILL: (&str, &str) = ("COST_PER_SECOND", "1");

/// So many counts of the households, each of which is charged with the whole of them.
fn counts(times: usize) -> String {
    (0..times).map(|n| format!("a{n}: households(first: 1) {{ totalCount }} ")).collect::<Vec<_>>().concat()
}

/// A document that costs nearly all that it may cost, whatever there is: some 30 000 times as much.
fn counting(times: usize) -> String {
    format!("{{ programmes(first: 100) {{ nodes {{ {} }} }} }}", counts(times))
}

async fn post(server: &Server, token: &str, query: &str) -> Response {
    let request = server.http().post(server.url("/graphql")).bearer_auth(token).json(&json!({ "query": query }));
    request.send().await.unwrap()
}

/// What there is left to a viewer, for whom to find out costs 102.
async fn left(server: &Server, token: &str) -> u64 {
    cost_of(&server.ask(Some(token), "{ viewer { role } }", json!({})).await, "left")
}

fn cost_of(answer: &Value, part: &str) -> u64 {
    answer["extensions"]["cost"][part].as_u64().unwrap_or_else(|| panic!("no cost is told: {answer:#}"))
}

/// Asks until no more than some hundreds are left.
async fn empty(server: &Server, token: &str) {
    for times in [30, 3, 1] {
        while post(server, token, &counting(times)).await.status() == StatusCode::OK {}
    }
    let few = "{ households(first: 1) { totalCount } }";
    while post(server, token, few).await.status() == StatusCode::OK {}
}

both_databases! {
    async fn an_answer_tells_what_it_cost(world: World) {
        let server = Server::start_with(&world, &[SMALL, STILL]).await;
        let token = world.token(&world.people.coordinator).await;
        for _ in 0..7 {
            world.register_household().await;
        }
        // The request, the rows gone through and a field; twenty bytes are a field.
        for (query, asked, unseen) in [
            ("{ viewer { role } }", 102, 100),
            ("{ households(first: 5) { nodes { reference stage } } }", 116, 100),
            ("{ households(first: 100) { nodes { reference stage } } }", 401, 100),
            ("{ households(first: 5) { totalCount } }", 406, 400),
            ("{ households(first: 5, filter: { stage: { in: [PROPOSED] } }) { totalCount nodes { id } } }", 716, 700),
            ("mutation { signOut { signedOut } }", 0, 200),
        ] {
            // The last one makes the token worthless.
            let token = if asked == 0 { world.token(&world.people.officer).await } else { token.clone() };
            let answer = server.ask(Some(&token), query, json!({})).await;
            let told = answer["extensions"]["cost"].clone();
            let bytes = json!({ "data": answer["data"] }).to_string().len() as u64;
            let asked = if asked == 0 { 202 } else { asked };
            assert_eq!(told["asked"], asked, "{query}");
            assert_eq!(told["spent"], asked.min(unseen + bytes.div_ceil(20)), "{query}: {answer:#}");
            assert_eq!(told["restoreRate"], 1);
        }
        let before = left(&server, &token).await;
        let spent = cost_of(&server.ask(Some(&token), &counting(2), json!({})).await, "spent");
        assert!(spent > 60_000, "{spent}");
        let after = left(&server, &token).await;
        assert!((before - spent - 102..before - spent - 90).contains(&after), "{before} - {spent}: {after}");
        server.stop().await;
    }

    async fn a_viewer_who_asks_too_much_waits_and_others_do_not(world: World) {
        let server = Server::start_with(&world, &[SMALL, ("COST_PER_SECOND", "500000")]).await;
        let [token, other] = [world.token(&world.people.coordinator).await, world.token(&world.people.manager).await];
        let greedy = counting(32);
        assert_eq!(post(&server, &token, &greedy).await.status(), StatusCode::OK);
        let refused = post(&server, &token, &greedy).await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        let seconds: u64 = refused.headers()[RETRY_AFTER].to_str().unwrap().parse().unwrap();
        let answer: Value = refused.json().await.unwrap();
        assert!(answer.get("data").is_none(), "{answer:#}");
        assert_eq!(answer["errors"].as_array().unwrap().len(), 1);
        assert_eq!(answer["errors"][0]["extensions"], json!({ "code": "RATE_LIMITED", "retryAfter": seconds }));
        let (asked, left) = (cost_of(&answer, "asked"), cost_of(&answer, "left"));
        assert!(asked > 950_000 && cost_of(&answer, "spent") == 0, "{answer:#}");
        assert_eq!(seconds, (asked - left).div_ceil(500_000), "{answer:#}");
        // What fits is answered, and so is whoever else asks.
        assert_eq!(post(&server, &token, "{ viewer { role } }").await.status(), StatusCode::OK);
        assert_eq!(post(&server, &other, &greedy).await.status(), StatusCode::OK);
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        assert_eq!(post(&server, &token, &greedy).await.status(), StatusCode::OK);
        server.stop().await;
    }

    async fn nothing_of_what_is_refused_is_executed(world: World) {
        let server = Server::start_with(&world, &[SMALL, STILL]).await;
        let token = world.token(&world.people.officer).await;
        let act = "mutation($input: RegisterHouseholdInput!) { registerHousehold(input: $input) { household {
            programme { households(first: 100) { nodes { programme { COUNTS } } } } } userErrors { code } } }";
        let act = act.replace("COUNTS", &counts(20));
        let input = json!({
            "programmeId": world.programme_id.to_string(), "familyName": "Confidentiel", "priorityGrounds": { "dalo": true },
            "members": [{ "givenName": "Confidentiel", "familyName": "Confidentiel", "relationship": "APPLICANT" }],
        });
        let variables = json!({ "input": input });
        let answer = server.ask(Some(&token), &act, variables.clone()).await;
        assert_eq!(answer["data"]["registerHousehold"]["userErrors"], json!([]), "{answer:#}");
        let before = world.snapshot().await;
        let answer = server.ask(Some(&token), &act, variables).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "RATE_LIMITED", "{answer:#}");
        assert_eq!(world.snapshot().await, before);
        server.stop().await;
    }
}

sqlite_only! {
    async fn what_is_asked_at_once_is_let_through_as_far_as_it_fits(world: World) {
        let server = Server::start_with(&world, &[SMALL, STILL]).await;
        let token = world.token(&world.people.coordinator).await;
        let greedy = counting(15);
        let answers = join_all((0..8).map(|_| post(&server, &token, &greedy))).await;
        let fine = answers.iter().filter(|answer| answer.status() == StatusCode::OK).count();
        let refused = answers.iter().filter(|answer| answer.status() == StatusCode::TOO_MANY_REQUESTS).count();
        assert_eq!((fine, refused), (2, 6));
        server.stop().await;
    }

    async fn only_who_is_known_has_a_bucket_and_only_if_there_are_any(world: World) {
        let server = Server::start_with(&world, &[SMALL, STILL]).await;
        for token in [None, Some("psl_nothing")] {
            for query in ["{ __typename }", "{ viewer { role } }", "mutation { signOut { signedOut } }"] {
                let answer = server.ask(token, query, json!({})).await;
                assert!(answer.get("extensions").is_none(), "{query}: {answer:#}");
            }
        }
        // Nothing of a document is executed that is not in order, and nothing is spent.
        let token = world.token(&world.people.coordinator).await;
        for query in ["{", "{ nothing }", "subscription { events { kind } }"] {
            let answer = server.ask(Some(&token), query, json!({})).await;
            assert!(answer.get("extensions").is_none(), "{query}: {answer:#}");
        }
        assert_eq!(left(&server, &token).await, 1_000_000 - 102);
        server.stop().await;

        let server = Server::start_with(&world, &[("COST_PER_SECOND", "off")]).await;
        for _ in 0..3 {
            let answer = server.ask(Some(&token), &counting(30), json!({})).await;
            assert!(answer.get("extensions").is_none() && answer["data"].is_object(), "{answer:#}");
        }
        server.stop().await;
    }

    async fn an_answer_that_still_holds_holds_whatever_it_cost(world: World) {
        let server = Server::start_with(&world, &[SMALL, STILL]).await;
        let token = world.token(&world.people.coordinator).await;
        let url = url::Url::parse_with_params(&server.url("/graphql"), [("query", "{ households { totalCount } }")]).unwrap();
        let ask = async |tag: &str| server.http().get(url.clone()).bearer_auth(&token).header(IF_NONE_MATCH, tag).send().await.unwrap();
        let [first, second] = [ask("").await, ask("").await];
        let tag = first.headers()[ETAG].to_str().unwrap().to_owned();
        assert_eq!(second.headers()[ETAG], *tag);
        let [first, second]: [Value; 2] = [first.json().await.unwrap(), second.json().await.unwrap()];
        assert_eq!(first["data"], second["data"]);
        assert!(cost_of(&first, "left") > cost_of(&second, "left"), "{first:#} {second:#}");
        let before = left(&server, &token).await;
        let same = ask(&tag).await;
        assert_eq!((same.status(), same.text().await.unwrap().as_str()), (StatusCode::NOT_MODIFIED, ""));
        // Finding out that it still holds took as much as the answer.
        assert!(left(&server, &token).await < before - 500);
        empty(&server, &token).await;
        let refused = ask(&tag).await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.headers().contains_key(RETRY_AFTER) && !refused.headers().contains_key(ETAG));
        server.stop().await;
    }

    async fn each_answer_is_paid(world: World) {
        let server = Server::start_with(&world, &[SMALL, STILL]).await;
        let token = world.token(&world.people.coordinator).await;
        let mut socket = server.socket(&token).await;
        socket.subscribe("query", "{ viewer { role } }").await;
        let next = socket.receive().await;
        assert_eq!(cost_of(&next["payload"], "asked"), 102);
        let before = cost_of(&next["payload"], "left");
        assert_eq!(socket.receive().await["type"], "complete");
        let households = "events(after: \"0.0\", filter: { kind: { eq: HOUSEHOLD_REGISTERED } }) { kind household { reference } }";
        socket.subscribe("live", &format!("subscription {{ {households} }}")).await;
        for _ in 0..3 {
            world.register_household().await;
        }
        for _ in 0..3 {
            let next = socket.receive().await;
            assert_eq!((&next["id"], &next["type"]), (&json!("live"), &json!("next")));
            assert!(next["payload"].get("extensions").is_none(), "{next:#}");
        }
        // Three answers of four fields, and what it costs to find out; some seconds may have restored a little.
        let spent = before - left(&server, &token).await;
        assert!((390..=3 * 104 + 102).contains(&spent), "{spent}");
        // The first was paid when it began: whoever has nothing left hears no more until there is.
        socket.subscribe("again", &format!("subscription {{ {households} }}").replace("0.0", &world.settled().await.to_string())).await;
        empty(&server, &token).await;
        for _ in 0..10 {
            world.register_household().await;
        }
        let mut told = Vec::new();
        while let Some(next) = socket.receive_within(Duration::from_secs(2)).await {
            told.push(next["id"].clone());
        }
        assert!(told.contains(&json!("again")) && told.len() < 8, "{told:?}");
        server.stop().await;
    }

    async fn a_socket_and_a_stream_tell_what_is_refused(world: World) {
        let server = Server::start_with(&world, &[SMALL, STILL]).await;
        let token = world.token(&world.people.coordinator).await;
        let mut socket = server.socket(&token).await;
        empty(&server, &token).await;
        let counts = counts(20);
        let query = format!("{{ programmes {{ nodes {{ {counts} }} }} }}");
        let subscription = format!("subscription {{ events {{ household {{ programme {{ {counts} }} }} }} }}");
        for document in [&query, &subscription] {
            socket.subscribe("1", document).await;
            let message = socket.receive().await;
            assert_eq!((&message["type"], &message["payload"][0]["extensions"]["code"]), (&json!("error"), &json!("RATE_LIMITED")), "{message:#}");
            assert!(message["payload"][0]["extensions"]["retryAfter"].as_u64().unwrap() > 1_000, "{message:#}");
            // The identifier is free again, and the socket goes on.
            let stream = server.http().post(server.url("/graphql/stream")).bearer_auth(&token).json(&json!({ "query": document }));
            let text = stream.send().await.unwrap().text().await.unwrap();
            let events: Vec<_> = text.split("\n\n").filter(|event| !event.is_empty()).collect();
            assert_eq!(events.len(), 2, "{text}");
            let answer: Value = serde_json::from_str(events[0].strip_prefix("event: next\ndata: ").unwrap()).unwrap();
            assert_eq!(answer["errors"][0]["extensions"]["code"], "RATE_LIMITED");
            assert_eq!(cost_of(&answer, "spent"), 0);
            assert!(events[1].starts_with("event: complete"), "{text}");
        }
        server.stop().await;
    }
}
