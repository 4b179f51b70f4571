//! Whose pages may ask: those of the server's own origin, and of the origins that are allowed besides.
//!
//! A browser lets any page open a WebSocket and tells the server where the page comes from: one from
//! elsewhere is refused. Over HTTP the browser itself keeps an answer from the pages of other origins, unless
//! the answer says by CORS that they may read it; and it asks before it sends them any JSON. Nothing is refused
//! there: a bearer token is in no request that somebody else's page makes.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, ETAG, HOST, IF_NONE_MATCH, ORIGIN, RETRY_AFTER,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use tower_http::cors::{AllowOrigin, CorsLayer};
use url::Url;

/// How long a browser may remember what it was allowed: no browser remembers for longer.
const REMEMBERED: Duration = Duration::from_hours(2);

/// The origins whose pages may ask. Cloning it is cheap.
#[derive(Debug, Clone, Default)]
pub struct Origins(Arc<[String]>);

impl Origins {
    /// The origin of the address that people open, and those that are listed, separated by commas.
    ///
    /// # Errors
    /// How to write the list.
    pub fn parse(public_url: &str, allowed: Option<&str>) -> Result<Self, String> {
        let own = Url::parse(public_url).map(|url| url.origin().ascii_serialization()).ok();
        let allowed = allowed.into_iter().flat_map(|list| list.split(',')).map(|one| origin(one.trim()));
        let allowed = allowed.collect::<Option<Vec<_>>>().ok_or_else(|| {
            "write origins separated by commas, such as https://app.example.fr,http://localhost:5173: a scheme, a \
             host and perhaps a port, without a path and without *"
                .to_owned()
        })?;
        Ok(Self(own.into_iter().chain(allowed).collect()))
    }

    /// Each of them, the server's own first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether a request comes from a page that may ask, or from no page at all.
    pub(super) fn admit(&self, headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (None, _) => true,
            (Some(origin), None) => self.include(origin, headers),
            (Some(_), Some(_)) => false,
        }
    }

    /// Lets the pages of these origins read what is answered. Credentials stay out of it: no cookie is ever an
    /// identity.
    pub(crate) fn cors(&self, request_id: HeaderName) -> CorsLayer {
        let origins = self.clone();
        CorsLayer::new()
            .allow_origin(AllowOrigin::predicate(move |origin, request| origins.include(origin, &request.headers)))
            .allow_methods([Method::GET, Method::POST])
            .allow_headers([ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, IF_NONE_MATCH, request_id.clone()])
            .expose_headers([ETAG, RETRY_AFTER, request_id])
            .max_age(REMEMBERED)
    }

    /// Whether an origin is one of these, or that of the address at which the server was asked: there may be
    /// several names for it.
    fn include(&self, origin: &HeaderValue, headers: &HeaderMap) -> bool {
        let Ok(origin) = origin.to_str() else { return false };
        let Some(("http" | "https", authority)) = origin.split_once("://") else { return false };
        let asked_at = headers.get(HOST).and_then(|host| host.to_str().ok());
        asked_at.is_some_and(|host| host.eq_ignore_ascii_case(authority)) || self.iter().any(|one| one == origin)
    }
}

/// An origin as browsers write it; none if this is something else.
fn origin(text: &str) -> Option<String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let (_, authority) = text.split_once("://")?;
    // Whatever else a URL may have comes with one of these.
    let bare = !authority.contains(['/', '\\', '?', '#', '@', '*']);
    bare.then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_do() {
        let origins = Origins::parse(
            "https://passerelle.example.fr/app",
            Some("https://App.Example.fr:443 , http://localhost:5173,http://[::1]:80,https://été.example.fr"),
        );
        let expected = [
            "https://passerelle.example.fr",
            "https://app.example.fr",
            "http://localhost:5173",
            "http://[::1]",
            "https://xn--t-9fab.example.fr",
        ];
        assert_eq!(origins.unwrap().iter().collect::<Vec<_>>(), expected);
        assert_eq!(Origins::parse("http://127.0.0.1:8000", None).unwrap().iter().count(), 1);
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for list in [
            "*",
            "null",
            "app.example.fr",
            "localhost:5173",
            "https://",
            "https:app.example.fr",
            "https://*.example.fr",
            "https://app.example.fr/",
            "https://app.example.fr/path",
            "https://app.example.fr?x",
            "https://app.example.fr#x",
            "https://user@app.example.fr",
            "https://app.example.fr:port",
            "https://app example.fr",
            "ftp://app.example.fr",
            "file:///app",
            "https://app.example.fr,",
            "https://app.example.fr https://other.example.fr",
        ] {
            assert!(Origins::parse("http://127.0.0.1:8000", Some(list)).is_err(), "{list}");
        }
    }

    #[test]
    fn a_page_may_ask_or_not() {
        let origins = Origins::parse("https://passerelle.example.fr", Some("https://app.example.fr")).unwrap();
        for (origin, host, expected) in [
            ("https://passerelle.example.fr", "10.0.0.1:8000", true),
            ("https://app.example.fr", "passerelle.example.fr", true),
            ("http://localhost:8000", "LOCALHOST:8000", true),
            ("http://localhost:8001", "localhost:8000", false),
            ("http://app.example.fr", "passerelle.example.fr", false),
            ("https://app.example.fr:8443", "passerelle.example.fr", false),
            ("https://app.example.fr.evil.example", "passerelle.example.fr", false),
            ("https://evil.example", "passerelle.example.fr", false),
            ("chrome-extension://localhost:8000", "localhost:8000", false),
            ("null", "null", false),
            ("", "", false),
            ("passerelle.example.fr", "passerelle.example.fr", false),
            ("://", "passerelle.example.fr", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ORIGIN, HeaderValue::from_str(origin).unwrap());
            headers.insert(HOST, HeaderValue::from_str(host).unwrap());
            assert_eq!(origins.admit(&headers), expected, "{origin} at {host}");
            headers.append(ORIGIN, HeaderValue::from_str(origin).unwrap());
            assert!(!origins.admit(&headers), "{origin} twice");
        }
        assert!(origins.admit(&HeaderMap::new()));
        let mut odd = HeaderMap::new();
        odd.insert(ORIGIN, HeaderValue::from_bytes(b"https://\xff").unwrap());
        assert!(!origins.admit(&odd));
    }
}
