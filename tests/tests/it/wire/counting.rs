//! The counts of a programme: as they stand, to whoever may know, and told anew when they have changed.

use std::time::{Duration, Instant};

use entity::operations::session;
use entity::operations::support::{self, CloseSupport, StartSupport};
use entity::operations::tenancy::{self, EndTenancy, TransferLease};
use entity::types::{LeaseReviewOutcome, SupportOutcome};
use serde_json::{Value, json};
use tests::{Person, Server, World, both_databases};

use super::streams::Stream;

const COUNTS: &str = "householdsProposed householdsPreselected householdsNotRetained householdsHoused householdsExited
    supportsOpen supportsEndingSoon tenanciesOpen";

async fn follow(world: &World, server: &Server, token: &str, after: Option<&str>) -> Stream {
    let after = after.map_or_else(String::new, |cursor| format!("after: \"{cursor}\", "));
    let rest =
        format!("({after}programmeId: \"{}\") {{ cursor countedAt statistics {{ {COUNTS} }} }}", world.programme_id);
    Stream::of(server, token, "statisticsChanging", &rest).await
}

/// The counts in the order of [`COUNTS`].
fn counts(statistics: &Value) -> [Option<i64>; 8] {
    let names: Vec<&str> = COUNTS.split_whitespace().collect();
    std::array::from_fn(|place| statistics[names[place]].as_i64())
}

async fn asked(world: &World, server: &Server, person: &Person) -> Value {
    let token = world.token(person).await;
    let query = format!("query($id: ID!) {{ programme(id: $id) {{ statistics {{ {COUNTS} }} }} }}");
    server.ask(Some(&token), &query, json!({ "id": world.programme_id.to_string() })).await
}

both_databases! {
    async fn every_act_shows_in_the_counts(world: World) {
        let (server, other) = (Server::start(&world).await, Server::start(&world).await);
        let people = &world.people;
        let token = world.token(&people.coordinator).await;
        let mut stream = follow(&world, &server, &token, None).await;
        let mut last = stream.next().await;
        assert_eq!(counts(&last["statistics"]), [Some(0); 8], "at once");
        assert_eq!(last["countedAt"], json!(world.clock.now().to_rfc3339()));

        let mut expected = [0; 8];
        let mut told = async |change: &[(usize, i64)], what: &str| {
            for (place, by) in change {
                expected[*place] += by;
            }
            // Counts may be told between two acts.
            loop {
                last = stream.next().await;
                if counts(&last["statistics"]) == expected.map(Some) {
                    break;
                }
                assert_ne!(last["statistics"], Value::Null, "{what}");
            }
            let answer = asked(&world, &other, &people.manager).await;
            assert_eq!(answer["data"]["programme"]["statistics"], last["statistics"], "{what}");
        };
        let [proposed, preselected, _, housed, exited, open, soon, tenancies] = [0, 1, 2, 3, 4, 5, 6, 7];
        let household = world.register_household().await;
        told(&[(proposed, 1)], "registered").await;
        world.preselect(&household.id).await;
        told(&[(proposed, -1), (preselected, 1)], "preselected").await;
        let measure = world.start_support(&household.id).await;
        told(&[(open, 1)], "supported").await;
        let (tenancy, review) = world.sliding_lease(&household.id).await;
        told(&[(preselected, -1), (housed, 1), (tenancies, 1)], "housed").await;
        let near = world.preselected_household().await;
        let input = StartSupport { end_on: Some(world.day(90)), ..world.support_input(&near.id) };
        let near = support::start(&world.db, &world.act(&people.coordinator), input).await.unwrap();
        told(&[(preselected, 1), (open, 1), (soon, 1)], "ends in ninety days").await;
        support::extend(&world.db, &world.act(&people.coordinator), world.extension_input(&near)).await.unwrap();
        told(&[(soon, -1)], "extended").await;
        world.hold_review(&review, LeaseReviewOutcome::Ready).await;
        let act = world.act(&people.coordinator);
        let (closed_on, outcome) = (world.today(), SupportOutcome::HousingKept);
        support::close(&world.db, &act, CloseSupport { support_measure_id: measure.id, closed_on, outcome }).await.unwrap();
        told(&[(open, -1)], "closed").await;
        let tenancy_id = tenancy.id;
        let input = TransferLease { tenancy_id: tenancy_id.clone(), transferred_on: world.today() };
        tenancy::transfer(&world.db, &act, input).await.unwrap();
        told(&[(housed, -1), (exited, 1)], "the lease slid").await;
        tenancy::end(&world.db, &act, EndTenancy { tenancy_id, end_on: world.today() }).await.unwrap();
        told(&[(tenancies, -1)], "ended").await;
        server.stop().await;
        other.stop().await;
    }

    async fn what_happens_at_once_is_told_together(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut stream = follow(&world, &server, &token, None).await;
        stream.next().await;
        let begun = Instant::now();
        for _ in 0..30 {
            world.register_household().await;
        }
        let mut messages = 0;
        loop {
            messages += 1;
            if counts(&stream.next().await["statistics"])[0] == Some(30) {
                break;
            }
        }
        let seconds = usize::try_from(begun.elapsed().as_secs()).unwrap();
        assert!(messages <= seconds + 2, "{messages} messages in {seconds} s");
        stream.silence().await;
        server.stop().await;
    }

    async fn whoever_comes_back_is_told_what_changed_meanwhile(world: World) {
        let servers = [Server::start(&world).await, Server::start(&world).await];
        let token = world.token(&world.people.coordinator).await;
        world.register_household().await;
        world.settled().await;
        let mut stream = follow(&world, &servers[0], &token, None).await;
        let told = stream.next().await;
        let cursor = told["cursor"].as_str().unwrap();
        stream.cut();
        // Nothing has: there is nothing to tell.
        let mut stream = follow(&world, &servers[1], &token, Some(cursor)).await;
        stream.silence().await;
        world.schedule_meeting(10).await;
        stream.silence().await;
        world.register_household().await;
        assert_eq!(counts(&stream.next().await["statistics"])[0], Some(2));
        stream.cut();
        world.settled().await;
        let mut stream = follow(&world, &servers[1], &token, Some(cursor)).await;
        let told = stream.next().await;
        assert_eq!(counts(&told["statistics"])[0], Some(2));
        assert_eq!(told["cursor"], world.settled().await.to_string());
        stream.silence().await;
        for server in servers {
            server.stop().await;
        }
    }

    async fn a_day_that_passes_changes_what_ends_soon(world: World) {
        let server = Server::start(&world).await;
        let household = world.preselected_household().await;
        let input = StartSupport { end_on: Some(world.day(91)), ..world.support_input(&household.id) };
        support::start(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        world.clock.set(world.hour(0, 23));
        let token = world.token(&world.people.coordinator).await;
        world.settled().await;
        let mut stream = follow(&world, &server, &token, None).await;
        let today = stream.next().await;
        assert_eq!(counts(&today["statistics"])[5..7], [Some(1), Some(0)]);
        world.clock.set(world.hour(1, 0));
        let tomorrow = stream.next().await;
        assert_eq!(counts(&tomorrow["statistics"])[5..7], [Some(1), Some(1)]);
        stream.cut();
        // Nothing has happened since either cursor; the day has changed since the first, and may have since the other.
        let mut stream = follow(&world, &server, &token, Some(today["cursor"].as_str().unwrap())).await;
        assert_eq!(stream.next().await["statistics"], tomorrow["statistics"]);
        server.stop().await;
    }

    async fn a_funder_is_told_once_a_month(world: World) {
        let server = Server::start(&world).await;
        world.go_to("2026-03-31", 22, 0);
        let token = world.token(&world.people.funder).await;
        let selection = format!("{COUNTS} countedUntil steps {{ proposed preselected }}");
        let following = async |token: &str, after: Option<&str>| {
            let after = after.map_or_else(String::new, |cursor| format!("after: \"{cursor}\", "));
            let rest = format!("({after}programmeId: \"{}\") {{ cursor statistics {{ {selection} }} }}", world.programme_id);
            Stream::of(&server, token, "statisticsChanging", &rest).await
        };
        let mut stream = following(&token, None).await;
        let first = stream.next().await["statistics"].clone();
        assert_eq!(counts(&first), [None; 8], "nothing of what stands today");
        assert_eq!((&first["countedUntil"], &first["steps"]["proposed"]), (&json!("2026-02-28"), &Value::Null));
        for number in 0..7 {
            let household = world.register_household().await;
            if number < 4 {
                world.preselect(&household.id).await;
            }
        }
        // Longer than it takes until they are counted again.
        tokio::time::sleep(Duration::from_secs(2)).await;
        stream.silence().await;
        world.go_to("2026-04-01", 0, 0);
        let april = stream.next().await["statistics"].clone();
        assert_eq!(counts(&april), [None; 8]);
        assert_eq!(april["steps"], json!({ "proposed": 5, "preselected": null }));
        for _ in 0..5 {
            world.register_household().await;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        stream.silence().await;
        // Nor what is recorded late, of a month that is over: not before the day changes.
        stream.cut();
        world.go_to("2026-04-01", 22, 0);
        let token = world.token(&world.people.funder).await;
        let mut stream = following(&token, None).await;
        assert_eq!(stream.next().await["statistics"], april);
        world.sql("UPDATE household SET registered_on = '2026-03-15'").await;
        world.register_household().await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        stream.silence().await;
        world.go_to("2026-04-02", 0, 0);
        let late = stream.next().await;
        assert_eq!(late["statistics"]["steps"]["proposed"], 10);
        assert_eq!(late["cursor"], "0.0", "how far the log has come");
        // Nor by coming back: they are told in any case.
        stream.cut();
        for cursor in ["0.0".to_owned(), world.settled().await.to_string()] {
            let mut stream = following(&token, Some(&cursor)).await;
            assert_eq!(stream.next().await["statistics"], late["statistics"]);
            stream.cut();
        }
        server.stop().await;
    }

    async fn figures_that_are_selected_are_told_anew(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let household = world.preselected_household().await;
        // In a fragment, under another name, and in one without a name; the end of the subscription ends the fragment.
        let rest = format!(
            "(programmeId: \"{}\") {{ ...A }} }} fragment A on StatisticsChange {{ statistics {{
                now: support {{ measures }} ... {{ delays {{ toDiagnosis {{ cases }} }} }} }}",
            world.programme_id
        );
        let mut stream = Stream::of(&server, &token, "statisticsChanging", &rest).await;
        let told = |diagnosed: i32| json!({ "now": { "measures": 0 }, "delays": { "toDiagnosis": { "cases": diagnosed } } });
        assert_eq!(stream.next().await["statistics"], told(0));
        // It changes no figure of which something is selected.
        world.register_household().await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        stream.silence().await;
        world.diagnose(&household.id).await;
        assert_eq!(stream.next().await["statistics"], told(1));
        server.stop().await;
    }

    async fn whoever_may_not_know_is_told_so(world: World) {
        let server = Server::start(&world).await;
        let people = &world.people;
        for person in [&people.administrator, &people.social_worker, &people.officer, &people.member] {
            let token = world.token(person).await;
            assert_eq!(follow(&world, &server, &token, None).await.error().await, "FORBIDDEN_FIELD");
            let cursor = world.settled().await.to_string();
            assert_eq!(follow(&world, &server, &token, Some(&cursor)).await.error().await, "FORBIDDEN_FIELD");
            let answer = asked(&world, &server, person).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN_FIELD");
        }
        let token = world.token(&people.manager).await;
        for (id, code) in [("prg_01JZZZZZZZZZZZZZZZZZZZZZZZ", "NOT_FOUND"), ("hh_01JZZZZZZZZZZZZZZZZZZZZZZZ", "WRONG_ID")] {
            let rest = format!("(programmeId: \"{id}\") {{ cursor }}");
            assert_eq!(Stream::of(&server, &token, "statisticsChanging", &rest).await.error().await, code);
        }

        let mut stream = follow(&world, &server, &token, None).await;
        stream.next().await;
        world.sql(&format!("UPDATE staff SET role = 'SOCIAL_WORKER' WHERE id = '{}'", people.manager.id())).await;
        world.register_household().await;
        assert_eq!(stream.error().await, "FORBIDDEN_FIELD");

        let token = world.token(&people.coordinator).await;
        let mut stream = follow(&world, &server, &token, None).await;
        stream.next().await;
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        world.clock.advance(session::TOKEN_LIFE);
        assert_eq!(stream.error().await, "UNAUTHENTICATED");
        server.stop().await;
    }
}
