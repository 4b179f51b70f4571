//! A list costs a fixed number of statements, however many rows it shows and however deep the selection.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use api::app::App;
use entity::model::support_measure;
use entity::operations::{reminder, support};
use entity::rules::reminder::Wanted;
use entity::types::{AgendaItemKind, ReminderRule};
use sea_orm::DatabaseConnection;
use serde_json::{Value, json};
use tests::{World, both_databases};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Every list of the schema, of the root and of a parent.
const LISTS: [(&str, &str); 13] = [
    (
        "households",
        "{ reference referent { organisation { name } } landlordContact { organisation { name } }
            members { totalCount nodes { givenName } }
            supportMeasures { nodes { axes objectives { nodes { label } } extensions { nodes { explanation decidedBy { familyName } } } } }
            currentTenancy { dwelling { owner { name } } reviews { nodes { dueOn householdView } } }
            tenancies { totalCount } }",
    ),
    (
        "households",
        "{ reference programme { name }
            reminders(last: 5) { totalCount nodes { rule attempts(first: 1) { totalCount nodes { answer } } } }
            events(first: 3, orderBy: { direction: DESC }) { totalCount nodes { kind programme { name } actor { familyName } } }
            agendaItems(filter: { decided: false }) { totalCount nodes { kind meeting { startsAt } } }
            again: agendaItems { totalCount nodes { kind } } }",
    ),
    (
        "supportMeasures",
        "{ endOn axes objectives { nodes { label } } extensions { totalCount nodes { explanation } }
            household { familyName referent { organisation { name } } currentTenancy { dwelling { reference } } } }",
    ),
    ("supportExtensions", "{ ground explanation supportMeasure { household { familyName } } }"),
    (
        "tenancies",
        "{ modality headTenant { name } dwelling { owner { name } tenancies { totalCount nodes { startOn household { reference } } } }
            household { members { nodes { givenName } } } reviews { totalCount nodes { organisationView } } }",
    ),
    ("leaseReviews", "{ dueOn householdView tenancy { household { referent { givenName } } } }"),
    (
        "meetings",
        "{ startsAt programme { name } chair { organisation { name } }
            participants { totalCount nodes { staff { organisation { name } } } }
            agenda { totalCount nodes { kind household { familyName } meeting { location } } } }",
    ),
    ("agendaItems", "{ kind household { familyName members { nodes { givenName } } } meeting { location agenda(last: 1) { nodes { kind } } } }"),
    ("dwellings", "{ reference owner { name } tenancies { totalCount nodes { startOn household { reference } } } }"),
    ("staff", "{ familyName organisation { name staff(first: 2) { totalCount nodes { familyName } } } }"),
    (
        "programmes",
        "{ name carriers { name staff { totalCount } dwellings(first: 5) { totalCount nodes { reference } } } modalities { description }
            rates { amountCents } shares { funder { name } } warnings { code } coordinator { organisation { name } }
            households(first: 5) { totalCount nodes { members { nodes { givenName } } } }
            meetings(first: 5) { totalCount nodes { agenda { nodes { kind } } } } }",
    ),
    (
        "reminders",
        "{ rule recipient { organisation { name } } household { referent { givenName } } attempts { totalCount nodes { answer } } subject { id } }",
    ),
    (
        "events",
        "{ kind actor { organisation { name } } programme { name } household { familyName referent { givenName } } meeting { location } subject { id } }",
    ),
];

/// The lists that grow when households come.
const GROWING: [&str; 10] = [
    "households",
    "supportMeasures",
    "supportExtensions",
    "tenancies",
    "leaseReviews",
    "meetings",
    "agendaItems",
    "dwellings",
    "reminders",
    "events",
];

both_databases! {
    async fn a_list_costs_the_same_for_few_rows_and_for_many(world: World) {
        fill(&world, 3).await;
        let (few_address, few) = serve_counting(&world).await;
        // The social worker's scope is looked up, row by row if nobody took care.
        let mut tokens = Vec::new();
        for person in [&world.people.coordinator, &world.people.social_worker] {
            tokens.push(world.token(person).await);
        }
        let asked: Vec<_> = LISTS.into_iter().flat_map(|list| tokens.iter().map(move |token| (list, token))).collect();
        let mut costs = Vec::new();
        for ((list, selection), token) in &asked {
            costs.push(cost(&few_address, &few, token, list, selection).await);
        }
        fill(&world, 27).await;
        for (((list, selection), token), (few_rows, few_statements)) in asked.into_iter().zip(costs) {
            let (rows, statements) = cost(&few_address, &few, token, list, selection).await;
            assert!(statements.abs_diff(few_statements) <= 1, "{list}: {few_rows} rows cost {few_statements} statements, {rows} rows {statements}");
            if GROWING.contains(&list) && *token == tokens[0] {
                assert!(rows > few_rows, "{list} did not grow");
            }
            // One for the token, once a second; one for the answer; and four for what Rust computes of programmes.
            let most = if list == "programmes" { 6 } else { 2 };
            assert!(statements <= most, "{list} costs {statements} statements");
        }
    }
}

/// So many households, each with all that a list can show.
async fn fill(world: &World, households: usize) {
    for _ in 0..households {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let extension = world.extension_input(&measure);
        support::extend(&world.db, &world.act(&world.people.coordinator), extension).await.unwrap();
        plan_reminder(world, &measure).await;
        world.sliding_lease(&household.id).await;
        let meeting = world.schedule_meeting(20).await;
        world.put_on_agenda(&world.people.coordinator, &meeting.id, &household.id, AgendaItemKind::LeaseExam).await;
    }
}

/// A reminder that nobody has sent yet.
async fn plan_reminder(world: &World, measure: &support_measure::Model) {
    let wanted = Wanted {
        rule: ReminderRule::SupportEnd,
        subject_id: measure.id.to_string(),
        due_on: world.day(30),
        step: -30,
        recipient_id: world.people.social_worker.id(),
        revision: 0,
        household_id: Some(measure.household_id.clone()),
        current: true,
    };
    reminder::record(&world.db, world.clock.now(), &world.chance, &[wanted]).await.unwrap();
}

/// The API on a connection that counts its statements. The event feed is not run: it would be counted.
async fn serve_counting(world: &World) -> (String, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let mut db: DatabaseConnection = world.another_pool(4).await;
    db.set_metric_callback(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let app = App::new(db, world.clock.clone(), world.chance.clone(), CancellationToken::new());
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
    assert!(answer["data"].is_object(), "{list}: {answer:#}");
    let rows = answer["data"][list]["nodes"].as_array().unwrap().len();
    (rows, count.load(Ordering::SeqCst) - before)
}
