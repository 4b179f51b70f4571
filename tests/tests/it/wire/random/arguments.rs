//! Draws arguments: filters by what rows hold, orders, windows at the cursors of rows, and each value as it
//! is, by a variable, by a variable's default, or left out in one of the ways there are.

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde_json::{Map, Value, json};

use super::document::Argument;
use super::generator::Generator;
use super::links::{snake, table};
use super::page::Sorting;
use super::schema::{Field, Input, Of};

/// How many rows the server is to reckon with at most in one list.
const ROWS: usize = 2_000;

/// What is written, and what it means; nothing when it means that nothing was said.
type Given = (String, Option<Value>);

impl<'g> Generator<'g> {
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
        let Some(target) = field.of.name.strip_suffix("Connection") else { return (arguments, 1) };
        let order = self.choices.once_in(2).then(|| self.input(&argument("orderBy").unwrap().of));
        let order_value = order.as_ref().and_then(|(_, value)| value.clone());
        add("orderBy", order);
        if self.choices.once_in(5) {
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
            "node" => self.choices.pick(&self.known.schema.of("Node").possible).as_str(),
            _ => self.known.schema.field("Query", field).of.name.as_str(),
        };
        if field == "node" && self.choices.once_in(12) {
            return json!(*self.choices.pick(&["", "nothing", "obj_01JD0000000000000000000000"]));
        }
        self.id(table(type_name), "id")
    }

    /// An identifier that a column holds, or now and then one that none does.
    fn id(&mut self, table: &str, column: &str) -> Value {
        let id = *self.choices.pick(&self.known.all.texts(table, column));
        if self.choices.once_in(20) {
            let other = if id.ends_with('0') { '1' } else { '0' };
            return json!(format!("{}{other}", &id[..id.len() - 1]));
        }
        json!(id)
    }

    /// A value as it is, or by a variable.
    fn given(&mut self, of: &Of, value: &Value) -> Given {
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
    fn nothing(&mut self, of: &Of) -> Option<Given> {
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

    fn variable(&mut self, of: &str, value: Option<&Value>, default: Option<&str>) -> String {
        let name = format!("v{}", self.declarations.len());
        let default = default.map(|default| format!(" = {default}")).unwrap_or_default();
        self.declarations.push(format!("${name}: {of}{default}"));
        if let Some(value) = value {
            self.variables.insert(name.clone(), value.clone());
        }
        format!("${name}")
    }

    /// An input object: as it is, with variables in it, or by a variable as a whole.
    fn input(&mut self, of: &Of) -> Given {
        if self.choices.once_in(4) {
            let value = self.plain_input(&of.name);
            return self.given(of, &value);
        }
        let (mut texts, mut value) = (Vec::new(), Map::new());
        for input in self.some_of(&of.name) {
            let drawn = self.value(&of.name, input);
            let given = if !input.of.required() && self.choices.once_in(8) {
                self.nothing(&input.of)
            } else if matches!(drawn, Value::Object(_)) && self.choices.once_in(2) {
                Some(self.input(&input.of))
            } else {
                Some(self.given(&input.of, &drawn))
            };
            if let Some((text, meaning)) = given {
                texts.push(format!("{}: {text}", input.name));
                value.extend(meaning.map(|meaning| (input.name.clone(), meaning)));
            }
        }
        (format!("{{{}}}", texts.join(", ")), Some(Value::Object(value)))
    }

    fn plain_input(&mut self, name: &str) -> Value {
        let fields = self.some_of(name);
        Value::Object(fields.into_iter().map(|input| (input.name.clone(), self.value(name, input))).collect())
    }

    /// Some fields of an input, most often one.
    fn some_of(&mut self, name: &str) -> Vec<&'g Input> {
        let known = self.known;
        let all = &known.schema.of(name).inputs;
        let first = self.choices.below(all.len());
        let chosen = all.iter().enumerate().filter(|(place, _)| *place == first || self.choices.once_in(4));
        chosen.map(|(_, input)| input).collect()
    }

    /// What a field of an input may be given.
    fn value(&mut self, of: &str, input: &Input) -> Value {
        let known = self.known;
        let enumeration = &known.schema.of(&input.of.name).values;
        if !enumeration.is_empty() {
            let one = json!(self.choices.pick(enumeration));
            // Even several times the same; even none; a single one need not stand in a list.
            return match (input.of.list, self.choices.below(6)) {
                (false, _) | (true, 5) => one,
                (true, 4) => json!([]),
                (true, count) => (0..count).map(|_| json!(self.choices.pick(enumeration))).chain([one]).collect(),
            };
        }
        let rows_of = || table(of.strip_suffix("Filter").unwrap());
        match input.of.name.as_str() {
            "Boolean" => json!(self.choices.once_in(2)),
            "ID" => match input.name.as_str() {
                "subjectId" => self.id("event", "subject_id"),
                name => self.id(referred(name), "id"),
            },
            "String" => json!(*self.choices.pick(&known.all.texts(rows_of(), &snake(&input.name)))),
            "Date" => json!(self.day()),
            "DateRange" => self.plain_input("DateRange"),
            "DateTime" => json!(self.instant()),
            other => panic!("no value of {other} is written down in this test"),
        }
    }

    fn day(&mut self) -> String {
        let columns = [
            ("household", "registered_on"),
            ("support_measure", "end_on"),
            ("lease_review", "due_on"),
            ("support_extension", "decided_on"),
            ("reminder", "due_on"),
            ("household_member", "birth_date"),
        ];
        let (table, column) = *self.choices.pick(&columns);
        (*self.choices.pick(&self.known.all.texts(table, column))).to_owned()
    }

    /// The start of a meeting, as somebody somewhere writes it.
    fn instant(&mut self) -> String {
        let text = *self.choices.pick(&self.known.all.texts("meeting", "starts_at"));
        let instant = DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let offset = FixedOffset::east_opt(*self.choices.pick(&[0, 3_600, -12_600])).unwrap();
        instant.with_timezone(&offset).to_rfc3339_opts(SecondsFormat::AutoSi, self.choices.once_in(2))
    }

    /// A value as GraphQL writes it.
    fn literal(&self, of: &Of, value: &Value) -> String {
        let schema = &self.known.schema;
        match value {
            Value::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| self.literal(of, item)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Object(fields) => {
                let inputs = &schema.of(&of.name).inputs;
                let fields = fields.iter().map(|(name, value)| {
                    let input = inputs.iter().find(|input| input.name == *name).unwrap();
                    format!("{name}: {}", self.literal(&input.of, value))
                });
                format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
            }
            Value::String(name) if !schema.of(&of.name).values.is_empty() => name.clone(),
            other => other.to_string(),
        }
    }
}

/// The table that a filter's identifier is of.
fn referred(name: &str) -> &'static str {
    match name {
        "programmeId" => "programme",
        "referentId" | "recipientId" | "decidedById" => "staff",
        "organisationId" | "ownerId" => "organisation",
        "householdId" => "household",
        "meetingId" => "meeting",
        "tenancyId" => "tenancy",
        "supportMeasureId" => "support_measure",
        _ => panic!("what {name} refers to is not written down in this test"),
    }
}
