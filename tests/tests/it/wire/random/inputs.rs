//! Draws inputs: filters by what rows hold, comparator by comparator, orders, and what something is known by.

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde_json::{Map, Value, json};

use super::arguments::Given;
use super::generator::Generator;
use super::links::{snake, table};
use super::schema::{Input, Of};

/// The field of a filter that a value is for, however deep it stands there.
#[derive(Clone, Copy)]
struct About<'a> {
    input: &'a str,
    field: &'a str,
}

impl<'g> Generator<'g> {
    /// An input object: as it is, with variables in it, or by a variable as a whole.
    pub(super) fn input(&mut self, of: &Of) -> Given {
        self.input_about(of, None)
    }

    /// An input of which one field is meant: with the value in it, or by a variable, or by one as a whole.
    pub(super) fn one_of(&mut self, of: &Of) -> Given {
        let known = self.known;
        let input = self.choices.pick(&known.schema.of(&of.name).inputs);
        let value = self.value(About { input: &of.name, field: &input.name }, input);
        let whole = Some(json!({ input.name.as_str(): value }));
        let text = match self.choices.below(4) {
            2 => self.variable(&format!("{}!", input.of.text), Some(&value), None),
            3 => return self.given(of, whole.as_ref().unwrap()),
            _ => self.literal(&input.of, &value),
        };
        (format!("{{{}: {text}}}", input.name), whole)
    }

    fn input_about(&mut self, of: &Of, about: Option<About<'_>>) -> Given {
        if self.choices.once_in(4) {
            let value = self.plain_input(&of.name, about);
            return self.given(of, &value);
        }
        let (mut texts, mut value) = (Vec::new(), Map::new());
        for input in self.some_of(&of.name) {
            let about = about.unwrap_or(About { input: &of.name, field: &input.name });
            let given = if !input.of.required() && self.choices.once_in(8) {
                self.nothing(&input.of)
            } else if self.is_input(&input.of) && !self.choices.once_in(4) {
                Some(self.input_about(&input.of, Some(about)))
            } else {
                let drawn = self.value(about, input);
                Some(self.given(&input.of, &drawn))
            };
            if let Some((text, meaning)) = given {
                texts.push(format!("{}: {text}", input.name));
                value.extend(meaning.map(|meaning| (input.name.clone(), meaning)));
            }
        }
        (format!("{{{}}}", texts.join(", ")), Some(Value::Object(value)))
    }

    fn plain_input(&mut self, name: &str, about: Option<About<'_>>) -> Value {
        let mut value = Map::new();
        for input in self.some_of(name) {
            let about = about.unwrap_or(About { input: name, field: &input.name });
            let null = !input.of.required() && self.choices.once_in(8);
            value.insert(input.name.clone(), if null { Value::Null } else { self.value(about, input) });
        }
        Value::Object(value)
    }

    fn is_input(&self, of: &Of) -> bool {
        !self.known.schema.of(&of.name).inputs.is_empty()
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
    fn value(&mut self, about: About<'_>, input: &Input) -> Value {
        if self.is_input(&input.of) {
            return self.plain_input(&input.of.name, Some(about));
        }
        // Even several times the same; even none; a single one need not stand in a list.
        match (input.of.list, self.choices.below(6)) {
            (false, _) | (true, 5) => self.single(about, &input.of.name),
            (true, 4) => json!([]),
            (true, count) => (0..=count).map(|_| self.single(about, &input.of.name)).collect(),
        }
    }

    fn single(&mut self, about: About<'_>, type_name: &str) -> Value {
        let known = self.known;
        let enumeration = &known.schema.of(type_name).values;
        if !enumeration.is_empty() {
            return json!(self.choices.pick(enumeration));
        }
        // What the column itself holds, or something else of the kind.
        let (table, column) = (rows_of(about.input), snake(about.field));
        let other = self.choices.once_in(3);
        match type_name {
            "Boolean" => json!(self.choices.once_in(2)),
            "ID" if other => self.id(referred(about.field), "id"),
            "ID" => self.id(table, &column),
            "String" if other => json!("nothing"),
            "Date" if other => json!(*self.choices.pick(&known.all.texts("support_measure", "end_on"))),
            "String" | "Date" => json!(*self.choices.pick(&known.all.texts(table, &column))),
            "DateTime" => json!(self.instant()),
            other => panic!("no value of {other} is written down in this test"),
        }
    }

    /// The start of a meeting, as somebody somewhere writes it.
    fn instant(&mut self) -> String {
        let text = *self.choices.pick(&self.known.all.texts("meeting", "starts_at"));
        let instant = DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let offset = FixedOffset::east_opt(*self.choices.pick(&[0, 3_600, -12_600])).unwrap();
        instant.with_timezone(&offset).to_rfc3339_opts(SecondsFormat::AutoSi, self.choices.once_in(2))
    }

    /// A value as GraphQL writes it.
    pub(super) fn literal(&self, of: &Of, value: &Value) -> String {
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

/// The table that a filter is about, or what something is known by.
fn rows_of(input: &str) -> &'static str {
    table(input.strip_suffix("Filter").or(input.strip_suffix("By")).unwrap())
}

/// The table that an identifier is of.
fn referred(name: &str) -> &'static str {
    match name {
        "programmeId" => "programme",
        "referentId" | "authorId" | "recipientId" | "decidedById" | "askedById" => "staff",
        "organisationId" | "ownerId" => "organisation",
        // What a household is known by, and what an event may be about.
        "id" | "householdId" | "subjectId" => "household",
        "meetingId" => "meeting",
        "tenancyId" => "tenancy",
        "supportMeasureId" => "support_measure",
        _ => panic!("what {name} refers to is not written down in this test"),
    }
}
