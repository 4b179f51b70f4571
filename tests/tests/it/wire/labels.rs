//! What the values of enumerations are called: all of them, on any day, to whoever has signed in.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::{Server, World, sqlite_only};

/// Whether an enumeration is one of the domain, and not how a list is ordered or what an act is warned of, which has
/// its message.
fn is_of_the_domain(name: &str) -> bool {
    !name.starts_with("__") && !name.ends_with("OrderField") && !["OrderDirection", "WarningCode"].contains(&name)
}

fn texts<'v>(list: &'v Value, field: &str) -> Vec<&'v str> {
    list.as_array().unwrap().iter().map(|of| of[field].as_str().unwrap()).collect()
}

sqlite_only! {
    async fn every_value_of_the_schema_has_its_labels(world: World) {
        let server = Server::start(&world).await;
        // Whoever it is.
        let token = world.token(&world.people.other_member).await;
        let query = "{ __schema { types { kind name enumValues(includeDeprecated: true) { name } } }
            enumLabels { enumName value french english } }";
        let answer = server.ask(Some(&token), query, json!({})).await;
        let data = &answer["data"];
        let mut labelled: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in texts(&data["enumLabels"], "enumName").into_iter().zip(texts(&data["enumLabels"], "value")) {
            labelled.entry(name).or_default().push(value);
        }
        let types = data["__schema"]["types"].as_array().unwrap().iter();
        for of in types.filter(|of| of["kind"] == "ENUM" && is_of_the_domain(of["name"].as_str().unwrap())) {
            let name = of["name"].as_str().unwrap();
            assert_eq!(labelled.remove(name), Some(texts(&of["enumValues"], "name")), "{name}");
        }
        // Those that name what is no enumeration of the schema.
        assert_eq!(labelled.into_keys().collect::<Vec<_>>(), ["PublicBody", "Territory"]);
        let all = data["enumLabels"].as_array().unwrap().len();
        let four_of_each = server.ask(Some(&token), "{ enumLabels { enumName value french english } }", json!({})).await;
        assert_eq!(four_of_each["extensions"]["cost"]["asked"], 100 + 1 + 4 * all);
        server.stop().await;
    }

    async fn a_label_is_that_of_the_day(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.funder).await;
        let query = "query($enums: [String!], $on: Date) {
            enumLabels(enums: $enums, on: $on) { value french english validFrom validUntil source } }";
        let told = async |enums: Value, on: Value, value: &str| {
            let data = server.data(&token, query, json!({ "enums": enums, "on": on })).await;
            data["enumLabels"].as_array().unwrap().iter().find(|label| label["value"] == value).unwrap().clone()
        };
        let general = json!({
            "value": "DEPARTMENT", "french": "Conseil général", "english": "General council of the département",
            "validFrom": null, "validUntil": "2015-04-01", "source": null,
        });
        let departmental = json!({
            "value": "DEPARTMENT", "french": "Conseil départemental", "english": "Departmental council",
            "validFrom": "2015-04-02", "validUntil": null, "source": "loi n° 2013-403 du 17 mai 2013, art. 1er",
        });
        for (on, expected) in [
            (json!("2015-04-01"), &general),
            (json!("2015-04-02"), &departmental),
            // Today.
            (Value::Null, &departmental),
        ] {
            assert_eq!(told(json!(["OrganisationKind"]), on.clone(), "DEPARTMENT").await, *expected, "{on}");
            assert_eq!(told(Value::Null, on.clone(), "DEPARTMENT").await, *expected, "{on}");
        }
        for (enums, on, value, part) in [
            ("PriorityGround", "2014-03-26", "PDALPD", "PDALPD"),
            ("PriorityGround", "2014-03-27", "PDALPD", "PDALHPD"),
            ("PublicBody", "2018-11-24", "ALLOCATION_COMMITTEE", "(CAL)"),
            ("PublicBody", "2018-11-25", "ALLOCATION_COMMITTEE", "(CALEOL)"),
            ("PublicBody", "2021-03-31", "DEPARTMENTAL_SERVICE", "(DDCS)"),
            ("PublicBody", "2021-04-01", "DEPARTMENTAL_SERVICE", "(DDETS)"),
        ] {
            // A single one need not stand in a list.
            let label = told(json!(enums), json!(on), value).await;
            for language in ["french", "english"] {
                assert!(label[language].as_str().unwrap().contains(part), "{on}: {label}");
            }
        }
        server.stop().await;
    }

    async fn a_name_of_no_enumeration_is_refused_and_so_is_who_has_not_signed_in(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let query = "query($enums: [String!]) { enumLabels(enums: $enums) { enumName } viewer { role } }";
        let many = vec!["Role"; 101];
        for enums in [json!(["Role", "OrderDirection"]), json!(["role"]), json!([""]), json!(many)] {
            let answer = server.ask(Some(&token), query, json!({ "enums": enums })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer:#}");
            assert_eq!(answer["errors"][0]["path"], json!(["enumLabels"]));
            assert_eq!(answer["data"], json!({ "enumLabels": null, "viewer": { "role": "COORDINATOR" } }));
        }
        let named = async |enums: Value| {
            let data = server.data(&token, query, json!({ "enums": enums })).await;
            data["enumLabels"].as_array().unwrap().len()
        };
        assert_eq!(named(json!([])).await, 0, "none is wanted");
        assert_eq!(named(json!(["Role"])).await, 7);
        assert_eq!(named(json!(many[..100])).await, 7, "named again, told once");
        let answer = server.ask(None, "{ enumLabels { enumName } }", json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{answer:#}");
        assert_eq!(answer["data"], json!({ "enumLabels": null }));
        server.stop().await;
    }
}
