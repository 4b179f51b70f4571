//! What filters find: every comparator at its bounds, alone and with others, and what no comparator takes.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Server, World, both_databases};

const HOUSEHOLDS: &str = "query List($filter: HouseholdFilter!) { households(filter: $filter) { nodes { id } } }";

/// The identifiers of the rows that a list finds.
async fn found(server: &Server, token: &str, query: &str, filter: &Value) -> BTreeSet<String> {
    let data = server.data(token, query, json!({ "filter": filter })).await;
    let list = data.as_object().unwrap().values().next().unwrap();
    list["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect()
}

both_databases! {
    async fn a_day_is_compared_at_its_bounds(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut ids = Vec::new();
        for day in 1..=5 {
            let id = world.register_household().await.id.to_string();
            world.sql(&format!("UPDATE household SET registered_on = '2026-01-0{day}' WHERE id = '{id}'")).await;
            ids.push(id);
        }
        let day = |day: usize| format!("2026-01-0{day}");
        for (comparator, days) in [
            (json!({ "eq": day(3) }), &[3][..]),
            (json!({ "gt": day(3) }), &[4, 5]),
            (json!({ "gte": day(3) }), &[3, 4, 5]),
            (json!({ "lt": day(3) }), &[1, 2]),
            (json!({ "lte": day(3) }), &[1, 2, 3]),
            (json!({ "gte": day(2), "lt": day(4) }), &[2, 3]),
            (json!({ "gt": day(3), "lt": day(4) }), &[]),
            (json!({ "eq": day(3), "gt": day(3) }), &[]),
            (json!({ "eq": null, "gte": day(5), "lte": null }), &[5]),
            (json!({ "eq": null }), &[1, 2, 3, 4, 5]),
            (json!({}), &[1, 2, 3, 4, 5]),
            (Value::Null, &[1, 2, 3, 4, 5]),
        ] {
            let expected: BTreeSet<_> = days.iter().map(|day| ids[*day - 1].clone()).collect();
            let filter = json!({ "registeredOn": comparator });
            assert_eq!(found(&server, &token, HOUSEHOLDS, &filter).await, expected, "{filter}");
        }
        server.stop().await;
    }

    async fn an_instant_is_compared_at_its_bounds_wherever_it_is_told(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut ids = Vec::new();
        for days in [10, 20, 30] {
            let meeting = world.schedule_meeting(days).await;
            ids.push(meeting.id.to_string());
        }
        let query = "query List($filter: CellMeetingFilter!) { meetings(filter: $filter) { nodes { id } } }";
        // 14:00 in Paris, on 22 March: the same instant, told in three places of the world.
        for at in ["2026-03-22T13:00:00Z", "2026-03-22T14:00:00+01:00", "2026-03-22T09:30:00.000-03:30"] {
            for (comparator, places) in [
                (json!({ "gt": at }), &[2][..]),
                (json!({ "gte": at }), &[1, 2]),
                (json!({ "lt": at }), &[0]),
                (json!({ "lte": at }), &[0, 1]),
                (json!({ "gte": at, "lte": at }), &[1]),
                (json!({ "gt": at, "lt": at }), &[]),
            ] {
                let expected: BTreeSet<_> = places.iter().map(|place| ids[*place].clone()).collect();
                let filter = json!({ "startsAt": comparator });
                assert_eq!(found(&server, &token, query, &filter).await, expected, "{filter}");
            }
        }
        server.stop().await;
    }

    async fn what_is_absent_fulfils_no_comparison(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let household = world.register_household().await;
        world.sql("UPDATE household_member SET birth_date = NULL WHERE position = 2").await;
        let query = "query($id: ID!, $filter: HouseholdMemberFilter!) { household(by: { id: $id }) { members(filter: $filter) { totalCount } } }";
        for (filter, count) in [
            (json!({}), 2),
            (json!({ "birthDate": {} }), 2),
            (json!({ "birthDate": { "lte": "9999-12-31" } }), 1),
            (json!({ "birthDate": { "gte": "0001-01-01" } }), 1),
        ] {
            let variables = json!({ "id": household.id.to_string(), "filter": filter });
            assert_eq!(server.data(&token, query, variables).await["household"]["members"]["totalCount"], count, "{filter}");
        }
        // Nobody is the referent of a household that is only proposed.
        let referent = json!({ "referentId": { "eq": world.people.social_worker.staff.id.to_string() } });
        assert_eq!(found(&server, &token, HOUSEHOLDS, &referent).await, BTreeSet::new());
        server.stop().await;
    }

    async fn filters_hold_together(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let proposed = world.register_household().await;
        let preselected = world.preselected_household().await;
        world.start_support(&preselected.id).await;
        let (one, two) = (proposed.id.to_string(), preselected.id.to_string());
        let (neither, both) = (BTreeSet::new(), BTreeSet::from([one.clone(), two.clone()]));
        let (first, second) = (BTreeSet::from([one]), BTreeSet::from([two]));
        let referent = world.people.social_worker.staff.id.to_string();
        let nobody = "stf_01JD0000000000000000000000";
        let programme = world.programme_id.to_string();
        for (filter, expected) in [
            (json!({}), &both),
            (json!({ "stage": null, "referentId": null, "reference": null, "registeredOn": null }), &both),
            (json!({ "stage": { "eq": "PROPOSED" } }), &first),
            (json!({ "stage": { "in": ["PROPOSED"] } }), &first),
            (json!({ "stage": { "in": "PROPOSED" } }), &first),
            (json!({ "stage": { "in": ["PROPOSED", "PRESELECTED", "PROPOSED"] } }), &both),
            (json!({ "stage": { "in": vec!["PROPOSED"; 66_000] } }), &first),
            (json!({ "stage": { "in": [] } }), &neither),
            (json!({ "stage": { "notIn": [] } }), &both),
            (json!({ "stage": { "notIn": ["PROPOSED"] } }), &second),
            (json!({ "stage": { "notIn": vec!["PROPOSED"; 66_000] } }), &second),
            (json!({ "stage": { "in": ["PROPOSED", "PRESELECTED"], "notIn": ["PROPOSED"] } }), &second),
            (json!({ "stage": { "eq": "PROPOSED", "notIn": ["PROPOSED"] } }), &neither),
            (json!({ "stage": { "eq": null, "in": null, "notIn": ["PROPOSED"] } }), &second),
            (json!({ "referentId": { "eq": referent } }), &second),
            (json!({ "referentId": { "in": [nobody, referent, referent] } }), &second),
            (json!({ "referentId": { "in": [] } }), &neither),
            (json!({ "referentId": { "eq": nobody, "in": [referent] } }), &neither),
            (json!({ "referentId": { "eq": referent }, "stage": { "eq": "PROPOSED" } }), &neither),
            (json!({ "referentId": { "eq": referent }, "programmeId": { "eq": programme } }), &second),
            (json!({ "reference": { "eq": proposed.reference } }), &first),
            (json!({ "reference": { "eq": proposed.reference.to_lowercase() } }), &neither),
            (json!({ "reference": { "in": [proposed.reference, preselected.reference, "nothing"] } }), &both),
            (json!({ "reference": { "in": ["\0", proposed.reference] } }), &first),
            (json!({ "reference": { "in": [] } }), &neither),
        ] {
            assert_eq!(&found(&server, &token, HOUSEHOLDS, &filter).await, expected, "{:.200}", filter.to_string());
        }
        server.stop().await;
    }

    async fn reminders_are_found_by_what_they_are_about_and_when_they_were_sent(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut sent = Vec::new();
        for _ in 0..2 {
            let measure = world.start_support(&world.preselected_household().await.id).await;
            sent.push(world.remind(&measure, &world.people.social_worker).await);
            world.plan_to_remind(&measure, &world.people.officer).await;
            world.clock.advance(chrono::TimeDelta::hours(1));
        }
        let (first, second) = (sent[0].id.to_string(), sent[1].id.to_string());
        let at = |number: usize| sent[number].sent_at.unwrap().to_rfc3339();
        for (filter, expected) in [
            (json!({ "sentAt": { "gte": at(0) } }), BTreeSet::from([first.clone(), second.clone()])),
            (json!({ "sentAt": { "gt": at(0) } }), BTreeSet::from([second.clone()])),
            (json!({ "sentAt": { "lt": at(0) } }), BTreeSet::new()),
            (json!({ "subjectId": { "eq": sent[1].subject_id }, "state": { "eq": "SENT" } }), BTreeSet::from([second])),
            (json!({ "subjectId": { "eq": sent[1].subject_id }, "sentAt": { "lte": at(0) } }), BTreeSet::new()),
        ] {
            let query = "query($filter: ReminderFilter) { reminders(filter: $filter) { nodes { id } } }";
            assert_eq!(found(&server, &token, query, &filter).await, expected, "{filter}");
        }
        server.stop().await;
    }

    async fn a_filter_names_a_hundred_and_no_more(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let household = world.preselected_household().await;
        for (list, filter, field, own) in [
            ("households", "HouseholdFilter", "reference", household.reference.clone()),
            ("households", "HouseholdFilter", "programmeId", world.programme_id.to_string()),
            ("events", "EventFilter", "subjectId", household.id.to_string()),
            ("agendaItems", "AgendaItemFilter", "householdId", household.id.to_string()),
        ] {
            let query = format!("query($filter: {filter}!) {{ found: {list}(filter: $filter) {{ totalCount }} other: programmes {{ totalCount }} }}");
            let some = |count: usize| json!({ "filter": { field: { "in": vec![own.as_str(); count] } } });
            let data = server.data(&token, &query, some(100)).await;
            assert!(data["found"]["totalCount"].as_u64().unwrap() >= 1, "{list} {field}: {data:#}");
            for count in [101, 20_000] {
                let answer = server.ask(Some(&token), &query, some(count)).await;
                assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{list} {field}: {answer:#}");
                assert_eq!(answer["data"], json!({ "found": null, "other": { "totalCount": 1 } }), "{list} {field}");
            }
        }
        let mut socket = server.socket(&token).await;
        let many = vec![format!("\"{}\"", household.id); 101].join(", ");
        socket.subscribe("1", &format!("subscription {{ events(filter: {{ subjectId: {{ in: [{many}] }} }}) {{ kind }} }}")).await;
        assert_eq!(socket.receive().await["payload"][0]["extensions"]["code"], "BAD_USER_INPUT");
        server.stop().await;
    }

    async fn a_text_that_nobody_has_finds_nothing(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let household = world.register_household().await;
        for (list, field) in [("households", "reference"), ("programmes", "name"), ("events", "subjectId")] {
            for value in ["\\u0000", "x\\u0000", "nothing"] {
                for comparator in [format!("eq: \"{value}\""), format!("in: [\"{value}\"]")] {
                    let query = format!("{{ {list}(filter: {{ {field}: {{ {comparator} }} }}) {{ totalCount nodes {{ __typename }} }} }}");
                    let data = server.data(&token, &query, json!({})).await;
                    assert_eq!(data[list], json!({ "totalCount": 0, "nodes": [] }), "{query}");
                }
            }
        }
        let filters = [("households", "programmeId"), ("supportMeasures", "householdId"), ("reminders", "recipientId"), ("agendaItems", "meetingId")];
        for (list, field) in filters {
            for id in [format!("{}\\u0000", household.id), world.people.left.staff.organisation_id.to_string(), String::new()] {
                for comparator in [format!("eq: \"{id}\""), format!("in: [\"{id}\"]")] {
                    let query = format!("{{ {list}(filter: {{ {field}: {{ {comparator} }} }}) {{ nodes {{ __typename }} }} }}");
                    let answer = server.ask(Some(&token), &query, json!({})).await;
                    assert_eq!(answer["errors"][0]["extensions"]["code"], "WRONG_ID", "{query}: {answer:#}");
                }
            }
        }
        server.stop().await;
    }
}
