//! A request as the generator draws it: what it says, and beside that what it means. The server reads the
//! text, the resolver the meaning: variables are filled in, and whether a directive keeps a selection is known.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Map, Value};

/// A request.
pub(super) struct Document {
    pub(super) selections: Vec<Selection>,
    pub(super) fragments: Vec<Fragment>,
    /// Declarations such as `$v1: Int = 3`.
    pub(super) declarations: Vec<String>,
    /// The variables' values, those left out excepted.
    pub(super) variables: Map<String, Value>,
}

/// A named fragment.
pub(super) struct Fragment {
    pub(super) name: String,
    pub(super) on: String,
    pub(super) selections: Arc<Vec<Selection>>,
}

/// A part of a selection set.
#[derive(Clone)]
pub(super) enum Selection {
    Field(Field),
    /// The use of a fragment.
    Use {
        /// Its name; an inline fragment has none.
        name: Option<String>,
        /// The type it is about; absent when it is about whatever stands here.
        on: Option<String>,
        directives: Directives,
        selections: Arc<Vec<Selection>>,
    },
}

/// A field.
#[derive(Clone)]
pub(super) struct Field {
    pub(super) alias: Option<String>,
    pub(super) name: String,
    pub(super) arguments: Vec<Argument>,
    pub(super) directives: Directives,
    pub(super) selections: Vec<Selection>,
}

/// An argument.
#[derive(Clone)]
pub(super) struct Argument {
    pub(super) name: String,
    pub(super) text: String,
    /// Its value; absent when a variable that is left out gives it.
    pub(super) value: Option<Value>,
}

/// The directives of a selection.
#[derive(Clone)]
pub(super) struct Directives {
    pub(super) text: String,
    /// Whether they keep it.
    pub(super) keep: bool,
}

impl Field {
    /// The key in the answer.
    pub(super) fn key(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }

    /// An argument's value; null is as good as none.
    pub(super) fn argument(&self, name: &str) -> Option<&Value> {
        let argument = self.arguments.iter().find(|argument| argument.name == name)?;
        argument.value.as_ref().filter(|value| !value.is_null())
    }

    /// The arguments as they are written.
    pub(super) fn written_arguments(&self) -> String {
        let all: Vec<_> =
            self.arguments.iter().map(|argument| format!("{}: {}", argument.name, argument.text)).collect();
        if all.is_empty() { String::new() } else { format!("({})", all.join(", ")) }
    }
}

/// The fields of an object by their keys, in the order of the answer: fragments that fit are opened, and what
/// shares a key is put together.
pub(super) fn collect<'d>(sets: &[&'d [Selection]], fits: &dyn Fn(&str) -> bool) -> Vec<(&'d str, Vec<&'d Field>)> {
    let mut found = Vec::new();
    for set in sets {
        collect_set(set, fits, &mut found);
    }
    found
}

fn collect_set<'d>(set: &'d [Selection], fits: &dyn Fn(&str) -> bool, found: &mut Vec<(&'d str, Vec<&'d Field>)>) {
    for selection in set {
        match selection {
            Selection::Field(field) if field.directives.keep => {
                match found.iter_mut().find(|(key, _)| *key == field.key()) {
                    Some((_, fields)) => fields.push(field),
                    None => found.push((field.key(), vec![field])),
                }
            }
            Selection::Use { on, directives, selections, .. } if directives.keep && on.as_deref().is_none_or(fits) => {
                collect_set(selections, fits, found);
            }
            _ => {}
        }
    }
}

impl Document {
    /// The text that the server is asked.
    pub(super) fn text(&self) -> String {
        let mut text = String::from("query");
        if !self.declarations.is_empty() {
            write!(text, "({})", self.declarations.join(", ")).unwrap();
        }
        write_set(&self.selections, 0, &mut text);
        for fragment in &self.fragments {
            write!(text, "\nfragment {} on {}", fragment.name, fragment.on).unwrap();
            write_set(&fragment.selections, 0, &mut text);
        }
        text
    }
}

fn write_set(set: &[Selection], depth: usize, text: &mut String) {
    let margin = "  ".repeat(depth);
    text.push_str(" {\n");
    for selection in set {
        match selection {
            Selection::Field(field) => {
                let alias = field.alias.as_ref().map(|alias| format!("{alias}: ")).unwrap_or_default();
                let (name, arguments) = (&field.name, field.written_arguments());
                write!(text, "{margin}  {alias}{name}{arguments}{}", field.directives.text).unwrap();
                if field.selections.is_empty() {
                    text.push('\n');
                } else {
                    write_set(&field.selections, depth + 1, text);
                }
            }
            Selection::Use { name: Some(name), directives, .. } => {
                writeln!(text, "{margin}  ...{name}{}", directives.text).unwrap();
            }
            Selection::Use { name: None, on, directives, selections } => {
                let on = on.as_ref().map(|on| format!(" on {on}")).unwrap_or_default();
                write!(text, "{margin}  ...{on}{}", directives.text).unwrap();
                write_set(selections, depth + 1, text);
            }
        }
    }
    writeln!(text, "{margin}}}").unwrap();
}
