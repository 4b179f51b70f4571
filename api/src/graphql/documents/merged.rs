//! The fields of a selection set once those that share a response key are one: each is executed once, wherever and
//! however often it is selected. Source: the GraphQL specification, "Field Collection". It collects fields when the
//! values of @skip and @include are known; here they are not yet, and stay with what they stand at.

use apollo_compiler::ast::Directive;
use apollo_compiler::executable::{Field, Selection, SelectionSet};
use apollo_compiler::{ExecutableDocument, Node};
use async_graphql::indexmap::IndexMap;

/// The conditions that all have to hold.
type Under<'d> = Vec<&'d Node<Directive>>;

/// What is selected if some conditions hold.
pub(super) struct Part<'d> {
    pub(super) under: Under<'d>,
    pub(super) set: &'d SelectionSet,
}

impl<'d> Part<'d> {
    /// What is selected in any case.
    pub(super) fn of(set: &'d SelectionSet) -> Self {
        Self { under: Vec::new(), set }
    }
}

/// The fields that share a response key, as one.
pub(super) struct Merged<'d> {
    /// The first of them, whose arguments are those of all: validation saw that they agree.
    pub(super) field: &'d Node<Field>,
    /// When it is executed.
    pub(super) under: Under<'d>,
    /// What is selected of it.
    pub(super) parts: Vec<Part<'d>>,
}

/// Merges what is selected of an object, whose type is no interface's. Takes time linear in what the parts are with
/// their fragments expanded.
///
/// # Errors
/// When a field is selected several times, each time under another condition.
pub(super) fn merged<'d>(document: &'d ExecutableDocument, parts: &[Part<'d>]) -> Result<Vec<Merged<'d>>, String> {
    let mut found = IndexMap::new();
    for part in parts {
        gather(document, part.set, &part.under, &mut found);
    }
    found.into_values().map(one).collect()
}

fn gather<'d>(
    document: &'d ExecutableDocument,
    set: &'d SelectionSet,
    under: &[&'d Node<Directive>],
    found: &mut IndexMap<&'d str, Vec<(Under<'d>, &'d Node<Field>)>>,
) {
    for selection in &set.selections {
        let under: Under<'d> = under.iter().copied().chain(selection.directives().iter()).collect();
        match selection {
            Selection::Field(field) => found.entry(field.response_key()).or_default().push((under, field)),
            Selection::InlineFragment(fragment) => gather(document, &fragment.selection_set, &under, found),
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.fragment_name) {
                    gather(document, &fragment.selection_set, &under, found);
                }
            }
        }
    }
}

fn one<'d>(selected: Vec<(Under<'d>, &'d Node<Field>)>) -> Result<Merged<'d>, String> {
    let always = selected.iter().any(|(under, _)| under.is_empty());
    let (under, field) = selected.first().cloned().ok_or("a field is selected")?;
    let under = if always { Vec::new() } else { under };
    if !always && selected.iter().any(|(other, _)| *other != under) {
        return Err(format!("{} is selected several times, each time under another condition", field.response_key()));
    }
    let parts = selected
        .into_iter()
        .map(|(own, field)| Part { under: if own == under { Vec::new() } else { own }, set: &field.selection_set });
    Ok(Merged { field, under: under.clone(), parts: parts.collect() })
}

#[cfg(test)]
mod tests {
    use apollo_compiler::Schema;

    use super::*;

    const SCHEMA: &str = "
        type Query { a: Query  f: Int }
        type Mutation { a(b: Int): Query }
    ";

    /// The merged fields of a document's operation, and of these fields: `key if conditions { fields }`.
    fn shown(text: &str) -> String {
        let schema = Schema::parse_and_validate(SCHEMA, "schema.graphql").unwrap();
        let document = ExecutableDocument::parse_and_validate(&schema, text, "").unwrap();
        let operation = document.operations.iter().next().unwrap();
        level(&document, &[Part::of(&operation.selection_set)]).unwrap_or_else(|error| error)
    }

    fn level(document: &ExecutableDocument, parts: &[Part<'_>]) -> Result<String, String> {
        let fields = merged(document, parts)?.into_iter().map(|merged| {
            let mut words = vec![merged.field.response_key().to_string()];
            words.extend(merged.under.iter().map(ToString::to_string));
            let below = level(document, &merged.parts)?;
            words.extend((!below.is_empty()).then(|| format!("{{ {below} }}")));
            Ok(words.join(" "))
        });
        Ok(fields.collect::<Result<Vec<_>, String>>()?.join(" "))
    }

    #[test]
    fn fields_that_share_a_response_key_are_one() {
        for (text, expected) in [
            ("{ f a { f } f b: a { f } a { a { f } } }", "f a { f a { f } } b { f }"),
            (
                "mutation { ...A ...A } fragment A on Mutation { a(b: 1) { f } ... on Mutation { a(b: 1) { x: f } } }",
                "a { f x }",
            ),
            ("{ f @skip(if: true) f }", "f"),
            ("{ f @include(if: true) f @include(if: true) }", "f @include(if: true)"),
            ("{ a @skip(if: true) { f } a { x: f } }", "a { f @skip(if: true) x }"),
            (
                "{ ...A @skip(if: true) } fragment A on Query { a @include(if: false) { f } }",
                "a @skip(if: true) @include(if: false) { f }",
            ),
            (
                "{ f @skip(if: true) f @include(if: true) }",
                "f is selected several times, each time under another condition",
            ),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
