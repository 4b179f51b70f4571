//! The schema as the server tells it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::Server;

/// All types by their names.
pub(super) struct Schema(BTreeMap<String, Type>);

/// A type.
#[derive(Default)]
pub(super) struct Type {
    pub(super) fields: Vec<Field>,
    /// The fields of an input.
    pub(super) inputs: Vec<Input>,
    /// The values of an enumeration.
    pub(super) values: Vec<String>,
    /// The types that an interface may turn out to be.
    pub(super) possible: Vec<String>,
}

/// A field of an object.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) arguments: Vec<Input>,
    pub(super) of: Of,
}

/// An argument, or a field of an input.
pub(super) struct Input {
    pub(super) name: String,
    pub(super) of: Of,
    /// Its value when it is left out, as the schema writes it.
    pub(super) default: Option<String>,
}

/// The use of a type.
pub(super) struct Of {
    /// As it is written, such as `[Role!]`.
    pub(super) text: String,
    /// The type's name alone.
    pub(super) name: String,
    pub(super) list: bool,
}

impl Of {
    /// Whether null is no value of it.
    pub(super) fn required(&self) -> bool {
        self.text.ends_with('!')
    }

    /// The use of a list's items.
    pub(super) fn item(&self) -> Self {
        let text = self.text.trim_end_matches('!');
        let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        Self { text: text.to_owned(), name: self.name.clone(), list: false }
    }

    fn read(of: &Value) -> Self {
        let inner = || Self::read(&of["ofType"]);
        match of["kind"].as_str().unwrap() {
            "NON_NULL" => {
                let inner = inner();
                Self { text: format!("{}!", inner.text), ..inner }
            }
            "LIST" => {
                let inner = inner();
                Self { text: format!("[{}]", inner.text), list: true, ..inner }
            }
            _ => {
                let name = of["name"].as_str().unwrap().to_owned();
                Self { text: name.clone(), name, list: false }
            }
        }
    }
}

impl Schema {
    /// Asks the server.
    pub(super) async fn ask(server: &Server, token: &str) -> Self {
        let query = "{ __schema { types {
                name enumValues { name } possibleTypes { name } inputFields { ...I }
                fields { name args { ...I } type { ...T } }
            } } }
            fragment I on __InputValue { name defaultValue type { ...T } }
            fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";
        let data = server.data(token, query, json!({})).await;
        let types = list(&data["__schema"]["types"]).iter();
        Self(types.map(|of| (text(&of["name"]), Type::read(of))).collect())
    }

    /// A type by its name.
    pub(super) fn of(&self, name: &str) -> &Type {
        &self.0[name]
    }

    /// A field of a type.
    pub(super) fn field(&self, type_name: &str, field: &str) -> &Field {
        self.of(type_name).fields.iter().find(|known| known.name == field).unwrap()
    }

    /// Whether a type has fields.
    pub(super) fn is_composite(&self, name: &str) -> bool {
        !self.of(name).fields.is_empty()
    }

    /// Whether an object of a type is one of what a fragment is about.
    pub(super) fn is(&self, type_name: &str, on: &str) -> bool {
        type_name == on || self.of(on).possible.iter().any(|possible| possible == type_name)
    }

    /// The types that an object may have where the schema says `name`, and those that it may pass for.
    pub(super) fn overlapping(&self, name: &str) -> Vec<&str> {
        let all = self.0.iter().filter(|(other, of)| {
            *other == name
                || self.of(name).possible.contains(other)
                || of.possible.iter().any(|possible| possible == name)
        });
        all.map(|(other, _)| other.as_str()).collect()
    }

    /// The types that a query may come to, from `Query` on.
    pub(super) fn reachable(&self) -> Vec<&str> {
        let mut found = vec!["Query"];
        let mut next = 0;
        while let Some(name) = found.get(next) {
            let of = self.of(name);
            let seen =
                of.fields.iter().map(|field| field.of.name.as_str()).chain(of.possible.iter().map(String::as_str));
            for name in seen.filter(|name| self.is_composite(name)).collect::<Vec<_>>() {
                if !found.contains(&name) {
                    found.push(name);
                }
            }
            next += 1;
        }
        found
    }
}

impl Type {
    fn read(of: &Value) -> Self {
        let names = |of: &Value| list(of).iter().map(|of| text(&of["name"])).collect();
        let fields = list(&of["fields"]).iter().map(|field| Field {
            name: text(&field["name"]),
            arguments: list(&field["args"]).iter().map(Input::read).collect(),
            of: Of::read(&field["type"]),
        });
        Self {
            fields: fields.collect(),
            inputs: list(&of["inputFields"]).iter().map(Input::read).collect(),
            values: names(&of["enumValues"]),
            possible: names(&of["possibleTypes"]),
        }
    }
}

impl Input {
    fn read(of: &Value) -> Self {
        let default = of["defaultValue"].as_str().map(str::to_owned);
        Self { name: text(&of["name"]), of: Of::read(&of["type"]), default }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
