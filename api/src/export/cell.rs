//! A value in a cell. A text that a spreadsheet would take for a formula is marked as a text: by the apostrophe that
//! spreadsheets have for it. Source: OWASP, CSV injection.

use std::borrow::Cow;

use serde_json::Value;

use crate::graphql::Encoding;

/// Whether a spreadsheet might take a text for a formula, or an apostrophe before it for a mark.
fn is_dangerous(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    let rest = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\'' || c == '\u{feff}');
    let begins = rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    begins || text.starts_with(['\t', '\r', '\n'])
}

/// A text of a record as a cell of a CSV file shows it.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    if is_dangerous(text) { format!("'{text}").into() } else { text.into() }
}

/// The text of a record that a cell of a CSV file shows.
pub(crate) fn unmarked(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_dangerous(text)).unwrap_or(cell)
}

/// A value as text. What is in nobody's own words, such as a day or an amount, needs no mark.
pub(super) fn text(value: &Value, encoding: Option<Encoding>) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(|value| self::text(value, encoding)).collect::<Vec<_>>().join(" | "),
        other => other.to_string(),
    };
    match encoding {
        Some(Encoding::Text | Encoding::Json) | None => harmless(&text).into_owned(),
        Some(_) => text,
    }
}
