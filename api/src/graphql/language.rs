//! The language in which a user is spoken to.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
pub(crate) use entity::types::Language;

/// The language of ours that a client likes best; French when it likes none.
pub(crate) fn accepted(headers: &HeaderMap) -> Language {
    let values = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
    let mut best = (0.0, Language::default());
    for range in values.flat_map(|value| value.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let language = match parts.next().unwrap_or_default().to_ascii_lowercase().split('-').next() {
            Some("fr" | "*") => Language::French,
            Some("en") => Language::English,
            _ => continue,
        };
        let weight: f32 = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
        if weight > best.0 {
            best = (weight, language);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_liked_best_is_spoken() {
        for (accepted, expected) in [
            ("fr", Language::French),
            ("en-GB,en;q=0.9,fr;q=0.8", Language::English),
            ("fr-FR,fr;q=0.9,en;q=0.8", Language::French),
            ("de, en;q=0.2, fr;q=0.1", Language::English),
            ("de", Language::French),
            ("*", Language::French),
            ("en;q=0", Language::French),
            ("", Language::French),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, accepted.parse().unwrap())]);
            assert_eq!(super::accepted(&headers), expected, "{accepted}");
        }
        assert_eq!(super::accepted(&HeaderMap::new()), Language::French);
    }
}
