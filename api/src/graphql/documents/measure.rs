//! How big a document is once its fragments are expanded, and what its pages may hold. Each fragment is
//! measured once, so this takes time linear in the text, whatever the fragments do.

use std::collections::HashMap;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::Name;
use apollo_compiler::ast::Value;
use apollo_compiler::executable::{Field, Operation, Selection, SelectionSet};
use apollo_compiler::response::JsonMap;
use async_graphql::ServerError;

use crate::graphql::connection::{DEFAULT_PAGE, LARGEST_PAGE};
use crate::graphql::errors::Code;

/// How many fields an operation may select. The standard introspection query has some two hundred.
const FIELDS: u64 = 2_000;
/// How many of them may have another name.
const ALIASES: u64 = 200;
/// How deep fields may lie in fields. The standard introspection query goes 15 deep.
const DEPTH: u64 = 15;
/// How deep selection sets may lie in each other, those of fragments counted too.
const NESTING: u64 = 40;
/// What an answer may cost when every page is full, where a field costs one.
const COST: u64 = 1_000_000;
/// What a text in somebody's own words costs, by the field's name, and what a text of a programme's form does:
/// some sentences, some paragraphs.
const PROSE: [&str; 9] = [
    "answer",
    "changes",
    "description",
    "explanation",
    "householdView",
    "label",
    "organisationView",
    "purpose",
    "reasons",
];
const SENTENCES: u64 = 5;
const PARAGRAPHS: u64 = 30;
/// What counting the rows of a list costs: those of one household or meeting, and those of something that has
/// as many as there are.
const COUNT: u64 = 10;
const COUNT_ALL: u64 = 300;
/// What has as many rows as there are.
const HAVE_ALL: [&str; 3] = ["Query", "Programme", "Organisation"];
/// How many acts one request may do.
const ACTS: usize = 20;

/// The size of a selection set, fragments expanded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Size {
    fields: u64,
    aliases: u64,
    depth: u64,
    nesting: u64,
    cost: u64,
}

struct Measure<'d> {
    document: &'d ExecutableDocument,
    /// Of the request; without them, the pages that they decide on have the default size.
    variables: Option<&'d JsonMap>,
    fragments: HashMap<&'d Name, Size>,
}

/// Whether each operation of a document is of a size that is executed.
///
/// # Errors
/// `DOCUMENT_TOO_LARGE` or `DOCUMENT_TOO_DEEP`.
pub(super) fn within_limits(document: &ExecutableDocument) -> Result<(), ServerError> {
    let mut measure = Measure { document, variables: None, fragments: HashMap::new() };
    for operation in document.operations.iter() {
        let size = measure.set(&operation.selection_set);
        if size.depth > DEPTH {
            return Err(Code::DocumentTooDeep.at(format!("At most {DEPTH} fields deep."), None));
        }
        if size.nesting > NESTING {
            return Err(Code::DocumentTooDeep.at(format!("At most {NESTING} fields and fragments deep."), None));
        }
        if operation.is_mutation() && operation.root_fields(document).count() > ACTS {
            return Err(Code::DocumentTooLarge.at(format!("At most {ACTS} acts in a request."), None));
        }
        if size.fields > FIELDS {
            return Err(Code::DocumentTooLarge.at(format!("At most {FIELDS} fields, fragments expanded."), None));
        }
        if size.aliases > ALIASES {
            return Err(Code::DocumentTooLarge.at(format!("At most {ALIASES} aliases, fragments expanded."), None));
        }
    }
    Ok(())
}

/// Whether the pages that an operation asks for may be as large as that together.
///
/// # Errors
/// `DOCUMENT_TOO_COSTLY`.
pub(super) fn affordable(
    document: &ExecutableDocument,
    operation: &Operation,
    variables: &JsonMap,
) -> Result<(), ServerError> {
    let mut measure = Measure { document, variables: Some(variables), fragments: HashMap::new() };
    let cost = measure.set(&operation.selection_set).cost;
    if cost > COST {
        let message = format!("The pages asked for cost {cost} together, at most {COST}: ask for less.");
        return Err(Code::DocumentTooCostly.at(message, None));
    }
    Ok(())
}

impl<'d> Measure<'d> {
    fn set(&mut self, set: &'d SelectionSet) -> Size {
        let mut size = Size::default();
        for selection in &set.selections {
            let part = match selection {
                Selection::Field(field) => self.field(field, &set.ty),
                Selection::InlineFragment(fragment) => deeper(self.set(&fragment.selection_set)),
                Selection::FragmentSpread(spread) => deeper(self.fragment(&spread.fragment_name)),
            };
            size = Size {
                fields: size.fields.saturating_add(part.fields),
                aliases: size.aliases.saturating_add(part.aliases),
                depth: size.depth.max(part.depth),
                nesting: size.nesting.max(part.nesting),
                cost: size.cost.saturating_add(part.cost),
            };
        }
        size
    }

    fn field(&mut self, field: &'d Field, parent: &str) -> Size {
        let below = self.set(&field.selection_set);
        let rows = self.rows(field);
        Size {
            fields: below.fields.saturating_add(1),
            aliases: below.aliases.saturating_add(u64::from(field.alias.is_some())),
            depth: below.depth + 1,
            nesting: below.nesting + 1,
            cost: below.cost.saturating_mul(rows).saturating_add(self.price(field, parent)),
        }
    }

    /// What a field costs by itself.
    fn price(&self, field: &Field, parent: &str) -> u64 {
        match field.definition.ty.inner_named_type().as_str() {
            "String" if parent == "Programme" => PARAGRAPHS,
            "String" | "JSON" if PROSE.contains(&field.name.as_str()) => SENTENCES,
            name if name.ends_with("Connection") => {
                let count = if HAVE_ALL.contains(&parent) { COUNT_ALL } else { COUNT };
                let counts = field.selection_set.root_fields(self.document).filter(|field| field.name == "totalCount");
                u64::try_from(counts.count()).unwrap_or(u64::MAX).saturating_mul(count).saturating_add(1)
            }
            _ => 1,
        }
    }

    /// Validation has seen that no fragment leads back to itself.
    fn fragment(&mut self, name: &'d Name) -> Size {
        if let Some(size) = self.fragments.get(name) {
            return *size;
        }
        let size = self.document.fragments.get(name).map(|fragment| self.set(&fragment.selection_set));
        let size = size.unwrap_or_default();
        self.fragments.insert(name, size);
        size
    }

    /// How many rows a field may have: a connection as many as its page, nodes as many as identifiers are
    /// given, anything else one.
    fn rows(&self, field: &Field) -> u64 {
        if let Some(ids) = field.arguments.iter().find(|given| given.name == "ids") {
            return self.length(&ids.value).min(LARGEST_PAGE);
        }
        if field.definition.argument_by_name("first").is_none() {
            return 1;
        }
        let asked = self.int(field, "first").or_else(|| self.int(field, "last"));
        asked.map_or(DEFAULT_PAGE, |rows| u64::try_from(rows).unwrap_or_default().min(LARGEST_PAGE))
    }

    fn length(&self, list: &Value) -> u64 {
        let length = match list {
            Value::List(items) => items.len(),
            Value::Variable(name) => {
                self.variables.and_then(|all| all.get(name.as_str())?.as_array()).map_or(1, Vec::len)
            }
            _ => 1,
        };
        u64::try_from(length).unwrap_or(u64::MAX)
    }

    fn int(&self, field: &Field, argument: &str) -> Option<i64> {
        match field.arguments.iter().find(|given| given.name == argument)?.value.as_ref() {
            Value::Int(number) => number.try_to_i32().ok().map(i64::from),
            Value::Variable(name) => self.variables?.get(name.as_str())?.as_i64(),
            _ => None,
        }
    }
}

fn deeper(size: Size) -> Size {
    Size { nesting: size.nesting + 1, ..size }
}
