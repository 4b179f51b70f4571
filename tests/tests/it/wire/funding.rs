//! The years of a programme's funding over the wire: what is told to whom, and that it adds up.

use entity::operations::funding::{SetFundingShare, SetUnitRate, set_rate, set_share};
use entity::rules::funding::{FundedModality, Share};
use entity::types::{RateComponent, RateProration, RateUnit, RentalModality, ShareBase};
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

    async fn a_funder_is_told_sums_of_many_and_no_household(world: World) {
        price(&world).await;
        for _ in 0..4 {
            cost(&world).await;
        }
        let server = Server::start(&world).await;
        world.go_to("2026-03-30", 10, 0);
        let token = world.token(&world.people.funder).await;
        let few = &years(&server, &token).await[0];
        for withheld in ["due", "unfunded", "byMonth", "byComponent", "byHousehold", "lines"] {
            assert_eq!(few[withheld], Value::Null, "{withheld}: {few:#}");
        }
        assert_eq!(few["computed"], "258000.00", "what is planned is no person's");
        assert_eq!(few["byFunder"][0]["due"], Value::Null);
        world.go_to("2026-04-10", 10, 0);
        cost(&world).await;
        world.go_to("2026-04-20", 10, 0);
        let token = world.token(&world.people.funder).await;
        let many = &years(&server, &token).await[0];
        // Five in all and of each component; in March there were four.
        assert!(many["due"].is_string() && many["byComponent"].is_array() && many["byFunder"][0]["due"].is_string(), "{many:#}");
        assert_eq!((&many["byMonth"], &many["lines"], &many["byHousehold"]), (&Value::Null, &Value::Null, &Value::Null));
        // A landlord's officer sees the households that they propose, and no other landlord's.
        let officer = &years(&server, &world.token(&world.people.officer).await).await[0];
        assert_eq!(officer["byHousehold"].as_array().unwrap().len(), 5);
        let other = &years(&server, &world.token(&world.people.other_officer).await).await[0];
        assert_eq!(other["byHousehold"], json!([]));
        assert_eq!(other["due"], officer["due"]);
        server.stop().await;
    }

    async fn what_few_households_cost_is_not_told_by_what_two_funders_are_said_to_fund(world: World) {
        price(&world).await;
        let whole = |funder_id, basis_points, modalities| SetFundingShare {
            programme_id: world.programme_id.clone(),
            funder_id,
            share: Share {
                base: ShareBase::Whole,
                basis_points,
                component: Some(RateComponent::AdaptedRentalManagement),
                modalities,
            },
            purpose: String::new(),
        };
        let sliding = FundedModality { modality: RentalModality::SlidingLease, where_applicable: false };
        let of = &world.organisations;
        for share in [whole(of.state.id.clone(), 7_100, vec![]), whole(of.town.id.clone(), 1_500, vec![sliding])] {
            set_share(&world.db, &world.act(&world.people.manager), share).await.unwrap();
        }
        let house = async |modality, households| {
            for _ in 0..households {
                let household = world.preselected_household().await;
                world.diagnose(&household.id).await;
                world.start_support(&household.id).await;
                world.house(&household.id, modality).await;
            }
        };
        house(RentalModality::SlidingLease, 10).await;
        house(RentalModality::Sublease, 3).await;
        // Others that cost something else: each of the two funds more than five, and leaves more than five.
        for _ in 0..5 {
            world.diagnose(&world.preselected_household().await.id).await;
        }
        let server = Server::start(&world).await;
        let named = async |person| {
            let year = years(&server, &world.token(person).await).await.remove(0);
            year["byFunder"].as_array().unwrap().iter().map(|funder| funder["shareOfNamed"].is_string()).collect::<Vec<_>>()
        };
        world.go_to("2026-03-20", 10, 0);
        // The difference would be what the three under a sublease cost.
        assert_eq!(named(&world.people.coordinator).await, [true, true]);
        assert_eq!(named(&world.people.funder).await, [false, false]);
        house(RentalModality::Sublease, 2).await;
        world.go_to("2026-03-30", 10, 0);
        assert_eq!(named(&world.people.funder).await, [true, true]);
        server.stop().await;
    }

    async fn what_money_changed_is_told_to_whoever_reads_money(world: World) {
        price(&world).await;
        let server = Server::start(&world).await;
        let query = "{ events(filter: { kind: { eq: UNIT_RATE_SET } }) { totalCount } }";
        let people = &world.people;
        for (person, count) in [
            (&people.manager, 3),
            (&people.coordinator, 3),
            (&people.officer, 3),
            (&people.funder, 3),
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
