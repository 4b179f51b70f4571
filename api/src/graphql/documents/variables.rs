//! A request's variables, once they are of their types: as async-graphql takes them.

use std::borrow::Cow;

use apollo_compiler::response::{JsonMap, JsonValue};
use async_graphql::{Name, Value, Variables};
use serde_json::Number;

/// The variables as they were sent, but that whole numbers are written as such: JSON has one type of numbers, so that
/// `1.0` and `-0` are whole.
pub(super) fn whole(variables: &JsonMap) -> Cow<'_, JsonMap> {
    if variables.values().all(is_whole) {
        return Cow::Borrowed(variables);
    }
    Cow::Owned(variables.iter().map(|(name, value)| (name.clone(), to_whole(value))).collect())
}

fn is_whole(value: &JsonValue) -> bool {
    match value {
        JsonValue::Number(number) => whole_number(number).is_none(),
        JsonValue::Array(items) => items.iter().all(is_whole),
        JsonValue::Object(fields) => fields.values().all(is_whole),
        _ => true,
    }
}

fn to_whole(value: &JsonValue) -> JsonValue {
    match value {
        JsonValue::Number(number) => JsonValue::Number(whole_number(number).unwrap_or_else(|| number.clone())),
        JsonValue::Array(items) => items.iter().map(to_whole).collect(),
        JsonValue::Object(fields) => {
            JsonValue::Object(fields.iter().map(|(name, value)| (name.clone(), to_whole(value))).collect())
        }
        other => other.clone(),
    }
}

/// The whole number that one with a fraction of nothing is, as far as a client's numbers are exact.
fn whole_number(number: &Number) -> Option<Number> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() <= EXACT)?;
    format!("{float:.0}").parse::<i64>().ok().map(Number::from)
}

/// The same variables in the library's values.
pub(super) fn convert(variables: JsonMap) -> Variables {
    let mut converted = Variables::default();
    for (name, value) in variables {
        converted.insert(Name::new(name.as_str()), of(value));
    }
    converted
}

fn of(value: JsonValue) -> Value {
    match value {
        JsonValue::Null => Value::Null,
        JsonValue::Bool(flag) => Value::Boolean(flag),
        // A whole number beyond that can only be an identifier: any other place was checked.
        JsonValue::Number(number) => match number.as_f64().filter(|float| float.fract() == 0.0) {
            Some(float) if number.as_i64().is_none() => Value::String(format!("{float:.0}")),
            _ => Value::Number(number),
        },
        JsonValue::String(text) => Value::String(text.as_str().to_owned()),
        JsonValue::Array(items) => Value::List(items.into_iter().map(of).collect()),
        JsonValue::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (Name::new(name.as_str()), of(value))).collect())
        }
    }
}

/// What is wrong with a variable, without the value that came: it may be a password or a person's name.
pub(super) fn without_value(message: &str) -> String {
    match (message.split_once(": "), message.rsplit_once(" to type ")) {
        (Some((what, _)), Some((_, type_name))) => format!("{what} to type {type_name}"),
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_one_however_it_is_written() {
        let read = |text: &str| serde_json::from_str::<JsonMap>(text).unwrap();
        for (sent, expected) in [
            (r#"{"a":1.0,"b":[-0,{"c":2e3}]}"#, r#"{"a":1,"b":[0,{"c":2000}]}"#),
            (r#"{"a":1.5,"b":-2147483648.0,"c":1e300}"#, r#"{"a":1.5,"b":-2147483648,"c":1e300}"#),
            (r#"{"a":1,"b":"1.0","c":null}"#, r#"{"a":1,"b":"1.0","c":null}"#),
        ] {
            assert_eq!(*whole(&read(sent)), read(expected), "{sent}");
        }
    }

    #[test]
    fn a_value_is_not_repeated() {
        let message = r#"could not coerce variable input: {"password":"a: b to type c"} to type SignInInput"#;
        assert_eq!(without_value(message), "could not coerce variable input to type SignInInput");
        assert_eq!(
            without_value("missing value for non-null variable 'id'"),
            "missing value for non-null variable 'id'"
        );
    }
}
