//! The terms that every act takes: done once under a key, in spite of which warnings.

use async_graphql::{Context, InputObject, Result, Value};
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
    /// The same for the operation.
    pub(super) fn terms(&self, ctx: &Context<'_>) -> Result<Terms> {
        let key = self
            .idempotency_key
            .clone()
            .map(|key| Ok::<_, async_graphql::ServerError>(IdempotencyKey { key, fingerprint: fingerprint(ctx)? }));
        let confirmed = self.confirm.iter().map(|code| (*code).into()).collect();
        Ok(Terms { expected_version: None, key: key.transpose()?, confirmed: Confirmed::These(confirmed) })
    }
}

/// The hash of the act and of all that it is given, in whichever order.
fn fingerprint(ctx: &Context<'_>) -> Result<String, async_graphql::ServerError> {
    let field = ctx.field();
    let mut text = field.name().to_owned();
    for (_, value) in field.arguments()? {
        write(&value, &mut text);
    }
    Ok(Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat())
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
