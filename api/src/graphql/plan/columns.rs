//! A type as a line of a table: its values, and what names the things that it refers to.

use super::describe::{Kind, Type};
use super::json::Encoding;

/// What a thing is known by where another refers to it.
const KNOWN_BY: [&str; 5] = ["id", "reference", "name", "givenName", "familyName"];

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// The schema's names that lead to it: of a field, or of a field and one of what that leads to.
    pub(crate) path: Vec<&'static str>,
    /// What it holds; several texts when it is none.
    pub(crate) encoding: Option<Encoding>,
}

impl Type {
    /// Its columns, in the order of its fields. What is itself a list of things is none.
    pub(crate) fn columns(&'static self) -> Vec<Column> {
        let columns = self.fields.iter().flat_map(|(name, field)| match &field.kind {
            Kind::Value { encoding, .. } => vec![Column { path: vec![name], encoding: Some(*encoding) }],
            Kind::Values { .. } => vec![Column { path: vec![name], encoding: None }],
            Kind::One { target, .. } | Kind::Maybe { target, .. } | Kind::First { target, .. } => {
                let known_by = target().known_by();
                known_by.map(|(part, encoding)| Column { path: vec![name, part], encoding: Some(encoding) }).collect()
            }
            _ => Vec::new(),
        });
        columns.collect()
    }

    /// The type of what a field lists.
    pub(crate) fn listed_by(&self, field: &str) -> Option<&'static Type> {
        match &self.fields.get(field)?.kind {
            Kind::All { target, .. } => Some(target()),
            Kind::Page { list, .. } => Some(list().target()),
            _ => None,
        }
    }

    fn known_by(&'static self) -> impl Iterator<Item = (&'static str, Encoding)> {
        KNOWN_BY.into_iter().filter_map(|part| match &self.fields.get(part)?.kind {
            Kind::Value { encoding, .. } => Some((part, *encoding)),
            _ => None,
        })
    }
}
