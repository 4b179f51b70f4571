//! A list costs a fixed number of statements, however many rows it shows and however deep the selection.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use api::app::App;
use entity::types::AgendaItemKind;
use sea_orm::DatabaseConnection;
use serde_json::{Value, json};
use tests::{World, both_databases};
use tokio::net::TcpListener;

/// Every list of the schema, three levels deep where there are as many.
const LISTS: [(&str, &str); 11] = [
    (
        "households",
        "{ reference members { givenName } referent { organisation { name } } landlordContact { organisation { name } } supportMeasures { axes objectives { label } extensions { decidedBy { familyName } } } currentTenancy { dwelling { owner { name } } reviews { dueOn householdView } } }",
    ),
    (
        "supportMeasures",
        "{ endOn axes objectives { label } extensions { explanation } household { familyName referent { organisation { name } } currentTenancy { dwelling { reference } } } }",
    ),
    (
        "tenancies",
        "{ modality headTenant { name } dwelling { owner { name } } household { members { givenName } } reviews { organisationView } }",
    ),
    ("leaseReviews", "{ dueOn householdView tenancy { household { referent { givenName } } } }"),
    (
        "meetings",
        "{ startsAt programme { name } chair { organisation { name } } participants { staff { organisation { name } } } agenda { kind household { familyName } meeting { location } } }",
    ),
    ("dwellings", "{ reference owner { name } }"),
    ("staff", "{ familyName organisation { name } }"),
    ("organisations", "{ name }"),
    (
        "programmes",
        "{ name carriers { name } modalities { description } rates { amountCents } shares { funder { name } } warnings { code } coordinator { organisation { name } } }",
    ),
    (
        "reminders",
        "{ rule recipient { organisation { name } } household { referent { givenName } } attempts { answer } subject { id } }",
    ),
    (
        "events",
        "{ kind actor { organisation { name } } household { familyName referent { givenName } } meeting { location } subject { id } }",
    ),
];

both_databases! {
    async fn a_list_costs_the_same_for_few_rows_and_for_many(world: World) {
        fill(&world, 3).await;
        let (few_address, few) = serve_counting(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut costs = Vec::new();
        for (list, selection) in LISTS {
            let (rows, statements) = cost(&few_address, &few, &token, list, selection).await;
            costs.push((list, rows, statements));
        }
        fill(&world, 27).await;
        for ((list, selection), (_, few_rows, few_statements)) in LISTS.into_iter().zip(costs) {
            let (rows, statements) = cost(&few_address, &few, &token, list, selection).await;
            assert_eq!(statements, few_statements, "{list}: {few_rows} rows cost {few_statements} statements, {rows} rows {statements}");
            if ["households", "supportMeasures", "tenancies", "leaseReviews", "meetings", "dwellings", "events"].contains(&list) {
                assert!(rows > few_rows, "{list} did not grow");
            }
            assert!(statements <= 20, "{list} costs {statements} statements");
        }
    }
}

/// So many households, each with all that a list can show.
async fn fill(world: &World, households: usize) {
    for _ in 0..households {
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        world.sliding_lease(&household.id).await;
        let meeting = world.schedule_meeting(20).await;
        world.put_on_agenda(&world.people.coordinator, &meeting.id, &household.id, AgendaItemKind::LeaseExam).await;
    }
}

/// The API on a connection that counts its statements. The event feed is not run: it would be counted.
async fn serve_counting(world: &World) -> (String, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let mut db: DatabaseConnection = world.another_pool(4).await;
    db.set_metric_callback(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let app = App::new(db, world.clock.clone(), world.chance.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/graphql", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, api::graphql::router(app)).await });
    (address, count)
}

async fn cost(address: &str, count: &AtomicUsize, token: &str, list: &str, selection: &str) -> (usize, usize) {
    let query = format!("{{ {list}(first: 100) {{ nodes {selection} }} }}");
    let before = count.load(Ordering::SeqCst);
    let request = reqwest::Client::new().post(address).bearer_auth(token).json(&json!({ "query": query }));
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert!(answer.get("errors").is_none(), "{list}: {answer:#}");
    let rows = answer["data"][list]["nodes"].as_array().unwrap().len();
    (rows, count.load(Ordering::SeqCst) - before)
}
