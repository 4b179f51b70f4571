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
mod node;
mod page;
mod response;
mod statement;

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, OutputType, PathSegment, Positioned, QueryPathNode, ServerResult, Value,
};
use entity::database::is_postgres;
use entity::rules::calendar;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{Condition, ConnectionTrait};

use self::compile::{Compiler, Scope};
use self::document::{Document, Fields};
use self::json::Dialect;
use self::response::raw;
use super::access::Reported;
use super::errors;
use super::session::RequestExt;

pub(crate) use self::answer::{Computed, Late};
pub(crate) use self::compile::Row;
pub(crate) use self::describe::{Described, Moment, Type, object};
pub(crate) use self::json::{Encoding, Leaf, leaves};
pub(crate) use self::node::{Node, NodeType};
pub(crate) use self::page::{Filter, List, Listed, PageOf, Sort, Sorted, arguments as list_arguments};
pub(crate) use self::response::{errors_json, write, write_errors};

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

/// A page of a list of the whole, read when it is resolved.
pub(crate) async fn resolve_list(list: List, ctx: &Context<'_>) -> ServerResult<Value> {
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
    let dialect = if is_postgres(db) { Dialect::Postgres } else { Dialect::Sqlite };
    let moment = Moment { dialect, today: calendar::today(ctx.now()) };
    let path: Vec<PathSegment> = names.into_iter().map(PathSegment::Field).collect();
    let mut compiler = Compiler::new(document, viewer, moment, path.clone());
    let statement = compile(&mut compiler, &fields)?;
    let row = db.query_one_raw(statement::write(&statement, dialect)).await;
    let Some(row) = row.map_err(|error| fault(errors::database(error)))? else { return Ok(Value::Null) };
    let text: String = row.try_get_by_index(0).map_err(|error| fault(errors::database(error)))?;
    let reported: &Reported = ctx.data_unchecked();
    let told = |type_name| reported.first(type_name);
    let replaced = compiler.marks.replace(text, document, db, (&path, field.pos), told).await;
    let (text, told) = replaced.map_err(fault)?;
    for error in told {
        ctx.add_error(error);
    }
    Ok(raw(text))
}
