//! Documents that are made to bring a server down: each is answered soon, with a code, by a server that goes
//! on as before.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::{Server, World, both_databases};

/// What a debug build takes is several times what a release takes.
const SOON: Duration = Duration::from_secs(2);

/// The documents, with the code that each is answered with.
fn documents() -> Vec<(&'static str, String, &'static str)> {
    let nested = |open: &str, close: &str, times: usize| format!("{}{}", open.repeat(times), close.repeat(times));
    let aliases = |count: usize| {
        (0..count).fold(String::new(), |mut text, n| {
            write!(text, "a{n}: __typename ").unwrap();
            text
        })
    };
    let mut fan_out = "{ viewer { ...F0 } }".to_owned();
    for level in 0..9 {
        let spreads = format!("...F{} ", level + 1).repeat(6);
        write!(fan_out, " fragment F{level} on Staff {{ organisation {{ staff {{ nodes {{ {spreads} }} }} }} }}")
            .unwrap();
    }
    fan_out.push_str(" fragment F9 on Staff { id }");
    let mut flat_fan_out = "{ viewer { ...F0 } }".to_owned();
    for level in 0..12 {
        let spreads = format!("...F{} ", level + 1).repeat(6);
        write!(flat_fan_out, " fragment F{level} on Staff {{ {spreads} }}").unwrap();
    }
    flat_fan_out.push_str(" fragment F12 on Staff { id }");
    let mut chain = "{ viewer { ...C0 } }".to_owned();
    for level in 0..300 {
        write!(chain, " fragment C{level} on Staff {{ ...C{} }}", level + 1).unwrap();
    }
    chain.push_str(" fragment C300 on Staff { id }");
    let staff = |inner: &str| format!("organisation {{ staff {{ nodes {{ {inner} }} }} }}");
    let deep = (0..12).fold("id".to_owned(), |inner, _| staff(&inner));
    vec![
        ("nested lists", format!("{{ node(id: {}) {{ id }} }}", nested("[", "]", 1_500)), "DOCUMENT_TOO_DEEP"),
        ("nested objects", format!("{{ node(id: {}1{}) {{ id }} }}", "{a:".repeat(900), "}".repeat(900)), "DOCUMENT_TOO_DEEP"),
        ("nested selections", nested("{ a ", "}", 900), "DOCUMENT_TOO_DEEP"),
        ("unclosed selections", "{a".repeat(1_900), "DOCUMENT_TOO_DEEP"),
        ("deep fields", format!("{{ viewer {{ {deep} }} }}"), "DOCUMENT_TOO_DEEP"),
        ("fragments that fan out", fan_out, "DOCUMENT_TOO_DEEP"),
        ("flat fragments that fan out", flat_fan_out, "DOCUMENT_TOO_LARGE"),
        ("a chain of fragments", chain, "DOCUMENT_TOO_DEEP"),
        ("a circle of fragments", "{ viewer { ...A } } fragment A on Staff { ...B } fragment B on Staff { ...A }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        ("aliases", format!("{{ {} }}", aliases(300)), "DOCUMENT_TOO_LARGE"),
        ("many aliases", format!("{{ {} }}", aliases(30_000)), "DOCUMENT_TOO_LONG"),
        ("the same field", format!("{{ {} }}", "__typename ".repeat(2_900)), "DOCUMENT_TOO_LARGE"),
        ("directives", format!("{{ __typename {} }}", "@skip(if: false) ".repeat(500)), "GRAPHQL_VALIDATION_FAILED"),
        ("unknown directives", format!("{{ __typename {} }}", "@a ".repeat(1_900)), "GRAPHQL_VALIDATION_FAILED"),
        ("thousands of errors", format!("{{ {} }}", (0..2_900).map(|n| format!("x{n} ")).collect::<Vec<_>>().concat()), "GRAPHQL_VALIDATION_FAILED"),
        ("a long name", format!("{{ {} }}", "x".repeat(900_000)), "GRAPHQL_VALIDATION_FAILED"),
        ("a long text", format!("{{ household(by: {{ id: \"{}\" }}) {{ id }} }}", "x".repeat(900_000)), "WRONG_ID"),
        ("a long text and many fields on its line", format!("{{ household(by: {{ id: \"{}\" }}) {{ {} }} }}", "é".repeat(450_000), "id ".repeat(1_900)), "WRONG_ID"),
        ("a long list", format!("{{ households(filter: {{ stage: {{ in: [{}] }} }}) {{ totalCount }} }}", "PROPOSED ".repeat(30_000)), "DOCUMENT_TOO_LONG"),
        ("variables", format!("query({}) {{ __typename }}", (0..900).map(|n| format!("$v{n}: Int ")).collect::<Vec<_>>().concat()), "GRAPHQL_VALIDATION_FAILED"),
        ("operations", (0..50).map(|n| format!("query Q{n} {{ __typename }} ")).collect::<Vec<_>>().concat(), "OPERATION_RESOLUTION_FAILURE"),
        ("operations with a long fragment", format!("fragment F on Query {{ {} }} {}", "__typename ".repeat(1_490), (0..425).map(|n| format!("query q{n}{{...F}}")).collect::<Vec<_>>().concat()), "DOCUMENT_TOO_LARGE"),
        ("objects of any type in each other", format!("{{ events(first: 1) {{ nodes {{ {} }} }} }}", (0..40).map(|n| format!("s{n}: subject {{ id }} ")).collect::<Vec<_>>().concat()), "DOCUMENT_TOO_LARGE"),
        ("statistics many times over", format!("{{ programmes(first: 100) {{ nodes {{ {} }} }} }}", (0..40).map(|n| format!("s{n}: statistics {{ supportsOpen }} ")).collect::<Vec<_>>().concat()), "DOCUMENT_TOO_COSTLY"),
        ("operations that share a fragment", format!("{} fragment F on Query {{ {} }}", (0..300).map(|n| format!("query Q{n}($v: ID!) {{ ...F }} ")).collect::<Vec<_>>().concat(), "nodes(ids:[$v]){id}".repeat(100)), "DOCUMENT_TOO_LONG"),
        ("variables in a list", format!("query({}) {{ nodes(ids: [{}]) {{ id }} }}", (0..600).map(|n| format!("$v{n}: ID ")).collect::<Vec<_>>().concat(), (0..600).map(|n| format!("$v{n} ")).collect::<Vec<_>>().concat()), "GRAPHQL_VALIDATION_FAILED"),
        ("many identifiers", format!("{{ nodes(ids: [{}]) {{ id }} }}", "\"hh_01JD0000000000000000000000\" ".repeat(2_900)), "BAD_PAGE"),
        ("many identifiers in a filter", format!("{{ events(filter: {{ subjectId: {{ in: [{}] }} }}) {{ totalCount }} }}", "\"x\" ".repeat(2_900)), "BAD_USER_INPUT"),
        ("introspection of introspection", format!("{{ __schema {{ types {{ {} }} }} }}", (0..13).fold("name".to_owned(), |inner, _| format!("fields {{ type {{ {inner} }} }}"))), "DOCUMENT_TOO_DEEP"),
        ("lists of the schema in each other", format!("{{ __type(name: \"Node\") {{ {} }} }}", (0..6).fold("name".to_owned(), |inner, _| format!("possibleTypes {{ interfaces {{ {inner} }} }}"))), "DOCUMENT_TOO_DEEP"),
        ("the largest pages", "{ households(first: 100) { nodes { events(first: 100) { nodes { household { events(first: 100) { nodes { id: cursor } } } } } } } }".to_owned(), "DOCUMENT_TOO_COSTLY"),
        ("long texts many times over", format!("{{ households(first: 100) {{ nodes {{ programme {{ households(first: 100) {{ nodes {{ programme {{ {} }} }} }} }} }} }} }}", (0..47).map(|n| format!("a{n}: supportMethod ")).collect::<Vec<_>>().concat()), "DOCUMENT_TOO_COSTLY"),
        ("counts many times over", format!("{{ households(first: 100) {{ nodes {{ programme {{ {} }} }} }} }}", (0..40).map(|n| format!("a{n}: households(first: 1) {{ totalCount }} ")).collect::<Vec<_>>().concat()), "DOCUMENT_TOO_COSTLY"),
        ("acts", format!("mutation {{ {} }}", (0..21).map(|n| format!("a{n}: signIn(input: {{ email: \"a@b.c\", password: \"d\" }}) {{ token }} ")).collect::<Vec<_>>().concat()), "DOCUMENT_TOO_LARGE"),
        ("nulls and controls", "{ \u{0} \u{1} }".to_owned(), "GRAPHQL_PARSE_FAILED"),
        ("nothing", String::new(), "GRAPHQL_PARSE_FAILED"),
    ]
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("none")
}

both_databases! {
    async fn a_hostile_document_is_answered_soon_with_a_code(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        for (what, document, expected) in documents() {
            let begun = Instant::now();
            let answer = server.ask(Some(&token), &document, json!({})).await;
            assert_eq!(code(&answer), expected, "{what}: {:.300}", answer.to_string());
            assert!(begun.elapsed() < SOON, "{what} took {:?}", begun.elapsed());
            assert!(answer.to_string().len() < 1_000_000, "{what}: a long answer");
        }
        // The same, over a socket: one after the other on one.
        let mut socket = server.socket(&token).await;
        for (number, (what, document, expected)) in documents().into_iter().enumerate() {
            // A message that is too long closes the socket, which is another test.
            if document.len() > 200_000 {
                continue;
            }
            socket.subscribe(&number.to_string(), &document).await;
            let message = socket.receive().await;
            let found = message["payload"][0]["extensions"]["code"].as_str().or_else(|| message["payload"]["errors"][0]["extensions"]["code"].as_str());
            assert_eq!(found, Some(expected), "{what}: {:.300}", message.to_string());
            if message["type"] == "next" {
                assert_eq!(socket.receive().await["type"], "complete");
            }
        }
        assert_eq!(server.data(&token, "{ viewer { role } }", json!({})).await["viewer"]["role"], "COORDINATOR");
        server.stop().await;
    }

    async fn what_is_selected_again_and_again_is_done_once(world: World) {
        let server = Server::start(&world).await;
        for (what, document) in [
            ("a name", format!("{{ __schema {{ types {{ fields {{ type {{ fields {{ {} }} }} }} }} }} }}", "name ".repeat(1_900))),
            ("a list", format!("{{ __schema {{ {} }} }}", "types{fields{type{fields{name}}}}".repeat(380))),
            ("the schema", format!("{{ {} }} fragment S on Query {{ __schema {{ types {{ fields {{ type {{ fields {{ name }} }} }} }} }} }}", "...S ".repeat(330))),
            ("a fragment", format!("{{ __schema {{ types {{ {} }} }} }} fragment F on __Type {{ fields {{ type {{ name ...G }} }} }} fragment G on __Type {{ {} }}", "...F ".repeat(100), "description ".repeat(10))),
            ("a long line", format!("{{ {} {} }}", " ".repeat(900_000), "__typename ".repeat(1_990))),
        ] {
            let begun = Instant::now();
            let answer = server.ask(None, &document, json!({})).await;
            assert_eq!(code(&answer), "none", "{what}: {:.300}", answer.to_string());
            assert!(begun.elapsed() < SOON, "{what} took {:?}", begun.elapsed());
        }
        server.stop().await;
    }

    async fn as_much_as_is_allowed_is_answered(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        // In one object, and in many.
        let wide = (0..190).map(|n| format!("a{n}: reference ")).collect::<Vec<_>>().concat();
        let data = server.data(&token, &format!("{{ households {{ nodes {{ {wide} }} }} }}"), json!({})).await;
        assert_eq!(data["households"]["nodes"][0]["a189"], household.reference);
        let fields = "id reference stage registeredOn dalo collectiveAgreement pdalpd familyName nationalRequestNumber ";
        let many = (0..90).map(|n| format!("m{n}: currentSupport {{ household {{ {fields} }} }} ")).collect::<Vec<_>>().concat();
        let data = server.data(&token, &format!("{{ household(by: {{ id: \"{}\" }}) {{ {many} }} }}", household.id), json!({})).await;
        assert_eq!(data["household"]["m89"]["household"]["reference"], household.reference);
        server.stop().await;
    }
}
