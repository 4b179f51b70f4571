//! A response as text.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Response, Value};
use async_graphql_value::RAW_VALUE_TOKEN;

/// A response as JSON. What the database wrote goes out as it is: not read, checked and written again.
pub(crate) fn write(response: &Response) -> Result<String, serde_json::Error> {
    let mut body = String::with_capacity(1024);
    body.push('{');
    if !response.errors.is_empty() {
        body.push_str("\"errors\":");
        body.push_str(&serde_json::to_string(&response.errors)?);
        body.push(',');
    }
    body.push_str("\"data\":");
    write_value(&response.data, &mut body)?;
    if !response.extensions.is_empty() {
        body.push_str(",\"extensions\":");
        body.push_str(&serde_json::to_string(&response.extensions)?);
    }
    body.push('}');
    Ok(body)
}

fn write_value(value: &Value, body: &mut String) -> Result<(), serde_json::Error> {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(json)) = fields.get(RAW_VALUE_TOKEN) {
                body.push_str(json);
                return Ok(());
            }
            for (place, (name, value)) in fields.iter().enumerate() {
                body.push_str(if place == 0 { "{\"" } else { ",\"" });
                body.push_str(name);
                body.push_str("\":");
                write_value(value, body)?;
            }
            body.push_str(if fields.is_empty() { "{}" } else { "}" });
        }
        Value::List(items) => {
            body.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    body.push(',');
                }
                write_value(item, body)?;
            }
            body.push(']');
        }
        leaf => body.push_str(&serde_json::to_string(leaf)?),
    }
    Ok(())
}

/// JSON as it is, in the library's values.
pub(super) fn raw(json: String) -> Value {
    Value::Object(IndexMap::from_iter([(Name::new(RAW_VALUE_TOKEN), Value::String(json))]))
}
