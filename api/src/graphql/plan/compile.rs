//! Compiles a selection into one statement.
//!
//! Each row that the answer shows is a derived table of the columns that are asked for, restricted by its
//! join, the viewer's scope and the filter, under an alias of its own; over it stands the expression that
//! writes its JSON. Inside a derived table a condition names the table itself, so the policy's
//! conditions are used as they are.

use std::cell::RefCell;

use async_graphql::parser::types::Field as AstField;
use async_graphql::parser::types::SelectionSet;
use async_graphql::{PathSegment, Positioned, ServerError, ServerResult};
use entity::model::household;
use entity::policy::{Relation, Viewer, may_read, opens_every_file, scope};
use sea_orm::Condition;
use sea_orm::sea_query::{
    CaseStatement, DynIden, Expr, ExprTrait, Func, IntoIden, Query, SelectStatement, SubQueryStatement, WindowStatement,
};

use super::answer::Marks;
use super::describe::{Field, Guard, Join, Kind, Moment, Type, way};
use super::document::{Document, Fields, sets};
use super::json::{Encoding, Json, literal, or_null};
use super::node::nodes;
use super::page::{List, Wanted};
use crate::graphql::errors;

/// A row that the answer shows, by the alias of its derived table.
pub(crate) struct Row {
    alias: DynIden,
    used: RefCell<Vec<DynIden>>,
}

impl Row {
    /// A column of the row.
    pub(crate) fn col(&self, column: impl IntoIden) -> Expr {
        let column = column.into_iden();
        let mut used = self.used.borrow_mut();
        if !used.contains(&column) {
            used.push(column.clone());
        }
        Expr::col((self.alias.clone(), column))
    }

    /// The columns used, of a table.
    fn of(&self, table: &DynIden) -> SelectStatement {
        let mut rows = Query::select();
        for column in self.used.borrow().iter() {
            rows.column((table.clone(), column.clone()));
        }
        if self.used.borrow().is_empty() {
            rows.expr_as(Expr::Constant(1.into()), "one");
        }
        rows.from(table.clone()).take()
    }
}

/// Which rows a relation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Whichever the key says: whoever sees the one row sees the other.
    Open,
    /// Those that exist for the viewer.
    Viewer,
}

/// Compiles what one root field selects.
pub(super) struct Compiler<'d> {
    document: Document<'d>,
    viewer: &'d Viewer,
    moment: Moment,
    /// What the answer's placeholders stand for.
    pub(super) marks: Marks<'d>,
    path: Vec<PathSegment>,
    aliases: usize,
}

impl<'d> Compiler<'d> {
    pub(super) fn new(document: Document<'d>, viewer: &'d Viewer, moment: Moment, path: Vec<PathSegment>) -> Self {
        Self { document, viewer, moment, marks: Marks::default(), path, aliases: 0 }
    }

    /// One row of a type, as JSON; no row when there is none or the viewer does not see it.
    pub(super) fn one(
        &mut self,
        ty: &'static Type,
        sets: &[&'d SelectionSet],
        condition: Condition,
        scope: Scope,
    ) -> ServerResult<SelectStatement> {
        let row = self.row();
        let json = self.object(ty, &row, sets)?;
        let mut rows = row.of(&ty.table);
        rows.cond_where(condition);
        if scope == Scope::Viewer {
            rows.cond_where(self.visible(ty));
        }
        Ok(Query::select().expr(json.into_expr()).from_subquery(rows, row.alias).take())
    }

    /// A page of a list, among the rows that fulfil a condition, as JSON: always one row.
    pub(super) fn page(&mut self, list: &List, of: Condition, fields: &Fields<'d>) -> ServerResult<SelectStatement> {
        let Some(first) = fields.first() else { return Ok(Query::select()) };
        let ty = (list.target)();
        let wanted = (list.read)(self.document, &first.node).map_err(|error| self.error(error, first))?;
        let among = wanted.condition.clone().add(of);
        let row = self.row();
        let page = self.row();
        let mut parts = Parts::new(&wanted);
        let mut json = Json::default();
        json.text("{");
        let connection = format!("{}Connection", ty.name);
        let selected = self.document.fields(&sets(fields), &[&connection]);
        // Where the page lies is told by its rows' numbers; without it, they need none.
        let numbered = selected.values().any(|fields| fields.iter().any(|field| field.node.name.node == "pageInfo"));
        for (place, (key, fields)) in selected.into_iter().enumerate() {
            comma_and_key(&mut json, place, key);
            let Some(field) = fields.first() else { continue };
            match field.node.name.node.as_str() {
                "__typename" => json.text(&format!("\"{connection}\"")),
                "totalCount" => json.sql(self.count(ty, among.clone())),
                "nodes" => {
                    let node = self.object(ty, &row, &sets(&fields))?;
                    json.json(parts.gathered(self, numbered.then_some(&page), &row, &wanted, node));
                }
                "edges" => {
                    let edge = self.edge(ty, &row, &wanted, &fields)?;
                    json.json(parts.gathered(self, numbered.then_some(&page), &row, &wanted, edge));
                }
                "pageInfo" => json.json(self.page_info(&mut parts, &page, &wanted, &fields)),
                _ => return Err(self.unknown(field)),
            }
        }
        json.text("}");
        let mut statement = Query::select().expr(json.into_expr()).take();
        if parts.needs_rows() {
            let cursor = parts.cursor.then(|| wanted.sort.cursor(self.moment.dialect, &row));
            let order = way(wanted.ascending != wanted.backward);
            let (key, id) = (row.col(wanted.sort.column.clone()), row.col(wanted.sort.id.clone()));
            let mut window = WindowStatement::new();
            window.order_by_expr(key, order.clone()).order_by_expr(id, order.clone());
            let mut rows = self.rows(ty, &row, among.add(self.beyond(ty, &wanted, first)?));
            for column in [&wanted.sort.column, &wanted.sort.id] {
                rows.order_by((ty.table.clone(), column.clone()), order.clone());
            }
            rows.limit(wanted.size + u64::from(parts.one_more));
            if !numbered {
                return Ok(statement.from_subquery(rows, row.alias).take());
            }
            let mut numbered = Query::select();
            for (number, column) in parts.columns.into_iter().enumerate() {
                numbered.expr_as(column, name(number));
            }
            if let Some(cursor) = cursor {
                numbered.expr_as(cursor, "k");
                numbered.expr_window_as(Func::cust("count").arg(Expr::val(1)), WindowStatement::new(), "n");
            }
            numbered.expr_window_as(Func::cust("row_number"), window, "r");
            numbered.from_subquery(rows, row.alias);
            statement.from_subquery(numbered, page.alias);
        }
        Ok(statement)
    }

    /// The fields of an object.
    fn object(&mut self, ty: &'static Type, row: &Row, sets: &[&'d SelectionSet]) -> ServerResult<Json> {
        let mut json = Json::default();
        json.text("{");
        for (place, (key, fields)) in self.document.fields(sets, &ty.names()).into_iter().enumerate() {
            comma_and_key(&mut json, place, key);
            let Some(asked) = fields.first() else { continue };
            let name = asked.node.name.node.as_str();
            if name == "__typename" {
                json.text(&format!("\"{}\"", ty.name));
                continue;
            }
            let field = ty.fields.get(name).ok_or_else(|| self.unknown(asked))?;
            self.path.push(PathSegment::Field(key.to_owned()));
            json.json(self.guarded(ty, field, row, &fields)?);
            self.path.pop();
        }
        json.text("}");
        Ok(json)
    }

    /// A field's value, if the policy lets the viewer read it.
    fn guarded(
        &mut self,
        ty: &'static Type,
        field: &'static Field,
        row: &Row,
        fields: &Fields<'d>,
    ) -> ServerResult<Json> {
        let readable = field.guard().map_or(Readable::Yes, |guard| self.readable(ty, guard, row));
        if let Readable::Yes = readable {
            return self.value(field, row, fields);
        }
        let mut refused = Json::default();
        refused.text(&self.marks.refused(ty.name));
        let Readable::When(readable) = readable else { return Ok(refused) };
        let value = self.value(field, row, fields)?;
        let case = CaseStatement::new().case(readable, value.into_expr()).finally(refused.into_expr());
        let mut json = Json::default();
        json.sql(case.into());
        Ok(json)
    }

    /// What the policy says of a field, for a row that the viewer sees.
    fn readable(&self, ty: &'static Type, guard: Guard, row: &Row) -> Readable {
        match guard {
            Guard::Class(class) => {
                let may = |referent| may_read(self.viewer, class, Relation { referent });
                match (ty.referent, may(true), may(false)) {
                    (None, _, true) | (Some(_), true, true) => Readable::Yes,
                    (Some(referent), true, false) => Readable::When(referent(row).eq(self.viewer.staff_id.clone())),
                    _ => Readable::No,
                }
            }
            Guard::File if opens_every_file(self.viewer.role) => Readable::Yes,
            Guard::File => {
                let files = Query::select()
                    .column(household::Column::Id)
                    .from(household::Entity)
                    .cond_where(scope::files(self.viewer))
                    .take();
                Readable::When(row.col("id").in_subquery(files))
            }
        }
    }

    fn value(&mut self, field: &'static Field, row: &Row, fields: &Fields<'d>) -> ServerResult<Json> {
        let mut json = Json::default();
        match &field.kind {
            Kind::Value { encoding, nullable, value } => {
                return Ok(self.moment.dialect.encode(*encoding, *nullable, value(row, &self.moment)));
            }
            Kind::One { target, on } => {
                let ty = target();
                let here = Condition::all().add(joined(&ty.table, on, row));
                json.sql(or_null(subquery(self.one(ty, &sets(fields), here, Scope::Open)?)));
            }
            Kind::Maybe { target, on, when } => {
                let ty = target();
                let here = Condition::all().add(joined(&ty.table, on, row)).add_option(when.map(|when| when(row)));
                json.sql(or_null(subquery(self.one(ty, &sets(fields), here, Scope::Viewer)?)));
            }
            Kind::Through { target, via, on, to, order } => {
                let ty = target();
                let between = self.row();
                let here = Condition::all().add(joined(&ty.table, to, &between));
                let one = self.one(ty, &sets(fields), here, Scope::Open)?;
                let all = self.moment.dialect.gather(subquery(one), vec![between.col(order.clone())], false, None);
                let rows = between.of(via).and_where(joined(via, on, row)).take();
                json.json(list(Query::select().expr(listed(all)).from_subquery(rows, between.alias).take()));
            }
            Kind::First { target, on, only } => {
                let ty = target();
                let here = only().add(joined(&ty.table, on, row));
                let mut one = self.one(ty, &sets(fields), here, Scope::Viewer)?;
                json.sql(or_null(subquery(one.limit(1).take())));
            }
            Kind::All { target, on, order } => {
                let ty = target();
                let theirs = self.row();
                let object = self.object(ty, &theirs, &sets(fields))?;
                let order = theirs.col(order.clone());
                let rows = self.rows(ty, &theirs, Condition::all().add(joined(&ty.table, on, row)));
                let all = self.moment.dialect.gather(object.into_expr(), vec![order], false, None);
                json.json(list(Query::select().expr(listed(all)).from_subquery(rows, theirs.alias).take()));
            }
            Kind::Values { table, on, column } => {
                let theirs = Expr::col((table.clone(), column.clone()));
                let value = self.moment.dialect.encode(Encoding::Name, false, theirs.clone());
                let all = self.moment.dialect.gather(value.into_expr(), vec![theirs], false, None);
                let here = Expr::col((table.clone(), on.theirs.clone())).eq(row.col(on.ours.clone()));
                json.json(list(Query::select().expr(listed(all)).from(table.clone()).and_where(here).take()));
            }
            Kind::Page { list, on, within } => {
                let list = list();
                let here = joined(&(list.target)().table, on, row);
                let within = within.map(|within| within(self.viewer));
                let among = Condition::all().add(here).add_option(within);
                json.sql(subquery(self.page(&list, among, fields)?));
            }
            Kind::Node { id } => json.sql(self.node(&row.col(id.clone()), &sets(fields))?),
            Kind::Late { id, late } => {
                let (before, after) = self.marks.late(*late, sets(fields));
                json.text(&before);
                json.sql(row.col(id.clone()));
                json.text(&after);
            }
        }
        Ok(json)
    }

    /// Whatever has an identifier, by the letters it begins with.
    fn node(&mut self, id: &Expr, sets: &[&'d SelectionSet]) -> ServerResult<Expr> {
        let mut case = CaseStatement::new();
        for (prefix, described) in nodes() {
            let ty = described();
            let here = Expr::col((ty.table.clone(), "id")).eq(id.clone());
            let one = self.one(ty, sets, Condition::all().add(here), Scope::Viewer)?;
            let length = i32::try_from(prefix.len() + 1).unwrap_or(i32::MAX);
            let start =
                Func::cust("substr").args([id.clone(), Expr::Constant(1.into()), Expr::Constant(length.into())]);
            case = case.case(Expr::from(start).eq(literal(format!("{prefix}_"))), or_null(subquery(one)));
        }
        Ok(case.finally(literal("null")).into())
    }

    fn edge(&mut self, ty: &'static Type, row: &Row, wanted: &Wanted, fields: &Fields<'d>) -> ServerResult<Json> {
        let mut json = Json::default();
        json.text("{");
        let edge = format!("{}Edge", ty.name);
        for (place, (key, fields)) in self.document.fields(&sets(fields), &[&edge]).into_iter().enumerate() {
            comma_and_key(&mut json, place, key);
            let Some(field) = fields.first() else { continue };
            match field.node.name.node.as_str() {
                "__typename" => json.text(&format!("\"{edge}\"")),
                "node" => json.json(self.object(ty, row, &sets(&fields))?),
                "cursor" => {
                    json.text("\"");
                    json.sql(wanted.sort.cursor(self.moment.dialect, row));
                    json.text("\"");
                }
                _ => return Err(self.unknown(field)),
            }
        }
        json.text("}");
        Ok(json)
    }

    fn page_info(&self, parts: &mut Parts, page: &Row, wanted: &Wanted, fields: &Fields<'d>) -> Json {
        let mut json = Json::default();
        json.text("{");
        for (place, (key, fields)) in self.document.fields(&sets(fields), &["PageInfo"]).into_iter().enumerate() {
            comma_and_key(&mut json, place, key);
            let name = fields.first().map_or("", |field| field.node.name.node.as_str());
            // Counted from the end, the page's last row is the first that was read.
            match (name, wanted.backward) {
                ("hasNextPage", false) | ("hasPreviousPage", true) => json.sql(parts.more()),
                ("hasNextPage", true) => json.text(flag(wanted.window.before.is_some())),
                ("hasPreviousPage", false) => json.text(flag(wanted.window.after.is_some())),
                ("startCursor", false) | ("endCursor", true) => {
                    json.sql(parts.cursor_of(page, Expr::Constant(1.into())));
                }
                ("startCursor", true) | ("endCursor", false) => {
                    let size = i64::try_from(wanted.size).unwrap_or(i64::MAX);
                    let size = || Expr::Constant(size.into());
                    let count = || page.col("n");
                    let last = CaseStatement::new().case(count().gt(size()), size()).finally(count());
                    json.sql(parts.cursor_of(page, last.into()));
                }
                _ => json.text("\"PageInfo\""),
            }
        }
        json.text("}");
        json
    }

    /// How many rows there are, as text.
    fn count(&self, ty: &'static Type, among: Condition) -> Expr {
        let count = Expr::from(Func::cust("count").arg(Expr::Constant(1.into()))).cast_as("text");
        let rows =
            Query::select().expr(count).from(ty.table.clone()).cond_where(self.visible(ty)).cond_where(among).take();
        subquery(rows)
    }

    fn beyond(&self, ty: &'static Type, wanted: &Wanted, field: &Positioned<AstField>) -> ServerResult<Condition> {
        let mut beyond = Condition::all();
        for (cursor, greater) in [(&wanted.window.after, wanted.ascending), (&wanted.window.before, !wanted.ascending)]
        {
            if let Some(cursor) = cursor {
                let place = wanted.sort.beyond(&ty.table, cursor, greater);
                beyond = beyond.add(place.map_err(|error| self.error(error, field))?);
            }
        }
        Ok(beyond)
    }

    /// The rows of a type that the viewer sees and that fulfil a condition, with the columns used.
    fn rows(&self, ty: &'static Type, row: &Row, condition: Condition) -> SelectStatement {
        row.of(&ty.table).cond_where(self.visible(ty)).cond_where(condition).take()
    }

    fn visible(&self, ty: &'static Type) -> Condition {
        (ty.scope)(self.viewer, &self.moment)
    }

    fn row(&mut self) -> Row {
        self.aliases += 1;
        Row { alias: format!("t{}", self.aliases).into_iden(), used: RefCell::default() }
    }

    fn error(&self, error: async_graphql::Error, field: &Positioned<AstField>) -> ServerError {
        ServerError { path: self.path.clone(), ..error.into_server_error(field.pos) }
    }

    /// What validation should have refused.
    fn unknown(&self, field: &Positioned<AstField>) -> ServerError {
        self.error(errors::fault(), field)
    }
}

/// Whether a field may be read.
enum Readable {
    Yes,
    No,
    When(Expr),
}

/// What a page is made of besides its constant text.
struct Parts {
    /// Whether rows are shown.
    rows: bool,
    columns: Vec<Expr>,
    cursor: bool,
    one_more: bool,
    size: i64,
    backward: bool,
}

impl Parts {
    fn new(wanted: &Wanted) -> Self {
        let size = i64::try_from(wanted.size).unwrap_or(i64::MAX);
        Self { rows: false, columns: Vec::new(), cursor: false, one_more: false, size, backward: wanted.backward }
    }

    fn needs_rows(&self) -> bool {
        self.rows || self.cursor || self.one_more
    }

    /// What each row shows, gathered into a list: as a column of the page's numbered rows, or of the rows as
    /// they are.
    fn gathered(
        &mut self,
        compiler: &Compiler<'_>,
        page: Option<&Row>,
        row: &Row,
        wanted: &Wanted,
        each: Json,
    ) -> Json {
        self.rows = true;
        let dialect = compiler.moment.dialect;
        let all = if let Some(page) = page {
            let column = page.col(name(self.columns.len()));
            self.columns.push(each.into_expr());
            let kept = page.col("r").lte(Expr::Constant(self.size.into()));
            dialect.gather(column, vec![page.col("r")], self.backward, Some(kept))
        } else {
            let order = [&wanted.sort.column, &wanted.sort.id].map(|column| row.col(column.clone()));
            dialect.gather(each.into_expr(), order.into(), !wanted.ascending, None)
        };
        let mut json = Json::default();
        json.text("[");
        json.sql(listed(all));
        json.text("]");
        json
    }

    /// Whether there are rows beyond the page: one more is read to know.
    fn more(&mut self) -> Expr {
        self.one_more = true;
        let count = Expr::from(Func::cust("count").arg(Expr::Constant(1.into())));
        let more = count.gt(Expr::Constant(self.size.into()));
        CaseStatement::new().case(more, literal("true")).finally(literal("false")).into()
    }

    /// The cursor of the row with a number.
    fn cursor_of(&mut self, page: &Row, number: Expr) -> Expr {
        self.cursor = true;
        let here = CaseStatement::new().case(page.col("r").eq(number), page.col("k"));
        let here: Expr = here.into();
        let cursor = Expr::from(Func::max(here));
        let mut json = Json::default();
        json.text("\"");
        json.sql(cursor);
        json.text("\"");
        or_null(json.into_expr())
    }
}

fn name(column: usize) -> DynIden {
    format!("c{column}").into_iden()
}

fn comma_and_key(json: &mut Json, place: usize, key: &str) {
    json.text(if place == 0 { "\"" } else { ",\"" });
    json.text(key);
    json.text("\":");
}

fn flag(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

fn joined(table: &DynIden, on: &Join, row: &Row) -> Expr {
    Expr::col((table.clone(), on.theirs.clone())).eq(row.col(on.ours.clone()))
}

fn subquery(statement: SelectStatement) -> Expr {
    Expr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(statement)))
}

/// The items of a list, which may be none.
fn listed(items: Expr) -> Expr {
    Func::coalesce([items, literal("")]).into()
}

fn list(items: SelectStatement) -> Json {
    let mut json = Json::default();
    json.text("[");
    json.sql(subquery(items));
    json.text("]");
    json
}
