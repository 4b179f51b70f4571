//! Pages of lists, the obvious way: keep what the filter finds, sort it, cut it.

use std::fmt;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::document::Field;
use super::links::{snake, sort, table};
use super::rows::{Collation, Row, Rows, flag, instant};
use super::schema::Schema;

/// A page.
pub(super) struct Page<'r> {
    /// How many rows the filter finds, whatever the page.
    pub(super) total: usize,
    /// Its rows, with their cursors.
    pub(super) rows: Vec<(&'r Row, String)>,
    pub(super) has_next: bool,
    pub(super) has_previous: bool,
}

/// How a list is sorted.
pub(super) struct Sorting<'s> {
    type_name: &'s str,
    order: String,
    column: String,
    tie: &'static str,
    descending: bool,
    collation: &'s Collation,
}

/// Where a row stands among the others.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i64),
    Instant(DateTime<Utc>),
    Text(usize, String),
}

impl<'s> Sorting<'s> {
    /// As an argument says, or by default.
    pub(super) fn read(
        schema: &Schema,
        collation: &'s Collation,
        type_name: &'s str,
        order_by: Option<&Value>,
    ) -> Self {
        let said = |name: &str| {
            let input = &schema.of(&format!("{type_name}Order")).inputs;
            let default = input.iter().find(|input| input.name == name).unwrap().default.clone().unwrap();
            order_by.and_then(|order| order[name].as_str()).map_or(default, str::to_owned)
        };
        let order = said("field");
        let (column, tie) = sort(type_name, &order);
        Self { type_name, order, column, tie, descending: said("direction") == "DESC", collation }
    }

    /// A row's cursor.
    pub(super) fn cursor(&self, row: &Row) -> String {
        let text = |column: &str| match (&row[column], column.ends_with("_at")) {
            (value, true) => instant(value).unwrap().to_rfc3339(),
            (Value::String(text), false) => text.clone(),
            (value, false) => value.to_string(),
        };
        if self.type_name == "Event" {
            return format!("{}.{}", text(&self.column), text(self.tie));
        }
        let plain = format!("{}\n{}\n{}", self.order, text(&self.column), text(self.tie));
        plain.bytes().fold(String::new(), |cursor, byte| cursor + &format!("{byte:02x}"))
    }

    fn place(&self, row: &Row) -> (Key, Key) {
        let key = |column: &str| match &row[column] {
            Value::Number(number) => Key::Number(number.as_i64().unwrap()),
            value if column.ends_with("_at") => Key::Instant(instant(value).unwrap()),
            Value::String(text) if column.ends_with("id") || column.ends_with("_on") => Key::Text(0, text.clone()),
            Value::String(text) => Key::Text(self.collation.place(table(self.type_name), column, text), String::new()),
            value => panic!("{}.{column} is {value}, and sorted by", self.type_name),
        };
        (key(&self.column), key(self.tie))
    }
}

impl fmt::Display for Sorting<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.order, if self.descending { "DESC" } else { "ASC" })
    }
}

/// The page that a field asks for, among the rows that there are for the viewer.
pub(super) fn page<'r>(rows: Vec<&'r Row>, all: &Rows, sorting: &Sorting<'_>, field: &Field) -> Page<'r> {
    let filter = field.argument("filter");
    let mut found: Vec<&Row> = rows.into_iter().filter(|row| keeps(sorting.type_name, filter, row)).collect();
    let total = found.len();
    let ordered = |left: &Row, right: &Row| {
        let way = sorting.place(left).cmp(&sorting.place(right));
        if sorting.descending { way.reverse() } else { way }
    };
    found.sort_by(|left, right| ordered(left, right));
    // The row of a cursor need not be one of those found.
    let at = |cursor: &Value| {
        let mut rows = all.of(table(sorting.type_name)).iter();
        rows.find(|row| sorting.cursor(row) == *cursor).unwrap_or_else(|| panic!("no row has the cursor {cursor}"))
    };
    let (after, before) = (field.argument("after"), field.argument("before"));
    if let Some(after) = after.map(at) {
        found.retain(|row| ordered(row, after).is_gt());
    }
    if let Some(before) = before.map(at) {
        found.retain(|row| ordered(row, before).is_lt());
    }
    let number = |name| field.argument(name).map(|count| usize::try_from(count.as_u64().unwrap()).unwrap());
    let (size, backward) = match (number("first"), number("last")) {
        (first, None) => (first.unwrap_or(20), false),
        (_, Some(last)) => (last, true),
    };
    let more = found.len() > size;
    if backward {
        found.drain(..found.len().saturating_sub(size));
    } else {
        found.truncate(size);
    }
    Page {
        total,
        rows: found.into_iter().map(|row| (row, sorting.cursor(row))).collect(),
        has_next: if backward { before.is_some() } else { more },
        has_previous: if backward { more } else { after.is_some() },
    }
}

/// Whether a filter keeps a row: all that it says holds together.
fn keeps(type_name: &str, filter: Option<&Value>, row: &Row) -> bool {
    let Some(Value::Object(filter)) = filter else { return true };
    filter.iter().filter(|(_, wanted)| !wanted.is_null()).all(|(name, wanted)| holds(type_name, name, wanted, row))
}

fn holds(type_name: &str, name: &str, wanted: &Value, row: &Row) -> bool {
    let yes = |yes: bool| *wanted == Value::Bool(yes);
    match (type_name, name) {
        ("SocialDiagnosis", "open") => yes(row["done_on"].is_null() && row["cancelled_on"].is_null()),
        ("AllocationDecision", "unanswered") => yes(!row["offered_on"].is_null() && row["answer"].is_null()),
        ("TripartiteAgreement", "open") => yes(row["signed_on"].is_null() && row["cancelled_on"].is_null()),
        ("ProgressReview", "acknowledged") => yes(!row["acknowledged_on"].is_null()),
        ("StepWaiver", "open") => yes(row["used_on"].is_null() && row["withdrawn_on"].is_null()),
        ("SupportMeasure", "open") => yes(row["closed_on"].is_null()),
        ("SupportSuspension", "open") => yes(row["ended_on"].is_null()),
        ("SupportExtensionRequest", "undecided") => yes(row["decided_on"].is_null()),
        ("Tenancy", "open") => yes(row["end_on"].is_null()),
        ("ExamPeriod", "informed") => yes(!row["prefect_informed_on"].is_null()),
        ("LeaseReview", "open") => yes(row["held_on"].is_null() && row["cancelled_on"].is_null()),
        ("AgendaItem", "decided") => yes(!row["decided_at"].is_null()),
        ("CellMeeting", "cancelled") => yes(!row["cancelled_at"].is_null()),
        _ => {
            let held = &row[&snake(name)];
            match wanted {
                Value::Object(comparator) => {
                    let said = comparator.iter().filter(|(_, bound)| !bound.is_null());
                    said.into_iter().all(|(how, bound)| compares(how, held, bound, name.ends_with("At")))
                }
                Value::Bool(wanted) => flag(held) == Some(*wanted),
                wanted => panic!("{type_name}.{name} is compared with {wanted}"),
            }
        }
    }
}

/// Whether what a column holds compares with something as it is said; what is absent never does.
fn compares(how: &str, held: &Value, bound: &Value, instants: bool) -> bool {
    let among = || match bound {
        // A single one need not stand in a list.
        Value::Array(some) => some.contains(held),
        one => one == held,
    };
    let order = || {
        if instants { instant(held).cmp(&instant(bound)) } else { held.as_str().cmp(&bound.as_str()) }
    };
    let there = !held.is_null();
    match how {
        "eq" => there && held == bound,
        "in" => there && among(),
        "notIn" => there && !among(),
        "gt" => there && order().is_gt(),
        "gte" => there && order().is_ge(),
        "lt" => there && order().is_lt(),
        "lte" => there && order().is_le(),
        _ => panic!("how {how} compares is not written down in this test"),
    }
}
