//! Whose pages may ask: what a browser is told before it sends, with an answer, and when it opens a socket.

use reqwest::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, CONNECTION, HOST, HeaderName, ORIGIN, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
    SEC_WEBSOCKET_VERSION, UPGRADE, VARY,
};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tests::{Server, World, sqlite_only};

const ALLOWED: &str = "https://app.example.fr";
const FOREIGN: &str = "https://evil.example";

async fn start(world: &World) -> Server {
    let variables = [
        ("ALLOWED_ORIGINS", "https://app.example.fr, http://localhost:5173"),
        ("PUBLIC_URL", "https://passerelle.example.fr"),
    ];
    Server::start_with(world, &variables).await
}

fn header(response: &Response, name: HeaderName) -> Option<&str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

fn preflight(server: &Server, path: &str, origin: &str) -> RequestBuilder {
    let request = server.http().request(Method::OPTIONS, server.url(path)).header(ORIGIN, origin);
    request
        .header(ACCESS_CONTROL_REQUEST_METHOD, "POST")
        .header(ACCESS_CONTROL_REQUEST_HEADERS, "authorization,content-type")
}

/// The address of the server as a browser on its machine writes an origin.
fn own(server: &Server) -> String {
    server.url("")
}

sqlite_only! {
    async fn a_browser_is_told_whose_pages_may_send_json(world: World) {
        let server = start(&world).await;
        let public = "https://passerelle.example.fr".to_owned();
        for path in ["/graphql", "/graphql/stream"] {
            for origin in [ALLOWED.to_owned(), "http://localhost:5173".to_owned(), public.clone(), own(&server)] {
                let response = preflight(&server, path, &origin).send().await.unwrap();
                assert_eq!(response.status(), StatusCode::OK);
                assert_eq!(header(&response, ACCESS_CONTROL_ALLOW_ORIGIN), Some(origin.as_str()), "{path}");
                assert_eq!(header(&response, ACCESS_CONTROL_ALLOW_METHODS), Some("GET,POST"));
                assert_eq!(
                    header(&response, ACCESS_CONTROL_ALLOW_HEADERS),
                    Some("accept,accept-language,authorization,content-type,if-none-match,x-request-id")
                );
                assert_eq!(header(&response, ACCESS_CONTROL_MAX_AGE), Some("7200"));
                assert_eq!(header(&response, ACCESS_CONTROL_ALLOW_CREDENTIALS), None);
                assert!(header(&response, VARY).unwrap().contains("origin"));
            }
            for origin in [FOREIGN, "null", "http://app.example.fr", "https://app.example.fr:8443", "nonsense", "*"] {
                let response = preflight(&server, path, origin).send().await.unwrap();
                assert_eq!(header(&response, ACCESS_CONTROL_ALLOW_ORIGIN), None, "{path}: {origin}");
            }
        }
        for path in ["/health/live", "/graphiql", "/mailbox", "/nothing"] {
            let response = preflight(&server, path, ALLOWED).send().await.unwrap();
            assert_eq!(header(&response, ACCESS_CONTROL_ALLOW_ORIGIN), None, "{path}");
            assert!(response.status().is_client_error(), "{path}: {}", response.status());
        }
        server.stop().await;
    }

    async fn a_page_may_read_whatever_it_is_answered(world: World) {
        let server = start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let post = |body: String| server.http().post(server.url("/graphql")).header("content-type", "application/json").bearer_auth(&token).body(body);
        let query = json!({ "query": "{ viewer { role } }" }).to_string();
        for (what, request, status) in [
            ("an answer", post(query.clone()), StatusCode::OK),
            ("no GraphQL", post("{".to_owned()), StatusCode::BAD_REQUEST),
            ("a body that is too long", post("x".repeat(1_100_000)), StatusCode::PAYLOAD_TOO_LARGE),
            ("another method", server.http().put(server.url("/graphql")), StatusCode::METHOD_NOT_ALLOWED),
            ("a stream", server.http().post(server.url("/graphql/stream")).bearer_auth(&token).json(&json!({ "query": "{ viewer { role } }" })), StatusCode::OK),
        ] {
            let response = request.header(ORIGIN, ALLOWED).send().await.unwrap_or_else(|error| panic!("{what}: {error:?}"));
            assert_eq!(response.status(), status, "{what}");
            assert_eq!(header(&response, ACCESS_CONTROL_ALLOW_ORIGIN), Some(ALLOWED), "{what}");
            assert_eq!(header(&response, ACCESS_CONTROL_EXPOSE_HEADERS), Some("etag,retry-after,x-request-id"), "{what}");
            assert!(response.headers().contains_key("x-request-id"), "{what}");
            assert!(response.headers().get_all(VARY).iter().any(|vary| vary == "origin"), "{what}");
        }
        // A cache must keep apart what it was told for whom, and in what language.
        let url = url::Url::parse_with_params(&server.url("/graphql"), [("query", "{ viewer { role } }")]).unwrap();
        let response = server.http().get(url).header(ORIGIN, ALLOWED).bearer_auth(&token).send().await.unwrap();
        let vary: Vec<_> = response.headers().get_all(VARY).iter().map(|value| value.to_str().unwrap()).collect();
        assert_eq!(vary, ["accept, accept-language, authorization", "origin"]);
        // Who holds a token is answered, and a browser keeps the answer from a page that may not ask.
        let response = post(query).header(ORIGIN, FOREIGN).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(header(&response, ACCESS_CONTROL_ALLOW_ORIGIN), None);
        server.stop().await;
    }

    async fn a_socket_is_opened_for_the_pages_that_may_ask(world: World) {
        let server = start(&world).await;
        let open = || {
            let request = server.http().get(server.url("/graphql/ws")).header(CONNECTION, "Upgrade").header(UPGRADE, "websocket");
            let request = request.header(SEC_WEBSOCKET_VERSION, "13").header(SEC_WEBSOCKET_PROTOCOL, "graphql-transport-ws");
            request.header(SEC_WEBSOCKET_KEY, "dGhlIHNhbXBsZSBub25jZQ==")
        };
        let (own, port) = (own(&server), server.url("").rsplit_once(':').unwrap().1.to_owned());
        let localhost = format!("localhost:{port}");
        for (what, request, opens) in [
            ("no browser", open(), true),
            ("the public address", open().header(ORIGIN, "https://passerelle.example.fr"), true),
            ("the address asked at", open().header(ORIGIN, &own), true),
            ("another name of it", open().header(HOST, &localhost).header(ORIGIN, format!("http://{localhost}")), true),
            ("a page that may", open().header(ORIGIN, ALLOWED), true),
            ("another page that may", open().header(ORIGIN, "http://localhost:5173"), true),
            ("a page that may not", open().header(ORIGIN, FOREIGN), false),
            ("a name of it that was not asked", open().header(ORIGIN, format!("http://{localhost}")), false),
            ("another port", open().header(ORIGIN, "http://127.0.0.1:1"), false),
            ("a page of nowhere", open().header(ORIGIN, "null"), false),
            ("nothing", open().header(ORIGIN, ""), false),
            ("no origin", open().header(ORIGIN, own.trim_start_matches("http://")), false),
            ("two", open().header(ORIGIN, ALLOWED).header(ORIGIN, FOREIGN), false),
        ] {
            let response = request.send().await.unwrap();
            if opens {
                assert_eq!(response.status(), StatusCode::SWITCHING_PROTOCOLS, "{what}");
                continue;
            }
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{what}");
            let answer: Value = response.json().await.unwrap();
            assert_eq!(answer["errors"][0]["extensions"]["code"], "ORIGIN_NOT_ALLOWED", "{what}: {answer:#}");
        }
        server.stop().await;
    }
}
