//! The rows of a table, page by page.

use apollo_compiler::response::{JsonMap, JsonValue};
use futures::Stream;
use futures::stream::{self, StreamExt, TryStreamExt};
use serde_json::Value;

use super::tables::{Rows, Table};
use super::{ExportError, Wanted};
use crate::app::App;
use crate::graphql::{AskError, Reader};

/// The rows of one page, each with a value for every column.
pub(super) type Page = Vec<Vec<Value>>;

/// The pages of a table.
pub(super) fn pages(
    app: App,
    reader: Reader,
    table: &'static Table,
    wanted: &Wanted,
) -> Result<impl Stream<Item = Result<Page, ExportError>> + Send + use<>, ExportError> {
    let (filter_type, by_programme) = app.documents.filter_of(table.list).ok_or(ExportError::NoTable)?;
    let mut filter = wanted.filter.clone().unwrap_or_default();
    if let Some(programme) = &wanted.programme {
        let field = match (by_programme, table.list) {
            (true, _) => "programmeId",
            (false, "programmes") => "id",
            (false, _) => return Err(ExportError::NoProgramme),
        };
        let mut is = JsonMap::new();
        is.insert("eq", JsonValue::from(programme.as_str()));
        filter.insert(field, JsonValue::Object(is));
    }
    let query = format!(
        "query Export($first: Int, $after: String, $filter: {filter_type}) {{ rows: {}(first: $first, after: $after, \
         filter: $filter) {{ nodes {{ {}}} pageInfo {{ hasNextPage endCursor }} }} }}",
        table.list,
        table.selection()
    );
    let step = move |going: Option<Option<String>>| {
        let (app, reader, query, filter) = (app.clone(), reader.clone(), query.clone(), filter.clone());
        async move {
            let Some(after) = going else { return Ok(None) };
            let mut variables = JsonMap::new();
            variables.insert("first", JsonValue::from(table.page()));
            variables.insert("after", after.map_or(JsonValue::Null, JsonValue::from));
            variables.insert("filter", JsonValue::Object(filter));
            let answer = reader.ask(&app, &query, variables).await?;
            let rows = answer.get("rows").filter(|rows| !rows.is_null()).ok_or(AskError::Failed)?;
            let nodes = rows.get("nodes").and_then(Value::as_array).ok_or(AskError::Failed)?;
            let page = nodes.iter().flat_map(|node| rows_of(table, node)).collect();
            let info = rows.get("pageInfo");
            let more = info.and_then(|info| info.get("hasNextPage")).and_then(Value::as_bool) == Some(true);
            let cursor = info.and_then(|info| info.get("endCursor")).and_then(Value::as_str);
            let next = cursor.filter(|_| more).map(|cursor| Some(cursor.to_owned()));
            Ok(Some((page, next)))
        }
    };
    Ok(stream::try_unfold(Some(None), step).map_err(|error: AskError| ExportError::Ask(error)).boxed())
}

/// The rows of a table that a row of its list comes to.
fn rows_of(table: &Table, node: &Value) -> Page {
    match &table.rows {
        Rows::Nodes => vec![table.columns().iter().map(|column| at(node, &column.path)).collect()],
        Rows::Each { field, of, page } => {
            let rows = node.get(field).map(|rows| if *page { rows.get("nodes").unwrap_or(&Value::Null) } else { rows });
            let paths = of.iter().map(|(path, _)| path.strip_prefix("programme.").unwrap_or(path));
            let whose: Vec<Value> = paths.map(|path| at(node, &path.split('.').collect::<Vec<_>>())).collect();
            let columns = table.columns();
            let rows = rows.and_then(Value::as_array).into_iter().flatten();
            rows.map(|row| {
                let own = columns.iter().skip(whose.len()).map(|column| at(row, &column.path));
                whose.iter().cloned().chain(own).collect()
            })
            .collect()
        }
        Rows::Ledger => {
            let of = [at(node, &["id"]), at(node, &["name"])];
            let years = node.get("fundingYears").and_then(Value::as_array).into_iter().flatten();
            years
                .flat_map(|year| {
                    let lines = year.get("lines").and_then(Value::as_array).into_iter().flatten();
                    lines.map(|line| {
                        let own = ["month", "component", "funderId", "due"].map(|name| at(line, &[name]));
                        of.iter().cloned().chain([at(year, &["year"])]).chain(own).collect()
                    })
                })
                .collect()
        }
    }
}

fn at(node: &Value, path: &[&str]) -> Value {
    path.iter().try_fold(node, |node, name| node.get(name)).cloned().unwrap_or_default()
}
