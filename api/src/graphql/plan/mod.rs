//! Reads are planned: what a request selects of a root field becomes one statement, whose answer is the
//! JSON that the client gets. The statement is compiled from the selection set and from one description
//! for each type (`graphql/model`); the policy's scopes and field classes are part of it.
//!
//! ```text
//! selection set ─► document ─► compile ─► one statement ─► answer ─► the response
//!                  (fields)    (describe, json, page)      (refusals)
//! ```

mod answer;
mod compile;
mod describe;
mod document;
mod json;
mod page;

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaField, MetaType, MetaTypeId, Registry};
use async_graphql::{
    ContextSelectionSet, ID, Name, OutputType, PathSegment, Positioned, QueryPathNode, Response, ServerResult, Value,
};
use sea_orm::Condition;
use sea_orm::sea_query::Expr;

use answer::Marks;
pub(crate) use answer::{Computed, Late};
pub(crate) use compile::Row;
use compile::{Compiler, Scope};
pub(crate) use describe::{Described, Moment, Type, object};
use document::{Document, Fields};
use entity::refusal::Rule;
use entity::rules::calendar;
use json::Dialect;
pub(crate) use json::{Encoding, Leaf, leaves};
pub(crate) use page::{Filter, List, Listed, PageOf, Sort, Sorted, arguments as list_arguments};
use sea_orm::sea_query::{ExprTrait, SelectStatement};
use sea_orm::{ConnectionTrait, StatementBuilder};

use crate::graphql::access::Reported;
use crate::graphql::errors;
use crate::graphql::model::NODES;
use crate::graphql::session::RequestExt;

/// A row of a type, read when it is resolved.
pub(crate) struct Planned<T> {
    condition: Condition,
    scope: Scope,
    of: PhantomData<fn() -> T>,
}

impl<T: Described> Planned<T> {
    /// The row with an identifier, if the viewer sees it.
    pub(crate) fn by_id(id: &str) -> Self {
        Self { condition: has_id(T::described(), id), scope: Scope::Viewer, of: PhantomData }
    }

    /// The row with an identifier that the viewer has just made or changed.
    pub(crate) fn made(id: &str) -> Self {
        Self { scope: Scope::Open, ..Self::by_id(id) }
    }

    /// The row that fulfils a condition, which has been found in the viewer's scope.
    pub(crate) fn found(condition: Condition) -> Self {
        Self { condition, scope: Scope::Open, of: PhantomData }
    }
}

fn has_id(ty: &'static Type, id: &str) -> Condition {
    Condition::all().add(Expr::col((ty.table.clone(), "id")).eq(id))
}

impl<T: Described> OutputType for Planned<T> {
    fn type_name() -> Cow<'static, str> {
        T::described().name.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::described().register::<Self>(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        resolve(ctx, field, |compiler, fields| {
            compiler.one(T::described(), &document::sets(fields), self.condition.clone(), self.scope)
        })
        .await
    }
}

/// Whatever has a global identifier, read when it is resolved.
pub(crate) struct Node(ID);

impl Node {
    /// What has this identifier.
    pub(crate) fn by_id(id: ID) -> Self {
        Self(id)
    }
}

/// The types with a global identifier, by the letters that it begins with.
fn nodes() -> impl Iterator<Item = (&'static str, fn() -> &'static Type)> {
    NODES.iter().map(|node| (node.prefix, node.described))
}

/// A type with a global identifier.
pub(crate) struct NodeType {
    /// The letters before the underscore.
    pub(crate) prefix: &'static str,
    /// Whether a text is such an identifier.
    pub(crate) is_id: fn(&str) -> bool,
    /// Its description.
    pub(crate) described: fn() -> &'static Type,
    /// Adds it to the schema.
    pub(crate) register: fn(&mut Registry) -> String,
}

impl OutputType for Node {
    fn type_name() -> Cow<'static, str> {
        "Node".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Interface, |registry| {
            for node in NODES {
                (node.register)(registry);
            }
            let mut id = MetaField::new("id", ID::create_type_info(registry));
            id.description = Some("The global identifier.".to_owned());
            MetaType::Interface {
                name: "Node".to_owned(),
                description: Some("Whatever has a global identifier.".to_owned()),
                fields: IndexMap::from_iter([("id".to_owned(), id)]),
                possible_types: nodes().map(|(_, described)| described().name.to_owned()).collect(),
                extends: false,
                keys: None,
                visible: None,
                inaccessible: false,
                tags: Vec::new(),
                rust_typename: Some(std::any::type_name::<Self>()),
                directive_invocations: Vec::new(),
                requires_scopes: Vec::new(),
            }
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let prefix = self.0.split_once('_').map(|(prefix, _)| prefix);
        let Some(node) = NODES.iter().find(|node| Some(node.prefix) == prefix) else { return Ok(Value::Null) };
        if !(node.is_id)(&self.0) {
            let error = errors::refused(Rule::WrongId.refuse("id"));
            return Err(ctx.set_error_path(error.into_server_error(field.pos)));
        }
        let ty = (node.described)();
        resolve(ctx, field, |compiler, fields| {
            compiler.one(ty, &document::sets(fields), has_id(ty, &self.0), Scope::Viewer)
        })
        .await
    }
}

/// A page of a list of the whole, read when it is resolved.
pub(crate) async fn resolve_list(list: List, ctx: &async_graphql::Context<'_>) -> ServerResult<Value> {
    let set = ctx.with_selection_set(&ctx.item.node.selection_set);
    resolve(&set, ctx.item, |compiler, fields| compiler.page(&list, Condition::all(), fields)).await
}

/// Compiles what is selected at this place of the request, runs the statement and makes the answer of it.
async fn resolve<'c>(
    ctx: &'c ContextSelectionSet<'_>,
    field: &Positioned<Field>,
    compile: impl FnOnce(&mut Compiler<'c>, &Fields<'c>) -> ServerResult<SelectStatement>,
) -> ServerResult<Value> {
    let fault = |error: async_graphql::Error| ctx.set_error_path(error.into_server_error(field.pos));
    let operation = &ctx.query_env.operation.node;
    let document = Document {
        fragments: &ctx.query_env.fragments,
        definitions: &operation.variable_definitions,
        variables: &ctx.query_env.variables,
    };
    let names = ctx.path_node.map(QueryPathNode::to_string_vec).unwrap_or_default();
    let fields = document.at(&operation.selection_set.node, &names);
    // Of the fields that share a response key, the first answers for all.
    if fields.first().is_some_and(|first| first.pos != field.pos) {
        return Ok(Value::Null);
    }
    let viewer = ctx.viewer().map_err(fault)?;
    let db = ctx.db();
    let backend = db.get_database_backend();
    let dialect = if backend == sea_orm::DbBackend::Postgres { Dialect::Postgres } else { Dialect::Sqlite };
    let moment = Moment { dialect, today: calendar::today(ctx.now()) };
    let path: Vec<PathSegment> = names.into_iter().map(PathSegment::Field).collect();
    let mut compiler = Compiler::new(document, viewer, moment, path.clone());
    let statement = compile(&mut compiler, &fields)?;
    let row = db.query_one_raw(StatementBuilder::build(&statement, &backend)).await;
    let Some(row) = row.map_err(|error| fault(errors::database(error)))? else { return Ok(Value::Null) };
    let text: String = row.try_get_by_index(0).map_err(|error| fault(errors::database(error)))?;
    let reported: &Reported = ctx.data_unchecked();
    let marks: Marks<'_> = compiler.marks;
    let replaced = marks.replace(text, document, db, (&path, field.pos), |type_name| reported.first(type_name)).await;
    let (text, told) = replaced.map_err(fault)?;
    for error in told {
        ctx.add_error(error);
    }
    Ok(raw(text))
}

/// A response as JSON. What the database wrote goes out as it is: not read, checked and written again.
pub(crate) fn write(response: &Response) -> Result<String, serde_json::Error> {
    let mut body = String::with_capacity(1024);
    body.push('{');
    if !response.errors.is_empty() {
        body.push_str("\"errors\":");
        body.push_str(&serde_json::to_string(&response.errors)?);
        body.push(',');
    }
    body.push_str("\"data\":");
    write_value(&response.data, &mut body)?;
    if !response.extensions.is_empty() {
        body.push_str(",\"extensions\":");
        body.push_str(&serde_json::to_string(&response.extensions)?);
    }
    body.push('}');
    Ok(body)
}

fn write_value(value: &Value, body: &mut String) -> Result<(), serde_json::Error> {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(json)) = fields.get(async_graphql_value::RAW_VALUE_TOKEN) {
                body.push_str(json);
                return Ok(());
            }
            for (place, (name, value)) in fields.iter().enumerate() {
                body.push_str(if place == 0 { "{\"" } else { ",\"" });
                body.push_str(name);
                body.push_str("\":");
                write_value(value, body)?;
            }
            body.push_str(if fields.is_empty() { "{}" } else { "}" });
        }
        Value::List(items) => {
            body.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    body.push(',');
                }
                write_value(item, body)?;
            }
            body.push(']');
        }
        leaf => body.push_str(&serde_json::to_string(leaf)?),
    }
    Ok(())
}

/// JSON as it is, in the library's values.
fn raw(json: String) -> Value {
    Value::Object(IndexMap::from_iter([(Name::new(async_graphql_value::RAW_VALUE_TOKEN), Value::String(json))]))
}
