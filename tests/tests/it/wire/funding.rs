//! The years of a programme's funding over the wire: what is told to whom, and that it adds up.

use entity::operations::funding::{RecordFunding, SetUnitRate, record, set_rate};
use entity::types::{FundingState, RateComponent, RateProration, RateUnit};
use serde_json::{Value, json};
use tests::{Server, World, both_databases};

const YEARS: &str = "{ programmes(first: 1) { nodes { fundingYears {
    year startsOn endsOn stated computed statedPerHousehold computedPerHousehold due unfunded
    byMonth { month due } byComponent { component due } byHousehold { householdId due }
    lines { month component funderId due }
    byFunder { funderId due shareOfWhole shareOfNamed requested granted received }
    warnings { code message funderId stated computed }
} } } }";

async fn years(server: &Server, token: &str) -> Vec<Value> {
    let data = server.data(token, YEARS, json!({})).await;
    data["programmes"]["nodes"][0]["fundingYears"].as_array().unwrap().clone()
}

/// An amount in cents.
fn cents(amount: &Value) -> i64 {
    amount.as_str().unwrap().replace('.', "").parse().unwrap()
}

fn sum(lines: &Value) -> i64 {
    lines.as_array().unwrap().iter().map(|line| cents(&line["due"])).sum()
}

/// The rates of the form, on top of the diagnosis that the world has.
async fn price(world: &World) {
    for (component, unit, amount_cents) in [
        (RateComponent::Support, RateUnit::PerHouseholdYear, 125_000),
        (RateComponent::AdaptedRentalManagement, RateUnit::PerDwellingYear, 85_000),
        (RateComponent::IntegratedOffer, RateUnit::PerHouseholdYear, 217_500),
    ] {
        let input = SetUnitRate {
            programme_id: world.programme_id.clone(),
            component,
            unit,
            proration: RateProration::DaysInYear,
            amount_cents,
            valid_from: "2026-01-01".parse().unwrap(),
        };
        set_rate(&world.db, &world.act(&world.people.manager), input).await.unwrap();
    }
}

/// A household that is diagnosed, supported and housed.
async fn cost(world: &World) {
    let household = world.preselected_household().await;
    world.diagnose(&household.id).await;
    world.start_support(&household.id).await;
    world.sliding_lease(&household.id).await;
}

both_databases! {
    async fn a_year_adds_up_to_the_cent_whichever_way_it_is_summed(world: World) {
        price(&world).await;
        for _ in 0..6 {
            cost(&world).await;
        }
        world.go_to("2026-05-20", 10, 0);
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let grant = json!({
            "programmeId": world.programme_id.as_str(), "funderId": world.organisations.state.id.as_str(), "year": 1,
            "state": "GRANTED", "amount": "1.00", "datedOn": "2026-05-20",
        });
        let query = "mutation($input: RecordFundingInput!) { recordFunding(input: $input) { userErrors { code } fundingEntry { year amount funder { id } } } }";
        let done = server.data(&token, query, json!({ "input": grant })).await;
        assert_eq!(done["recordFunding"]["fundingEntry"]["amount"], "1.00", "{done:#}");
        let years = years(&server, &token).await;
        assert_eq!(years.len(), 3);
        let year = &years[0];
        assert_eq!((&year["stated"], &year["computed"]), (&json!("261000.00"), &json!("258000.00")));
        assert_eq!((&year["startsOn"], &year["endsOn"]), (&json!("2026-01-01"), &json!("2026-12-31")));
        // 50 € each, and 79 days of 1 250 € and of 850 €.
        let due = 6 * (5_000 + 27_055 + 18_397);
        assert_eq!(cents(&year["due"]), due);
        for lines in ["byMonth", "byComponent", "byHousehold", "lines", "byFunder"] {
            assert_eq!(sum(&year[lines]), due, "{lines}: {year:#}");
        }
        assert_eq!(year["unfunded"], "0.00", "the State bears the whole");
        assert_eq!(year["byMonth"].as_array().unwrap().len(), 3);
        let codes: Vec<_> = year["warnings"].as_array().unwrap().iter().map(|warning| &warning["code"]).collect();
        assert_eq!(codes, ["GRANT_DIFFERS_FROM_REQUEST", "DUE_BEYOND_GRANT"]);
        assert_eq!(cents(&years[1]["due"]), 0, "a year to come");
        server.stop().await;
    }

    async fn a_funder_is_told_what_was_planned_and_recorded_and_not_what_is_due(world: World) {
        price(&world).await;
        let server = Server::start(&world).await;
        world.go_to("2026-05-20", 10, 0);
        let before = years(&server, &world.token(&world.people.funder).await).await;
        world.go_to("2026-03-02", 10, 0);
        for _ in 0..12 {
            cost(&world).await;
        }
        world.go_to("2026-05-20", 10, 0);
        let received = RecordFunding {
            programme_id: world.programme_id.clone(),
            funder_id: world.organisations.state.id.clone(),
            year: 1,
            state: FundingState::Received,
            amount_cents: 120_000,
            dated_on: "2026-05-20".parse().unwrap(),
        };
        let told = years(&server, &world.token(&world.people.funder).await).await;
        assert_eq!(told, before, "twelve households or none");
        record(&world.db, &world.act(&world.people.manager), received).await.unwrap();
        let year = &years(&server, &world.token(&world.people.funder).await).await[0];
        for withheld in ["due", "unfunded", "byMonth", "byComponent", "byHousehold", "lines"] {
            assert_eq!(year[withheld], Value::Null, "{withheld}: {year:#}");
        }
        assert_eq!((&year["stated"], &year["computed"]), (&json!("261000.00"), &json!("258000.00")), "no person's");
        let state = &year["byFunder"][0];
        for withheld in ["due", "shareOfWhole", "shareOfNamed"] {
            assert_eq!(state[withheld], Value::Null, "{withheld}: {state:#}");
        }
        assert_eq!(state["received"], "1200.00");
        let codes: Vec<_> = year["warnings"].as_array().unwrap().iter().map(|warning| &warning["code"]).collect();
        assert_eq!(codes, ["RECEIPT_BEYOND_GRANT"], "what is recorded against what is recorded");
        server.stop().await;
    }

    async fn a_landlord_is_told_what_is_due_of_their_households_alone(world: World) {
        price(&world).await;
        let server = Server::start(&world).await;
        let people = &world.people;
        world.go_to("2026-05-20", 10, 0);
        let before = years(&server, &world.token(&people.other_officer).await).await;
        world.go_to("2026-03-02", 10, 0);
        for _ in 0..3 {
            cost(&world).await;
        }
        world.go_to("2026-05-20", 10, 0);
        let year = &years(&server, &world.token(&people.officer).await).await[0];
        assert_eq!(year["byHousehold"].as_array().unwrap().len(), 3);
        assert!(cents(&year["byHousehold"][0]["due"]) > 5_000, "{year:#}");
        for withheld in ["due", "unfunded", "byMonth", "byComponent", "lines"] {
            assert_eq!(year[withheld], Value::Null, "{withheld}: {year:#}");
        }
        for withheld in ["due", "shareOfWhole", "shareOfNamed"] {
            assert_eq!(year["byFunder"][0][withheld], Value::Null, "{withheld}: {year:#}");
        }
        assert_eq!(year["warnings"], json!([]), "what is due beyond a grant would tell of it");
        let told = years(&server, &world.token(&people.other_officer).await).await;
        assert_eq!(told, before, "the other landlord's households, or none");
        assert_eq!(told[0]["byHousehold"], json!([]));
        server.stop().await;
    }

    async fn what_money_changed_is_told_to_whoever_reads_money(world: World) {
        price(&world).await;
        let server = Server::start(&world).await;
        let query = "{ events(filter: { kind: { eq: UNIT_RATE_SET } }) { totalCount } }";
        let people = &world.people;
        for (person, count) in [
            // Three, and the one that the world's programme began with.
            (&people.manager, 4),
            (&people.coordinator, 4),
            (&people.officer, 4),
            (&people.funder, 4),
            (&people.social_worker, 0),
            (&people.member, 0),
            (&people.administrator, 0),
        ] {
            let token = world.token(person).await;
            let data = server.data(&token, query, json!({})).await;
            assert_eq!(data["events"]["totalCount"], count, "{:?}", person.staff.role);
        }
        server.stop().await;
    }
}
