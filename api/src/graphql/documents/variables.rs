//! A request's variables, once they are of their types: as async-graphql takes them.

use apollo_compiler::response::{JsonMap, JsonValue};
use async_graphql::{Name, Value, Variables};

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
        JsonValue::Number(number) => Value::Number(number),
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
    fn a_value_is_not_repeated() {
        let message = r#"could not coerce variable input: {"password":"a: b to type c"} to type SignInInput"#;
        assert_eq!(without_value(message), "could not coerce variable input to type SignInInput");
        assert_eq!(
            without_value("missing value for non-null variable 'id'"),
            "missing value for non-null variable 'id'"
        );
    }
}
