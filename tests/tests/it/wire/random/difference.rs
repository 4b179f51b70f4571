//! How two answers differ.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// The first place where two answers differ, in what there is or in the order of the keys.
pub(super) fn first_difference(expected: &Value, found: &Value) -> Option<String> {
    differ(expected, found).then(|| describe("data", expected, found))
}

/// Objects are equal in any order of their keys, their texts are not.
fn differ(left: &Value, right: &Value) -> bool {
    let (left, right) = (left.to_string(), right.to_string());
    left != right
}

fn describe(path: &str, expected: &Value, found: &Value) -> String {
    match (expected, found) {
        (Value::Object(left), Value::Object(right)) if keys(left) == keys(right) => {
            let key = left.keys().find(|key| differ(&left[*key], &right[*key])).unwrap();
            describe(&format!("{path}.{key}"), &left[key], &right[key])
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let place = (0..left.len()).find(|place| differ(&left[*place], &right[*place])).unwrap();
            describe(&format!("{path}[{place}]"), &left[place], &right[place])
        }
        _ => format!("at {path}\n  the resolver: {expected}\n  the server:   {found}"),
    }
}

fn keys(object: &Map<String, Value>) -> Vec<&String> {
    object.keys().collect()
}

/// What is wrong with the errors of an answer: there is one for each type of which a field was refused, at a
/// place where one was, in the answer and in the document, and no other.
pub(super) fn wrong_errors(
    refused: &BTreeMap<String, BTreeSet<String>>,
    found: &Value,
    document: &str,
) -> Option<String> {
    let errors = found["errors"].as_array().cloned().unwrap_or_default();
    let mut told = BTreeSet::new();
    for error in &errors {
        let path = error["path"].to_string();
        let of = refused.iter().find(|(type_name, _)| {
            error["extensions"]["code"] == "FORBIDDEN_FIELD"
                && error["message"] == json!(format!("Des champs du type {type_name} ne vous sont pas accessibles."))
        });
        match of {
            None => return Some(format!("an error that is not to be expected: {error}")),
            Some((_, places)) if !places.contains(&path) => {
                return Some(format!("nothing was refused at {path}, but at {places:?}"));
            }
            Some(_) if !stands_at(document, error) => return Some(format!("not the field is located: {error}")),
            Some((type_name, _)) if !told.insert(type_name) => {
                return Some(format!("{type_name} is told twice: {errors:?}"));
            }
            Some(_) => {}
        }
    }
    let untold = refused.iter().find(|(type_name, _)| !told.contains(type_name));
    untold.map(|(type_name, places)| format!("a refused field of {type_name} is not told, such as {places:?}"))
}

/// Whether the field of an error's path stands where the error says that it does.
fn stands_at(document: &str, error: &Value) -> bool {
    let place = |name: &str| usize::try_from(error["locations"][0][name].as_u64().unwrap()).unwrap() - 1;
    let line = document.lines().nth(place("line")).unwrap_or_default();
    let text: String = line.chars().skip(place("column")).collect();
    let key = error["path"].as_array().unwrap().last().and_then(Value::as_str).unwrap();
    text.strip_prefix(key).is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
}
