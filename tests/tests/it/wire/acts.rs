//! Acts that a document selects several times, or not always: each is done once, and in its order.

use serde_json::{Value, json};
use tests::{Server, World, both_databases};

both_databases! {
    async fn an_act_is_done_once_however_often_it_is_selected(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.officer).await;
        let household = |name: &str| {
            format!(
                "registerHousehold(input: {{
                    programmeId: \"{}\", familyName: \"{name}\", priorityGrounds: {{ dalo: true }},
                    members: [{{ givenName: \"{name}\", familyName: \"{name}\", relationship: APPLICANT }}]
                }})",
                world.programme_id
            )
        };
        let (one, other) = (household("Une"), household("Autre"));
        let query = format!(
            "mutation($no: Boolean!) {{
                {one} {{ household {{ reference }} }}
                ...F ...F @skip(if: $no) ...F
                other: {other} @skip(if: $no) {{ household {{ reference }} }}
            }}
            fragment F on Mutation {{ {one} {{ household {{ id stage }} userErrors {{ code }} }} }}"
        );
        for (no, expected) in [(true, 1), (false, 3)] {
            let data = server.data(&token, &query, json!({ "no": no })).await;
            let done = &data["registerHousehold"];
            assert_eq!(done["household"]["stage"], "PROPOSED", "{done:#}");
            assert!(done["household"]["reference"].is_string() && done["household"]["id"].is_string(), "{done:#}");
            assert_eq!(done["userErrors"], json!([]));
            assert_eq!(world.snapshot().await.count("household"), expected);
        }
        let query = format!(
            "mutation($a: Boolean!, $b: Boolean!) {{
                {one} @include(if: $a) {{ userErrors {{ code }} }} {one} @include(if: $b) {{ warnings {{ code }} }}
            }}"
        );
        for (a, b, expected, households) in [
            (true, true, json!({ "userErrors": [], "warnings": [] }), 4),
            (false, true, json!({ "warnings": [] }), 5),
            (false, false, Value::Null, 5),
        ] {
            let data = server.data(&token, &query, json!({ "a": a, "b": b })).await;
            assert_eq!(data["registerHousehold"], expected);
            assert_eq!(world.snapshot().await.count("household"), households);
        }
        server.stop().await;
    }

    async fn acts_are_done_in_the_order_of_what_is_not_skipped(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let act = |minutes: u32| {
            format!(
                "moveMeeting(input: {{
                    meetingId: $m, startsAt: \"2026-04-03T12:{minutes}:00Z\", endsAt: \"2026-04-03T14:00:00Z\",
                    confirm: MEETING_ON_DAY_OFF
                }})"
            )
        };
        let (x, y) = (act(10), act(20));
        let query = format!(
            "mutation($m: ID!, $no: Boolean!) {{
                x: {x} @skip(if: $no) {{ meeting {{ version }} }} y: {y} {{ meeting {{ version }} }} x: {x} {{ meeting {{ version }} }}
            }}"
        );
        for (no, expected) in [(true, [3, 2]), (false, [2, 3])] {
            let meeting = world.schedule_meeting(20).await;
            let data = server.data(&token, &query, json!({ "m": meeting.id.as_str(), "no": no })).await;
            let versions = [&data["x"], &data["y"]].map(|moved| moved["meeting"]["version"].clone());
            assert_eq!(versions, expected.map(Value::from), "{data:#}");
        }
        server.stop().await;
    }
}
