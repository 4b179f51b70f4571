//! What apollo-compiler leaves unseen of values: that a text is one of our scalars, that an input of which one
//! field is meant (`@oneOf`) has exactly that, that no field of an input is given twice, and that a variable fits
//! where it stands inside of a list or an input. Source: the GraphQL specification, "OneOf Input Objects" and "All Variable Usages Are Allowed".

use std::collections::HashSet;

use apollo_compiler::ast::{Argument, DirectiveList, InputValueDefinition, Type, Value, VariableDefinition};
use apollo_compiler::executable::{Operation, Selection, SelectionSet};
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use apollo_compiler::{ExecutableDocument, Name, Node, Schema};
use async_graphql::ServerError;

use super::lines::Lines;
use crate::graphql::errors::Code;
use crate::graphql::scalars;

/// The variables of each operation that may be left out, for there is a default, but not be null.
#[derive(Default)]
pub(super) struct NeverNull(HashSet<(Option<Name>, Name)>);

/// Checks the values that stand in a document.
///
/// # Errors
/// What is wrong with those of the first operation that has such.
pub(super) fn of_document(
    schema: &Schema,
    document: &ExecutableDocument,
    lines: &Lines<'_>,
) -> Result<NeverNull, Vec<ServerError>> {
    let mut never_null = NeverNull::default();
    for operation in document.operations.iter() {
        let mut check = Check { schema, lines, operation, never_null: &mut never_null, errors: Vec::new() };
        check.defaults();
        check.directives(&operation.directives);
        check.set(document, &operation.selection_set, &mut HashSet::new());
        if !check.errors.is_empty() {
            return Err(check.errors);
        }
    }
    Ok(never_null)
}

/// Checks the values of an operation's variables.
///
/// # Errors
/// `BAD_USER_INPUT` for the first that is wrong.
pub(super) fn of_variables(
    schema: &Schema,
    operation: &Operation,
    values: &JsonMap,
    never_null: &NeverNull,
) -> Result<(), ServerError> {
    let wrong = operation.variables.iter().find_map(|variable| {
        let name = &variable.name;
        let value = values.get(name.as_str())?;
        if value.is_null() && never_null.0.contains(&(operation.name.clone(), name.clone())) {
            return Some(format!("variable '{name}' is null where a value is needed"));
        }
        sent(schema, &variable.ty, value).err().map(|what| format!("variable '{name}': {what}"))
    });
    wrong.map_or(Ok(()), |message| Err(Code::BadUserInput.at(message, None)))
}

struct Check<'d> {
    schema: &'d Schema,
    lines: &'d Lines<'d>,
    operation: &'d Operation,
    never_null: &'d mut NeverNull,
    errors: Vec<ServerError>,
}

impl Check<'_> {
    fn defaults(&mut self) {
        for variable in &self.operation.variables {
            if let Some(default) = &variable.default_value {
                self.value(&variable.ty, false, default);
            }
        }
    }

    /// What is selected, each fragment once.
    fn set<'f>(&mut self, document: &'f ExecutableDocument, set: &'f SelectionSet, seen: &mut HashSet<&'f Name>) {
        for selection in &set.selections {
            self.directives(selection.directives());
            match selection {
                Selection::Field(field) => {
                    self.arguments(&field.arguments, |name| field.definition.argument_by_name(name));
                    self.set(document, &field.selection_set, seen);
                }
                Selection::InlineFragment(fragment) => self.set(document, &fragment.selection_set, seen),
                Selection::FragmentSpread(spread) => {
                    let fragment = document.fragments.get(&spread.fragment_name);
                    if let Some(fragment) = fragment.filter(|_| seen.insert(&spread.fragment_name)) {
                        self.directives(&fragment.directives);
                        self.set(document, &fragment.selection_set, seen);
                    }
                }
            }
        }
    }

    fn directives(&mut self, directives: &DirectiveList) {
        for directive in directives {
            let definition = self.schema.directive_definitions.get(&directive.name);
            self.arguments(&directive.arguments, |name| definition?.argument_by_name(name));
        }
    }

    fn arguments<'a>(
        &mut self,
        arguments: &[Node<Argument>],
        defined: impl Fn(&str) -> Option<&'a Node<InputValueDefinition>>,
    ) {
        for argument in arguments {
            if let Some(definition) = defined(&argument.name) {
                self.value(&definition.ty, definition.default_value.is_some(), &argument.value);
            }
        }
    }

    /// A value where one of a type is wanted, and whether there is a default without it.
    fn value(&mut self, ty: &Type, defaulted: bool, value: &Node<Value>) {
        match (value.as_ref(), self.schema.types.get(ty.inner_named_type())) {
            (Value::Null, _) => {}
            (Value::Variable(name), _) => self.variable(ty, defaulted, name, value),
            (Value::List(items), _) if ty.is_list() => {
                for item in items {
                    self.value(ty.item_type(), false, item);
                }
            }
            (Value::Object(fields), Some(ExtendedType::InputObject(input))) => {
                if is_one_of(input) && (fields.len() != 1 || fields.iter().any(|(_, value)| self.may_be_null(value))) {
                    self.wrong(one_of(input), value);
                }
                for (place, (name, value)) in fields.iter().enumerate() {
                    if fields.iter().take(place).any(|(before, _)| before == name) {
                        self.wrong(format!("the field {name} is given twice"), value);
                    }
                    if let Some(definition) = input.fields.get(name) {
                        self.value(&definition.ty, definition.default_value.is_some(), value);
                    }
                }
            }
            (other, Some(ExtendedType::Scalar(scalar))) if !scalars::is_one(&scalar.name, other.as_str()) => {
                self.wrong(not_a(&scalar.name), value);
            }
            _ => {}
        }
    }

    fn variable(&mut self, ty: &Type, defaulted: bool, name: &Name, value: &Node<Value>) {
        let Some(variable) = self.definition(name) else { return };
        if !ty.is_non_null() || variable.ty.is_non_null() {
            if !variable.ty.is_assignable_to(ty) {
                self.wrong(misplaced(variable, ty), value);
            }
            return;
        }
        let default = variable.default_value.as_ref().is_some_and(|default| !default.is_null());
        if (default || defaulted) && variable.ty.is_assignable_to(&ty.clone().nullable()) {
            self.never_null.0.insert((self.operation.name.clone(), name.clone()));
        } else {
            self.wrong(misplaced(variable, ty), value);
        }
    }

    fn may_be_null(&self, value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::Variable(name) => self.definition(name).is_some_and(|variable| !variable.ty.is_non_null()),
            _ => false,
        }
    }

    fn definition(&self, name: &Name) -> Option<&Node<VariableDefinition>> {
        self.operation.variables.iter().find(|variable| variable.name == *name)
    }

    fn wrong(&mut self, message: String, value: &Node<Value>) {
        let place = value.location().map(|span| self.lines.position(span.offset()));
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

fn misplaced(variable: &VariableDefinition, ty: &Type) -> String {
    format!("variable '{}' of type {} cannot stand where {ty} is wanted", variable.name, variable.ty)
}

fn not_a(scalar: &Name) -> String {
    format!("the value is not a {scalar}")
}
