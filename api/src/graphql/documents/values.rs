//! What apollo-compiler leaves unseen of values: that a text is one of our scalars, and that an input of which
//! one field is meant (`@oneOf`) has exactly that. Source: the GraphQL specification, "OneOf Input Objects".

use std::collections::HashSet;

use apollo_compiler::ast::{Type, Value};
use apollo_compiler::executable::{Operation, Selection, SelectionSet};
use apollo_compiler::parser::SourceMap;
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use apollo_compiler::{ExecutableDocument, Name, Node, Schema};
use async_graphql::ServerError;

use super::position;
use crate::graphql::errors::Code;
use crate::graphql::scalars;

/// What is wrong with the values that stand in a document.
pub(super) fn of_document(schema: &Schema, document: &ExecutableDocument) -> Vec<ServerError> {
    let operations = || document.operations.iter();
    let variables = operations().flat_map(|operation| &operation.variables);
    let nullable = variables.filter(|variable| !variable.ty.is_non_null()).map(|variable| &variable.name).collect();
    let mut check = Check { schema, sources: &document.sources, nullable, errors: Vec::new() };
    for variable in operations().flat_map(|operation| &operation.variables) {
        if let Some(default) = &variable.default_value {
            check.value(&variable.ty, default);
        }
    }
    let fragments = document.fragments.values().map(|fragment| &fragment.selection_set);
    for set in operations().map(|operation| &operation.selection_set).chain(fragments) {
        check.set(set);
    }
    check.errors
}

/// What is wrong with the values of an operation's variables.
pub(super) fn of_variables(schema: &Schema, operation: &Operation, values: &JsonMap) -> Result<(), ServerError> {
    let wrong = operation.variables.iter().find_map(|variable| {
        let value = values.get(variable.name.as_str())?;
        sent(schema, &variable.ty, value).err().map(|what| format!("variable '{}': {what}", variable.name))
    });
    wrong.map_or(Ok(()), |message| Err(Code::BadUserInput.at(message, None)))
}

struct Check<'d> {
    schema: &'d Schema,
    sources: &'d SourceMap,
    /// The variables that may be null, in some operation.
    nullable: HashSet<&'d Name>,
    errors: Vec<ServerError>,
}

impl Check<'_> {
    fn set(&mut self, set: &SelectionSet) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => {
                    for argument in &field.arguments {
                        if let Some(definition) = field.definition.argument_by_name(&argument.name) {
                            self.value(&definition.ty, &argument.value);
                        }
                    }
                    self.set(&field.selection_set);
                }
                Selection::InlineFragment(fragment) => self.set(&fragment.selection_set),
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn value(&mut self, ty: &Type, value: &Node<Value>) {
        match (value.as_ref(), self.schema.types.get(ty.inner_named_type())) {
            (Value::Null | Value::Variable(_), _) => {}
            (Value::List(items), _) => {
                for item in items {
                    self.value(ty.item_type(), item);
                }
            }
            (Value::Object(fields), Some(ExtendedType::InputObject(input))) => {
                let null = |value: &Value| match value {
                    Value::Null => true,
                    Value::Variable(name) => self.nullable.contains(name),
                    _ => false,
                };
                if is_one_of(input) && (fields.len() != 1 || fields.iter().any(|(_, value)| null(value))) {
                    self.wrong(one_of(input), value);
                }
                for (name, value) in fields {
                    if let Some(definition) = input.fields.get(name) {
                        self.value(&definition.ty, value);
                    }
                }
            }
            (other, Some(ExtendedType::Scalar(scalar))) => {
                if !scalars::is_one(&scalar.name, other.as_str()) {
                    self.wrong(not_a(&scalar.name), value);
                }
            }
            _ => {}
        }
    }

    fn wrong(&mut self, message: String, value: &Node<Value>) {
        let place = value.location().and_then(|span| span.line_column(self.sources)).map(position);
        self.errors.push(Code::GraphqlValidationFailed.at(message, place));
    }
}

/// The same of a value that was sent, which has been coerced otherwise.
fn sent(schema: &Schema, ty: &Type, value: &JsonValue) -> Result<(), String> {
    match (value, schema.types.get(ty.inner_named_type())) {
        (JsonValue::Null, _) => Ok(()),
        (JsonValue::Array(items), _) => items.iter().try_for_each(|item| sent(schema, ty.item_type(), item)),
        (JsonValue::Object(fields), Some(ExtendedType::InputObject(input))) => {
            if is_one_of(input) && (fields.len() != 1 || fields.values().any(JsonValue::is_null)) {
                return Err(one_of(input));
            }
            fields.iter().try_for_each(|(name, value)| match input.fields.get(name.as_str()) {
                Some(definition) => sent(schema, &definition.ty, value),
                None => Ok(()),
            })
        }
        (other, Some(ExtendedType::Scalar(scalar))) if !scalars::is_one(&scalar.name, other.as_str()) => {
            Err(not_a(&scalar.name))
        }
        _ => Ok(()),
    }
}

fn is_one_of(input: &InputObjectType) -> bool {
    input.directives.has("oneOf")
}

fn one_of(input: &InputObjectType) -> String {
    format!("of {} exactly one field must be given, which is not null", input.name)
}

fn not_a(scalar: &Name) -> String {
    format!("the value is not a {scalar}")
}
