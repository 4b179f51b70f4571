//! What a document may do with the fields of an answer: name them, repeat them, leave them out.

use serde_json::{Value, json};
use tests::{Server, World, both_databases};

both_databases! {
    async fn aliases_fragments_and_repeated_keys_are_put_together(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let query = "query($id: ID!, $first: Int = 1, $yes: Boolean!, $no: Boolean!) {
            household(by: { id: $id }) { reference referent { givenName } ...Support }
            household(by: { id: $id }) { stage referent { role } known: reference @include(if: $no) }
            other: household(by: { id: $id }) { ... on Household { __typename again: reference } stage @skip(if: $yes) }
            node(id: $id) { __typename id ... on Tenancy { startOn } ... on Household { reference } ...Named }
            lists: households(first: $first) { n: totalCount edges { node { id } } nodes { stage } nodes { reference } }
        }
        fragment Support on Household { supportMeasures { nodes { axes } totalCount } supportMeasures { nodes { more: objectives(last: 1) { nodes { label } } } } }
        fragment Named on Node { same: id }";
        let variables = json!({ "id": household.id.to_string(), "yes": true, "no": false });
        let answer = server.ask(Some(&token), query, variables).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        let data = &answer["data"];
        let id = household.id.to_string();
        let own = &data["household"];
        assert_eq!(own["reference"], household.reference);
        assert_eq!(own["stage"], "PRESELECTED");
        assert_eq!(own["referent"], json!({ "givenName": world.people.social_worker.staff.given_name, "role": "SOCIAL_WORKER" }));
        assert!(own.get("known").is_none(), "left out by a directive");
        assert_eq!(own["supportMeasures"]["totalCount"], 1);
        let measure = &own["supportMeasures"]["nodes"][0];
        assert!(measure["axes"].is_array() && measure["more"]["nodes"].is_array(), "{measure:#}");
        assert_eq!(data["other"], json!({ "__typename": "Household", "again": household.reference }));
        assert_eq!(data["node"], json!({ "__typename": "Household", "id": id, "reference": household.reference, "same": id }));
        assert_eq!(
            data["lists"],
            json!({ "n": 1, "edges": [{ "node": { "id": id } }], "nodes": [{ "stage": "PRESELECTED", "reference": household.reference }] })
        );
        server.stop().await;
    }

    async fn a_flag_that_is_left_out_has_its_default_in_a_directive_too(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let query = "query Other($yes: Boolean = false) { viewer { role @include(if: $yes) } }
            query Wanted($yes: Boolean = true) { viewer { role @include(if: $yes) ...F active @skip(if: $yes) } }
            fragment F on Staff { given: givenName @include(if: $yes) }";
        let given = &world.people.coordinator.staff.given_name;
        for (variables, viewer) in [
            (json!({}), json!({ "role": "COORDINATOR", "given": given })),
            (json!({ "yes": true }), json!({ "role": "COORDINATOR", "given": given })),
            (json!({ "yes": false }), json!({ "active": true })),
        ] {
            let request = json!({ "query": query, "variables": variables, "operationName": "Wanted" });
            let response = server.http().post(server.url("/graphql")).bearer_auth(&token).json(&request).send().await;
            let answer: Value = response.unwrap().json().await.unwrap();
            assert_eq!(answer["data"], json!({ "viewer": viewer }), "{variables}: {answer:#}");
        }
        server.stop().await;
    }

    async fn an_answer_has_its_keys_in_the_order_of_the_document(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let household = world.register_household().await;
        let query = format!("{{ household(by: {{ id: \"{}\" }}) {{ stage registeredOn z: id a: reference dalo }} viewer {{ role active }} }}", household.id);
        let text = server.raw(&token, &query).await;
        let order = ["\"household\"", "\"stage\"", "\"registeredOn\"", "\"z\"", "\"a\"", "\"dalo\"", "\"viewer\"", "\"role\"", "\"active\""];
        let places: Vec<_> = order.iter().map(|key| text.find(key).unwrap()).collect();
        assert!(places.is_sorted(), "{text}");
        server.stop().await;
    }

    async fn any_text_comes_back_as_it_was_written(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let household = world.register_household().await;
        for text in ["O'Brien \"d'Été\" \\ / \u{1}\t\u{7f}", "日本語 🏠 \u{2028}", "{\"$serde_json::private::RawValue\":\"x\"}", "~0:0:\"null\""] {
            world.sql(&format!("UPDATE household SET family_name = '{}' WHERE id = '{}'", text.replace('\'', "''"), household.id)).await;
            let query = "query($id: ID!) { household(by: { id: $id }) { familyName } households { nodes { familyName } } }";
            let data: Value = server.data(&token, query, json!({ "id": household.id.to_string() })).await;
            assert_eq!(data["household"]["familyName"], text);
            assert_eq!(data["households"]["nodes"][0]["familyName"], text);
        }
        server.stop().await;
    }
}
