//! One thing, or some, by what they are known by: whoever may not see it, or may not know it by that, learns
//! no more than if it were not there.

use entity::model::{household, support_measure};
use entity::operations::meeting::{ScheduleMeeting, schedule};
use entity::operations::support::extend;
use entity::types::AgendaItemKind;
use serde_json::{Value, json};
use tests::{Person, Server, World, both_databases};

/// A household in support, on the agenda of a meeting in which everybody sits who may be of no help to it.
async fn followed(world: &World) -> (household::Model, support_measure::Model) {
    let people = &world.people;
    let household = world.preselected_household().await;
    let measure = world.start_support(&household.id).await;
    let others = [&people.social_worker, &people.other_social_worker, &people.funder, &people.member];
    let participant_ids = others.iter().map(|person| person.id()).collect();
    let input = ScheduleMeeting { participant_ids, ..world.meeting_input(20) };
    let meeting = schedule(&world.db, &world.act(&people.coordinator), input).await.unwrap();
    world.put_on_agenda(&people.coordinator, &meeting.id, &household.id, AgendaItemKind::ProgressReview).await;
    (world.household(&household.id).await, measure)
}

/// Who finds the household by its identifier and its reference, and who by its national request number.
fn finders(world: &World) -> [(&Person, bool, bool); 12] {
    let people = &*world.people;
    [
        (&people.administrator, false, false),
        (&people.manager, true, true),
        (&people.coordinator, true, true),
        (&people.social_worker, true, true),
        (&people.colleague, true, false),
        (&people.other_social_worker, true, false),
        (&people.officer, true, true),
        (&people.officer_colleague, true, true),
        (&people.other_officer, false, false),
        (&people.funder, false, false),
        (&people.member, true, false),
        (&people.other_member, false, false),
    ]
}

both_databases! {
    async fn a_household_is_found_by_what_the_viewer_may_know(world: World) {
        let server = Server::start(&world).await;
        let (household, _) = followed(&world).await;
        let number = household.national_request_number.clone().unwrap();
        let query = |by: &str, value: &str| format!("{{ household(by: {{ {by}: \"{value}\" }}) {{ id }} }}");
        for (person, sees, knows) in finders(&world) {
            let token = world.token(person).await;
            for (by, value, unknown, finds) in [
                ("id", household.id.as_str(), "hh_01JD0000000000000000000000", sees),
                ("reference", household.reference.as_str(), "M-000000", sees),
                ("nationalRequestNumber", number.as_str(), "0140126999999GDPUB", knows),
            ] {
                let answer = server.raw(&token, &query(by, value)).await;
                let expected = if finds { format!("{{\"id\":\"{}\"}}", household.id) } else { "null".to_owned() };
                let expected = format!("{{\"data\":{{\"household\":{expected}}},");
                assert!(answer.starts_with(&expected), "{by} by {}: {answer}", person.staff.email);
                // Letter for letter what is said of one that there is not.
                let nothing = server.raw(&token, &query(by, unknown)).await;
                assert!(finds || nothing == answer, "{by} by {}: {nothing}", person.staff.email);
                assert!(nothing.starts_with("{\"data\":{\"household\":null},"), "{by}: {nothing}");
            }
            // By a variable as a whole, and inside.
            let whole = "query($by: HouseholdBy!) { household(by: $by) { id } }";
            let data = server.data(&token, whole, json!({ "by": { "nationalRequestNumber": number } })).await;
            assert_eq!(data["household"].is_object(), knows, "{}", person.staff.email);
            let inside = "query($number: String!) { household(by: { nationalRequestNumber: $number }) { id } }";
            let data = server.data(&token, inside, json!({ "number": number })).await;
            assert_eq!(data["household"].is_object(), knows, "{}", person.staff.email);
        }
        // The referent's tie is that of the day: whoever is replaced knows it no more by its number.
        let (old, new) = (world.token(&world.people.social_worker).await, world.token(&world.people.colleague).await);
        world.sql(&format!("UPDATE household SET referent_id = '{}' WHERE id = '{}'", world.people.colleague.staff.id, household.id)).await;
        for (token, knows) in [(&old, false), (&new, true)] {
            let data = server.data(token, &query("nationalRequestNumber", &number), json!({})).await;
            assert_eq!(data["household"].is_object(), knows);
        }
        server.stop().await;
    }

    async fn nobody_is_found_by_nothing(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let household = world.register_household().await;
        world.sql(&format!("UPDATE household SET national_request_number = NULL WHERE id = '{}'", household.id)).await;
        for by in ["reference", "nationalRequestNumber"] {
            for value in ["", "\\u0000", "%", "NULL", "M-\\u0000"] {
                let data = server.data(&token, &format!("{{ household(by: {{ {by}: \"{value}\" }}) {{ id }} }}"), json!({})).await;
                assert_eq!(data, json!({ "household": null }), "{by} {value}");
            }
        }
        server.stop().await;
    }

    async fn an_identifier_of_another_type_is_refused(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let household = world.register_household().await.id.to_string();
        let programme = world.programme_id.to_string();
        for (query, id) in [
            ("query($id: ID!) { found: programme(id: $id) { id } viewer { role } }", &household),
            ("query($id: ID!) { found: meeting(id: $id) { id } viewer { role } }", &household),
            ("query($id: ID!) { found: household(by: { id: $id }) { id } viewer { role } }", &programme),
        ] {
            for id in [id, "", "hh_x", "\0", "é"] {
                let answer = server.ask(Some(&token), query, json!({ "id": id })).await;
                assert_eq!(answer["errors"][0]["extensions"]["code"], "WRONG_ID", "{query} {id}: {answer:#}");
                assert_eq!(answer["errors"][0]["path"], json!(["found"]));
                assert_eq!(answer["data"], json!({ "found": null, "viewer": { "role": "COORDINATOR" } }));
            }
        }
        for id in ["", "hh", "hh_", "hh_x", "hh_\0", "\0", "nothing_01JD0000000000000000000000", "hh_01JD0000000000000000000000", "é"] {
            let answer = server.ask(Some(&token), "query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
            assert_eq!(answer["data"], json!({ "node": null }), "{id}: {answer:#}");
            let code = &answer["errors"][0]["extensions"]["code"];
            let malformed = ["hh_", "hh_x", "hh_\0"].contains(&id);
            assert_eq!(*code, if malformed { json!("WRONG_ID") } else { Value::Null }, "{id}: {answer:#}");
        }
        server.stop().await;
    }

    async fn nodes_stand_where_their_identifiers_stand(world: World) {
        let server = Server::start(&world).await;
        let people = &world.people;
        let (one, other) = (followed(&world).await.0, world.register_household().await);
        let (one, other) = (one.id.to_string(), other.id.to_string());
        let (staff, programme) = (people.officer.staff.id.to_string(), world.programme_id.to_string());
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Household { reference } ... on Programme { warnings { code } } } }";
        let ids = json!([staff, one, "nothing", other, one, "hh_01JD0000000000000000000000", programme, programme, staff]);
        let shown = |data: &Value| -> Vec<Value> {
            data["nodes"].as_array().unwrap().iter().map(|node| node["id"].clone()).collect()
        };
        let coordinator = world.token(&people.coordinator).await;
        let data = server.data(&coordinator, query, json!({ "ids": ids })).await;
        let expected = [json!(staff), json!(one), Value::Null, json!(other), json!(one), Value::Null, json!(programme), json!(programme), json!(staff)];
        assert_eq!(shown(&data), expected);
        assert_eq!(data["nodes"][0]["__typename"], "Staff");
        assert_eq!(data["nodes"][1], data["nodes"][4]);
        assert!(data["nodes"][1]["reference"].is_string());
        // What Rust computes is there each time too.
        assert!(!data["nodes"][6]["warnings"].as_array().unwrap().is_empty(), "{data:#}");
        assert_eq!(data["nodes"][6], data["nodes"][7]);
        // A colleague sees the one that is supported; of the other they learn no more than of none.
        let colleague = world.token(&people.colleague).await;
        let answer = server.ask(Some(&colleague), query, json!({ "ids": [other, one, "hh_01JD0000000000000000000000"] })).await;
        assert_eq!(shown(&answer["data"]), [Value::Null, json!(one), Value::Null]);
        assert!(answer.get("errors").is_none(), "{answer:#}");
        for (ids, nodes) in [(json!([]), json!([])), (json!(staff), json!([{ "id": staff }])), (json!(["nothing"]), json!([null]))] {
            assert_eq!(server.data(&coordinator, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ids })).await["nodes"], nodes);
        }
        // Two fields, each with its own.
        let data = server.data(&coordinator, &format!("{{ a: nodes(ids: [\"{one}\"]) {{ id }} b: nodes(ids: [\"{other}\"]) {{ id }} nodes(ids: [\"{staff}\"]) {{ id }} nodes(ids: [\"{staff}\"]) {{ __typename }} }}"), json!({})).await;
        assert_eq!(data, json!({ "a": [{ "id": one }], "b": [{ "id": other }], "nodes": [{ "id": staff, "__typename": "Staff" }] }));
        server.stop().await;
    }

    async fn every_type_of_node_is_found_among_others(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let (household, measure) = followed(&world).await;
        extend(&world.db, &world.act(&world.people.coordinator), world.extension_input(&measure)).await.unwrap();
        world.sliding_lease(&household.id).await;
        world.review_progress(&measure).await;
        world.request_extension(&world.support(&measure.id).await).await;
        world.suspend_support(&measure).await;
        world.record_interview(&measure).await;
        world.diagnose(&household.id).await;
        world.allocate(&household.id).await;
        world.agree(&household.id).await;
        let lists = ["programmes", "organisations", "staff", "households", "dwellings", "stepWaivers", "socialDiagnoses", "allocationDecisions", "tripartiteAgreements", "supportMeasures", "progressReviews", "supportExtensions", "supportExtensionRequests", "supportSuspensions", "supportInterviews", "tenancies", "leaseReviews", "examPeriods", "meetings", "agendaItems"];
        let asked: Vec<_> = lists.iter().map(|list| format!("{list}(first: 1) {{ nodes {{ __typename id }} }}")).collect();
        let data = server.data(&token, &format!("{{ {} }}", asked.join(" ")), json!({})).await;
        let expected: Vec<Value> = lists.iter().map(|list| data[*list]["nodes"][0].clone()).collect();
        let ids: Vec<_> = expected.iter().map(|node| node["id"].clone()).collect();
        let data = server.data(&token, "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", json!({ "ids": ids })).await;
        assert_eq!(data["nodes"], json!(expected));
        server.stop().await;
    }

    async fn what_is_wrong_with_nodes_is_told_at_its_place(world: World) {
        let server = Server::start(&world).await;
        let people = &world.people;
        let (_, measure) = followed(&world).await;
        let (staff, measure) = (people.officer.staff.id.to_string(), measure.id.to_string());
        let token = world.token(&people.colleague).await;
        let query = "query($ids: [ID!]!) {\n  nodes(ids: $ids) {\n    id\n    ... on SupportMeasure {\n      intensity\n    }\n  }\n}";
        let answer = server.ask(Some(&token), query, json!({ "ids": [staff, "hh_x", measure, "stf_", measure] })).await;
        let node = json!({ "id": measure, "intensity": null });
        assert_eq!(answer["data"]["nodes"], json!([{ "id": staff }, null, node, null, node]));
        let told: Vec<_> = answer["errors"].as_array().unwrap().iter().map(|error| (&error["extensions"]["code"], &error["path"], &error["locations"])).collect();
        let (root, field) = (json!([{ "line": 2, "column": 3 }]), json!([{ "line": 5, "column": 7 }]));
        assert_eq!(told, [
            (&json!("WRONG_ID"), &json!(["nodes", 1]), &root),
            (&json!("WRONG_ID"), &json!(["nodes", 3]), &root),
            (&json!("FORBIDDEN_FIELD"), &json!(["nodes", 2, "intensity"]), &field),
        ]);
        server.stop().await;
    }

    async fn a_hundred_nodes_are_found_and_paid_for(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let id = world.register_household().await.id.to_string();
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } viewer { role } }";
        let data = server.data(&token, query, json!({ "ids": vec![id.as_str(); 100] })).await;
        assert_eq!(data["nodes"].as_array().unwrap().len(), 100);
        for count in [101, 20_000] {
            let answer = server.ask(Some(&token), query, json!({ "ids": vec![id.as_str(); count] })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_PAGE", "{count}");
            assert_eq!(answer["data"], json!({ "nodes": null, "viewer": { "role": "COORDINATOR" } }), "{count}");
        }
        let costly = "{ ... on Household { events(first: 100) { nodes { household { events(first: 100) { nodes { kind } } } } } } }";
        let by_variable = format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {costly} }}");
        let literal = |count: usize| format!("{{ nodes(ids: [{}]) {costly} }}", vec![format!("\"{id}\""); count].join(", "));
        let by_items = format!("query($id: ID!) {{ nodes(ids: [{}]) {costly} }}", vec!["$id"; 100].join(", "));
        server.data(&token, &by_variable, json!({ "ids": [id] })).await;
        server.data(&token, &literal(1), json!({})).await;
        for (query, variables) in [
            (by_variable, json!({ "ids": vec![id.as_str(); 100] })),
            (literal(100), json!({})),
            (by_items, json!({ "id": id })),
        ] {
            let answer = server.ask(Some(&token), &query, variables).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "DOCUMENT_TOO_COSTLY", "{:.300}", answer.to_string());
        }
        server.stop().await;
    }
}
