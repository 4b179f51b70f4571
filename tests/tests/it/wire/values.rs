//! What values a request may bring, in its document and in its variables: what is none of its type is refused
//! before anything is executed.

use reqwest::header::ACCEPT;
use serde_json::{Value, json};
use tests::{Server, World, both_databases};

/// What is wrong with the document, and what with the variables.
const DOCUMENT: &str = "GRAPHQL_VALIDATION_FAILED";
const VARIABLES: &str = "BAD_USER_INPUT";

/// Refused as a request: with one code, without data, and with a place if it is the document's fault.
async fn is_refused(server: &Server, token: &str, query: &str, variables: &Value, code: &str) {
    let request = server.http().post(server.url("/graphql")).bearer_auth(token);
    let request = request.header(ACCEPT, "application/graphql-response+json");
    let response = request.json(&json!({ "query": query, "variables": variables })).send().await.unwrap();
    assert_eq!(response.status(), 400, "{query} {variables}");
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{query} {variables}: {answer:#}");
    assert!(answer.get("data").is_none(), "{query} {variables}: {answer:#}");
    assert!(answer["errors"][0]["locations"].is_array() || code == VARIABLES, "{query} {variables}: {answer:#}");
}

both_databases! {
    async fn a_day_or_an_instant_that_no_calendar_has_is_refused(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        world.register_household().await;
        world.schedule_meeting(20).await;
        let days = "query($day: Date!) { households(filter: { registeredOn: { gte: $day } }) { totalCount } }";
        let instants = "query($at: DateTime!) { meetings(filter: { startsAt: { gte: $at } }) { totalCount } }";
        let counted = async |query, variables| server.data(&token, query, variables).await;
        assert_eq!(counted(days, json!({ "day": "0001-01-01" })).await["households"]["totalCount"], 1);
        assert_eq!(counted(days, json!({ "day": "9999-12-31" })).await["households"]["totalCount"], 0);
        assert_eq!(counted(instants, json!({ "at": "0001-01-01T00:00:00Z" })).await["meetings"]["totalCount"], 1);
        assert_eq!(counted(instants, json!({ "at": "9999-12-31T23:59:59.999999Z" })).await["meetings"]["totalCount"], 0);
        for day in ["+262142-12-31", "-262143-01-01", "10000-01-01", "0000-01-01", "-0001-01-01", "999-01-01", "2026-3-02", "2026-02-30", "2026-03-02T00:00:00Z", ""] {
            is_refused(&server, &token, days, &json!({ "day": day }), VARIABLES).await;
            let literal = days.replace("($day: Date!)", "").replace("$day", &format!("\"{day}\""));
            is_refused(&server, &token, &literal, &json!({}), DOCUMENT).await;
        }
        for instant in ["+262142-12-31T00:00:00Z", "-262143-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "0000-12-31T23:59:59Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2026-03-02", ""] {
            is_refused(&server, &token, instants, &json!({ "at": instant }), VARIABLES).await;
            let literal = instants.replace("($at: DateTime!)", "").replace("$at", &format!("\"{instant}\""));
            is_refused(&server, &token, &literal, &json!({}), DOCUMENT).await;
        }
        server.stop().await;
    }

    async fn a_scalar_of_ours_is_checked_wherever_it_stands(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        for (query, variables, code) in [
            // Not even a text.
            ("{ households(filter: { registeredOn: { eq: 7 } }) { totalCount } }", json!({}), DOCUMENT),
            ("{ households(filter: { registeredOn: { eq: [\"2026-03-02\"] } }) { totalCount } }", json!({}), DOCUMENT),
            ("{ households(filter: { registeredOn: { eq: { a: 1 } } }) { totalCount } }", json!({}), DOCUMENT),
            ("query($day: Date) { households(filter: { registeredOn: { eq: $day } }) { totalCount } }", json!({ "day": 7 }), VARIABLES),
            ("query($day: Date) { households(filter: { registeredOn: { eq: $day } }) { totalCount } }", json!({ "day": {} }), VARIABLES),
            // In a default, which nobody may need.
            ("query($day: Date = \"2026-02-30\") { households(filter: { registeredOn: { eq: $day } }) { totalCount } }", json!({ "day": "2026-03-02" }), DOCUMENT),
            // In a fragment, in an operation that is not meant, deep in a variable.
            ("{ ...F } fragment F on Query { households(filter: { registeredOn: { eq: \"x\" } }) { totalCount } }", json!({}), DOCUMENT),
            ("query($filter: HouseholdFilter!) { households(filter: $filter) { totalCount } }", json!({ "filter": { "registeredOn": { "lte": "x" } } }), VARIABLES),
            ("{ programmes { nodes { households(filter: { registeredOn: { lt: \"x\" } }) { totalCount } } } }", json!({}), DOCUMENT),
        ] {
            is_refused(&server, &token, query, &variables, code).await;
        }
        // A mutation changes nothing.
        let before = world.snapshot().await;
        let query = "mutation { planLeaseReview(input: { tenancyId: \"tcy_01JD0000000000000000000000\", dueOn: \"2026-02-30\" }) { userErrors { code } } }";
        is_refused(&server, &token, query, &json!({}), DOCUMENT).await;
        assert_eq!(world.snapshot().await, before);
        server.stop().await;
    }

    async fn of_an_input_of_which_one_field_is_meant_one_is_given(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let household = world.register_household().await;
        let (id, reference) = (household.id.to_string(), household.reference.clone());
        let whole = "query($by: HouseholdBy!) { household(by: $by) { reference } }";
        let inner = "query($id: ID!) { household(by: { id: $id }) { reference } }";
        let defaulted = format!("query($by: HouseholdBy! = {{ reference: \"{reference}\" }}) {{ household(by: $by) {{ reference }} }}");
        let two = format!("query One($id: ID!) {{ household(by: {{ id: $id }}) {{ reference }} }} query Other($id: ID) {{ nodes(ids: \"{id}\") {{ id }} staff(filter: {{ organisationId: {{ eq: $id }} }}) {{ totalCount }} }}");
        for (query, variables) in [
            (whole, json!({ "by": { "id": id } })),
            (whole, json!({ "by": { "reference": reference } })),
            (inner, json!({ "id": id })),
            (&defaulted, json!({})),
            ("query($id: ID! = \"x\") { household(by: { id: $id }) { reference } }", json!({ "id": id })),
        ] {
            assert_eq!(server.data(&token, query, variables).await["household"]["reference"], reference, "{query}");
        }
        // What another operation calls by the same name may be null.
        let request = server.http().post(server.url("/graphql")).bearer_auth(&token);
        let request = request.json(&json!({ "query": two, "operationName": "One", "variables": { "id": id } }));
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["data"], json!({ "household": { "reference": reference } }), "{answer}");
        for (query, variables, code) in [
            ("{ household(by: {}) { id } }", json!({}), DOCUMENT),
            ("{ household(by: { id: \"x\", reference: \"x\" }) { id } }", json!({}), DOCUMENT),
            ("{ household(by: { id: \"x\", reference: null }) { id } }", json!({}), DOCUMENT),
            ("{ household(by: { id: null }) { id } }", json!({}), DOCUMENT),
            ("{ household(by: null) { id } }", json!({}), DOCUMENT),
            ("{ household(by: { nothing: \"x\" }) { id } }", json!({}), DOCUMENT),
            ("{ household { id } }", json!({}), DOCUMENT),
            ("query($id: ID) { household(by: { id: $id }) { reference } }", json!({ "id": id }), DOCUMENT),
            ("query($id: ID = \"x\") { household(by: { id: $id }) { reference } }", json!({ "id": id }), DOCUMENT),
            ("query($id: ID!) { household(by: { id: $id, reference: \"x\" }) { reference } }", json!({ "id": id }), DOCUMENT),
            ("query($by: HouseholdBy! = {}) { household(by: $by) { id } }", json!({}), DOCUMENT),
            ("query($by: HouseholdBy! = { id: null }) { household(by: $by) { id } }", json!({}), DOCUMENT),
            (whole, json!({}), VARIABLES),
            (whole, json!({ "by": null }), VARIABLES),
            (whole, json!({ "by": {} }), VARIABLES),
            (whole, json!({ "by": { "id": null } }), VARIABLES),
            (whole, json!({ "by": { "id": id, "reference": reference } }), VARIABLES),
            (whole, json!({ "by": { "id": id, "reference": null } }), VARIABLES),
            (whole, json!({ "by": { "nothing": "x" } }), VARIABLES),
            (inner, json!({ "id": null }), VARIABLES),
            (inner, json!({}), VARIABLES),
        ] {
            is_refused(&server, &token, query, &variables, code).await;
        }
        server.stop().await;
    }

    async fn a_number_is_whole_however_it_is_written(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let one = |rows: &str| format!("query($id: ID = 99999999999999999999, $v: Int = 1) {{ node(id: $id) {{ id }} events(first: {rows}) {{ nodes {{ id }} }} staff(first: $v) {{ nodes {{ id }} }} }}");
        for (rows, variables) in [
            ("1", json!({})),
            ("$v", json!({ "v": 1.0 })),
            ("$v", json!({ "v": 1e0, "id": 5.0 })),
            ("$v", json!({ "id": 123_456_789_012_u64 })),
        ] {
            let data = server.data(&token, &one(rows), variables).await;
            assert_eq!((&data["node"], data["events"]["nodes"].as_array().map(Vec::len)), (&Value::Null, Some(1)));
        }
        for (rows, variables) in [("-0", json!({})), ("$v", json!({ "v": -0.0 }))] {
            let answer = server.ask(Some(&token), &one(rows), variables).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_PAGE", "{answer:#}");
        }
        is_refused(&server, &token, &one("$v"), &json!({ "v": 1.5 }), "BAD_USER_INPUT").await;
        server.stop().await;
    }

    async fn a_place_is_told_in_characters(world: World) {
        let server = Server::start(&world).await;
        for (query, column) in [
            ("query($n: Int!) { programmes(first: $n) { nodes { id } } }", 7),
            ("\"éé\" query($n: Int!) { programmes(first: $n) { nodes { id } } }", 12),
        ] {
            let answer = server.ask(None, query, json!({})).await;
            assert_eq!(answer["errors"][0]["locations"], json!([{ "line": 1, "column": column }]), "{answer:#}");
        }
        server.stop().await;
    }

    async fn a_variable_of_a_directive_fits(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        for place in ["viewer @include(if: $v) { id }", "...F @skip(if: $v)", "... @include(if: $v) { viewer { id } }"] {
            let query = |of: &str| {
                let fragment = if place.contains("...F") { "fragment F on Query { viewer { id } }" } else { "" };
                format!("query($v: {of}) {{ __typename {place} }} {fragment}")
            };
            server.data(&token, &query("Boolean! = true"), json!({})).await;
            server.data(&token, &query("Boolean = true"), json!({ "v": false })).await;
            for of in ["Boolean", "Boolean = null"] {
                is_refused(&server, &token, &query(of), &json!({ "v": true }), "GRAPHQL_VALIDATION_FAILED").await;
            }
            is_refused(&server, &token, &query("Boolean = true"), &json!({ "v": null }), "BAD_USER_INPUT").await;
        }
        server.stop().await;
    }

    async fn a_variable_fits_where_it_stands(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        world.register_household().await;
        let counted = |of: &str, filter: &str| format!("query($v: {of}) {{ households(filter: {filter}) {{ totalCount }} }}");
        let stage = |comparator: &str| format!("{{ stage: {{ {comparator} }} }}");
        for (of, filter, variables) in [
            ("HouseholdStage!", stage("in: [$v, HOUSED]"), json!({ "v": "PROPOSED" })),
            ("HouseholdStage! = PROPOSED", stage("in: [HOUSED, $v]"), json!({})),
            ("HouseholdStage = PROPOSED", stage("in: [HOUSED, $v]"), json!({})),
            ("HouseholdStage", stage("eq: $v"), json!({ "v": "PROPOSED" })),
            ("HouseholdStage", stage("eq: $v"), json!({ "v": null })),
            ("HouseholdStage", stage("eq: $v"), json!({})),
            ("[HouseholdStage!]", stage("in: $v"), json!({ "v": "PROPOSED" })),
            ("[HouseholdStage!]", stage("in: $v"), json!({ "v": null })),
            ("[HouseholdStage!]!", stage("in: $v"), json!({ "v": ["PROPOSED"] })),
            ("HouseholdStageComparator", "{ stage: $v }".to_owned(), json!({ "v": { "in": ["PROPOSED"] } })),
            ("HouseholdStageComparator", "{ stage: $v }".to_owned(), json!({})),
            ("HouseholdFilter", "$v".to_owned(), json!({})),
            ("HouseholdFilter = {}", "$v".to_owned(), json!({})),
        ] {
            let query = counted(of, &filter);
            assert_eq!(server.data(&token, &query, variables).await["households"]["totalCount"], 1, "{query}");
        }
        for (of, filter, variables, code) in [
            ("HouseholdStage", stage("in: [$v]"), json!({ "v": "PROPOSED" }), DOCUMENT),
            ("HouseholdStage = null", stage("in: [$v]"), json!({ "v": "PROPOSED" }), DOCUMENT),
            ("HouseholdStage!", stage("in: $v"), json!({ "v": "PROPOSED" }), DOCUMENT),
            ("[HouseholdStage]", stage("in: $v"), json!({ "v": [] }), DOCUMENT),
            ("[HouseholdStage!]", stage("eq: $v"), json!({ "v": [] }), DOCUMENT),
            ("String", stage("eq: $v"), json!({ "v": "PROPOSED" }), DOCUMENT),
            ("ID", "{ reference: { eq: $v } }".to_owned(), json!({ "v": "x" }), DOCUMENT),
            ("HouseholdStage = PROPOSED", stage("in: [$v]"), json!({ "v": null }), VARIABLES),
            ("HouseholdFilter", "$v".to_owned(), json!({ "v": null }), VARIABLES),
            ("HouseholdFilter = {}", "$v".to_owned(), json!({ "v": null }), VARIABLES),
            ("[HouseholdStage!]", stage("in: $v"), json!({ "v": [null] }), VARIABLES),
            ("HouseholdStage", stage("eq: $v"), json!({ "v": "NOTHING" }), VARIABLES),
        ] {
            is_refused(&server, &token, &counted(of, &filter), &variables, code).await;
        }
        for (query, variables, code) in [
            ("query($id: ID = \"x\") { node(id: $id) { id } }", json!({ "id": null }), VARIABLES),
            ("query($id: ID) { nodes(ids: [$id]) { id } }", json!({}), DOCUMENT),
            ("query($id: ID = \"x\") { nodes(ids: [$id]) { id } }", json!({ "id": null }), VARIABLES),
            ("mutation($email: String) { signIn(input: { email: $email, password: \"x\" }) { token } }", json!({}), DOCUMENT),
            ("mutation($email: String = \"x\") { signIn(input: { email: $email, password: \"x\" }) { token } }", json!({ "email": null }), VARIABLES),
        ] {
            is_refused(&server, &token, query, &variables, code).await;
        }
        server.stop().await;
    }
}
