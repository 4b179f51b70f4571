//! Paging and orders of the connections.

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

    async fn a_cursor_that_somebody_made_up_is_refused(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
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
}
