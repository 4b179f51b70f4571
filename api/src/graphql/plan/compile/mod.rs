//! Compiles a selection into one statement.
//!
//! Each row that the answer shows is a derived table of the columns that are asked for, restricted by its
//! join, the viewer's scope and the filter, under an alias of its own; over it stands the expression that
//! writes its JSON. Inside a derived table a condition names the table itself, so the policy's
//! conditions are used as they are.

mod page;

use std::cell::RefCell;
use std::collections::BTreeSet;

use async_graphql::parser::types::Field as AstField;
use async_graphql::parser::types::SelectionSet;
use async_graphql::{PathSegment, Positioned, ServerError, ServerResult};
use entity::model::household;
use entity::policy::{Action, Actor, Relation, Viewer, may_act, may_read, opens_every_file, scope};
use sea_orm::Condition;
use sea_orm::sea_query::{
    CaseStatement, DynIden, Expr, ExprTrait, Func, IntoIden, Query, SelectStatement, SubQueryStatement,
};

use super::answer::Marks;
use super::describe::{Field, Guard, Join, Kind, Moment, Type};
use super::document::{Document, Fields, sets};
use super::json::{Encoding, Json, concat, literal, or_null};
use super::node::nodes;
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

    /// What tells the row from all others where no column alone does: two of them.
    pub(crate) fn pair(&self, first: impl IntoIden, second: impl IntoIden) -> Expr {
        let text = |column| self.col(column).cast_as("text");
        concat(concat(text(first.into_iden()), literal(":")), text(second.into_iden()))
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

    /// The rows of a type with some identifiers that the viewer sees: each one's identifier and JSON.
    pub(super) fn by_ids(
        &mut self,
        ty: &'static Type,
        sets: &[&'d SelectionSet],
        ids: &BTreeSet<&str>,
    ) -> ServerResult<SelectStatement> {
        let row = self.row();
        let json = self.object(ty, &row, sets)?;
        let id = row.col("id");
        let wanted = Expr::col((ty.table.clone(), "id")).is_in(ids.iter().copied());
        let rows = self.rows(ty, &row, Condition::all().add(wanted));
        Ok(Query::select().expr(id).expr(json.into_expr()).from_subquery(rows, row.alias).take())
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
        let Some(asked) = fields.first() else { return Ok(Json::default()) };
        let mut refused = Json::default();
        refused.text(&self.marks.refused(ty.name, asked.pos));
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
            Guard::Class(class) => self.by_tie(ty, row, |referent| may_read(self.viewer, class, Relation { referent })),
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
            Kind::Permissions { of } => json.json(self.permissions(of(), row, fields)?),
            Kind::Late { id, late } => {
                let (before, after) = self.marks.late(*late, sets(fields));
                json.text(&before);
                json.sql(row.col(id.clone()));
                json.text(&after);
            }
        }
        Ok(json)
    }

    /// What the viewer may do with a row.
    fn permissions(&self, ty: &'static Type, row: &Row, fields: &Fields<'d>) -> ServerResult<Json> {
        let type_name = format!("{}Permissions", ty.name);
        let mut json = Json::default();
        json.text("{");
        for (place, (key, fields)) in self.document.fields(&sets(fields), &[&type_name]).into_iter().enumerate() {
            comma_and_key(&mut json, place, key);
            let Some(asked) = fields.first() else { continue };
            let name = asked.node.name.node.as_str();
            if name == "__typename" {
                json.text(&format!("\"{type_name}\""));
                continue;
            }
            let permission = ty.permissions.iter().find(|permission| permission.name == name);
            let permission = permission.ok_or_else(|| self.unknown(asked))?;
            match self.permitted(ty, permission.action, row) {
                Readable::No => json.text("false"),
                who => {
                    let state = (permission.when)(row, &self.moment, self.viewer);
                    let both = if let Readable::When(tie) = who { tie.and(state) } else { state };
                    json.json(self.moment.dialect.encode(Encoding::Flag, false, both));
                }
            }
        }
        json.text("}");
        Ok(json)
    }

    /// What the policy says of an act, for a row that the viewer sees.
    fn permitted(&self, ty: &'static Type, action: Action, row: &Row) -> Readable {
        let actor = Actor::Staff(self.viewer.clone());
        let may = |referent| may_act(&actor, action, Relation { referent });
        // What belongs to no household may meet with one of which they are the referent: the act says with which.
        if ty.referent.is_none() && may(true) { Readable::Yes } else { self.by_tie(ty, row, may) }
    }

    /// Whether something holds for the viewer, which may hang on whether they are the household's referent.
    fn by_tie(&self, ty: &'static Type, row: &Row, may: impl Fn(bool) -> bool) -> Readable {
        match (ty.referent, may(true), may(false)) {
            (None, _, true) | (Some(_), true, true) => Readable::Yes,
            (Some(referent), true, false) => Readable::When(referent(row).eq(self.viewer.staff_id.clone())),
            _ => Readable::No,
        }
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

    /// An error of a field, at the place that is being compiled.
    pub(super) fn error(&self, error: async_graphql::Error, field: &Positioned<AstField>) -> ServerError {
        ServerError { path: self.path.clone(), ..error.into_server_error(field.pos) }
    }

    /// What validation should have refused.
    fn unknown(&self, field: &Positioned<AstField>) -> ServerError {
        self.error(errors::fault(), field)
    }
}

/// Whether a field may be read, or an act done.
enum Readable {
    Yes,
    No,
    When(Expr),
}

fn comma_and_key(json: &mut Json, place: usize, key: &str) {
    json.text(if place == 0 { "\"" } else { ",\"" });
    json.text(key);
    json.text("\":");
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
