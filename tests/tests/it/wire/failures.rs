//! What fails, and what does not fail with it: a field of the query that cannot be answered is null with its
//! error, told once and at its place, and all others are answered.

use serde_json::{Value, json};
use tests::{Server, World, both_databases};

/// The code, the path and the place of each error.
fn told(answer: &Value) -> Vec<(&str, Value, Value)> {
    let errors = answer["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    errors
        .iter()
        .map(|error| {
            let code = error["extensions"]["code"].as_str().unwrap_or("none");
            (code, error["path"].clone(), error["locations"].clone())
        })
        .collect()
}

fn at(line: usize, column: usize) -> Value {
    json!([{ "line": line, "column": column }])
}

both_databases! {
    async fn a_field_that_fails_leaves_the_others(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        world.register_household().await;
        let query = "{
  bad: households(after: \"nowhere\") { totalCount }
  good: households { totalCount }
  page: staff(first: 101) { totalCount }
  filter: supportMeasures(filter: { householdId: { eq: \"nothing\" } }) { totalCount }
  node(id: \"hh_x\") { id }
  programme(id: \"hh_x\") { id }
  household(by: { id: \"prg_x\" }) { id }
  nodes(ids: [\"hh_x\"]) { id }
  viewer { role }
}";
        let answer = server.ask(Some(&token), query, json!({})).await;
        assert_eq!(answer["data"], json!({
            "bad": null, "good": { "totalCount": 1 }, "page": null, "filter": null, "node": null,
            "programme": null, "household": null, "nodes": [null], "viewer": { "role": "COORDINATOR" },
        }));
        let mut errors = told(&answer);
        errors.sort_by_key(|(_, _, place)| place[0]["line"].as_u64());
        assert_eq!(errors, [
            ("BAD_CURSOR", json!(["bad"]), at(2, 3)),
            ("BAD_PAGE", json!(["page"]), at(4, 3)),
            ("WRONG_ID", json!(["filter"]), at(5, 3)),
            ("WRONG_ID", json!(["node"]), at(6, 3)),
            ("WRONG_ID", json!(["programme"]), at(7, 3)),
            ("WRONG_ID", json!(["household"]), at(8, 3)),
            ("WRONG_ID", json!(["nodes", 0]), at(9, 3)),
        ]);
        // The same on a socket, where it is an answer and no error.
        let mut socket = server.socket(&token).await;
        socket.subscribe("1", query).await;
        let message = socket.receive().await;
        assert_eq!((&message["type"], &message["payload"]["data"]), (&json!("next"), &answer["data"]));
        server.stop().await;
    }

    async fn a_list_within_that_fails_takes_its_field_of_the_query_along(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        world.register_household().await;
        let query = "{ households { nodes { id\n events(after: \"nowhere\") { totalCount } } } viewer { role } }";
        let answer = server.ask(Some(&token), query, json!({})).await;
        assert_eq!(answer["data"], json!({ "households": null, "viewer": { "role": "COORDINATOR" } }));
        assert_eq!(told(&answer).len(), 1, "{answer:#}");
        assert_eq!(told(&answer)[0].0, "BAD_CURSOR");
        assert_eq!(told(&answer)[0].2, at(2, 2));
        server.stop().await;
    }

    async fn what_several_fields_ask_together_fails_once(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        for field in ["households(first: 0)", "node(id: \"hh_x\")", "programme(id: \"x\")", "household(by: { id: \"x\" })", "meeting(id: \"x\")", "nodes(ids: [\"hh_x\"])"] {
            let query = format!("{{ {field} {{ __typename }} ...F }} fragment F on Query {{ {field} {{ other: __typename }} }}");
            let answer = server.ask(Some(&token), &query, json!({})).await;
            assert_eq!(told(&answer).len(), 1, "{field}: {answer:#}");
            assert_eq!(told(&answer)[0].2, at(1, 3), "{field}");
        }
        let answer = server.ask(None, "{ viewer { id } viewer { role } }", json!({})).await;
        assert_eq!(told(&answer), [("UNAUTHENTICATED", json!(["viewer"]), at(1, 3))]);
        server.stop().await;
    }

    async fn nobody_reads_without_a_token(world: World) {
        let server = Server::start(&world).await;
        for token in [None, Some(""), Some("psl_nothing")] {
            for query in [
                "{ viewer { id } }",
                "{ households { nodes { id } } }",
                "{ programmes { nodes { id } } }",
                "{ node(id: \"x\") { id } }",
                "{ node(id: \"hh_x\") { id } }",
                "{ nodes(ids: [\"hh_x\"]) { id } }",
                "{ household(by: { id: \"x\" }) { id } }",
                "{ household(by: { nationalRequestNumber: \"x\" }) { id } }",
                "{ programme(id: \"x\") { id } }",
                "{ events { nodes { kind } } }",
            ] {
                let answer = server.ask(token, query, json!({})).await;
                assert_eq!(told(&answer).iter().map(|(code, ..)| *code).collect::<Vec<_>>(), ["UNAUTHENTICATED"], "{query}: {answer:#}");
                assert!(answer["data"].as_object().unwrap().values().all(Value::is_null), "{query}: {answer:#}");
            }
        }
        server.stop().await;
    }

    async fn a_refused_field_is_told_where_it_stands(world: World) {
        let server = Server::start(&world).await;
        let people = &world.people;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        world.sliding_lease(&household.id).await;
        let token = world.token(&people.colleague).await;
        let query = "query($id: ID!) {
  one: household(by: { id: $id }) {
    reference
    name: familyName
    dalo
    currentTenancy { dwelling { reference } }
  }
  supportMeasures {
    nodes { ...Intensity }
  }
}
fragment Intensity on SupportMeasure {
  id
    intensity
}";
        let answer = server.ask(Some(&token), query, json!({ "id": household.id.to_string() })).await;
        assert_eq!(answer["data"]["one"], json!({
            "reference": household.reference, "name": null, "dalo": null, "currentTenancy": { "dwelling": null },
        }));
        assert!(answer["data"]["supportMeasures"]["nodes"][0]["intensity"].is_null());
        let mut errors = told(&answer);
        errors.sort_by_key(|(_, _, place)| place[0]["line"].as_u64());
        // Once for each type, at the first of its fields.
        assert_eq!(errors, [
            ("FORBIDDEN_FIELD", json!(["one", "name"]), at(4, 5)),
            ("FORBIDDEN_FIELD", json!(["one", "currentTenancy", "dwelling"]), at(6, 22)),
            ("FORBIDDEN_FIELD", json!(["supportMeasures", "nodes", 0, "intensity"]), at(14, 5)),
        ]);
        // In what a mutation answers with, too.
        let meeting = world.schedule_meeting(20).await;
        let token = world.token(&people.officer).await;
        let query = "mutation($id: ID!) {
  answerConvocation(input: { meetingId: $id, response: ACCEPTED }) {
    meeting {
      chair {
        email
      }
    }
  }
}";
        let answer = server.ask(Some(&token), query, json!({ "id": meeting.id.to_string() })).await;
        let path = json!(["answerConvocation", "meeting", "chair", "email"]);
        assert_eq!(told(&answer), [("FORBIDDEN_FIELD", path, at(5, 9))], "{answer:#}");
        server.stop().await;
    }
}
