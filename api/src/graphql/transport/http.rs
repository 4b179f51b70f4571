//! GraphQL over HTTP, as its specification (<https://graphql.github.io/graphql-over-http/draft/>) has it:
//! POST with a JSON body, GET for queries only. A client that accepts `application/graphql-response+json`
//! learns from the status whether anything was executed; one that accepts `application/json` gets 200
//! whenever what it sent was a request of GraphQL at all.

use std::cmp::Reverse;
use std::convert::Infallible;
use std::time::Duration;

use apollo_compiler::executable::OperationType;
use apollo_compiler::response::JsonMap;
use axum::body::Bytes;
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::header::{
    ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tokio::time::timeout;

use crate::app::App;
use crate::graphql::documents::{Asked, Trusted};
use crate::graphql::errors::Code;
use crate::graphql::executor::{Answer, execute};
use crate::graphql::plan::write_errors;
use crate::graphql::session::Caller;

/// How long a client may take for a body.
const BODY_PATIENCE: Duration = Duration::from_secs(30);

/// What an answer is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Media {
    /// The status tells whether anything was executed.
    GraphqlResponse,
    /// The type of before: the status only tells whether the request was one.
    Json,
}

/// A request's parameters, in a body.
#[derive(Deserialize)]
struct Body {
    query: Option<String>,
    #[serde(rename = "operationName")]
    operation_name: Option<String>,
    variables: Option<JsonMap>,
    extensions: Option<JsonMap>,
    #[serde(rename = "documentId")]
    document_id: Option<String>,
}

/// A request's parameters, in an address: maps are texts of JSON.
#[derive(Deserialize)]
struct Parameters {
    query: Option<String>,
    #[serde(rename = "operationName")]
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
    #[serde(rename = "documentId")]
    document_id: Option<String>,
}

/// A request as it comes in, by GET or by POST.
pub(super) struct Incoming(Result<Asked, (StatusCode, Code)>);

impl Incoming {
    /// What it asks, or why it is no request of GraphQL.
    pub(super) fn asked(self) -> Result<Asked, (StatusCode, Code)> {
        self.0
    }
}

impl<S: Send + Sync> FromRequest<S> for Incoming {
    type Rejection = Infallible;

    async fn from_request(request: Request, state: &S) -> Result<Self, Infallible> {
        const BAD: (StatusCode, Code) = (StatusCode::BAD_REQUEST, Code::BadRequest);
        if is_safe(request.method()) {
            let parameters = Query::try_from_uri(request.uri()).ok();
            return Ok(Self(parameters.and_then(|Query(parameters)| of_address(parameters)).ok_or(BAD)));
        }
        if !is_json(request.headers()) || is_encoded(request.headers()) {
            return Ok(Self(Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::UnsupportedMediaType))));
        }
        let Ok(body) = timeout(BODY_PATIENCE, Bytes::from_request(request, state)).await else {
            return Ok(Self(Err((StatusCode::REQUEST_TIMEOUT, Code::BadRequest))));
        };
        Ok(Self(match body {
            Ok(body) => of_body(&body).ok_or(BAD),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err((StatusCode::PAYLOAD_TOO_LARGE, Code::BodyTooLarge))
            }
            Err(_) => Err(BAD),
        }))
    }
}

/// Whether a request by this method changes nothing: GET, and the HEAD that is routed with it.
pub(super) fn is_safe(method: &Method) -> bool {
    method != Method::POST
}

fn of_address(parameters: Parameters) -> Option<Asked> {
    let map = |text: Option<String>| match text {
        Some(text) => serde_json::from_str::<Option<JsonMap>>(&text).ok(),
        None => Some(None),
    };
    Asked::new(
        parameters.query.filter(|query| !query.is_empty()),
        map(parameters.extensions)?.as_ref(),
        parameters.document_id.as_deref(),
        parameters.operation_name.filter(|name| !name.is_empty()),
        map(parameters.variables)?,
    )
}

fn of_body(body: &[u8]) -> Option<Asked> {
    // A list would be taken for the fields in their order.
    if body.trim_ascii_start().first() != Some(&b'{') {
        return None;
    }
    let body: Body = serde_json::from_slice(body).ok()?;
    Asked::new(body.query, body.extensions.as_ref(), body.document_id.as_deref(), body.operation_name, body.variables)
}

/// Answers a query, or by POST a mutation: what a link, a scanner or a cache repeats must change nothing.
pub(super) async fn respond(
    State(app): State<App>,
    method: Method,
    headers: HeaderMap,
    incoming: Incoming,
) -> Response {
    let Some(media) = accepted(&headers) else {
        return refused_as_json(StatusCode::NOT_ACCEPTABLE, Code::NotAcceptable);
    };
    match incoming.asked() {
        Ok(asked) => answer(&app, &headers, media, &asked, is_safe(&method)).await,
        Err((status, code)) => refused(status, media, code),
    }
}

/// Says that only a POST changes something.
pub(super) fn only_by_post() -> Response {
    let mut response = refused_as_json(StatusCode::METHOD_NOT_ALLOWED, Code::MethodNotAllowed);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    response
}

/// Says why there is no answer to somebody who may accept nothing of ours.
pub(super) fn refused_as_json(status: StatusCode, code: Code) -> Response {
    refused(status, Media::Json, code)
}

async fn answer(app: &App, headers: &HeaderMap, media: Media, asked: &Asked, only_queries: bool) -> Response {
    let ready = match app.documents.ready(asked) {
        Ok(ready) => ready,
        Err(errors) => return written(media, Answer::Refused(errors)),
    };
    if ready.kind == OperationType::Subscription {
        return written(media, Answer::Refused(vec![Code::OperationNotSupported.error()]));
    }
    if only_queries && ready.kind != OperationType::Query {
        return only_by_post();
    }
    let answer = execute(app, &Caller::of(headers), ready).await;
    if !only_queries {
        return written(media, answer);
    }
    let mut response = match &answer {
        Answer::Executed(response, _) if response.is_ok() => kept(headers, media, answer),
        _ => written(media, answer),
    };
    // One viewer's, whatever it says.
    let own = response.headers_mut();
    own.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    own.insert(VARY, HeaderValue::from_static("accept, accept-language, authorization"));
    response
}

/// An answer that a browser may keep for its user, if it asks each time whether it still holds. What it cost
/// is no part of what holds.
fn kept(headers: &HeaderMap, media: Media, answer: Answer) -> Response {
    let (mut body, cost) = answer.parts();
    let tag: String =
        Trusted::hash(&body).iter().take(16).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    // The same in another type is another answer.
    let tag = if media == Media::Json { tag } else { tag + "g" };
    // Weak: what it cost is another each time.
    let tag = format!("W/\"{tag}\"");
    let same = |one: &str| one == "*" || one.trim_start_matches("W/") == tag.trim_start_matches("W/");
    let holds = |value: &HeaderValue| value.to_str().is_ok_and(|known| known.split(',').map(str::trim).any(same));
    let mut response = if headers.get_all(IF_NONE_MATCH).iter().any(holds) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        if let Some(cost) = cost {
            cost.tell(&mut body);
        }
        written_as(StatusCode::OK, media, body)
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

fn written(media: Media, answer: Answer) -> Response {
    let status = match (&answer, media) {
        (Answer::Failed, _) => StatusCode::SERVICE_UNAVAILABLE,
        (Answer::RateLimited(_), _) => StatusCode::TOO_MANY_REQUESTS,
        (Answer::Refused(_), Media::GraphqlResponse) => StatusCode::BAD_REQUEST,
        (Answer::Refused(_) | Answer::Executed(..), _) => StatusCode::OK,
    };
    let wait = if let Answer::RateLimited(limited) = &answer { Some(limited.seconds) } else { None };
    let mut response = written_as(status, media, answer.json());
    if let Some(seconds) = wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn refused(status: StatusCode, media: Media, code: Code) -> Response {
    written_as(status, media, write_errors(&[code.error()]))
}

fn written_as(status: StatusCode, media: Media, body: String) -> Response {
    let content_type = match media {
        Media::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        Media::Json => "application/json; charset=utf-8",
    };
    (status, [(CONTENT_TYPE, content_type), (VARY, "accept, accept-language")], body).into_response()
}

/// Whether a body is said to be JSON, in UTF-8. A form or a plain text is what a page of somebody else's may
/// send without asking us.
fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    let Ok(value) = value.to_str() else { return false };
    let mut parts = value.split(';').map(str::trim);
    let charset = |part: &str| match part.split_once('=') {
        Some((name, set)) if name.eq_ignore_ascii_case("charset") => {
            set.trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    };
    parts.next().is_some_and(|media| media.eq_ignore_ascii_case("application/json")) && parts.all(charset)
}

/// Whether a body is compressed, or something like it.
fn is_encoded(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_ENCODING).iter().any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// The type that the client likes best of ours; `application/json` when it does not say.
///
/// What is said of a type most precisely holds for it: `application/json;q=0, */*` is anything else.
fn accepted(headers: &HeaderMap) -> Option<Media> {
    let values = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let ranges = values.flat_map(|value| value.split(',')).filter(|range| !range.trim().is_empty());
    let ranges: Vec<_> = ranges.map(range).collect();
    if ranges.is_empty() {
        return Some(Media::Json);
    }
    let liked = |media: Media| {
        let exact = match media {
            Media::GraphqlResponse => "application/graphql-response+json",
            Media::Json => "application/json",
        };
        let forms = ["*/*", "application/*", exact];
        let said = ranges.iter().enumerate().filter_map(|(place, (range, weight))| {
            let precision = forms.iter().position(|form| form == range)?;
            Some((precision, place, *weight))
        });
        said.max_by_key(|(precision, place, _)| (*precision, Reverse(*place)))
    };
    // Of two that are liked as much, the one named more precisely, or else first; a range means the type of before.
    let candidates = [Media::GraphqlResponse, Media::Json].into_iter().filter_map(|media| {
        let (precision, place, weight) = liked(media).filter(|(.., weight)| *weight > 0)?;
        Some(((weight, precision, Reverse(place), media == Media::Json), media))
    });
    candidates.max_by_key(|(order, _)| *order).map(|(_, media)| media)
}

/// A range of types, and how much it is liked, in thousandths.
fn range(text: &str) -> (String, u16) {
    let mut parts = text.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default().to_ascii_lowercase();
    let weight = parts.find_map(|part| {
        let (name, weight) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| thousandths(weight.trim()).unwrap_or(1_000))
    });
    (media, weight.unwrap_or(1_000))
}

/// A weight as HTTP writes it: 0 to 1, with at most three digits after the point.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, digits) = weight.split_once('.').unwrap_or((weight, ""));
    let fits = whole.len() == 1 && digits.len() <= 3;
    let number = fits.then(|| format!("{whole}{digits:0<3}").parse().ok()).flatten()?;
    (number <= 1_000).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: axum::http::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn the_type_liked_best_is_answered() {
        for (accept, expected) in [
            ("*/*", Some(Media::Json)),
            ("application/json", Some(Media::Json)),
            ("application/graphql-response+json", Some(Media::GraphqlResponse)),
            ("application/graphql-response+json, application/json;q=0.9", Some(Media::GraphqlResponse)),
            ("application/graphql-response+json;q=0.5, application/json", Some(Media::Json)),
            ("application/json, application/graphql-response+json", Some(Media::Json)),
            ("text/html, application/*;q=0.1", Some(Media::Json)),
            ("*/*, application/graphql-response+json", Some(Media::GraphqlResponse)),
            ("application/json;q=0, */*", Some(Media::GraphqlResponse)),
            ("application/json; Q = 0.001, application/graphql-response+json;q=0.000", Some(Media::Json)),
            ("application/*;q=0, */*", None),
            ("", Some(Media::Json)),
            ("text/html,", None),
            ("application/graphql-response+json;q=0.9,", Some(Media::GraphqlResponse)),
            ("application/json;q=0", None),
            ("text/html", None),
        ] {
            assert_eq!(accepted(&headers(ACCEPT, accept)), expected, "{accept}");
        }
        assert_eq!(accepted(&HeaderMap::new()), Some(Media::Json));
    }

    #[test]
    fn a_body_is_json_in_utf_8() {
        for (content_type, expected) in [
            ("application/json", true),
            ("Application/JSON; charset=UTF-8", true),
            ("application/json; charset=\"utf-8\"; profile=x", true),
            ("application/json; charset=latin1", false),
            ("text/plain", false),
            ("application/x-www-form-urlencoded", false),
            ("application/graphql", false),
        ] {
            assert_eq!(is_json(&headers(CONTENT_TYPE, content_type)), expected, "{content_type}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }

    #[test]
    fn a_body_that_is_no_request_is_none() {
        for body in [
            "",
            "[]",
            "[\"{a}\"]",
            "{}",
            "{\"query\":1}",
            "{\"query\":\"{a}\",\"variables\":[]}",
            "\u{feff}{\"query\":\"{a}\"}",
        ] {
            assert!(of_body(body.as_bytes()).is_none(), "{body}");
        }
        assert!(of_body(b"{\"query\":\"\xff\"}").is_none(), "not UTF-8");
        let asked =
            of_body(b" {\"query\":\"{a}\",\"operationName\":null,\"variables\":null,\"extensions\":{}}").unwrap();
        assert_eq!(asked.query.as_deref(), Some("{a}"));
    }
}
