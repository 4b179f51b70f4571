//! The `GraphiQL` page: the console at `/graphiql`, with everything it loads served from this
//! binary. It works offline, and its content security policy lets it reach this server only.
//!
//! Third-party files carry their version in their name and never change under it, so browsers keep
//! them for a year; our own are asked for again by entity tag. Licences: `assets/graphiql/LICENSES.txt`.

use axum::{
    Router,
    extract::Path,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFERRER_POLICY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
    response::{IntoResponse, Response},
    routing::get,
};

/// The routes `/graphiql` and `/graphiql/assets/{file}`, to be merged into any router.
pub fn router<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    Router::new().route("/graphiql", get(page)).route("/graphiql/assets/{file}", get(asset))
}

/// Inline styles are allowed because the editor positions its parts with them; inline scripts are
/// not. `'self'` in `connect-src` covers the WebSocket of the same host.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";

/// One file of the page.
struct Asset {
    name: &'static str,
    content_type: &'static str,
    freshness: Freshness,
    body: &'static [u8],
}

/// How long a browser may use its copy.
enum Freshness {
    /// The name changes whenever the content does.
    Versioned,
    /// Ask each time whether it changed.
    Revalidated,
}

macro_rules! asset {
    ($name:literal, $content_type:expr, $freshness:ident) => {
        Asset {
            name: $name,
            content_type: $content_type,
            freshness: Freshness::$freshness,
            body: include_bytes!(concat!("../../assets/graphiql/", $name)),
        }
    };
}

static PAGE: Asset = asset!("page.html", "text/html; charset=utf-8", Revalidated);

static ASSETS: [Asset; 9] = [
    asset!("react-18.3.1.min.js", JAVASCRIPT, Versioned),
    asset!("react-dom-18.3.1.min.js", JAVASCRIPT, Versioned),
    asset!("graphql-ws-6.4.2.min.js", JAVASCRIPT, Versioned),
    asset!("graphiql-4.1.2.min.js", JAVASCRIPT, Versioned),
    asset!("graphiql-4.1.2.min.css", CSS, Versioned),
    asset!("passerelle.js", JAVASCRIPT, Revalidated),
    asset!("passerelle.css", CSS, Revalidated),
    asset!("passerelle.svg", "image/svg+xml", Revalidated),
    asset!("LICENSES.txt", "text/plain; charset=utf-8", Revalidated),
];

async fn page(request: HeaderMap) -> Response {
    answer(&PAGE, &request)
}

async fn asset(Path(file): Path<String>, request: HeaderMap) -> Response {
    match ASSETS.iter().find(|asset| asset.name == file) {
        Some(asset) => answer(asset, &request),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(asset: &Asset, request: &HeaderMap) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    // On every answer: an SVG or a script opened by itself is a document too.
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    let cache_control = match asset.freshness {
        Freshness::Versioned => "public, max-age=31536000, immutable",
        Freshness::Revalidated => "no-cache",
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache_control));

    if matches!(asset.freshness, Freshness::Revalidated) {
        let tag = etag(asset.body);
        let known = is_known(request, &tag);
        if let Ok(value) = HeaderValue::from_str(&tag) {
            headers.insert(ETAG, value);
        }
        if known {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    (headers, asset.body).into_response()
}

/// Does the browser hold this version already?
fn is_known(request: &HeaderMap, tag: &str) -> bool {
    request
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|candidate| candidate == "*" || candidate.trim_start_matches("W/") == tag)
}

/// FNV-1a (64 bits): tells versions of our own few files apart, guards nothing.
fn etag(body: &[u8]) -> String {
    let hash = body
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("\"{hash:016x}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_only_files_that_are_served() {
        let html = std::str::from_utf8(PAGE.body).unwrap();
        let named: Vec<&str> =
            html.split("\"/graphiql/assets/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(!named.is_empty());
        for name in named {
            assert!(ASSETS.iter().any(|asset| asset.name == name), "{name}");
        }
        assert!(!html.contains("://"), "the page names another host");
    }

    #[test]
    fn a_known_version_is_not_sent_again() {
        let first = answer(&PAGE, &HeaderMap::new());
        assert_eq!(first.status(), StatusCode::OK);
        let mut request = HeaderMap::new();
        request.insert(IF_NONE_MATCH, first.headers()[ETAG].clone());
        assert_eq!(answer(&PAGE, &request).status(), StatusCode::NOT_MODIFIED);
        request.insert(IF_NONE_MATCH, HeaderValue::from_static("\"other\""));
        assert_eq!(answer(&PAGE, &request).status(), StatusCode::OK);
    }

    #[test]
    fn the_policy_allows_no_inline_script_and_no_other_host() {
        let response = answer(&PAGE, &HeaderMap::new());
        let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        let scripts = policy.split("; ").find(|part| part.starts_with("script-src"));
        assert_eq!(scripts, Some("script-src 'self'"));
        assert!(!policy.contains("://"));
        assert_eq!(response.headers()[X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}
