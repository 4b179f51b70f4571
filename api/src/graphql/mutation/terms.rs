//! The terms that every act takes: done once under a key, in spite of which warnings.

use async_graphql::{InputObject, InputType, Value};
use entity::operations::Terms;
use entity::operations::terms::{Confirmed, IdempotencyKey};
use sha2::{Digest, Sha256};

use crate::graphql::enums::WarningCode;

/// The terms that every act takes.
#[derive(InputObject)]
pub(super) struct Once {
    /// A key of the client's choice, new for every act that is meant: sent again with the same input, it changes
    /// nothing more and answers as the first did. At most 100 characters; remembered for a week at least.
    idempotency_key: Option<String>,
    /// The warnings in spite of which it is done.
    #[graphql(default)]
    confirm: Vec<WarningCode>,
}

impl Once {
    /// The same for the operation, of an act by its name and its whole input.
    pub(super) fn terms(&self, act: &str, input: &impl InputType) -> Terms {
        let key = self.idempotency_key.clone();
        let key = key.map(|key| IdempotencyKey { key, fingerprint: fingerprint(act, &input.to_value()) });
        let confirmed = self.confirm.iter().map(|code| (*code).into()).collect();
        Terms { expected_version: None, key, confirmed: Confirmed::These(confirmed) }
    }
}

/// The hash of an act and of all that it is given. The value is that of the input as it was read, so that it is the
/// same however the client wrote it: in the document or in variables, a list of one without its brackets, an instant
/// of another zone.
fn fingerprint(act: &str, input: &Value) -> String {
    let mut text = act.to_owned();
    write(input, &mut text);
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// A value as text, the same for values that mean the same.
fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().filter(|(_, value)| **value != Value::Null).collect();
            fields.sort_by_key(|(name, _)| name.as_str());
            text.push('{');
            for (name, value) in fields {
                text.push_str(name);
                text.push(':');
                write(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::List(items) => {
            text.push('[');
            for item in items {
                write(item, text);
                text.push(',');
            }
            text.push(']');
        }
        // Texts stand in quotes there, so that none can pass for something else.
        leaf => text.push_str(&leaf.to_string()),
    }
}
