//! A checked document as async-graphql takes it: made of the tree that was checked, never read from the text
//! again. Two parsers can find two documents in one text, of which only one was checked.
//!
//! The library resolves a field as often as it is selected, and merges the answers. The specification merges the
//! fields first ("Field Collection"), so that an act is done once. Where that matters they are merged here: the acts
//! of a mutation, and what tells of the schema, which would be much work for little text. Reads are merged when they
//! are compiled.

use std::collections::HashMap;

use apollo_compiler::ast::{self, Value as Literal};
use apollo_compiler::executable::{self, OperationType as Kind};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::response::JsonMap;
use apollo_compiler::{ExecutableDocument, Node};
use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument as Executable, Field, FragmentDefinition, FragmentSpread,
    InlineFragment, OperationDefinition, OperationType, Selection, SelectionSet, Type, TypeCondition,
    VariableDefinition,
};
use async_graphql::{Name, Pos, Positioned};
use async_graphql_value::{ConstValue, Value};

use super::lines::Lines;
use super::merged::{Known, Part, Undecided, merged};

/// Why a document cannot be executed.
#[derive(Debug)]
pub(super) enum Unfit {
    /// Of which fields some are one is known only with the variables of a request.
    Undecided,
    /// What is wrong with it.
    Wrong(&'static str),
}

impl From<Undecided> for Unfit {
    fn from(_: Undecided) -> Self {
        Self::Undecided
    }
}

type Converted<T> = Result<T, Unfit>;

/// The same document in the library's types, its places those of the text.
///
/// # Errors
/// Why it cannot be executed.
pub(super) fn convert(lines: &Lines<'_>, document: &ExecutableDocument) -> Converted<Executable> {
    let tree = Tree { document, variables: None, lines };
    let operations = if let Some(only) = &document.operations.anonymous {
        DocumentOperations::Single(tree.operation(only)?)
    } else {
        let named = document.operations.named.iter();
        let named = named.map(|(name, operation)| Ok((Name::new(name), tree.operation(operation)?)));
        DocumentOperations::Multiple(named.collect::<Converted<_>>()?)
    };
    Ok(Executable { operations, fragments: tree.fragments()? })
}

/// The same of one of a document's operations, for a request whose variables are known.
///
/// # Errors
/// Why it cannot be executed.
pub(super) fn convert_with(
    variables: &JsonMap,
    lines: &Lines<'_>,
    document: &ExecutableDocument,
    operation: &Node<executable::Operation>,
) -> Converted<Executable> {
    let tree = Tree { document, variables: Some(variables), lines };
    let converted = tree.operation(operation)?;
    let operations = match &operation.name {
        Some(name) => DocumentOperations::Multiple(HashMap::from_iter([(Name::new(name), converted)])),
        None => DocumentOperations::Single(converted),
    };
    Ok(Executable { operations, fragments: tree.fragments()? })
}

struct Tree<'d> {
    document: &'d ExecutableDocument,
    variables: Option<&'d JsonMap>,
    lines: &'d Lines<'d>,
}

impl Tree<'_> {
    fn operation(&self, operation: &Node<executable::Operation>) -> Converted<Positioned<OperationDefinition>> {
        let variables = operation.variables.iter().map(|variable| self.variable(variable));
        let definition = OperationDefinition {
            ty: match operation.operation_type {
                Kind::Query => OperationType::Query,
                Kind::Mutation => OperationType::Mutation,
                Kind::Subscription => OperationType::Subscription,
            },
            variable_definitions: variables.collect::<Converted<_>>()?,
            directives: self.directives(&operation.directives)?,
            selection_set: match operation.operation_type {
                Kind::Subscription => self.stream(operation)?,
                Kind::Query | Kind::Mutation => self.set(&operation.selection_set)?,
            },
        };
        Ok(self.at(operation.location(), definition))
    }

    /// The one field of a subscription, wherever it is selected: the library makes a stream of a field that stands
    /// in the operation itself, and of none that stands in a fragment.
    fn stream(&self, operation: &executable::Operation) -> Converted<Positioned<SelectionSet>> {
        let field =
            operation.root_fields(self.document).next().ok_or(Unfit::Wrong("a subscription selects a field"))?;
        let field = self.field(field)?;
        let place = field.pos;
        let items = vec![Positioned::new(Selection::Field(field), place)];
        Ok(Positioned::new(SelectionSet { items }, place))
    }

    fn variable(&self, variable: &Node<ast::VariableDefinition>) -> Converted<Positioned<VariableDefinition>> {
        let place = variable.location();
        let default_value = match &variable.default_value {
            Some(literal) => Some(self.at(literal.location(), constant(literal)?)),
            None => None,
        };
        let definition = VariableDefinition {
            name: self.name(&variable.name),
            var_type: self.at(
                variable.ty.location(),
                Type::new(&variable.ty.to_string()).ok_or(Unfit::Wrong("a variable has a type"))?,
            ),
            directives: self.directives(&variable.directives)?,
            default_value,
        };
        Ok(self.at(place, definition))
    }

    /// Those of merged fields stand where they were spread.
    fn fragments(&self) -> Converted<HashMap<Name, Positioned<FragmentDefinition>>> {
        let fragments = self.document.fragments.iter().filter(|(_, fragment)| !is_merged(fragment.type_condition()));
        fragments.map(|(name, fragment)| Ok((Name::new(name), self.fragment(fragment)?))).collect()
    }

    fn fragment(&self, fragment: &Node<executable::Fragment>) -> Converted<Positioned<FragmentDefinition>> {
        let definition = FragmentDefinition {
            type_condition: self.condition(&fragment.selection_set.ty),
            directives: self.directives(&fragment.directives)?,
            selection_set: self.set(&fragment.selection_set)?,
        };
        Ok(self.at(fragment.location(), definition))
    }

    fn set(&self, set: &executable::SelectionSet) -> Converted<Positioned<SelectionSet>> {
        if is_merged(&set.ty) {
            return self.merged(&[Part::of(set)]);
        }
        let items = set.selections.iter().map(|selection| self.selection(selection)).collect::<Converted<Vec<_>>>()?;
        let place = items.first().map(|item| item.pos).unwrap_or_default();
        Ok(Positioned::new(SelectionSet { items }, place))
    }

    fn merged(&self, parts: &[Part<'_>]) -> Converted<Positioned<SelectionSet>> {
        let known = Known { document: self.document, variables: self.variables };
        let fields = merged(known, parts)?.into_iter().map(|merged| {
            let directives =
                merged.under.iter().map(|directive| self.directive(directive)).collect::<Converted<_>>()?;
            let field = self.field_of(merged.field, directives, self.parts(&merged.parts)?)?;
            let place = field.pos;
            Ok(Positioned::new(Selection::Field(field), place))
        });
        let items = fields.collect::<Converted<Vec<_>>>()?;
        let place = items.first().map(|item| item.pos).unwrap_or_default();
        Ok(Positioned::new(SelectionSet { items }, place))
    }

    /// What is selected of a merged field.
    fn parts(&self, parts: &[Part<'_>]) -> Converted<Positioned<SelectionSet>> {
        if parts.iter().any(|part| is_merged(&part.set.ty)) {
            return self.merged(parts);
        }
        let mut items = Vec::new();
        for part in parts {
            let set = self.set(part.set)?;
            if part.under.is_empty() {
                items.extend(set.node.items);
            } else {
                let directives = part.under.iter().map(|directive| self.directive(directive));
                let fragment = InlineFragment {
                    type_condition: None,
                    directives: directives.collect::<Converted<_>>()?,
                    selection_set: set,
                };
                let place = fragment.selection_set.pos;
                items.push(Positioned::new(Selection::InlineFragment(Positioned::new(fragment, place)), place));
            }
        }
        let place = items.first().map(|item| item.pos).unwrap_or_default();
        Ok(Positioned::new(SelectionSet { items }, place))
    }

    fn selection(&self, selection: &executable::Selection) -> Converted<Positioned<Selection>> {
        Ok(match selection {
            executable::Selection::Field(field) => {
                let field = self.field(field)?;
                let place = field.pos;
                Positioned::new(Selection::Field(field), place)
            }
            executable::Selection::FragmentSpread(spread) => {
                let place = spread.location();
                let spread = FragmentSpread {
                    fragment_name: self.name(&spread.fragment_name),
                    directives: self.directives(&spread.directives)?,
                };
                self.at(place, Selection::FragmentSpread(self.at(place, spread)))
            }
            executable::Selection::InlineFragment(fragment) => {
                let place = fragment.location();
                let fragment = InlineFragment {
                    type_condition: fragment.type_condition.as_ref().map(|name| self.condition(name)),
                    directives: self.directives(&fragment.directives)?,
                    selection_set: self.set(&fragment.selection_set)?,
                };
                self.at(place, Selection::InlineFragment(self.at(place, fragment)))
            }
        })
    }

    fn field(&self, field: &Node<executable::Field>) -> Converted<Positioned<Field>> {
        self.field_of(field, self.directives(&field.directives)?, self.set(&field.selection_set)?)
    }

    fn field_of(
        &self,
        field: &Node<executable::Field>,
        directives: Vec<Positioned<Directive>>,
        selection_set: Positioned<SelectionSet>,
    ) -> Converted<Positioned<Field>> {
        let converted = Field {
            alias: field.alias.as_ref().map(|alias| self.name(alias)),
            name: self.name(&field.name),
            arguments: self.arguments(&field.arguments)?,
            directives,
            selection_set,
        };
        Ok(self.at(field.location(), converted))
    }

    fn condition(&self, name: &apollo_compiler::Name) -> Positioned<TypeCondition> {
        self.at(name.location(), TypeCondition { on: self.name(name) })
    }

    fn directives(&self, directives: &ast::DirectiveList) -> Converted<Vec<Positioned<Directive>>> {
        directives.iter().map(|directive| self.directive(directive)).collect()
    }

    fn directive(&self, directive: &Node<ast::Directive>) -> Converted<Positioned<Directive>> {
        let arguments = self.arguments(&directive.arguments)?;
        Ok(self.at(directive.location(), Directive { name: self.name(&directive.name), arguments }))
    }

    fn arguments(&self, arguments: &[Node<ast::Argument>]) -> Converted<Vec<(Positioned<Name>, Positioned<Value>)>> {
        let convert = |argument: &Node<ast::Argument>| {
            Ok((self.name(&argument.name), self.at(argument.value.location(), value(&argument.value)?)))
        };
        arguments.iter().map(convert).collect()
    }

    fn name(&self, name: &apollo_compiler::Name) -> Positioned<Name> {
        self.at(name.location(), Name::new(name))
    }

    fn at<T>(&self, place: Option<SourceSpan>, node: T) -> Positioned<T> {
        let place = place.map(|span| self.lines.position(span.offset()));
        Positioned::new(node, place.unwrap_or(Pos { line: 1, column: 1 }))
    }
}

/// Whether the fields of a type are merged before they are executed: the acts, and what tells of the schema, which
/// begins with a field of a query.
fn is_merged(ty: &str) -> bool {
    matches!(ty, "Mutation" | "Query") || ty.starts_with("__")
}

fn value(literal: &Literal) -> Converted<Value> {
    Ok(match literal {
        Literal::Null => Value::Null,
        Literal::Boolean(flag) => Value::Boolean(*flag),
        Literal::Enum(name) => Value::Enum(Name::new(name)),
        Literal::Variable(name) => Value::Variable(Name::new(name)),
        Literal::String(text) => Value::String(text.clone()),
        // One that is larger can only be an identifier: any other place was checked.
        Literal::Int(number) => match number.as_str().parse::<i64>() {
            Ok(number) => Value::Number(number.into()),
            Err(_) => Value::String(number.as_str().to_owned()),
        },
        // A number of GraphQL is one of JSON.
        Literal::Float(number) => {
            Value::Number(number.as_str().parse().map_err(|_| Unfit::Wrong("a number is too large"))?)
        }
        Literal::List(items) => Value::List(items.iter().map(|item| value(item)).collect::<Converted<_>>()?),
        Literal::Object(fields) => {
            let fields = fields.iter().map(|(name, field)| Ok((Name::new(name), value(field)?)));
            Value::Object(fields.collect::<Converted<_>>()?)
        }
    })
}

fn constant(literal: &Literal) -> Converted<ConstValue> {
    value(literal)?.into_const().ok_or(Unfit::Wrong("a default holds no variable"))
}

#[cfg(test)]
mod tests {
    use apollo_compiler::Schema;
    use async_graphql::parser::parse_query;
    use serde_json::Value as Json;

    use super::*;

    /// The fields of its root are not merged.
    const SCHEMA: &str = "
        directive @d(e: [In]) repeatable on QUERY | FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT | FRAGMENT_DEFINITION
        schema { query: Root  mutation: Mutation  subscription: Subscription }
        type Root { a(b: In, c: [Float], i: ID): Root  f: Int }
        type Mutation { f: Int }
        type Subscription { f: Int }
        enum E { G }
        input In { g: E  h: String  i: Boolean  j: [In] }
    ";

    fn converted(text: &str) -> Json {
        let schema = Schema::parse_and_validate(SCHEMA, "schema.graphql").unwrap();
        let document = ExecutableDocument::parse_and_validate(&schema, text, "").unwrap();
        serde_json::to_value(convert(&Lines::of(text), &document).unwrap()).unwrap()
    }

    /// Where a brace is, and an `on`, nobody asks.
    fn without_braces(json: &mut Json) {
        for part in ["selection_set", "type_condition"] {
            if let Some(Json::Object(part)) = json.get_mut(part) {
                part.remove("pos");
            }
        }
        match json {
            Json::Array(items) => items.iter_mut().for_each(without_braces),
            Json::Object(fields) => fields.values_mut().for_each(without_braces),
            _ => {}
        }
    }

    #[test]
    fn the_same_is_executed_as_the_library_would_read() {
        for text in [
            "{ f }",
            "mutation { x: f }",
            "{ x: f @skip(if: true) @include(if: false) }",
            "subscription S { f }",
            "query A($d: ID = -1) @d(e: [{g: G}]) {\n  a(i: $d) { f }\n ...F @d }\n
             query B { __typename }\n fragment F on Root @d { ... @d { f } ... on Root { x: a { f } } }",
            "query($b: [Float!]! = [1]) { a(c: $b) { f } }",
            "{ a(b: {g: G, h: \"\"\"\n  i\n    j\n\"\"\", i: true, j: [null, {h: \"\\u0041\\n\"}]}, c: [1, -2.5, 3e2], i: 4) { f } }",
        ] {
            let (mut ours, mut theirs) = (converted(text), serde_json::to_value(parse_query(text).unwrap()).unwrap());
            without_braces(&mut ours);
            without_braces(&mut theirs);
            assert_eq!(ours, theirs, "{text}");
        }
    }

    #[test]
    fn a_subscription_has_its_field_in_itself() {
        let spread = converted("subscription { ...F } fragment F on Subscription { ... on Subscription { f } }");
        let plain = converted("subscription { f }");
        let name = "/operations/Single/node/selection_set/node/items/0/node/Field/node/name/node";
        assert!(plain.pointer(name).is_some_and(|name| name == "f"), "{plain}");
        assert_eq!(spread.pointer(name), plain.pointer(name));
    }

    #[test]
    fn what_was_checked_is_what_is_executed() {
        // The library finds the spread of a fragment `on` in it, and a field `Root`.
        let commented = "{ ... on # a comment\n Root { f } }";
        let mut selection = converted(commented);
        let found = selection.pointer_mut("/operations/Single/node/selection_set/node/items/0/node").map(Json::take);
        assert!(found.is_some_and(|found| found.get("InlineFragment").is_some()), "{selection}");
    }
}
