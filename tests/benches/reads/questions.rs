//! The two questions, each in as many variants as there are rows to ask for, put to the server and to
//! the floor. A question's document and its floor's statements lie side by side in `questions/`.

use std::net::SocketAddr;

use entity::types::HouseholdId;
use serde_json::{Value, json};

use crate::generator::{EMAIL, PASSWORD};
use crate::http::{Connection, get, post};

const POINT: &str = include_str!("questions/point.graphql");
const PAGE: &str = include_str!("questions/page.graphql");
/// Finds the cursors to ask pages after.
const WALK: &str = include_str!("questions/walk.graphql");

/// The most households that are looked up in turn, and the most pages.
const VARIANTS: usize = 1_000;
/// The rows of a page, as in the documents.
const PAGE_SIZE: usize = 50;

/// A request that was written beforehand, and how long its answer is.
pub(crate) struct Asked {
    pub(crate) request: Vec<u8>,
    /// Known once [`Question::agree`] has asked.
    pub(crate) length: usize,
}

/// One question, in variants: the n-th of `ours` and the n-th of `floor` ask for the same.
pub(crate) struct Question {
    pub(crate) name: &'static str,
    pub(crate) ours: Vec<Asked>,
    pub(crate) floor: Vec<Asked>,
}

impl Question {
    fn new(name: &'static str) -> Self {
        Self { name, ours: Vec::new(), floor: Vec::new() }
    }

    fn add(&mut self, token: &str, document: &str, variables: &Value, path: &str) {
        let body = json!({ "query": document, "variables": variables });
        self.ours.push(Asked { request: post(Some(token), &body), length: 0 });
        self.floor.push(Asked { request: get(path), length: 0 });
    }

    /// Asks every variant of both sides.
    ///
    /// # Panics
    /// When two answers differ.
    pub(crate) async fn agree(&mut self, ours: SocketAddr, floor: SocketAddr) {
        let (mut ours, mut floor) = (Connection::open(ours).await, Connection::open(floor).await);
        for (asked, below) in self.ours.iter_mut().zip(&mut self.floor) {
            let (answer, expected) = (ours.ask(&asked.request).await, floor.ask(&below.request).await);
            (asked.length, below.length) = (answer.len(), expected.len());
            let (answer, expected): (Value, Value) =
                (serde_json::from_slice(answer).unwrap(), serde_json::from_slice(expected).unwrap());
            // The server tells besides what the answer cost.
            assert_eq!(answer["data"], expected["data"], "{}: the server and the floor answer differently", self.name);
        }
    }
}

/// Signs in; the bearer token.
pub(crate) async fn sign_in(server: SocketAddr) -> String {
    let query = "mutation($input: SignInInput!) { signIn(input: $input) { token } }";
    let input = json!({ "email": EMAIL, "password": PASSWORD });
    let request = post(None, &json!({ "query": query, "variables": { "input": input } }));
    let answer = ask(server, &request).await;
    answer["data"]["signIn"]["token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// The questions about the households that the generator wrote.
pub(crate) async fn prepare(server: SocketAddr, token: &str, households: &[HouseholdId]) -> [Question; 2] {
    let mut point = Question::new("point");
    for id in households.iter().step_by(households.len().div_ceil(VARIANTS)) {
        point.add(token, POINT, &json!({ "id": id }), &format!("/point/{id}"));
    }
    let mut page = Question::new("page");
    // Before every day and every identifier. The last page is asked for only when it is full.
    let mut place = (Value::Null, "0001-01-01".to_owned(), "-".to_owned());
    for _ in 0..(households.len() / PAGE_SIZE).min(VARIANTS) {
        let (after, end_on, id) = place;
        let variables = json!({ "after": after });
        page.add(token, PAGE, &variables, &format!("/page/{end_on}/{id}"));
        let answer = ask(server, &post(Some(token), &json!({ "query": WALK, "variables": variables }))).await;
        let measures = &answer["data"]["supportMeasures"];
        let last = measures["nodes"].as_array().and_then(|nodes| nodes.last()).unwrap_or_else(|| panic!("{answer}"));
        let text = |name: &str| last[name].as_str().unwrap().to_owned();
        place = (measures["pageInfo"]["endCursor"].clone(), text("endOn"), text("id"));
    }
    [point, page]
}

async fn ask(server: SocketAddr, request: &[u8]) -> Value {
    serde_json::from_slice(Connection::open(server).await.ask(request).await).unwrap()
}
