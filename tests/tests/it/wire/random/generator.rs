//! Draws a valid document from the schema: any field anywhere, fragments on whatever may stand there,
//! repeated keys, directives. One response key means one field with the same arguments in the whole document,
//! so that whatever meets can be merged.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::choices::Choices;
use super::document::{Directives, Document, Field, Fragment, Selection};
use super::labels::LABELS;
use super::resolver::Known;
use super::schema::{self, Of};

/// How deep fields stand in each other; the server allows 15.
const DEPTH: usize = 13;
/// How deep selection sets stand in each other, those of fragments too; the server allows 32.
const NESTING: usize = 30;
/// What the lists of a document may cost together, as the server counts; it allows 500 000.
const COST: usize = 100_000;
/// How many fields a document has at most, fragments counted once.
const FIELDS: usize = 90;

/// A document in the making.
pub(super) struct Generator<'g> {
    pub(super) choices: Choices<'g>,
    pub(super) known: &'g Known,
    fragments: Vec<Sized>,
    pub(super) declarations: Vec<String>,
    pub(super) variables: Map<String, Value>,
    /// What each response key stands for.
    keys: HashMap<String, String>,
    fields: usize,
    /// How many fields there may be when the present field of the query is drawn.
    most: usize,
    cost: usize,
}

/// A fragment, and how much of the limits its use takes.
struct Sized {
    fragment: Fragment,
    depth: usize,
    nesting: usize,
    /// For each row.
    cost: usize,
}

/// Where a selection set stands.
#[derive(Clone, Copy)]
struct Place<'p> {
    of: &'p str,
    /// How many levels of fields may follow.
    depth: usize,
    /// How many levels of selection sets may follow.
    nesting: usize,
    /// How many rows the server reckons with here.
    rows: usize,
}

impl<'p> Place<'p> {
    /// The place below a field.
    fn below(self, of: &'p str, rows: usize) -> Self {
        Self { of, depth: self.depth - 1, nesting: self.nesting - 1, rows }
    }
}

/// Draws a document.
pub(super) fn document(known: &Known, drawn: &[u16]) -> Document {
    let mut generator = Generator {
        choices: Choices::new(drawn),
        known,
        fragments: Vec::new(),
        declarations: Vec::new(),
        variables: Map::new(),
        keys: HashMap::new(),
        fields: 0,
        most: FIELDS,
        cost: 0,
    };
    let selections = generator.selections(Place { of: "Query", depth: DEPTH, nesting: NESTING, rows: 1 });
    Document {
        selections,
        fragments: generator.fragments.into_iter().map(|sized| sized.fragment).collect(),
        declarations: generator.declarations,
        variables: generator.variables,
    }
}

impl Generator<'_> {
    fn selections(&mut self, place: Place<'_>) -> Vec<Selection> {
        let count = 1 + self.choices.below(6);
        let mut set = Vec::new();
        for number in 0..count {
            // Or the first would leave nothing to the others.
            if place.of == "Query" {
                self.most = FIELDS.min(self.fields + FIELDS / count);
            }
            if number > 0 && (self.is_full() || self.choices.are_used_up()) {
                break;
            }
            let selection = match self.choices.below(16) {
                10 => Selection::Field(self.plain("__typename")),
                11 | 12 if place.depth > 1 && place.nesting > 2 => self.inline(place),
                13 | 14 if place.depth > 1 && place.nesting > 2 => self.spread(place),
                15 => self.again(&set, place),
                _ => self.field(place),
            };
            set.push(selection);
        }
        set
    }

    fn is_full(&self) -> bool {
        self.fields >= self.most || self.cost >= COST
    }

    fn field(&mut self, place: Place<'_>) -> Selection {
        let schema = &self.known.schema;
        let all = &schema.of(place.of).fields;
        let leaves_only = place.depth <= 1 || place.nesting <= 1 || (self.is_full() && place.of != "Query");
        // Most types have more columns than ways on, and most to compare is further on.
        let further_only = !leaves_only && self.choices.once_in(2);
        let fits = |field: &schema::Field| {
            if schema.is_composite(&field.of.name) {
                !leaves_only && (!further_only || field.of.name != "PageInfo")
            } else {
                !further_only
            }
        };
        let fitting: Vec<_> = all.iter().filter(|field| fits(field)).collect();
        let Some(field) = (!fitting.is_empty()).then(|| *self.choices.pick(&fitting)) else {
            return Selection::Field(self.plain("__typename"));
        };
        let (arguments, size) = self.arguments(field, place.rows);
        let mut drawn = Field { arguments, ..self.plain(&field.name) };
        drawn.alias = self.alias(&drawn, &field.of);
        self.cost += place.rows;
        if schema.is_composite(&field.of.name) {
            let rows = place.rows * size;
            drawn.selections = self.selections(place.below(&field.of.name, rows));
        }
        drawn.directives = self.directives();
        Selection::Field(drawn)
    }

    fn plain(&mut self, name: &str) -> Field {
        self.fields += 1;
        let directives = Directives { text: String::new(), keep: true };
        Field { alias: None, name: name.to_owned(), arguments: Vec::new(), directives, selections: Vec::new() }
    }

    /// The field's name, or another that is free or means the same.
    fn alias(&mut self, field: &Field, of: &Of) -> Option<String> {
        let meaning = format!("{}{}: {}", field.name, field.written_arguments(), of.text);
        let wanted = match self.choices.below(16) {
            12..=14 => format!("a{}", self.choices.below(4)),
            // A field of another name may lend its own.
            15 => (*self.choices.pick(&["id", "kind", "nodes", "reference", "household"])).to_owned(),
            _ => field.name.clone(),
        };
        let mut key = wanted;
        while self.keys.get(&key).is_some_and(|other| *other != meaning) {
            key = format!("b{}", self.keys.len());
        }
        self.keys.insert(key.clone(), meaning);
        (key != field.name || self.choices.once_in(10)).then_some(key)
    }

    /// A field that stands here already, with something else below it.
    fn again(&mut self, set: &[Selection], place: Place<'_>) -> Selection {
        let fields = set.iter().filter_map(|selection| match selection {
            Selection::Field(field) if field.name != "__typename" => Some(field),
            _ => None,
        });
        let fields: Vec<_> = fields.collect();
        if fields.is_empty() || self.is_full() {
            return self.field(place);
        }
        let mut again: Field = (*self.choices.pick(&fields)).clone();
        self.fields += 1;
        self.cost += place.rows;
        if !again.selections.is_empty() {
            let of = &self.known.schema.field(place.of, &again.name).of.name;
            let rows = place.rows * size_of(&again);
            again.selections = self.selections(place.below(of, rows));
        }
        again.directives = self.directives();
        Selection::Field(again)
    }

    fn inline(&mut self, place: Place<'_>) -> Selection {
        let on = (!self.choices.once_in(4)).then(|| self.condition(place.of));
        let of = on.as_deref().unwrap_or(place.of);
        let selections = Arc::new(self.selections(Place { of, nesting: place.nesting - 1, ..place }));
        Selection::Use { name: None, directives: self.directives(), on, selections }
    }

    fn spread(&mut self, place: Place<'_>) -> Selection {
        if let Some(known) = self.known_fragment(place) {
            return known;
        }
        let on = self.condition(place.of);
        let before = self.cost;
        let selections = Arc::new(self.selections(Place {
            of: &on,
            depth: place.depth.min(7),
            nesting: place.nesting.min(9) - 1,
            ..place
        }));
        let cost = (self.cost - before) / place.rows;
        let name = format!("F{}", self.fragments.len());
        let fragment = Fragment { name: name.clone(), on: on.clone(), selections: selections.clone() };
        self.fragments.push(Sized { fragment, depth: depth(&selections), nesting: nesting(&selections), cost });
        Selection::Use { name: Some(name), on: Some(on), directives: self.directives(), selections }
    }

    /// A fragment that is there already, if one fits and is wanted.
    fn known_fragment(&mut self, place: Place<'_>) -> Option<Selection> {
        let conditions = self.known.schema.overlapping(place.of);
        let fits = |sized: &Sized| {
            conditions.contains(&sized.fragment.on.as_str())
                && sized.depth < place.depth
                && sized.nesting < place.nesting
                && self.cost + sized.cost * place.rows < COST
        };
        let fitting: Vec<usize> = (0..self.fragments.len()).filter(|place| fits(&self.fragments[*place])).collect();
        if fitting.is_empty() || self.choices.once_in(3) {
            return None;
        }
        let number = *self.choices.pick(&fitting);
        let directives = self.directives();
        let Sized { fragment, cost, .. } = &self.fragments[number];
        self.cost += cost * place.rows;
        let (name, on) = (Some(fragment.name.clone()), Some(fragment.on.clone()));
        Some(Selection::Use { name, on, directives, selections: fragment.selections.clone() })
    }

    /// A type that a fragment may be about where objects of another are.
    fn condition(&mut self, of: &str) -> String {
        let conditions = self.known.schema.overlapping(of);
        if self.choices.once_in(2) { (*self.choices.pick(&conditions)).to_owned() } else { of.to_owned() }
    }

    fn directives(&mut self) -> Directives {
        let mut directives = Directives { text: String::new(), keep: true };
        for name in ["skip", "include"] {
            if self.choices.once_in(14) {
                let yes = self.choices.once_in(2);
                let text = self.flag(yes);
                write!(directives.text, " @{name}(if: {text})").unwrap();
                directives.keep &= yes == (name == "include");
            }
        }
        directives
    }
}

/// How many rows the server reckons with for a list.
pub(super) fn size_of(field: &Field) -> usize {
    let number = |name| field.argument(name).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    if let Some(Value::Array(ids)) = field.argument("ids") {
        return ids.len().max(1);
    }
    if field.name == "enumLabels" {
        return LABELS;
    }
    let single = field.arguments.iter().any(|argument| ["id", "by"].contains(&argument.name.as_str()));
    if single { 1 } else { number("first").or(number("last")).unwrap_or(20) }
}

/// How many levels of fields a selection set has.
fn depth(set: &[Selection]) -> usize {
    let each = set.iter().map(|selection| match selection {
        Selection::Field(field) => 1 + depth(&field.selections),
        Selection::Use { selections, .. } => depth(selections),
    });
    each.max().unwrap_or_default()
}

/// How many levels of selection sets one has, itself included.
fn nesting(set: &[Selection]) -> usize {
    let each = set.iter().map(|selection| match selection {
        Selection::Field(field) if field.selections.is_empty() => 0,
        Selection::Field(field) => nesting(&field.selections),
        Selection::Use { selections, .. } => nesting(selections),
    });
    1 + each.max().unwrap_or_default()
}
