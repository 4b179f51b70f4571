//! Draws arguments: identifiers, windows at the cursors of rows, and each value as it is, by a variable, by a
//! variable's default, or left out in one of the ways there are.

use serde_json::{Value, json};

use super::document::Argument;
use super::generator::Generator;
use super::labels::{DAYS, LABELS, names};
use super::links::table;
use super::page::Sorting;
use super::schema::{Field, Of};

/// How many rows the server is to reckon with at most in one list.
const ROWS: usize = 2_000;

/// What is written, and what it means; nothing when it means that nothing was said.
pub(super) type Given = (String, Option<Value>);

impl Generator<'_> {
    /// A field's arguments, and how many rows the server reckons with below it.
    pub(super) fn arguments(&mut self, field: &Field, rows: usize) -> (Vec<Argument>, usize) {
        let mut arguments = Vec::new();
        let mut add = |name: &str, given: Option<Given>| {
            arguments.extend(given.map(|(text, value)| Argument { name: name.to_owned(), text, value }));
        };
        let argument = |name: &str| field.arguments.iter().find(|input| input.name == name);
        if let Some(id) = argument("id") {
            let value = self.root_id(&field.name);
            add("id", Some(self.given(&id.of, &value)));
        }
        if let Some(ids) = argument("ids") {
            let value: Vec<_> = (0..self.choices.below(6)).map(|_| self.root_id(&field.name)).collect();
            add("ids", Some(self.given(&ids.of, &json!(value))));
            return (arguments, value.len().max(1));
        }
        if let Some(by) = argument("by") {
            add("by", Some(self.one_of(&by.of)));
        }
        if let Some(enums) = argument("enums") {
            if self.choices.once_in(2) {
                let names = names();
                let value: Vec<_> = (0..self.choices.below(4)).map(|_| *self.choices.pick(&names)).collect();
                add("enums", Some(self.given(&enums.of, &json!(value))));
            } else {
                add("enums", self.nothing(&enums.of));
            }
            let on = argument("on").unwrap();
            if self.choices.once_in(3) {
                add("on", self.nothing(&on.of));
            } else {
                let day = json!(*self.choices.pick(&DAYS));
                add("on", Some(self.given(&on.of, &day)));
            }
            return (arguments, LABELS);
        }
        let Some(target) = field.of.name.strip_suffix("Connection") else { return (arguments, 1) };
        let order = self.choices.once_in(2).then(|| self.input(&argument("orderBy").unwrap().of));
        let order_value = order.as_ref().and_then(|(_, value)| value.clone());
        add("orderBy", order);
        if self.choices.once_in(3) {
            add("filter", Some(self.input(&argument("filter").unwrap().of)));
        }
        let (window, size) = self.window(rows);
        for (name, count) in window {
            let of = &argument(name).unwrap().of;
            add(
                name,
                match count {
                    Some(count) => Some(self.given(of, &json!(count))),
                    None => self.nothing(of),
                },
            );
        }
        for name in ["after", "before"] {
            let of = &argument(name).unwrap().of;
            match self.choices.below(16) {
                14 => {
                    let known = self.known;
                    let sorting = Sorting::read(&known.schema, &known.collation, target, order_value.as_ref());
                    let row = self.choices.pick(known.all.of(table(target)));
                    let cursor = json!(sorting.cursor(row));
                    add(name, Some(self.given(of, &cursor)));
                }
                15 => add(name, self.nothing(of)),
                _ => {}
            }
        }
        (arguments, size)
    }

    /// From which end how many rows are counted, and how many the server reckons with.
    fn window(&mut self, rows: usize) -> ([(&'static str, Option<usize>); 2], usize) {
        let tight = rows * 20 > ROWS;
        let count = match self.choices.below(10) {
            0..=2 if !tight => None,
            9 if rows == 1 => Some(100),
            8 if !tight => Some(20),
            number => Some(1 + number % 4),
        };
        let size = count.unwrap_or(20);
        if self.choices.once_in(3) {
            ([("last", count), ("first", None)], size)
        } else {
            ([("first", count), ("last", None)], size)
        }
    }

    /// An identifier that a field of the query takes.
    fn root_id(&mut self, field: &str) -> Value {
        let type_name = match field {
            "node" | "nodes" => self.choices.pick(&self.known.schema.of("Node").possible).as_str(),
            _ => self.known.schema.field("Query", field).of.name.as_str(),
        };
        if field.starts_with("node") && self.choices.once_in(12) {
            return json!(*self.choices.pick(&["", "nothing", "obj_01JD0000000000000000000000"]));
        }
        self.id(table(type_name), "id")
    }

    /// An identifier that a column holds, or now and then one that none does.
    pub(super) fn id(&mut self, table: &str, column: &str) -> Value {
        let id = *self.choices.pick(&self.known.all.texts(table, column));
        if self.choices.once_in(20) {
            let other = if id.ends_with('0') { '1' } else { '0' };
            return json!(format!("{}{other}", &id[..id.len() - 1]));
        }
        json!(id)
    }

    /// A value as it is, or by a variable; a list also as one of both.
    pub(super) fn given(&mut self, of: &Of, value: &Value) -> Given {
        if let Value::Array(items) = value
            && self.choices.once_in(4)
        {
            let texts: Vec<_> = items.iter().map(|item| self.given(&of.item(), item).0).collect();
            return (format!("[{}]", texts.join(", ")), Some(value.clone()));
        }
        let literal = self.literal(of, value);
        let optional = of.text.trim_end_matches('!');
        let text = match self.choices.below(7) {
            3 => self.variable(&format!("{optional}!"), Some(value), None),
            4 => self.variable(&of.text, Some(value), None),
            5 => self.variable(optional, None, Some(&literal)),
            6 if !of.required() => self.variable(optional, Some(value), Some("null")),
            _ => literal,
        };
        (text, Some(value.clone()))
    }

    /// Nothing, in one of the ways to say so.
    pub(super) fn nothing(&mut self, of: &Of) -> Option<Given> {
        match self.choices.below(8) {
            4 => Some(("null".to_owned(), Some(Value::Null))),
            5 => Some((self.variable(&of.text, Some(&Value::Null), None), Some(Value::Null))),
            6 => Some((self.variable(&of.text, None, None), None)),
            // Null is said: the default does not count.
            7 => {
                let default = if of.name == "Int" { "3" } else { "null" };
                Some((self.variable(&of.text, Some(&Value::Null), Some(default)), Some(Value::Null)))
            }
            _ => None,
        }
    }

    /// A flag as it is, or by a variable.
    pub(super) fn flag(&mut self, yes: bool) -> String {
        match self.choices.below(4) {
            1 => self.variable("Boolean!", Some(&json!(yes)), None),
            2 => self.variable("Boolean", None, Some(&yes.to_string())),
            3 => self.variable("Boolean", Some(&json!(yes)), Some(&(!yes).to_string())),
            _ => yes.to_string(),
        }
    }

    pub(super) fn variable(&mut self, of: &str, value: Option<&Value>, default: Option<&str>) -> String {
        let name = format!("v{}", self.declarations.len());
        let default = default.map(|default| format!(" = {default}")).unwrap_or_default();
        self.declarations.push(format!("${name}: {of}{default}"));
        if let Some(value) = value {
            self.variables.insert(name.clone(), value.clone());
        }
        format!("${name}")
    }
}
