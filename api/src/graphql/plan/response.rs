//! A response as text.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Response, ServerError, Value};
use async_graphql_value::RAW_VALUE_TOKEN;
use serde::Serialize;

/// What follows on the data: brackets, and what the answer cost.
const TAIL: usize = 160;

/// A response as JSON. What the database wrote goes out as it is: not read, checked and written again.
pub(crate) fn write(response: &Response) -> String {
    let mut body = String::with_capacity(1024);
    body.push('{');
    if !response.errors.is_empty() {
        body.push_str("\"errors\":");
        body.push_str(&json(&response.errors));
        body.push(',');
    }
    body.push_str("\"data\":");
    write_value(&response.data, &mut body);
    body.push('}');
    body
}

/// The answer to a request of which nothing was executed, as JSON.
pub(crate) fn write_errors(errors: &[ServerError]) -> String {
    format!("{{\"errors\":{}}}", errors_json(errors))
}

/// Errors as JSON.
pub(crate) fn errors_json(errors: &[ServerError]) -> String {
    json(&errors)
}

fn write_value(value: &Value, body: &mut String) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(json)) = fields.get(RAW_VALUE_TOKEN) {
                body.reserve(json.len() + TAIL);
                body.push_str(json);
                return;
            }
            body.push('{');
            for (place, (name, value)) in fields.iter().enumerate() {
                if place > 0 {
                    body.push(',');
                }
                body.push('"');
                body.push_str(name);
                body.push_str("\":");
                write_value(value, body);
            }
            body.push('}');
        }
        Value::List(items) => {
            body.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    body.push(',');
                }
                write_value(item, body);
            }
            body.push(']');
        }
        leaf => body.push_str(&json(leaf)),
    }
}

/// Values of these types have text for keys and no way to fail.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// JSON as it is, in the library's values.
pub(super) fn raw(json: String) -> Value {
    Value::Object(IndexMap::from_iter([(Name::new(RAW_VALUE_TOKEN), Value::String(json))]))
}
