//! Reads are planned: what a request selects of a root field becomes one statement, whose answer is the
//! JSON that the client gets. The statement is compiled from the selection set and from one description
//! for each type (`graphql/model`); the policy's scopes and field classes are part of it.
//!
//! ```text
//! selection set ─► document ─► compile ─► one statement ─► answer ─► the response
//!                  (fields)    (describe, json, page)      (refusals)
//! ```

mod answer;
mod columns;
mod compile;
mod describe;
mod document;
mod json;
mod node;
mod page;
mod permissions;
mod response;
mod statement;

use std::borrow::Cow;
use std::collections::HashMap;
use std::marker::PhantomData;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, OutputType, PathSegment, Pos, Positioned, QueryPathNode, Result, ServerError,
    ServerResult, Value,
};
use entity::database::{is_postgres, read_all, read_one};
use entity::policy::Viewer;
use entity::rules::calendar;
use sea_orm::Condition;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement, UnionType};

use self::compile::{Compiler, Scope};
use self::document::{Document, Fields};
use self::json::Dialect;
use self::response::raw;
use super::access::Reported;
use super::errors;
use super::session::RequestExt;

pub(crate) use self::answer::{Asker, Computed, Late, Wanted};
pub(crate) use self::columns::Column;
pub(crate) use self::compile::Row;
pub(crate) use self::describe::{Builder, Described, Moment, Type, object};
pub(crate) use self::json::{Encoding, Leaf, leaves};
pub(crate) use self::node::{Node, NodeType, Nodes};
pub(crate) use self::page::{Filter, List, Listed, PageOf, Sort, Sorted, arguments as list_arguments};
pub(crate) use self::permissions::Permission;
pub(crate) use self::response::{errors_json, write, write_errors};

/// A row of a type, read when it is resolved.
pub(crate) struct Planned<T> {
    condition: Result<Condition>,
    scope: Scope,
    /// Who follows the event log, if that is how the row was found.
    subscriber: Option<Viewer>,
    of: PhantomData<fn() -> T>,
}

impl<T: Described> Planned<T> {
    /// The row with an identifier, if the viewer sees it.
    pub(crate) fn by_id(id: Result<impl ToString>) -> Self {
        Self::seen(id.map(|id| has_id(T::described(), &id.to_string())))
    }

    /// The row that fulfils a condition, if the viewer sees it. What is wrong with the condition is told when the
    /// row is read, and so once for all fields that share a response key.
    pub(crate) fn seen(condition: Result<Condition>) -> Self {
        Self { condition, scope: Scope::Viewer, subscriber: None, of: PhantomData }
    }

    /// The row with an identifier that the viewer has just made or changed.
    pub(crate) fn made(id: &str) -> Self {
        Self { scope: Scope::Open, ..Self::by_id(Ok(id)) }
    }

    /// The event that fulfils a condition, found in the scope of a subscriber: it is read as whoever they are by
    /// now, not as whoever they were when they subscribed. If it has been trimmed meanwhile, their cursor expired.
    pub(crate) fn told(condition: Condition, subscriber: Viewer) -> Self {
        Self { scope: Scope::Open, subscriber: Some(subscriber), ..Self::seen(Ok(condition)) }
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
        resolve(ctx, field, self.subscriber.as_ref(), |compiler, fields| {
            let condition = self.condition.clone().map_err(|error| compiler.error(error, field))?;
            compiler.one(T::described(), &document::sets(fields), condition, self.scope).map(Some)
        })
        .await
    }
}

/// A page of a list of the whole, read when it is resolved.
pub(crate) async fn resolve_list(list: List, ctx: &Context<'_>) -> ServerResult<Value> {
    let set = ctx.with_selection_set(&ctx.item.node.selection_set);
    resolve(&set, ctx.item, None, |compiler, fields| compiler.page(&list, Condition::all(), fields).map(Some)).await
}

/// Compiles what is selected at this place of the request, runs the statement and makes the answer of it; null
/// without a statement.
async fn resolve<'c>(
    ctx: &'c ContextSelectionSet<'_>,
    field: &Positioned<Field>,
    subscriber: Option<&'c Viewer>,
    compile: impl FnOnce(&mut Compiler<'c>, &Fields<'c>) -> ServerResult<Option<SelectStatement>>,
) -> ServerResult<Value> {
    let Some(mut place) = Place::of(ctx, field, subscriber)? else { return Ok(Value::Null) };
    let Some(statement) = compile(&mut place.compiler, &place.fields)? else { return Ok(Value::Null) };
    let row = read_one(ctx.db(), statement::write(&statement, place.dialect)).await;
    let Some(row) = row.map_err(|error| place.fault(errors::database(error)))? else {
        return subscriber.map_or(Ok(Value::Null), |_| Err(place.fault(errors::cursor_expired())));
    };
    let text: String = row.try_get_by_index(0).map_err(|error| place.fault(errors::database(error)))?;
    place.answer(text).await
}

/// The same of the rows with some identifiers, as a list in the order of these. Each statement finds rows of one
/// type; they are run as one.
async fn resolve_all<'c>(
    ctx: &'c ContextSelectionSet<'_>,
    field: &Positioned<Field>,
    ids: &[&str],
    compile: impl FnOnce(&mut Compiler<'c>, &Fields<'c>) -> ServerResult<Vec<SelectStatement>>,
) -> ServerResult<Value> {
    let Some(mut place) = Place::of(ctx, field, None)? else { return Ok(Value::Null) };
    let all = compile(&mut place.compiler, &place.fields)?.into_iter().reduce(|mut all, one| {
        all.union(UnionType::All, one);
        all
    });
    let mut found: HashMap<String, String> = HashMap::new();
    if let Some(all) = all {
        let rows = read_all(ctx.db(), statement::write(&all, place.dialect)).await;
        for row in rows.map_err(|error| place.fault(errors::database(error)))? {
            let pair = row.try_get_by_index(0).and_then(|id| Ok((id, row.try_get_by_index(1)?)));
            found.extend([pair.map_err(|error| place.fault(errors::database(error)))?]);
        }
    }
    let listed: Vec<&str> = ids.iter().map(|id| found.get(*id).map_or("null", String::as_str)).collect();
    place.answer(format!("[{}]", listed.join(","))).await
}

/// A place of a request that is about to be resolved.
struct Place<'c> {
    ctx: &'c ContextSelectionSet<'c>,
    pos: Pos,
    path: Vec<PathSegment>,
    document: Document<'c>,
    dialect: Dialect,
    fields: Fields<'c>,
    compiler: Compiler<'c>,
    asker: Asker<'c>,
    /// Whether it is told to a subscriber.
    subscriber: bool,
}

impl<'c> Place<'c> {
    /// None when another field with the same response key answers: the first does, for all.
    fn of(
        ctx: &'c ContextSelectionSet<'c>,
        field: &Positioned<Field>,
        subscriber: Option<&'c Viewer>,
    ) -> ServerResult<Option<Self>> {
        let operation = &ctx.query_env.operation.node;
        let document = Document {
            fragments: &ctx.query_env.fragments,
            definitions: &operation.variable_definitions,
            variables: &ctx.query_env.variables,
        };
        let names = ctx.path_node.map(QueryPathNode::to_string_vec).unwrap_or_default();
        let fields = document.at(&operation.selection_set.node, &names);
        if fields.first().is_some_and(|first| first.pos != field.pos) {
            return Ok(None);
        }
        let viewer = subscriber.map_or_else(|| ctx.viewer(), Ok);
        let viewer = viewer.map_err(|error| ctx.set_error_path(error.into_server_error(field.pos)))?;
        let dialect = if is_postgres(ctx.db()) { Dialect::Postgres } else { Dialect::Sqlite };
        let today = calendar::today(ctx.now());
        let moment = Moment { dialect, now: ctx.now(), today };
        let asker = Asker { db: ctx.db(), viewer, now: ctx.now(), today };
        let path: Vec<PathSegment> = names.into_iter().map(PathSegment::Field).collect();
        let compiler = Compiler::new(document, viewer, moment, path.clone());
        let subscriber = subscriber.is_some();
        Ok(Some(Self { ctx, pos: field.pos, path, document, dialect, fields, compiler, asker, subscriber }))
    }

    fn fault(&self, error: async_graphql::Error) -> ServerError {
        self.ctx.set_error_path(error.into_server_error(self.pos))
    }

    /// The answer from what the database wrote.
    async fn answer(self, text: String) -> ServerResult<Value> {
        let Self { ctx, pos, path, document, compiler, asker, subscriber, .. } = self;
        let reported: &Reported = ctx.data_unchecked();
        // Each message of a stream is an answer of its own.
        let told = |type_name| subscriber || reported.first(type_name);
        let replaced = compiler.marks.replace(text, document, asker, &path, told).await;
        let (text, told) = replaced.map_err(|error| ctx.set_error_path(error.into_server_error(pos)))?;
        for error in told {
            ctx.add_error(error);
        }
        Ok(raw(text))
    }
}
