//! GraphQL over HTTP: methods, types, statuses.

use std::io::Write;

use reqwest::header::{ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::{Server, World, both_databases};

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

async fn post(server: &Server, content_type: &str, accept: &str, body: impl Into<reqwest::Body>) -> Response {
    let request = server.http().post(server.url("/graphql")).header(CONTENT_TYPE, content_type).header(ACCEPT, accept);
    request.body(body).send().await.unwrap()
}

async fn get(server: &Server, parameters: &[(&str, &str)]) -> Response {
    let url = url::Url::parse_with_params(&server.url("/graphql"), parameters).unwrap();
    server.http().get(url).send().await.unwrap()
}

/// The SHA-256 of a document's text, in hexadecimal.
fn hash_of(document: &str) -> String {
    Sha256::digest(document).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// The status, the type, the first error's code and whether there is data.
async fn read(response: Response) -> (u16, String, Option<String>, bool) {
    let status = response.status().as_u16();
    let media = response.headers()[CONTENT_TYPE].to_str().unwrap().split(';').next().unwrap().to_owned();
    assert!(response.headers().contains_key("x-request-id"));
    let body: Value = response.json().await.unwrap();
    let code = body["errors"][0]["extensions"]["code"].as_str().map(str::to_owned);
    (status, media, code, body.get("data").is_some())
}

both_databases! {
    async fn the_status_tells_what_became_of_a_request(world: World) {
        let server = Server::start(&world).await;
        let query = |text: &str| json!({ "query": text }).to_string();
        for (what, content_type, accept, body, status, media, code) in [
            ("a query", JSON, JSON, query("{ __typename }"), 200, JSON, None),
            ("a query", JSON, GRAPHQL, query("{ __typename }"), 200, GRAPHQL, None),
            ("anything accepted", JSON, "*/*", query("{ __typename }"), 200, JSON, None),
            ("the better of two", JSON, "application/json;q=0.1, application/graphql-response+json", query("{ __typename }"), 200, GRAPHQL, None),
            ("nothing accepted", JSON, "text/html", query("{ __typename }"), 406, JSON, Some("NOT_ACCEPTABLE")),
            ("a form", "application/x-www-form-urlencoded", JSON, "query={__typename}".to_owned(), 415, JSON, Some("UNSUPPORTED_MEDIA_TYPE")),
            ("plain text", "text/plain", JSON, query("{ __typename }"), 415, JSON, Some("UNSUPPORTED_MEDIA_TYPE")),
            ("latin", "application/json; charset=latin1", JSON, query("{ __typename }"), 415, JSON, Some("UNSUPPORTED_MEDIA_TYPE")),
            ("no JSON", JSON, JSON, "{ not JSON".to_owned(), 400, JSON, Some("BAD_REQUEST")),
            ("no object", JSON, GRAPHQL, "[\"{ __typename }\"]".to_owned(), 400, GRAPHQL, Some("BAD_REQUEST")),
            ("no query", JSON, JSON, "{}".to_owned(), 400, JSON, Some("BAD_REQUEST")),
            ("a name that is none", JSON, JSON, json!({ "query": "{ __typename }", "operationName": 1 }).to_string(), 400, JSON, Some("BAD_REQUEST")),
            ("two bodies", JSON, JSON, format!("{0}{0}", query("{ __typename }")), 400, JSON, Some("BAD_REQUEST")),
            ("a query twice", JSON, JSON, "{\"query\":\"{a}\",\"query\":\"{b}\"}".to_owned(), 400, JSON, Some("BAD_REQUEST")),
            ("nested JSON", JSON, JSON, format!("{{\"query\":\"{{a}}\",\"variables\":{{\"a\":{}1{}}}}}", "[".repeat(9_000), "]".repeat(9_000)), 400, JSON, Some("BAD_REQUEST")),
            ("a document that is none", JSON, JSON, query("{"), 200, JSON, Some("GRAPHQL_PARSE_FAILED")),
            ("a document that is none", JSON, GRAPHQL, query("{"), 400, GRAPHQL, Some("GRAPHQL_PARSE_FAILED")),
            ("an unknown field", JSON, GRAPHQL, query("{ nothing }"), 400, GRAPHQL, Some("GRAPHQL_VALIDATION_FAILED")),
            ("a variable left out", JSON, GRAPHQL, query("query($id: ID!) { household(by: { id: $id }) { id } }"), 400, GRAPHQL, Some("BAD_USER_INPUT")),
            ("a subscription", JSON, GRAPHQL, query("subscription { events { kind } }"), 400, GRAPHQL, Some("OPERATION_NOT_SUPPORTED")),
        ] {
            let found = read(post(&server, content_type, accept, body).await).await;
            let data = code.is_none();
            assert_eq!(found, (status, media.to_owned(), code.map(str::to_owned), data), "{what}, {accept}");
        }
        let long = post(&server, JSON, JSON, query(&"x".repeat(1_100_000))).await;
        assert_eq!(read(long).await, (413, JSON.to_owned(), Some("BODY_TOO_LARGE".to_owned()), false));
        let request = server.http().post(server.url("/graphql")).header(CONTENT_TYPE, JSON);
        let compressed = request.header(CONTENT_ENCODING, "gzip").body(query("{ __typename }")).send().await.unwrap();
        assert_eq!(read(compressed).await, (415, JSON.to_owned(), Some("UNSUPPORTED_MEDIA_TYPE".to_owned()), false));
        // Where a socket is opened.
        let plain = server.http().get(server.url("/graphql/ws")).send().await.unwrap();
        assert_eq!(read(plain).await, (400, JSON.to_owned(), Some("BAD_REQUEST".to_owned()), false));
        server.stop().await;
    }

    async fn get_answers_queries_and_changes_nothing(world: World) {
        let server = Server::start(&world).await;
        let two = "query A { __typename } query B { again: __typename }";
        let answer: Value = get(&server, &[("query", two), ("operationName", "B")]).await.json().await.unwrap();
        assert_eq!(answer, json!({ "data": { "again": "Query" } }));
        let answer: Value = get(&server, &[("query", "query($no: Boolean!) { __typename @skip(if: $no) }"), ("variables", "{\"no\":true}")]).await.json().await.unwrap();
        assert_eq!(answer, json!({ "data": {} }));
        for parameters in [
            vec![],
            vec![("variables", "{}")],
            vec![("query", "{ __typename }"), ("variables", "[]")],
            vec![("query", "{ __typename }"), ("extensions", "7")],
        ] {
            assert_eq!(get(&server, &parameters).await.status(), StatusCode::BAD_REQUEST, "{parameters:?}");
        }
        let before = world.snapshot().await;
        let response = get(&server, &[("query", "mutation { signIn(input: { email: \"a@b.c\", password: \"d\" }) { token } }")]).await;
        assert_eq!(response.headers()[ALLOW], "POST");
        assert_eq!(read(response).await, (405, JSON.to_owned(), Some("METHOD_NOT_ALLOWED".to_owned()), false));
        assert_eq!(world.snapshot().await, before);
        // A HEAD is routed as a GET, and may come with a body.
        let token = world.token(&world.people.coordinator).await;
        for path in ["/graphql", "/graphql/stream"] {
            let body = json!({ "query": "mutation { signOut { signedOut } }" });
            let response = server.http().head(server.url(path)).bearer_auth(&token).json(&body).send().await.unwrap();
            assert!(response.status().is_client_error(), "{path}: {}", response.status());
        }
        assert_eq!(server.data(&token, "{ viewer { role } }", json!({})).await["viewer"]["role"], "COORDINATOR");
        let before = world.snapshot().await;
        let response = server.http().put(server.url("/graphql")).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert!(response.headers().contains_key(ALLOW));
        assert_eq!(world.snapshot().await, before);
        server.stop().await;
    }

    async fn an_answer_that_still_holds_is_not_sent_again(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let url = url::Url::parse_with_params(&server.url("/graphql"), [("query", "{ households { totalCount } }")]).unwrap();
        let ask = async |tag: &str| server.http().get(url.clone()).bearer_auth(&token).header(IF_NONE_MATCH, tag).send().await.unwrap();
        let first = ask("\"nothing\"").await;
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(first.headers()[CACHE_CONTROL], "private, no-cache");
        let tag = first.headers()[ETAG].to_str().unwrap().to_owned();
        assert!(tag.starts_with("W/\""), "what it cost is another each time: {tag}");
        assert_eq!(ask("*").await.status(), StatusCode::NOT_MODIFIED);
        let again = ask(&format!("\"other\", {}", tag.trim_start_matches("W/"))).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(again.headers()[ETAG], *tag);
        assert_eq!(again.text().await.unwrap(), "");
        world.register_household().await;
        let changed = ask(&tag).await;
        assert_eq!(changed.status(), StatusCode::OK);
        assert_ne!(changed.headers()[ETAG], *tag);
        // What went wrong is not kept.
        let wrong = server.http().get(url.clone()).send().await.unwrap();
        assert!(!wrong.headers().contains_key(ETAG));
        assert_eq!(wrong.headers()[CACHE_CONTROL], "private, no-cache");
        assert!(wrong.headers().get_all(VARY).iter().any(|vary| vary.to_str().unwrap().contains("authorization")));
        server.stop().await;
    }

    async fn a_document_may_be_named_by_its_hash(world: World) {
        const DOCUMENT: &str = "query($no: Boolean!) { __typename @skip(if: $no) }";
        let server = Server::start(&world).await;
        let ask = async |body: Value| post(&server, JSON, GRAPHQL, body.to_string()).await;
        let persisted = |hash: &str| json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
        let hash = hash_of(DOCUMENT);
        let variables = json!({ "no": false });
        // Unknown; sent with its text; known from then on, by either way of naming it.
        let unknown = ask(json!({ "extensions": persisted(&hash), "variables": variables })).await;
        assert_eq!(read(unknown).await, (400, GRAPHQL.to_owned(), Some("PERSISTED_QUERY_NOT_FOUND".to_owned()), false));
        for body in [
            json!({ "query": DOCUMENT, "extensions": persisted(&hash), "variables": variables }),
            json!({ "extensions": persisted(&hash), "variables": variables }),
            json!({ "documentId": format!("sha256:{hash}"), "variables": variables }),
        ] {
            assert_eq!(read(ask(body).await).await, (200, GRAPHQL.to_owned(), None, true));
        }
        let extensions = persisted(&hash).to_string();
        let answer: Value = get(&server, &[("extensions", &extensions), ("variables", "{\"no\":true}")]).await.json().await.unwrap();
        assert_eq!(answer, json!({ "data": {} }));
        let other = ask(json!({ "query": "{ __typename }", "extensions": persisted(&hash) })).await;
        assert_eq!(read(other).await.2.as_deref(), Some("PERSISTED_QUERY_MISMATCH"));
        for extensions in [json!({ "persistedQuery": { "version": 2, "sha256Hash": hash } }), persisted("7ae6"), json!({ "persistedQuery": 1 })] {
            assert_eq!(read(ask(json!({ "extensions": extensions })).await).await.2.as_deref(), Some("BAD_REQUEST"));
        }
        server.stop().await;
    }

    async fn a_server_that_trusts_some_documents_executes_no_others(world: World) {
        const TRUSTED: &str = "{ viewer { role } }";
        let hash = hash_of(TRUSTED);
        let mut manifest = tempfile::NamedTempFile::new().unwrap();
        manifest.write_all(json!({ hash.as_str(): TRUSTED }).to_string().as_bytes()).unwrap();
        let server = Server::start_with(&world, &[("TRUSTED_DOCUMENTS", manifest.path().to_str().unwrap())]).await;
        let token = world.token(&world.people.coordinator).await;
        let ask = async |body: Value| -> Value {
            server.http().post(server.url("/graphql")).bearer_auth(&token).json(&body).send().await.unwrap().json().await.unwrap()
        };
        let expected = json!({ "viewer": { "role": "COORDINATOR" } });
        assert_eq!(ask(json!({ "documentId": hash })).await["data"], expected);
        assert_eq!(ask(json!({ "query": TRUSTED })).await["data"], expected);
        for document in ["{ viewer { id } }", "{ viewer { role } } ", "{ __schema { queryType { name } } }"] {
            let answer = ask(json!({ "query": document })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "DOCUMENT_NOT_TRUSTED", "{document}");
        }
        let mut socket = server.socket(&token).await;
        socket.subscribe("1", "subscription { events { kind } }").await;
        assert_eq!(socket.receive().await["payload"][0]["extensions"]["code"], "DOCUMENT_NOT_TRUSTED");
        server.stop().await;
    }

    async fn what_is_wrong_with_a_value_is_said_without_it(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        for (query, variables) in [
            ("mutation($input: SignInInput!) { signIn(input: $input) { token } }", json!({ "input": { "email": "a@b.c", "password": { "secret": "Confidentiel: to type x" } } })),
            ("query($day: Date) { households(filter: { registeredOn: { gte: $day } }) { totalCount } }", json!({ "day": "Confidentiel" })),
            ("query($n: Int) { households(first: $n) { totalCount } }", json!({ "n": "Confidentiel" })),
            ("query($stage: [HouseholdStage!]) { households(filter: { stage: { in: $stage } }) { totalCount } }", json!({ "stage": ["Confidentiel"] })),
            ("query($by: HouseholdBy!) { household(by: $by) { id } }", json!({ "by": { "reference": "Confidentiel", "nationalRequestNumber": "Confidentiel" } })),
            ("query($n: Int) { households(first: $n) { totalCount } }", json!({ "n": 2_147_483_648_i64 })),
        ] {
            let answer = server.ask(Some(&token), query, variables).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{query}: {answer:#}");
            assert!(!answer.to_string().contains(tests::CONFIDENTIAL), "{answer:#}");
        }
        server.stop().await;
    }
}
