//! Reads are compiled to one statement that writes the answer; here a resolver that has nothing of the
//! compiler's answers the same random documents row by row, and the two answers have to be the same text.

mod arguments;
mod choices;
mod crowd;
mod difference;
mod document;
mod funding;
mod generator;
mod inputs;
mod labels;
mod links;
mod page;
mod permissions;
mod resolver;
mod rows;
mod schema;
mod statistics;
mod warnings;
mod worlds;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use serde_json::{Value, json};
use tests::{Person, Server, World, both_databases};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use self::difference::{first_difference, wrong_errors};
use self::permissions::Moment;
use self::resolver::{Eyes, Known, everything, knows_every_field, resolve};
use self::rows::{Collation, Rows};
use self::schema::Schema;

/// How many documents are compared, unless `PROPTEST_CASES` says otherwise.
const CASES: u32 = 4_000;
/// The same documents in every run, unless `PROPTEST_RNG_SEED` says otherwise.
const SEED: u64 = 2026;

both_databases! {
    async fn any_document_is_answered_as_a_slow_and_obvious_resolver_answers_it(world: World) {
        let server = Server::start(&world).await;
        crowd::gather(&world).await;
        let mut tokens = Vec::new();
        for (_, person, _) in viewers(&world) {
            tokens.push(world.token(person).await);
        }
        // Signing in is the last that changes a row.
        let known = known(&world, &server, &tokens[0]).await;
        knows_every_field(&known);
        let eyes = eyes(&world, &server, &tokens).await;
        let often = (0..).zip(&eyes).flat_map(|(who, eyes)| vec![who; eyes.weight]).collect::<Vec<usize>>();
        let used = RefCell::new(BTreeSet::new());
        let too_costly = RefCell::new(0);

        let fault = |who: usize, drawn: &[u16]| {
            let document = generator::document(&known, drawn);
            let (text, variables) = (document.text(), Value::Object(document.variables.clone()));
            let found = Handle::current().block_on(ask(&server, &tokens[who], &text, &variables));
            let expected = resolve(&known, &eyes[who], &document);
            let fault = match found {
                // What chance made too large for an answer is no matter of this test, if it is little.
                Ok(found) if found["errors"][0]["extensions"]["code"] == "DOCUMENT_TOO_COSTLY" => {
                    *too_costly.borrow_mut() += 1;
                    return None;
                }
                Ok(found) => wrong_errors(&expected.refused, &found, &text).or_else(|| first_difference(&expected.data, &found["data"])),
                Err(text) => Some(format!("this is no JSON: {text}")),
            };
            used.borrow_mut().extend(expected.used);
            fault.map(|fault| format!("{fault}\n\nasked by {}:\n{text}\nwith {variables}", eyes[who].name))
        };
        let drawn = (select(often), vec(any::<u16>(), 0..600));
        let config = config();
        let cases = config.cases;
        let outcome = block_in_place(|| {
            TestRunner::new(config).run(&drawn, |(who, drawn)| match fault(who, &drawn) {
                Some(fault) => Err(TestCaseError::fail(fault)),
                None => Ok(()),
            })
        });
        match outcome {
            Ok(()) => {}
            Err(TestError::Fail(fault, _)) => panic!("{fault}"),
            Err(TestError::Abort(reason)) => panic!("{reason}"),
        }
        assert!(too_costly.take() * 50 <= cases, "too many documents were too large");
        // Chance leaves out a little; were it much, the documents would have become too plain.
        let (all, used) = (everything(&known.schema), used.take());
        let left: Vec<_> = all.difference(&used).filter(|field| !worlds::compares(field)).collect();
        assert!(cases < CASES || left.len() * 20 < all.len(), "no document took {left:?}");
        server.stop().await;
    }
}

/// What the server answers, or its text when that is no JSON.
async fn ask(server: &Server, token: &str, query: &str, variables: &Value) -> Result<Value, String> {
    let request = json!({ "query": query, "variables": variables });
    let response = server.http().post(server.url("/graphql")).bearer_auth(token).json(&request).send().await;
    let text = response.unwrap().text().await.unwrap();
    serde_json::from_str(&text).map_err(|_| text)
}

/// Who asks, and how often among the others: those who see more have more to compare.
fn viewers(world: &World) -> [(&'static str, &Person, usize); 11] {
    let people = &world.people;
    [
        ("the coordinator", &people.coordinator, 4),
        ("the manager", &people.manager, 1),
        ("the referent", &people.social_worker, 4),
        ("a colleague", &people.colleague, 4),
        ("the other centre's social worker", &people.other_social_worker, 2),
        ("the officer", &people.officer, 4),
        ("the other landlord's officer", &people.other_officer, 2),
        ("the member", &people.member, 2),
        ("the funder", &people.funder, 1),
        ("the administrator", &people.administrator, 1),
        ("a member who sits in no meeting", &people.other_member, 1),
    ]
}

async fn eyes(world: &World, server: &Server, tokens: &[String]) -> Vec<Eyes> {
    let mut all = Vec::new();
    for ((name, person, weight), token) in viewers(world).into_iter().zip(tokens) {
        let viewer = person.viewer();
        let (seen, opened) = (Rows::seen(&world.db, &viewer).await, Rows::opened(&world.db, &viewer).await);
        all.push(Eyes { name, weight, viewer, seen, opened, told: told(server, token).await });
    }
    all
}

/// What is proposed to each meeting, and its minutes: whether these are right is tried elsewhere, here that they are the
/// same wherever they are selected.
async fn told(server: &Server, token: &str) -> HashMap<String, Value> {
    let query = "{ meetings(first: 100) { nodes { id
        agendaProposals { kind householdId householdReference day } minutes { edition approvedAt text } } } }";
    let answer = server.ask(Some(token), query, json!({})).await;
    let meetings = answer["data"]["meetings"]["nodes"].as_array().unwrap().iter();
    meetings.map(|meeting| (meeting["id"].as_str().unwrap().to_owned(), meeting.clone())).collect()
}

async fn known(world: &World, server: &Server, token: &str) -> Known {
    // No event can come before another any more.
    world.settled().await;
    let schema = Schema::ask(server, token).await;
    let all = Rows::all(&world.db).await;
    let collation = Collation::ask(&world.db, &all, &schema).await;
    let moment = Moment { now: world.clock.now(), today: world.today() };
    Known { schema, all, collation, moment, messages: messages(server, token).await }
}

fn config() -> Config {
    let said = Config::default();
    Config {
        cases: if std::env::var_os("PROPTEST_CASES").is_some() { said.cases } else { CASES },
        rng_seed: if said.rng_seed == RngSeed::Random { RngSeed::Fixed(SEED) } else { said.rng_seed },
        failure_persistence: None,
        max_shrink_iters: 20_000,
        max_shrink_time: 60_000,
        ..said
    }
}

/// What the programmes' warnings tell the user, by their codes.
async fn messages(server: &Server, token: &str) -> HashMap<String, Value> {
    let query = "{ programmes { nodes { warnings { code message } fundingYears { warnings { code message } } } } }";
    let data = server.data(token, query, json!({})).await;
    let programmes = data["programmes"]["nodes"].as_array().unwrap().iter();
    let warnings = programmes.flat_map(|programme| {
        let years = programme["fundingYears"].as_array().unwrap().iter();
        let of_years = years.flat_map(|year| year["warnings"].as_array().unwrap());
        programme["warnings"].as_array().unwrap().iter().chain(of_years)
    });
    warnings.map(|warning| (warning["code"].as_str().unwrap().to_owned(), warning["message"].clone())).collect()
}
