//! Compiles a page of a list: the rows of its window, gathered into a list, and what tells where it lies.

use async_graphql::parser::types::Field as AstField;
use async_graphql::{Positioned, ServerResult};
use sea_orm::Condition;
use sea_orm::sea_query::{
    CaseStatement, DynIden, Expr, ExprTrait, Func, IntoIden, Query, SelectStatement, WindowStatement,
};

use super::{Compiler, Row, comma_and_key, listed, subquery};
use crate::graphql::plan::describe::{Type, way};
use crate::graphql::plan::document::{Fields, sets};
use crate::graphql::plan::json::{Json, literal, or_null};
use crate::graphql::plan::page::{List, Wanted};

impl<'d> Compiler<'d> {
    /// A page of a list, among the rows that fulfil a condition, as JSON: always one row.
    pub(in crate::graphql::plan) fn page(
        &mut self,
        list: &List,
        of: Condition,
        fields: &Fields<'d>,
    ) -> ServerResult<SelectStatement> {
        let Some(first) = fields.first() else { return Ok(Query::select()) };
        let ty = (list.target)();
        let wanted = (list.read)(self.document, &first.node).map_err(|error| self.error(error, first))?;
        let among = wanted.condition.clone().add(of);
        let beyond = self.beyond(ty, &wanted, first)?;
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
            let mut rows = self.rows(ty, &row, among.add(beyond));
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

fn flag(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}
