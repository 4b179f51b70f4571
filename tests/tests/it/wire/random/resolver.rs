//! The slow and obvious resolver: for each object of the answer its fields, one after the other, from the
//! rows in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::policy::{Relation, Viewer, may_read, opens_every_file};
use serde_json::{Map, Value, json};

use super::document::{Document, Field, Selection, collect};
use super::funding::{euros, years};
use super::labels::labels;
use super::links::{Guard, Link, guard, link, snake, table};
use super::page::{Sorting, page};
use super::permissions::{Moment, action, is_ready, may};
use super::rows::{Collation, Row, Rows, flag, instant};
use super::schema::Schema;
use super::statistics::statistics;
use super::warnings::warnings;
use super::worlds;

/// What is the same for every request.
pub(super) struct Known {
    pub(super) schema: Schema,
    pub(super) all: Rows,
    pub(super) collation: Collation,
    pub(super) moment: Moment,
    /// What the programme's warnings say, by their codes.
    pub(super) messages: HashMap<String, Value>,
}

/// A viewer, and what there is for them.
pub(super) struct Eyes {
    /// Who it is, for whoever reads a failure.
    pub(super) name: &'static str,
    /// How often they ask, among the others.
    pub(super) weight: usize,
    pub(super) viewer: Viewer,
    pub(super) seen: Rows,
    pub(super) opened: Rows,
    /// What they are told of each meeting that they see, as the server tells it by itself.
    pub(super) told: HashMap<String, Value>,
}

/// What a request is answered.
pub(super) struct Answer {
    pub(super) data: Value,
    /// For each type of which a field was refused, where.
    pub(super) refused: BTreeMap<String, BTreeSet<String>>,
    /// What of the schema it took: fields, orders, filters, as [`everything`] names them.
    pub(super) used: BTreeSet<String>,
}

/// Answers a request.
pub(super) fn resolve(known: &Known, eyes: &Eyes, document: &Document) -> Answer {
    let (refused, used) = (BTreeMap::new(), BTreeSet::new());
    let mut resolver = Resolver { known, eyes, path: Vec::new(), refused, used };
    let data = resolver.root(&document.selections);
    Answer { data, refused: resolver.refused, used: resolver.used }
}

struct Resolver<'k> {
    known: &'k Known,
    eyes: &'k Eyes,
    path: Vec<Value>,
    refused: BTreeMap<String, BTreeSet<String>>,
    used: BTreeSet<String>,
}

type Sets<'d> = Vec<&'d [Selection]>;

fn sets<'d>(fields: &[&'d Field]) -> Sets<'d> {
    fields.iter().map(|field| field.selections.as_slice()).collect()
}

impl<'k> Resolver<'k> {
    fn root(&mut self, selections: &[Selection]) -> Value {
        self.each("Query", &[selections], |this, name, fields| {
            let (seen, sets) = (&this.eyes.seen, sets(fields));
            let id = fields[0].argument("id");
            let ids = || fields[0].argument("ids").unwrap();
            match name {
                "viewer" => {
                    let viewer = json!(this.eyes.viewer.staff_id.as_str());
                    this.object_or_null("Staff", seen.find("staff", &viewer), &sets)
                }
                "node" => this.anything(id.unwrap(), &sets),
                // A single one need not stand in a list.
                "nodes" => match ids() {
                    Value::Array(ids) => this.list(ids, |this, id| this.anything(id, &sets)),
                    id => this.list([id], |this, id| this.anything(id, &sets)),
                },
                "household" => {
                    let known = this.known_by(fields[0].argument("by").unwrap());
                    this.object_or_null("Household", known, &sets)
                }
                "programme" | "meeting" => {
                    let of = &this.known.schema.field("Query", name).of.name;
                    this.object_or_null(of, seen.find(table(of), id.unwrap()), &sets)
                }
                "enumLabels" => {
                    let (enums, on) = (fields[0].argument("enums"), fields[0].argument("on"));
                    this.list(labels(enums, on, this.known.moment.today), |this, label| {
                        this.each("EnumLabel", &sets, |_, name, _| label[name].clone())
                    })
                }
                _ => {
                    let connection = &this.known.schema.field("Query", name).of.name;
                    let of = connection.strip_suffix("Connection").unwrap();
                    this.connection(of, seen.of(table(of)).iter().collect(), fields)
                }
            }
        })
    }

    /// An object: each key of its selection, with what a field's name stands for.
    fn each(
        &mut self,
        type_name: &str,
        sets: &[&[Selection]],
        mut value: impl FnMut(&mut Self, &str, &[&Field]) -> Value,
    ) -> Value {
        let schema = &self.known.schema;
        let mut object = Map::new();
        for (key, fields) in collect(sets, &|on| schema.is(type_name, on)) {
            let name = fields[0].name.as_str();
            self.path.push(json!(key));
            self.used.insert(format!("{type_name}.{name}"));
            let found = if name == "__typename" { json!(type_name) } else { value(self, name, &fields) };
            object.insert(key.to_owned(), found);
            self.path.pop();
        }
        Value::Object(object)
    }

    fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut value: impl FnMut(&mut Self, T) -> Value) -> Value {
        let mut list = Vec::new();
        for (place, item) in items.into_iter().enumerate() {
            self.path.push(json!(place));
            list.push(value(self, item));
            self.path.pop();
        }
        Value::Array(list)
    }

    fn object(&mut self, type_name: &str, row: &'k Row, sets: &[&[Selection]]) -> Value {
        self.each(type_name, sets, |this, name, fields| {
            if this.may_read(type_name, name, row) {
                this.field(type_name, name, row, fields)
            } else {
                let path = Value::Array(this.path.clone()).to_string();
                this.refused.entry(type_name.to_owned()).or_default().insert(path);
                Value::Null
            }
        })
    }

    fn object_or_null(&mut self, type_name: &str, row: Option<&'k Row>, sets: &[&[Selection]]) -> Value {
        row.map_or(Value::Null, |row| self.object(type_name, row, sets))
    }

    /// The household that is known to the viewer by this.
    fn known_by(&self, by: &Value) -> Option<&'k Row> {
        let (column, wanted) = by.as_object().unwrap().iter().next().unwrap();
        let column = snake(column);
        let mut households = self.eyes.seen.of("household").iter();
        let found = households.find(|household| household[&column] == *wanted)?;
        (column != "national_request_number" || self.may_read("Household", "nationalRequestNumber", found))
            .then_some(found)
    }

    /// Whatever has an identifier.
    fn anything(&mut self, id: &Value, sets: &[&[Selection]]) -> Value {
        let known = self.known;
        for type_name in &known.schema.of("Node").possible {
            if let Some(row) = self.eyes.seen.find(table(type_name), id) {
                return self.object(type_name, row, sets);
            }
        }
        Value::Null
    }

    fn may_read(&self, type_name: &str, field: &str, row: &Row) -> bool {
        let viewer = &self.eyes.viewer;
        match guard(type_name, field) {
            None => true,
            Some(Guard::File) => {
                opens_every_file(viewer.role) || self.eyes.opened.find("household", &row["id"]).is_some()
            }
            Some(Guard::Class(class)) => {
                let referent = self
                    .household(type_name, row)
                    .is_some_and(|household| household["referent_id"] == viewer.staff_id.as_str());
                may_read(viewer, class, Relation { referent })
            }
        }
    }

    /// The household that a row belongs to.
    fn household<'r>(&'r self, type_name: &str, row: &'r Row) -> Option<&'r Row> {
        let all = &self.known.all;
        match type_name {
            "Household" => Some(row),
            "StepWaiver"
            | "SocialDiagnosis"
            | "AllocationDecision"
            | "TripartiteAgreement"
            | "SupportMeasure"
            | "Tenancy" => all.find("household", &row["household_id"]),
            "SupportExtension"
            | "SupportExtensionRequest"
            | "SupportInterview"
            | "SupportSuspension"
            | "ProgressReview" => {
                self.household("SupportMeasure", all.find("support_measure", &row["support_measure_id"])?)
            }
            "LeaseReview" | "ExamPeriod" => self.household("Tenancy", all.find("tenancy", &row["tenancy_id"])?),
            _ => None,
        }
    }

    fn field(&mut self, type_name: &str, name: &str, row: &'k Row, fields: &[&Field]) -> Value {
        let (known, seen) = (self.known, &self.eyes.seen);
        let of = &known.schema.field(type_name, name).of;
        let sets = sets(fields);
        match link(type_name, name) {
            None => leaf(&of.name, &row[&snake(name)]),
            Some(Link::One(key)) => {
                let there = known.all.find(table(&of.name), &row[key]).unwrap();
                self.object(&of.name, there, &sets)
            }
            Some(Link::Seen(key)) => self.object_or_null(&of.name, seen.find(table(&of.name), &row[key]), &sets),
            Some(Link::Anything(column)) => self.anything(&row[column], &sets),
            Some(Link::Open(key, null)) => {
                let mut there = seen.of(table(&of.name)).iter();
                let open = there.find(|there| there[key] == row["id"] && there[null].is_null());
                self.object_or_null(&of.name, open, &sets)
            }
            Some(Link::All(key, order)) => {
                let mut there: Vec<_> =
                    known.all.of(table(&of.name)).iter().filter(|there| there[key] == row["id"]).collect();
                there.sort_by_key(|there| (there[order].as_i64(), there[order].as_str().map(str::to_owned)));
                self.list(there, |this, there| this.object(&of.name, there, &sets))
            }
            Some(Link::Page(key)) => {
                let target = of.name.strip_suffix("Connection").unwrap();
                let located =
                    |there: &Row| type_name != "Dwelling" || self.eyes.opened.find("tenancy", &there["id"]).is_some();
                let there = seen.of(table(target)).iter().filter(|there| there[key] == row["id"] && located(there));
                self.connection(target, there.collect(), fields)
            }
            Some(Link::Computed) => self.computed(type_name, name, row, &sets),
        }
    }

    fn computed(&mut self, type_name: &str, name: &str, row: &'k Row, sets: &[&[Selection]]) -> Value {
        let all = &self.known.all;
        let text = |column: &str| row[column].as_str().map_or_else(|| row[column].to_string(), str::to_owned);
        let pair = |first, second| json!(format!("{}:{}", text(first), text(second)));
        match (type_name, name) {
            (_, "viewerCan") => self.permissions(type_name, row, sets),
            ("Event", "id") => pair("tx", "seq"),
            ("MeetingParticipant", "id") => pair("meeting_id", "staff_id"),
            ("AgreementSignature", "id") => pair("tripartite_agreement_id", "party"),
            ("ReminderAttempt", "id") => pair("reminder_id", "number"),
            ("ProgrammeModality", "id") => pair("programme_id", "modality"),
            ("ProgrammePartner", "id") => pair("programme_id", "position"),
            ("YearlyTarget", "id") => pair("programme_id", "year"),
            ("ProgrammeVersion", name) => self.stated(name, row, sets),
            ("FundedModality", "id") => pair("funding_share_id", "modality"),
            ("UnitRate" | "FundingEntry", "amount")
            | ("SocialDiagnosis", "monthlyIncome" | "monthlyExpenses" | "debts") => {
                json!(row[&format!("{}_cents", snake(name))].as_i64().map(euros))
            }
            ("Programme", "fundingYears") => {
                let years = years(all, self.eyes, row, self.known.moment.today);
                self.list(&years, |this, year| this.shown("FundingYear", year, sets))
            }
            ("SocialDiagnosis", "obstacles") => json!(values(all, "autonomy_obstacle", "obstacle", row)),
            ("SocialDiagnosis", "axes") => json!(values(all, "recommended_axis", "axis", row)),
            ("AllocationDecision", "lapsed") => {
                let due = row["answer_due_on"].as_str().map(|due| due.parse::<NaiveDate>().unwrap());
                json!(row["answer"].is_null() && due.is_some_and(|due| due < self.known.moment.today))
            }
            ("SocialDiagnosis", "late") => {
                let due: NaiveDate = row["due_on"].as_str().unwrap().parse().unwrap();
                let open = row["done_on"].is_null() && row["cancelled_on"].is_null();
                json!(open && due < self.known.moment.today)
            }
            ("ExamPeriod", "noticeLate") => {
                let day = |value: &Value| value.as_str().map(|day| day.parse::<NaiveDate>().unwrap());
                let due = day(&row["notice_due_on"]).unwrap();
                let tenancy = all.find("tenancy", &row["tenancy_id"]).unwrap();
                let slides = tenancy["end_on"].is_null() && tenancy["transferred_on"].is_null();
                json!(match day(&row["prefect_informed_on"]) {
                    Some(told) => told > due,
                    None => slides && due < self.known.moment.today,
                })
            }
            ("CellMeeting", "agendaProposals") => {
                let told = &self.eyes.told[row["id"].as_str().unwrap()]["agendaProposals"];
                self.list(told.as_array().unwrap(), |this, one| this.shown("AgendaProposal", one, sets))
            }
            ("CellMeeting", "minutes") => match &self.eyes.told[row["id"].as_str().unwrap()]["minutes"] {
                Value::Null => Value::Null,
                told => self.shown("MeetingMinutes", told, sets),
            },
            ("Programme", "carriers") => {
                let carriers =
                    all.of("programme_carrier").iter().filter(|carrier| carrier["programme_id"] == row["id"]);
                let mut carriers: Vec<_> = carriers.collect();
                carriers.sort_by_key(|carrier| carrier["position"].as_i64());
                let organisations =
                    carriers.iter().map(|carrier| all.find("organisation", &carrier["organisation_id"]));
                self.list(organisations, |this, row| this.object("Organisation", row.unwrap(), sets))
            }
            ("Programme", "warnings") => {
                let messages = &self.known.messages;
                self.list(warnings(all, row, self.known.moment.today), |this, mut warning| {
                    let code = warning["code"].as_str().unwrap_or_default();
                    warning.insert("message".to_owned(), messages.get(code).cloned().unwrap_or_default());
                    this.each("ProgrammeWarning", sets, |_, name, _| warning[name].clone())
                })
            }
            ("Programme", "statistics") => {
                let figures = statistics(all, row, self.known.moment.today, self.eyes.viewer.role);
                self.shown("ProgrammeStatistics", &figures, sets)
            }
            ("SupportMeasure", "axes") => {
                let axes = all.of("support_axis").iter().filter(|axis| axis["support_measure_id"] == row["id"]);
                let mut axes: Vec<_> = axes.map(|axis| axis["axis"].as_str().unwrap()).collect();
                axes.sort_unstable();
                json!(axes)
            }
            ("SupportMeasure", "daysLeft") => {
                let end: NaiveDate = row["end_on"].as_str().unwrap().parse().unwrap();
                if row["closed_on"].is_null() { json!((end - self.known.moment.today).num_days()) } else { Value::Null }
            }
            ("SupportIntensityPeriod", "untilOn") => {
                let mut periods = all.of("support_intensity_period").iter();
                let next = periods.find(|other| {
                    other["support_measure_id"] == row["support_measure_id"]
                        && other["previous_from_on"] == row["from_on"]
                });
                let eve =
                    |next: &Row| next["from_on"].as_str().unwrap().parse::<NaiveDate>().unwrap().pred_opt().unwrap();
                json!(next.map(eve))
            }
            ("Event", "cursor") => json!(format!("{}.{}", row["tx"], row["seq"])),
            ("Tenancy", "headTenant") => {
                let there = all.find("organisation", &row["head_tenant_id"]);
                self.object_or_null("Organisation", there.filter(|_| row["transferred_on"].is_null()), sets)
            }
            _ => panic!("how {type_name}.{name} is computed is not written down in this test"),
        }
    }

    /// What a version of a programme states.
    fn stated(&mut self, name: &str, row: &'k Row, sets: &[&[Selection]]) -> Value {
        let all = &self.known.all;
        match name {
            "changedFields" => kept(&row["changed_fields"]),
            "carriers" | "modalities" | "partners" | "yearlyTargets" => {
                let of = &self.known.schema.field("ProgrammeVersion", name).of.name;
                let stated = kept(&row["form"])[name].as_array().unwrap().clone();
                self.list(&stated, |this, stated| {
                    // Of a carrier the form keeps no more than who it is.
                    let id = if stated.is_string() { stated } else { &stated["organisationId"] };
                    let organisation = all.find("organisation", id);
                    this.each(of, sets, |_, name, _| match name {
                        "organisationId" => id.clone(),
                        "name" => organisation.unwrap()["name"].clone(),
                        name => stated[name].clone(),
                    })
                })
            }
            name => kept(&row["form"])[name].clone(),
        }
    }

    /// An object that is computed whole, of which the fields that are selected are shown.
    fn shown(&mut self, type_name: &str, object: &Value, sets: &[&[Selection]]) -> Value {
        self.each(type_name, sets, |this, name, fields| {
            let of = this.known.schema.field(type_name, name).of.name.as_str();
            match &object[name] {
                Value::Array(items) => this.list(items, |this, item| this.shown(of, item, &self::sets(fields))),
                Value::Object(_) => this.shown(of, &object[name], &self::sets(fields)),
                _ if type_name == "FundingWarning" && name == "message" => {
                    this.known.messages[object["code"].as_str().unwrap()].clone()
                }
                value => value.clone(),
            }
        })
    }

    /// What the viewer may do with a row.
    fn permissions(&mut self, type_name: &str, row: &'k Row, sets: &[&[Selection]]) -> Value {
        self.each(&format!("{type_name}Permissions"), sets, |this, permission, _| {
            let (known, viewer) = (this.known, &this.eyes.viewer);
            let action = action(type_name, permission).unwrap();
            let ready = is_ready(&known.all, type_name, permission, row, viewer, known.moment);
            json!(ready && may(viewer, action, this.household(type_name, row)))
        })
    }

    fn connection(&mut self, target: &str, rows: Vec<&'k Row>, fields: &[&Field]) -> Value {
        let known = self.known;
        let sorting = Sorting::read(&known.schema, &known.collation, target, fields[0].argument("orderBy"));
        let page = page(rows, &known.all, &sorting, fields[0]);
        self.used.insert(format!("{target} by {sorting}"));
        if let Some(Value::Object(filter)) = fields[0].argument("filter") {
            let said = filter.iter().filter(|(_, wanted)| !wanted.is_null());
            for (name, wanted) in said {
                self.used.insert(format!("{target} with {name}"));
                let how = wanted.as_object().into_iter().flatten().filter(|(_, bound)| !bound.is_null());
                self.used.extend(how.map(|(how, _)| format!("{target} with {name} {how}")));
            }
        }
        self.each(&format!("{target}Connection"), &sets(fields), |this, name, fields| {
            let sets = sets(fields);
            match name {
                "totalCount" => json!(page.total),
                "nodes" => this.list(&page.rows, |this, (row, _)| this.object(target, row, &sets)),
                "edges" => this.list(&page.rows, |this, (row, cursor)| {
                    this.each(&format!("{target}Edge"), &sets, |this, name, fields| match name {
                        "cursor" => json!(cursor),
                        _ => this.object(target, row, &self::sets(fields)),
                    })
                }),
                _ => this.each("PageInfo", &sets, |_, name, _| match name {
                    "hasNextPage" => json!(page.has_next),
                    "hasPreviousPage" => json!(page.has_previous),
                    "startCursor" => json!(page.rows.first().map(|(_, cursor)| cursor)),
                    _ => json!(page.rows.last().map(|(_, cursor)| cursor)),
                }),
            }
        })
    }
}

/// What a table holds for a diagnosis, by name.
fn values<'r>(all: &'r Rows, table: &str, column: &str, diagnosis: &Row) -> Vec<&'r str> {
    let found = all.of(table).iter().filter(|row| row["social_diagnosis_id"] == diagnosis["id"]);
    let mut found: Vec<_> = found.map(|row| row[column].as_str().unwrap()).collect();
    found.sort_unstable();
    found
}

/// JSON as a column holds it: SQLite keeps it as text.
fn kept(value: &Value) -> Value {
    value.as_str().map_or_else(|| value.clone(), |text| serde_json::from_str(text).unwrap())
}

/// A column's value as a scalar or an enumeration of the schema writes it.
fn leaf(type_name: &str, value: &Value) -> Value {
    match (type_name, value) {
        (_, Value::Null) => Value::Null,
        ("Boolean", value) => json!(flag(value)),
        ("DateTime", value) => json!(instant(value).unwrap().to_rfc3339()),
        ("JSON", value) => kept(value),
        (_, value) => value.clone(),
    }
}

/// Fails with the first field of the schema of which the resolver knows nothing.
pub(super) fn knows_every_field(known: &Known) {
    let scaffolding = [
        "Query",
        "EnumLabel",
        "Node",
        "PageInfo",
        "ProgrammeWarning",
        "StatedCarrier",
        "StatedModality",
        "StatedPartner",
        "StatedTarget",
        "AgendaProposal",
        "MeetingMinutes",
        "FundingYear",
        "FundingLine",
        "FunderYear",
        "FundingWarning",
    ];
    let is_scaffolding = |name: &str| {
        scaffolding.contains(&name)
            || worlds::COMPARED.contains(&name)
            || name.ends_with("Connection")
            || name.ends_with("Edge")
    };
    for type_name in known.schema.reachable().into_iter().filter(|name| !is_scaffolding(name)) {
        if let Some(of) = type_name.strip_suffix("Permissions") {
            for field in &known.schema.of(type_name).fields {
                assert!(action(of, &field.name).is_some(), "what {type_name}.{} is is not written down", field.name);
            }
            continue;
        }
        let row = known.all.of(table(type_name)).first().unwrap_or_else(|| panic!("there is no {type_name}"));
        for field in &known.schema.of(type_name).fields {
            let known = link(type_name, &field.name).is_some() || row.contains_key(&snake(&field.name));
            assert!(known, "what {type_name}.{} is is not written down in this test", field.name);
        }
    }
}

/// What requests can take of the schema: every field, every order both ways, every field of every filter.
pub(super) fn everything(schema: &Schema) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for name in schema.reachable().into_iter().filter(|name| *name != "Node") {
        all.extend(schema.of(name).fields.iter().map(|field| format!("{name}.{}", field.name)));
        if let Some(of) = name.strip_suffix("Connection") {
            for input in &schema.of(&format!("{of}Filter")).inputs {
                all.insert(format!("{of} with {}", input.name));
                let how = schema.of(&input.of.name).inputs.iter();
                all.extend(how.map(|how| format!("{of} with {} {}", input.name, how.name)));
            }
            let orders = &schema.of(&format!("{of}OrderField")).values;
            all.extend(orders.iter().flat_map(|order| ["ASC", "DESC"].map(|way| format!("{of} by {order} {way}"))));
        }
    }
    all
}
