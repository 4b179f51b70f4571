//! Paging, filters and orders of the connections.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Server, World, both_databases};

const PAGE: &str = "query Page($first: Int, $after: String, $last: Int, $before: String, $direction: OrderDirection) {
    households(first: $first, after: $after, last: $last, before: $before, orderBy: { field: REFERENCE, direction: $direction }) {
        totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        nodes { reference }
    }
}";

fn references(page: &Value) -> Vec<String> {
    page["nodes"].as_array().unwrap().iter().map(|node| node["reference"].as_str().unwrap().to_owned()).collect()
}

/// As cursors are written.
fn hex(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

both_databases! {
    async fn pages_follow_each_other_without_gap_both_ways(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut all = BTreeSet::new();
        for _ in 0..11 {
            all.insert(world.register_household().await.reference);
        }
        let sorted: Vec<_> = all.into_iter().collect();
        for direction in ["ASC", "DESC"] {
            let expected: Vec<_> = if direction == "ASC" { sorted.clone() } else { sorted.iter().rev().cloned().collect() };
            let mut seen = Vec::new();
            let mut after = Value::Null;
            loop {
                let variables = json!({ "first": 4, "after": after, "direction": direction });
                let page = server.data(&token, PAGE, variables).await["households"].clone();
                assert_eq!(page["totalCount"], 11);
                assert_eq!(page["pageInfo"]["hasPreviousPage"], !after.is_null());
                seen.extend(references(&page));
                after = page["pageInfo"]["endCursor"].clone();
                if page["pageInfo"]["hasNextPage"] == false {
                    break;
                }
            }
            assert_eq!(seen, expected, "{direction}");
            let mut seen = Vec::new();
            let mut before = Value::Null;
            loop {
                let variables = json!({ "last": 4, "before": before, "direction": direction });
                let page = server.data(&token, PAGE, variables).await["households"].clone();
                assert_eq!(page["pageInfo"]["hasNextPage"], !before.is_null());
                seen.splice(0..0, references(&page));
                before = page["pageInfo"]["startCursor"].clone();
                if page["pageInfo"]["hasPreviousPage"] == false {
                    break;
                }
            }
            assert_eq!(seen, expected, "{direction} backwards");
        }
        server.stop().await;
    }

    async fn a_page_stays_gap_free_while_rows_come_and_go(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        for _ in 0..10 {
            world.register_household().await;
        }
        let first = server.data(&token, PAGE, json!({ "first": 5 })).await["households"].clone();
        let seen = references(&first);
        let expected: Vec<_> = {
            let all = server.data(&token, PAGE, json!({ "first": 100 })).await["households"].clone();
            references(&all).split_off(5)
        };
        // One row before the page goes, another comes: what follows is the same.
        world.sql(&format!("UPDATE household SET reference = 'M-000000' WHERE reference = '{}'", seen[1])).await;
        let after = first["pageInfo"]["endCursor"].clone();
        let next = server.data(&token, PAGE, json!({ "first": 5, "after": after })).await["households"].clone();
        assert_eq!(references(&next), expected);
        server.stop().await;
    }

    async fn a_bad_page_is_refused_with_a_code(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        world.register_household().await;
        let page = server.data(&token, PAGE, json!({ "first": 1 })).await["households"].clone();
        let cursor = page["pageInfo"]["endCursor"].clone();
        for (variables, code) in [
            (json!({ "first": 0 }), "BAD_PAGE"),
            (json!({ "first": -1 }), "BAD_PAGE"),
            (json!({ "first": 101 }), "BAD_PAGE"),
            (json!({ "last": 101 }), "BAD_PAGE"),
            (json!({ "first": 1, "last": 1 }), "BAD_PAGE"),
            (json!({ "first": 1, "after": "" }), "BAD_CURSOR"),
            (json!({ "first": 1, "after": "AAAA" }), "BAD_CURSOR"),
            (json!({ "first": 1, "after": "é" }), "BAD_CURSOR"),
        ] {
            let answer = server.ask(Some(&token), PAGE, variables.clone()).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{variables}: {answer:#}");
        }
        let answer = server.ask(Some(&token), PAGE, json!({ "first": 101 })).await;
        assert_eq!(answer["errors"][0]["message"], "first et last vont de 1 à 100.");
        // A cursor of one order is none of another.
        let query = "query Page($after: String) { households(after: $after, orderBy: { field: REGISTERED_ON }) { nodes { id } } }";
        let answer = server.ask(Some(&token), query, json!({ "after": cursor })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_CURSOR", "{answer:#}");
        server.stop().await;
    }

    async fn filters_hold_together(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let proposed = world.register_household().await;
        let preselected = world.preselected_household().await;
        world.start_support(&preselected.id).await;
        let ask = async |filter: Value| {
            let query = "query List($filter: HouseholdFilter!) { households(filter: $filter) { nodes { id } } }";
            let data = server.data(&token, query, json!({ "filter": filter })).await;
            let nodes = data["households"]["nodes"].as_array().unwrap().clone();
            nodes.iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
        };
        let (one, two) = (proposed.id.to_string(), preselected.id.to_string());
        let referent = world.people.social_worker.staff.id.to_string();
        assert_eq!(ask(json!({})).await, BTreeSet::from([one.clone(), two.clone()]));
        assert_eq!(ask(json!({ "stage": ["PROPOSED"] })).await, BTreeSet::from([one.clone()]));
        assert_eq!(ask(json!({ "stage": [] })).await, BTreeSet::new());
        assert_eq!(ask(json!({ "stage": vec!["PROPOSED"; 66_000] })).await, BTreeSet::from([one.clone()]));
        assert_eq!(ask(json!({ "referentId": referent })).await, BTreeSet::from([two.clone()]));
        assert_eq!(ask(json!({ "referentId": referent, "stage": ["PROPOSED"] })).await, BTreeSet::new());
        assert_eq!(ask(json!({ "reference": proposed.reference })).await, BTreeSet::from([one.clone()]));
        let today = world.today().to_string();
        assert_eq!(ask(json!({ "registeredOn": { "from": today, "to": today } })).await.len(), 2);
        assert_eq!(ask(json!({ "registeredOn": { "from": world.day(1).to_string() } })).await.len(), 0);
        server.stop().await;
    }

    async fn a_text_that_nobody_has_finds_nothing(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let household = world.register_household().await;
        for (list, field) in [("households", "reference"), ("programmes", "name"), ("events", "subjectId")] {
            for value in ["\\u0000", "x\\u0000", "nothing"] {
                let query = format!("{{ {list}(filter: {{ {field}: \"{value}\" }}) {{ totalCount nodes {{ __typename }} }} }}");
                let data = server.data(&token, &query, json!({})).await;
                assert_eq!(data[list], json!({ "totalCount": 0, "nodes": [] }), "{query}");
            }
        }
        let filters = [("households", "programmeId"), ("supportMeasures", "householdId"), ("reminders", "recipientId"), ("agendaItems", "meetingId")];
        for (list, field) in filters {
            let query = format!("{{ {list}(filter: {{ {field}: \"{}\\u0000\" }}) {{ nodes {{ __typename }} }} }}", household.id);
            let answer = server.ask(Some(&token), &query, json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "WRONG_ID", "{query}: {answer:#}");
        }
        for query in ["{ node(id: \"\\u0000\") { id } }", "{ node(id: \"hh_\\u0000\") { id } }", "{ household(id: \"\\u0000\") { id } }"] {
            let answer = server.ask(Some(&token), query, json!({})).await;
            assert_ne!(answer["errors"][0]["extensions"]["code"], "INTERNAL", "{query}: {answer:#}");
        }
        server.stop().await;
    }

    async fn a_day_or_an_instant_that_no_calendar_has_is_refused(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        world.register_household().await;
        world.schedule_meeting(20).await;
        let days = "query($day: Date!) { households(filter: { registeredOn: { from: $day } }) { totalCount } }";
        let instants = "query($at: DateTime!) { meetings(filter: { startsFrom: $at }) { totalCount } }";
        let counted = async |query, variables| server.data(&token, query, variables).await;
        assert_eq!(counted(days, json!({ "day": "0001-01-01" })).await["households"]["totalCount"], 1);
        assert_eq!(counted(days, json!({ "day": "9999-12-31" })).await["households"]["totalCount"], 0);
        assert_eq!(counted(instants, json!({ "at": "0001-01-01T00:00:00Z" })).await["meetings"]["totalCount"], 1);
        assert_eq!(counted(instants, json!({ "at": "9999-12-31T23:59:59.999999Z" })).await["meetings"]["totalCount"], 0);
        for day in ["+262142-12-31", "-262143-01-01", "10000-01-01", "0000-01-01", "-0001-01-01", "999-01-01", "2026-3-02", "2026-02-30", "2026-03-02T00:00:00Z", ""] {
            let answer = server.ask(Some(&token), days, json!({ "day": day })).await;
            let refused = answer["errors"][0]["message"].as_str().unwrap();
            assert!(refused.contains("\"Date\""), "{day}: {answer:#}");
        }
        for instant in ["+262142-12-31T00:00:00Z", "-262143-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "0000-12-31T23:59:59Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2026-03-02", ""] {
            let answer = server.ask(Some(&token), instants, json!({ "at": instant })).await;
            let refused = answer["errors"][0]["message"].as_str().unwrap();
            assert!(refused.contains("\"DateTime\""), "{instant}: {answer:#}");
        }
        // Nor does a cursor that somebody made up get further.
        for (list, order, name, key) in [
            ("households", "REGISTERED_ON", "REGISTERED_ON", "+262142-12-31"),
            ("households", "REGISTERED_ON", "REGISTERED_ON", "0000-01-01"),
            ("meetings", "STARTS_AT", "STARTS_AT", "+262142-12-31T00:00:00Z"),
            ("households", "REFERENCE", "REFERENCE", "\0"),
            ("agendaItems", "POSITION", "POSITION", "x"),
        ] {
            let cursor = hex(&format!("{name}\n{key}\nhh_1"));
            let query = format!("query($after: String) {{ {list}(after: $after, orderBy: {{ field: {order} }}) {{ nodes {{ id }} }} }}");
            let answer = server.ask(Some(&token), &query, json!({ "after": cursor })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_CURSOR", "{list} {key}: {answer:#}");
        }
        server.stop().await;
    }

    async fn an_identifier_of_another_type_is_refused(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let household = world.register_household().await;
        let answer = server.ask(Some(&token), "query($id: ID!) { programme(id: $id) { id } }", json!({ "id": household.id.to_string() })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "WRONG_ID", "{answer:#}");
        for id in ["", "hh", "hh_", "hh_x", "nothing_01JD0000000000000000000000", "hh_01JD0000000000000000000000", "é"] {
            let answer = server.ask(Some(&token), "query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
            assert!(answer["data"]["node"].is_null(), "{id}: {answer:#}");
        }
        server.stop().await;
    }

    async fn nobody_reads_without_a_token(world: World) {
        let server = Server::start(&world).await;
        for token in [None, Some(""), Some("psl_nothing")] {
            for query in ["{ viewer { id } }", "{ households { nodes { id } } }", "{ programmes { nodes { id } } }", "{ node(id: \"x\") { id } }", "{ events { nodes { kind } } }"] {
                let answer = server.ask(token, query, json!({})).await;
                assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{query}: {answer:#}");
            }
        }
        server.stop().await;
    }
}
