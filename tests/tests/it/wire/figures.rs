//! What a programme amounts to: a small one whose figures are reckoned by hand, and what a funder is told of one.

use entity::operations::allocation::RecordAllocation;
use entity::operations::household::RegisterHousehold;
use entity::operations::support::{self, CloseSupport, StartSupport};
use entity::operations::tenancy::{self, EndTenancy};
use entity::operations::{allocation, household};
use entity::rules::household::PriorityGrounds;
use entity::types::{AllocationOutcome, RentalModality, SupportAxis, SupportOutcome};
use serde_json::{Value, json};
use tests::{Person, Server, World, both_databases};

async fn asked(world: &World, server: &Server, person: &Person, selection: &str) -> Value {
    let token = world.token(person).await;
    let query = format!(
        "query($id: ID!) {{ programme(id: $id) {{ statistics {{ {selection} }} }} }}
        fragment S on StepCounts {{ proposed preselected diagnosed allocated agreed housed supported closed }}
        fragment D on Delay {{ cases medianDays p90Days }}"
    );
    // Not every question takes both.
    let query = if selection.contains("...D") { query } else { query.split("fragment D").next().unwrap().to_owned() };
    let data = server.data(&token, &query, json!({ "id": world.programme_id.to_string() })).await;
    data["programme"]["statistics"].clone()
}

/// The counts of a step, in the order of the path.
fn counts(steps: &Value) -> [i64; 8] {
    let names = ["proposed", "preselected", "diagnosed", "allocated", "agreed", "housed", "supported", "closed"];
    names.map(|name| steps[name].as_i64().unwrap())
}

fn delay(delay: &Value) -> [Option<i64>; 3] {
    ["cases", "medianDays", "p90Days"].map(|name| delay[name].as_i64())
}

/// Four households, proposed on 2 March. Three are preselected, two diagnosed, one goes the whole path to a sliding
/// lease and is supported beyond the cap; one has direct access at once, and moves out when its support is over.
async fn small_programme(world: &World) {
    let coordinator = world.act(&world.people.coordinator);
    let mut households = Vec::new();
    for collective_agreement in [false, true, false, false] {
        let grounds = PriorityGrounds { dalo: true, collective_agreement, pdalpd: false };
        let input = RegisterHousehold { grounds, ..world.household_input() };
        households.push(household::register(&world.db, &coordinator, input).await.unwrap().id);
    }
    world.go_to("2026-03-12", 9, 0);
    for household in &households[..3] {
        world.preselect(household).await;
    }
    world.go_to("2026-03-24", 9, 0);
    for household in &households[..2] {
        world.diagnose(household).await;
    }
    world.go_to("2026-04-03", 9, 0);
    world.allocate(&households[0]).await;
    // Of which the condition has not been lifted, and one that is not allocated.
    for (outcome, missing_document, reasons) in [
        (AllocationOutcome::Conditional, Some("D".to_owned()), None),
        (AllocationOutcome::NotAllocated, None, Some("R".to_owned())),
    ] {
        let input = world.allocation_input(&households[1], &world.dwelling().await);
        let input = RecordAllocation { outcome, missing_document, reasons, ..input };
        allocation::record(&world.db, &world.act(&world.people.officer), input).await.unwrap();
    }
    world.go_to("2026-04-08", 9, 0);
    world.agree(&households[0]).await;
    world.go_to("2026-04-13", 9, 0);
    world.sliding_lease(&households[0]).await;
    let first = world.start_support(&households[0]).await;
    let tenancy = world.house(&households[2], RentalModality::DirectAccess).await;
    let input =
        StartSupport { axes: vec![SupportAxis::Other], objectives: vec![], ..world.support_input(&households[2]) };
    let act = world.act(&world.people.coordinator);
    world.ready_for_support(&households[2]).await;
    let second = support::start(&world.db, &act, input).await.unwrap();
    world.go_to("2026-07-13", 9, 0);
    let act = world.act(&world.people.coordinator);
    support::extend(&world.db, &act, world.extension_input(&first)).await.unwrap();
    let input =
        CloseSupport { support_measure_id: second.id, closed_on: world.today(), outcome: SupportOutcome::MovedOn };
    support::close(&world.db, &act, input).await.unwrap();
    tenancy::end(&world.db, &act, EndTenancy { tenancy_id: tenancy.id, end_on: world.day(-1) }).await.unwrap();
}

both_databases! {
    async fn a_small_programme_amounts_to_what_is_reckoned_by_hand(world: World) {
        let server = Server::start(&world).await;
        small_programme(&world).await;
        let found = asked(&world, &server, &world.people.coordinator, "countedUntil steps { ...S }
            byModality { modality steps { ...S } } byPublic { ground steps { ...S } } byAxis { axis steps { ...S } }
            byDwellingType { dwellingType steps { ...S } } byMonth { month steps { ...S } }
            byYear { year startsOn householdTarget householdsSupported householdsHoused dwellingTarget places }
            delays { toPreselection { ...D } toDiagnosis { ...D } toAllocation { ...D } toAgreement { ...D }
                toHousing { ...D } toSupport { ...D } fromProposalToHousing { ...D } }
            support { measures beyondCap exceptionRate closed medianDays p90Days outcomes { outcome measures } }
            occupation { dwellingTarget places occupied occupiedOfTarget occupiedOfPlaces householdTarget households householdsNow householdsOfTarget }
            costs { stated planned plannedSoFar incurred byComponent { component planned incurred } }").await;
        assert_eq!(found["countedUntil"], "2026-07-13");
        assert_eq!(counts(&found["steps"]), [4, 3, 2, 1, 1, 2, 2, 1]);
        let of = |list: &str, key: &str| -> Vec<(String, [i64; 8])> {
            let rows = found[list].as_array().unwrap().iter();
            rows.map(|row| (row[key].as_str().unwrap().to_owned(), counts(&row["steps"]))).collect()
        };
        let (first, third, none) = ([1, 1, 1, 1, 1, 1, 1, 0], [1, 1, 0, 0, 0, 1, 1, 1], [0; 8]);
        let named = |rows: &[(&str, [i64; 8])]| rows.iter().map(|(name, counts)| ((*name).to_owned(), *counts)).collect::<Vec<_>>();
        let modalities = named(&[("DIRECT_ACCESS", third), ("TEMPORARY_SOCIAL_RESIDENCE", none), ("SLIDING_LEASE", first), ("SUBLEASE", none)]);
        assert_eq!(of("byModality", "modality"), modalities);
        let publics = named(&[("DALO", [4, 3, 2, 1, 1, 2, 2, 1]), ("COLLECTIVE_AGREEMENT", [1, 1, 1, 0, 0, 0, 0, 0]), ("PDALPD", none)]);
        assert_eq!(of("byPublic", "ground"), publics);
        let axes = named(&[
            ("SOCIAL_AND_PROFESSIONAL_INSERTION", none), ("BUDGET_MANAGEMENT", first), ("HOUSING_PATH", first), ("USE_OF_DWELLING", none), ("OTHER", third),
        ]);
        assert_eq!(of("byAxis", "axis"), axes);
        let types = named(&[("T1", none), ("T2", none), ("T3", [2, 2, 1, 1, 1, 2, 2, 1]), ("T4", none), ("T5", none)]);
        assert_eq!(of("byDwellingType", "dwellingType"), types);
        let months = named(&[("2026-03-01", [4, 3, 2, 0, 0, 0, 0, 0]), ("2026-04-01", [0, 0, 0, 1, 1, 2, 2, 0]), ("2026-07-01", [0, 0, 0, 0, 0, 0, 0, 1])]);
        assert_eq!(of("byMonth", "month"), months);
        let year = |year: i32, starts_on: &str, counts: [i32; 3]| json!({
            "year": year, "startsOn": starts_on, "householdTarget": 40, "householdsSupported": counts[0],
            "householdsHoused": counts[1], "dwellingTarget": 40, "places": counts[2],
        });
        assert_eq!(found["byYear"], json!([
            year(1, "2026-01-01", [2, 2, 2]), year(2, "2027-01-01", [0, 0, 0]), year(3, "2028-01-01", [0, 0, 0]),
        ]));
        let days = |cases, days| [Some(cases), Some(days), Some(days)];
        for (name, expected) in [
            // From 2 March to the meeting of 11 March; from there to 24 March; then 3, 8 and 13 April.
            ("toPreselection", days(3, 9)), ("toDiagnosis", days(2, 13)), ("toAllocation", days(1, 10)), ("toAgreement", days(1, 5)),
            ("toHousing", days(1, 10)), ("toSupport", days(1, 5)), ("fromProposalToHousing", days(2, 42)),
        ] {
            assert_eq!(delay(&found["delays"][name]), expected, "{name}");
        }
        // From 13 April to 13 July.
        let ended = |outcome: &str| json!({ "outcome": outcome, "measures": i32::from(outcome == "MOVED_ON") });
        let outcomes = ["DIRECT_LEASE", "LEASE_TRANSFERRED", "HOUSING_KEPT", "MOVED_ON", "LOST", "LEFT"].map(ended);
        assert_eq!(found["support"], json!({
            "measures": 2, "beyondCap": 1, "exceptionRate": 5_000, "closed": 1, "medianDays": 91, "p90Days": 91, "outcomes": outcomes,
        }));
        assert_eq!(found["occupation"], json!({
            "dwellingTarget": 120, "places": 2, "occupied": 1, "occupiedOfTarget": 83, "occupiedOfPlaces": 5_000,
            "householdTarget": 120, "households": 2, "householdsNow": 1, "householdsOfTarget": 166,
        }));
        // 120 diagnoses at 50 €, a third of them in each year, of which 193 days of 365 are over; two are made.
        let component = |component: &str, planned: &str, incurred: &str| json!({ "component": component, "planned": planned, "incurred": incurred });
        assert_eq!(found["costs"], json!({
            "stated": null, "planned": "6000.00", "plannedSoFar": "1057.53", "incurred": "100.00",
            "byComponent": [
                component("DIAGNOSIS", "6000.00", "100.00"), component("SUPPORT", "0.00", "0.00"),
                component("ADAPTED_RENTAL_MANAGEMENT", "0.00", "0.00"),
            ],
        }));
        server.stop().await;
    }

    async fn a_funder_is_told_what_stood_at_the_end_of_the_month_in_fives(world: World) {
        let server = Server::start(&world).await;
        let funder = &world.people.funder;
        let selection = "countedUntil steps { ...S } byPublic { ground steps { proposed } } byAxis { axis } byDwellingType { dwellingType }
            byMonth { month } byYear { year } delays { toPreselection { ...D } } support { measures outcomes { measures } }
            occupation { dwellingTarget places occupiedOfTarget } costs { planned incurred byComponent { planned } }";
        for number in 0..13 {
            let household = world.register_household().await;
            if number < 9 {
                world.preselect(&household.id).await;
            }
        }
        let none = asked(&world, &server, funder, selection).await;
        assert_eq!(none["countedUntil"], "2026-02-28");
        assert_eq!(none["steps"]["proposed"], Value::Null, "not in the month in which they were");
        world.go_to("2026-03-31", 23, 59);
        assert_eq!(asked(&world, &server, funder, selection).await, none);
        world.go_to("2026-04-01", 0, 0);
        let told = asked(&world, &server, funder, selection).await;
        assert_eq!(told["countedUntil"], "2026-03-31");
        assert_eq!((&told["steps"]["proposed"], &told["steps"]["preselected"]), (&json!(10), &json!(5)));
        assert_eq!(told["steps"]["diagnosed"], Value::Null);
        let publics: Vec<_> = told["byPublic"].as_array().unwrap().iter().map(|row| row["steps"]["proposed"].clone()).collect();
        assert_eq!(publics, [json!(10), Value::Null, Value::Null]);
        for absent in ["byAxis", "byDwellingType", "byMonth", "byYear"] {
            assert_eq!(told[absent], Value::Null, "{absent}");
        }
        assert_eq!(told["support"]["outcomes"].as_array().unwrap().len(), 6);
        assert_eq!(told["occupation"], json!({ "dwellingTarget": 120, "places": null, "occupiedOfTarget": null }));
        assert_eq!(told["costs"], json!({ "planned": "6000.00", "incurred": null, "byComponent": null }));
        // The meeting was the day before: nobody waited.
        assert_eq!(told["delays"]["toPreselection"], json!({ "cases": null, "medianDays": null, "p90Days": null }));
        server.stop().await;
    }
}
