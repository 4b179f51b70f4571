//! What of a text can be printed. PDF/A allows no character without a glyph, and a record may hold any: one that our
//! fonts do not have is shown as a replacement, rather than that there be no document.

use serde_json::Value;

use super::desk;

/// Stands for a character that cannot be printed.
const REPLACEMENT: char = '\u{25a1}';

/// Makes all texts of a value fit to be printed.
pub(super) fn make_fit(value: &mut Value) {
    match value {
        Value::String(text) => {
            if !text.chars().all(prints) {
                *text = text.chars().map(|c| if prints(c) { c } else { REPLACEMENT }).collect();
            }
        }
        Value::Array(values) => values.iter_mut().for_each(make_fit),
        Value::Object(fields) => fields.values_mut().for_each(make_fit),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn prints(character: char) -> bool {
    character == '\n' || (!character.is_control() && desk::has_glyph(character))
}
