//! What the database answers becomes what the client gets: placeholders are replaced. One stands for a
//! field that the viewer may not read: null, with FORBIDDEN_FIELD for the first of each type. One stands
//! for a value that is computed in Rust.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;

use async_graphql::parser::types::SelectionSet;
use async_graphql::{PathSegment, Pos, Result, ServerError};
use chrono::{DateTime, NaiveDate, Utc};
use entity::policy::Viewer;
use futures::future::BoxFuture;
use sea_orm::DatabaseConnection;
use serde_json::Value;

use super::document::{Document, Fields, sets};
use crate::graphql::errors;

/// What Rust computes for each of the rows with some identifiers: a list of objects, or one. An object in an object
/// says of which type it is by `__typename`.
#[derive(Clone, Copy)]
pub(crate) struct Late {
    /// The objects' type.
    pub(crate) type_name: &'static str,
    /// Whether it is a list of them.
    pub(crate) list: bool,
    /// Computes them for all rows at once, by name every field of the type that is wanted; others may be there.
    pub(crate) compute: for<'a> fn(Asker<'a>, Wanted<'a>) -> BoxFuture<'a, Result<Computed>>,
}

/// What is to be computed.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// The rows, by their identifiers.
    pub(crate) ids: &'a [&'a str],
    /// The fields of the type that are selected of any of them.
    pub(crate) fields: &'a BTreeSet<&'a str>,
}

/// Whom a value is computed for, where and when.
#[derive(Clone, Copy)]
pub(crate) struct Asker<'a> {
    /// The database.
    pub(crate) db: &'a DatabaseConnection,
    /// The viewer.
    pub(crate) viewer: &'a Viewer,
    /// The present instant.
    pub(crate) now: DateTime<Utc>,
    /// The day in Paris.
    pub(crate) today: NaiveDate,
}

/// The objects of each row, by the row's identifier.
pub(crate) type Computed = HashMap<String, Vec<Value>>;

/// What the placeholders of an answer stand for.
#[derive(Default)]
pub(super) struct Marks<'d>(Vec<Mark<'d>>);

enum Mark<'d> {
    Refused(&'static str, Pos),
    Late(Late, Vec<&'d SelectionSet>),
}

/// Begins every placeholder. No text of a row can hold it: it is drawn anew by every process.
static SIGN: LazyLock<String> = LazyLock::new(|| {
    let number = || RandomState::new().build_hasher().finish();
    format!("\"~{:016x}{:016x}:", number(), number())
});

impl<'d> Marks<'d> {
    /// The placeholder of a field of a type that may not be read, and where it stands in the document.
    pub(super) fn refused(&mut self, type_name: &'static str, pos: Pos) -> String {
        let same = |mark: &Mark<'_>| matches!(mark, Mark::Refused(name, at) if *name == type_name && *at == pos);
        let number = self.0.iter().position(same).unwrap_or_else(|| self.add(Mark::Refused(type_name, pos)));
        format!("{}{number}:\"", *SIGN)
    }

    /// What stands before and after the identifier in the placeholder of a late value.
    pub(super) fn late(&mut self, late: Late, sets: Vec<&'d SelectionSet>) -> (String, String) {
        let number = self.add(Mark::Late(late, sets));
        (format!("{}{number}:", *SIGN), "\"".to_owned())
    }

    fn add(&mut self, mark: Mark<'d>) -> usize {
        self.0.push(mark);
        self.0.len() - 1
    }

    /// The answer with its placeholders replaced, and the errors to tell.
    pub(super) async fn replace(
        self,
        text: String,
        document: Document<'d>,
        asker: Asker<'_>,
        path_here: &[PathSegment],
        told: impl Fn(&'static str) -> bool,
    ) -> Result<(String, Vec<ServerError>)> {
        if self.0.is_empty() {
            return Ok((text, Vec::new()));
        }
        let found = self.found(&text)?;
        // Once for each type, under however many names it is selected.
        let mut wanted: HashMap<&str, (Late, BTreeSet<&str>, BTreeSet<usize>)> = HashMap::new();
        for place in &found {
            if let Some(Mark::Late(late, _)) = self.0.get(place.number) {
                let (_, ids, marks) =
                    wanted.entry(late.type_name).or_insert_with(|| (*late, BTreeSet::new(), BTreeSet::new()));
                ids.insert(place.id);
                marks.insert(place.number);
            }
        }
        let mut computed: HashMap<&str, Computed> = HashMap::new();
        for (type_name, (late, ids, marks)) in wanted {
            let ids: Vec<&str> = ids.into_iter().collect();
            let fields = marks.into_iter().flat_map(|mark| self.selected(document, mark)).collect();
            computed.insert(type_name, (late.compute)(asker, Wanted { ids: &ids, fields: &fields }).await?);
        }
        let (mut answer, mut errors, mut seen) = (String::with_capacity(text.len()), Vec::new(), HashSet::new());
        let mut rest = 0;
        for place_found in &found {
            answer.push_str(&text[rest..place_found.start]);
            rest = place_found.end;
            match &self.0[place_found.number] {
                Mark::Refused(type_name, pos) => {
                    answer.push_str("null");
                    if seen.insert(*type_name) && told(type_name) {
                        let error = errors::forbidden_field(type_name).into_server_error(*pos);
                        let path = path_here.iter().cloned().chain(path(&text[..place_found.start])).collect();
                        errors.push(ServerError { path, ..error });
                    }
                }
                Mark::Late(late, sets) => {
                    let objects = computed.get(late.type_name).and_then(|rows| rows.get(place_found.id));
                    let shown: Vec<String> = objects
                        .into_iter()
                        .flatten()
                        .map(|object| project(document, sets, late.type_name, object))
                        .collect();
                    let shown = shown.join(",");
                    let (before, after) = if late.list { ("[", "]") } else { ("", "") };
                    answer.push_str(before);
                    answer.push_str(if shown.is_empty() && !late.list { "null" } else { &shown });
                    answer.push_str(after);
                }
            }
        }
        answer.push_str(&text[rest..]);
        Ok((answer, errors))
    }

    /// The names of the fields that are selected of a late value.
    fn selected(&self, document: Document<'d>, mark: usize) -> Vec<&'d str> {
        let Some(Mark::Late(late, sets)) = self.0.get(mark) else { return Vec::new() };
        let fields = document.fields(sets, &[late.type_name]);
        fields.into_values().filter_map(|fields| Some(fields.first()?.node.name.node.as_str())).collect()
    }

    /// Where the placeholders are, from first to last.
    fn found<'t>(&self, text: &'t str) -> Result<Vec<Found<'t>>> {
        let places = text.match_indices(SIGN.as_str()).map(|(start, sign)| {
            let (inside, _) = text[start + sign.len()..].split_once('"')?;
            let (number, id) = inside.split_once(':')?;
            let number = number.parse().ok().filter(|number| *number < self.0.len())?;
            Some(Found { number, id, start, end: start + sign.len() + inside.len() + 1 })
        });
        places.collect::<Option<_>>().ok_or_else(errors::fault)
    }
}

/// A placeholder in an answer.
struct Found<'t> {
    number: usize,
    /// The identifier that a late value is computed from.
    id: &'t str,
    start: usize,
    end: usize,
}

/// The fields of an object that are selected.
fn project<'d>(document: Document<'d>, sets: &[&'d SelectionSet], type_name: &str, object: &Value) -> String {
    let fields = document.fields(sets, &[type_name]);
    let pairs = fields.into_iter().filter_map(|(key, fields)| {
        let name = fields.first()?.node.name.node.as_str();
        let value = match object.get(name) {
            _ if name == "__typename" => Value::from(type_name).to_string(),
            Some(value) => nested(document, &fields, value),
            None => Value::Null.to_string(),
        };
        Some(format!("\"{key}\":{value}"))
    });
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
}

/// The value of a field: of an object, and of the objects of a list, the fields that are selected.
fn nested<'d>(document: Document<'d>, fields: &Fields<'d>, value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| nested(document, fields, item)).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(object) => match object.get("__typename").and_then(Value::as_str) {
            Some(type_name) => project(document, &sets(fields), type_name, value),
            None => value.to_string(),
        },
        leaf => leaf.to_string(),
    }
}

/// Where in the JSON a text that has been cut off leads: the keys and places that are still open.
fn path(text: &str) -> Vec<PathSegment> {
    enum Open {
        Object(String),
        List(usize),
    }
    let mut open: Vec<Open> = Vec::new();
    let mut rest = text.char_indices();
    let mut last = String::new();
    while let Some((start, letter)) = rest.next() {
        match letter {
            '{' => open.push(Open::Object(String::new())),
            '[' => open.push(Open::List(0)),
            '}' | ']' => {
                open.pop();
            }
            ',' => {
                if let Some(Open::List(place)) = open.last_mut() {
                    *place += 1;
                }
            }
            ':' => {
                if let Some(Open::Object(key)) = open.last_mut() {
                    key.clone_from(&last);
                }
            }
            '"' => {
                let mut end = start + 1;
                while let Some((at, letter)) = rest.next() {
                    end = at;
                    match letter {
                        '\\' => {
                            rest.next();
                        }
                        '"' => break,
                        _ => {}
                    }
                }
                text.get(start + 1..end).unwrap_or_default().clone_into(&mut last);
            }
            _ => {}
        }
    }
    open.into_iter()
        .map(|open| match open {
            Open::Object(key) => PathSegment::Field(key),
            Open::List(place) => PathSegment::Index(place),
        })
        .collect()
}
