//! The fields of a selection set once those that share a response key are one: each is executed once, wherever and
//! however often it is selected. Source: the GraphQL specification, "Field Collection".

use apollo_compiler::ast::{Directive, Value};
use apollo_compiler::executable::{Field, Selection, SelectionSet};
use apollo_compiler::response::JsonMap;
use apollo_compiler::{ExecutableDocument, Node};
use async_graphql::indexmap::IndexMap;

/// A document and what is known of the request for it.
#[derive(Clone, Copy)]
pub(super) struct Known<'d> {
    pub(super) document: &'d ExecutableDocument,
    /// The variables, if they are known. Without them, the conditions that name one stay with what they stand at.
    pub(super) variables: Option<&'d JsonMap>,
}

/// That it hangs on the variables whether a field is executed, so that it cannot be one yet.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Undecided;

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
pub(super) fn merged<'d>(known: Known<'d>, parts: &[Part<'d>]) -> Result<Vec<Merged<'d>>, Undecided> {
    let mut found = IndexMap::new();
    for part in parts {
        known.gather(part.set, &part.under, &mut found);
    }
    found.into_values().map(one).collect()
}

impl<'d> Known<'d> {
    fn gather(
        self,
        set: &'d SelectionSet,
        under: &[&'d Node<Directive>],
        found: &mut IndexMap<&'d str, Vec<(Under<'d>, &'d Node<Field>)>>,
    ) {
        for selection in &set.selections {
            let Some(own) = self.conditions(selection) else { continue };
            let under: Under<'d> = under.iter().copied().chain(own).collect();
            match selection {
                Selection::Field(field) => found.entry(field.response_key()).or_default().push((under, field)),
                Selection::InlineFragment(fragment) => self.gather(&fragment.selection_set, &under, found),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        self.gather(&fragment.selection_set, &under, found);
                    }
                }
            }
        }
    }

    /// What it hangs on whether something is selected; none if it is not.
    fn conditions(self, selection: &'d Selection) -> Option<Under<'d>> {
        let mut open = Vec::new();
        for directive in selection.directives() {
            match self.holds(directive) {
                Some(true) => {}
                Some(false) => return None,
                None => open.push(directive),
            }
        }
        Some(open)
    }

    /// Whether a condition holds; none if that hangs on a variable that is not known.
    fn holds(self, directive: &Directive) -> Option<bool> {
        let wanted = match directive.name.as_str() {
            "skip" => false,
            "include" => true,
            _ => return Some(true),
        };
        match directive.specified_argument_by_name("if").map(AsRef::as_ref) {
            Some(Value::Boolean(flag)) => Some(*flag == wanted),
            Some(Value::Variable(name)) => Some(self.variables?.get(name.as_str())?.as_bool()? == wanted),
            _ => None,
        }
    }
}

fn one<'d>(selected: Vec<(Under<'d>, &'d Node<Field>)>) -> Result<Merged<'d>, Undecided> {
    let always = selected.iter().any(|(under, _)| under.is_empty());
    let (under, field) = selected.first().cloned().ok_or(Undecided)?;
    // Where it stands among the others is where it is first executed.
    if always && !under.is_empty() {
        return Err(Undecided);
    }
    if !always && selected.iter().any(|(other, _)| *other != under) {
        return Err(Undecided);
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

    /// The merged fields of a document's operation, and of these fields: `key conditions { fields }`.
    fn shown(text: &str, variables: Option<&str>) -> String {
        let schema = Schema::parse_and_validate(SCHEMA, "schema.graphql").unwrap();
        let document = ExecutableDocument::parse_and_validate(&schema, text, "").unwrap();
        let operation = document.operations.iter().next().unwrap();
        let variables: Option<JsonMap> = variables.map(|json| serde_json::from_str(json).unwrap());
        let known = Known { document: &document, variables: variables.as_ref() };
        level(known, &[Part::of(&operation.selection_set)]).unwrap_or_else(|Undecided| "undecided".to_owned())
    }

    fn level(known: Known<'_>, parts: &[Part<'_>]) -> Result<String, Undecided> {
        let fields = merged(known, parts)?.into_iter().map(|merged| {
            let mut words = vec![merged.field.response_key().to_string()];
            words.extend(merged.under.iter().map(ToString::to_string));
            let below = level(known, &merged.parts)?;
            words.extend((!below.is_empty()).then(|| format!("{{ {below} }}")));
            Ok(words.join(" "))
        });
        Ok(fields.collect::<Result<Vec<_>, Undecided>>()?.join(" "))
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
            ("{ f @skip(if: true) a @include(if: true) @skip(if: false) { f } }", "a { f }"),
            ("{ ...A @skip(if: true) } fragment A on Query { a @include(if: true) { f } }", ""),
        ] {
            assert_eq!(shown(text, None), expected, "{text}");
        }
    }

    #[test]
    fn a_field_under_conditions_is_one_once_they_are_known() {
        for (text, before, true_, false_) in [
            ("{ f @skip(if: $v) }", "f @skip(if: $v)", "", "f"),
            ("{ f @skip(if: $v) f @skip(if: $v) }", "f @skip(if: $v)", "", "f"),
            ("{ f @skip(if: $v) a { f } f }", "undecided", "a { f } f", "f a { f }"),
            ("{ f f @skip(if: $v) }", "f", "f", "f"),
            ("{ a { x: f } a @skip(if: $v) { f } }", "a { x f @skip(if: $v) }", "a { x }", "a { x f }"),
            ("{ a { x: f } ... @include(if: $v) { a { f } } }", "a { x f @include(if: $v) }", "a { x f }", "a { x }"),
            ("{ f @skip(if: $v) f @include(if: $v) }", "undecided", "f", "f"),
            ("{ a @skip(if: $v) { f } ... @include(if: $v) { a { x: f } } }", "undecided", "a { x }", "a { f }"),
        ] {
            let text = format!("query($v: Boolean!) {text}");
            assert_eq!(shown(&text, None), before, "{text}");
            assert_eq!(shown(&text, Some(r#"{"v":true}"#)), true_, "{text}");
            assert_eq!(shown(&text, Some(r#"{"v":false}"#)), false_, "{text}");
        }
    }
}
