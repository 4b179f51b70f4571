//! What a request asks of a type: the fields of its selection sets, fragments expanded and equal response
//! keys merged, and their arguments with the variables filled in. Directives were applied before.

use std::collections::HashMap;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field, FragmentDefinition, Selection, SelectionSet, VariableDefinition};
use async_graphql::{Name, Positioned, Value, Variables};
use async_graphql_value::Value as InputValue;

/// A request's document, as far as reading needs it.
#[derive(Clone, Copy)]
pub(super) struct Document<'d> {
    pub(super) fragments: &'d HashMap<Name, Positioned<FragmentDefinition>>,
    pub(super) definitions: &'d [Positioned<VariableDefinition>],
    pub(super) variables: &'d Variables,
}

/// The fields that share one response key. The first speaks for all: validation saw that they agree.
pub(super) type Fields<'d> = Vec<&'d Positioned<Field>>;

impl<'d> Document<'d> {
    /// The fields that `sets` select on a type, in the order of their first appearance. A fragment counts
    /// when its condition is one of `names`: the type's own and its interfaces'.
    pub(super) fn fields(self, sets: &[&'d SelectionSet], names: &[&str]) -> IndexMap<&'d str, Fields<'d>> {
        let mut found = IndexMap::new();
        for set in sets {
            self.collect(set, names, &mut found);
        }
        found
    }

    /// The fields at a path of response keys, from an operation's selection set on. No field on the way
    /// there is an interface's, so that every fragment counts.
    pub(super) fn at(self, operation: &'d SelectionSet, path: &[String]) -> Fields<'d> {
        let mut here: Vec<&'d SelectionSet> = vec![operation];
        let mut fields = Fields::new();
        for key in path {
            fields.clear();
            for set in here {
                self.named(set, key, &mut fields);
            }
            here = sets(&fields);
        }
        fields
    }

    fn named(self, set: &'d SelectionSet, key: &str, found: &mut Fields<'d>) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) if field.node.response_key().node == key => found.push(field),
                Selection::Field(_) => {}
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.fragments.get(&spread.node.fragment_name.node) {
                        self.named(&fragment.node.selection_set.node, key, found);
                    }
                }
                Selection::InlineFragment(fragment) => self.named(&fragment.node.selection_set.node, key, found),
            }
        }
    }

    fn collect(self, set: &'d SelectionSet, names: &[&str], found: &mut IndexMap<&'d str, Fields<'d>>) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    found.entry(field.node.response_key().node.as_str()).or_default().push(field);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.fragments.get(&spread.node.fragment_name.node)
                        && names.contains(&fragment.node.type_condition.node.on.node.as_str())
                    {
                        self.collect(&fragment.node.selection_set.node, names, found);
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    if condition.is_none_or(|condition| names.contains(&condition.node.on.node.as_str())) {
                        self.collect(&fragment.node.selection_set.node, names, found);
                    }
                }
            }
        }
    }

    /// The value of a field's argument; none when it is left out, or given by a variable that is.
    pub(super) fn argument(self, field: &Field, name: &str) -> Option<Value> {
        self.value(&field.get_argument(name)?.node)
    }

    fn value(self, value: &InputValue) -> Option<Value> {
        Some(match value {
            InputValue::Variable(name) => return self.variable(name),
            InputValue::Null => Value::Null,
            InputValue::Number(number) => Value::Number(number.clone()),
            InputValue::String(text) => Value::String(text.clone()),
            InputValue::Boolean(flag) => Value::Boolean(*flag),
            InputValue::Binary(bytes) => Value::Binary(bytes.clone()),
            InputValue::Enum(name) => Value::Enum(name.clone()),
            // A variable left out is null in a list, and no field in an object.
            InputValue::List(items) => {
                Value::List(items.iter().map(|item| self.value(item).unwrap_or_default()).collect())
            }
            InputValue::Object(fields) => Value::Object(
                fields.iter().filter_map(|(name, value)| Some((name.clone(), self.value(value)?))).collect(),
            ),
        })
    }

    fn variable(self, name: &Name) -> Option<Value> {
        if let Some(value) = self.variables.get(name) {
            return Some(value.clone());
        }
        let definition = self.definitions.iter().find(|definition| definition.node.name.node == *name)?;
        definition.node.default_value.as_ref().map(|value| value.node.clone())
    }
}

/// The selection sets of fields that share a response key.
pub(super) fn sets<'d>(fields: &[&'d Positioned<Field>]) -> Vec<&'d SelectionSet> {
    fields.iter().map(|field| &field.node.selection_set.node).collect()
}
