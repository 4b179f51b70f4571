//! Every row of every table, in memory, as the database gives it.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use entity::model::{
    agenda_item, agreement_objective, agreement_signature, allocation_decision, autonomy_obstacle, dwelling, event,
    exam_period, funding_entry, funding_share, funding_share_modality, household, household_member, lease_review,
    meeting, meeting_minutes, meeting_participant, meeting_series, organisation, programme, programme_carrier,
    programme_modality, programme_partner, programme_version, progress_review, recommended_axis, reminder,
    reminder_attempt, social_diagnosis, staff, step_waiver, support_axis, support_extension, support_extension_request,
    support_intensity_period, support_interview, support_measure, support_objective, support_objective_progress,
    support_suspension, tenancy, tripartite_agreement, unit_rate, yearly_target,
};
use entity::policy::{Viewer, scope};
use sea_orm::{Condition, DatabaseConnection, EntityTrait, FromQueryResult, JsonValue, QueryFilter, Statement};
use serde_json::{Map, Value};

use super::links::{snake, table};
use super::schema::Schema;

/// A row: its columns by their names.
pub(super) type Row = Map<String, Value>;

/// Rows by their tables.
pub(super) struct Rows(BTreeMap<&'static str, Vec<Row>>);

/// Reads tables, each as far as a condition goes.
macro_rules! read {
    ($db:expr, $($table:ident: $condition:expr,)*) => {{
        let mut tables = BTreeMap::new();
        $(
            let rows = $table::Entity::find().filter($condition).into_json().all($db).await.unwrap();
            tables.insert(stringify!($table), rows.into_iter().map(row).collect());
        )*
        Rows(tables)
    }};
}

impl Rows {
    /// All there are.
    pub(super) async fn all(db: &DatabaseConnection) -> Self {
        let all = Condition::all;
        read! { db,
            step_waiver: all(), progress_review: all(), agreement_objective: all(), agreement_signature: all(), tripartite_agreement: all(),
            agenda_item: all(), allocation_decision: all(), autonomy_obstacle: all(), recommended_axis: all(), social_diagnosis: all(),
            dwelling: all(), event: all(), exam_period: all(), funding_entry: all(), funding_share: all(), funding_share_modality: all(), household: all(),
            household_member: all(), lease_review: all(), meeting: all(), meeting_minutes: all(), meeting_participant: all(), meeting_series: all(),
            organisation: all(), programme: all(), programme_carrier: all(), programme_modality: all(),
            programme_partner: all(), programme_version: all(), yearly_target: all(),
            reminder: all(), reminder_attempt: all(), staff: all(), support_axis: all(), support_extension: all(), support_extension_request: all(), support_intensity_period: all(),
            support_measure: all(), support_objective: all(), support_objective_progress: all(), support_suspension: all(), support_interview: all(), tenancy: all(), unit_rate: all(),
        }
    }

    /// Those that exist for a viewer.
    pub(super) async fn seen(db: &DatabaseConnection, viewer: &Viewer) -> Self {
        let all = Condition::all;
        read! { db,
            agenda_item: scope::agenda_items(viewer), dwelling: scope::dwellings(viewer), event: scope::events(viewer),
            exam_period: scope::exam_periods(viewer),
            funding_entry: all(), funding_share: all(), funding_share_modality: all(),
            household: scope::households(viewer),
            household_member: scope::household_members(viewer), lease_review: scope::lease_reviews(viewer),
            meeting_series: scope::meeting_series(viewer),
            meeting: scope::meetings(viewer), meeting_participant: scope::meeting_participants(viewer),
            organisation: all(), programme: all(), programme_carrier: all(), programme_modality: all(),
            programme_partner: all(), programme_version: all(), yearly_target: all(),
            reminder: scope::reminders(viewer), reminder_attempt: scope::reminder_attempts(viewer), staff: all(),
            step_waiver: scope::step_waivers(viewer),
            progress_review: scope::progress_reviews(viewer), tripartite_agreement: scope::tripartite_agreements(viewer),
            agreement_objective: scope::agreement_objectives(viewer),
            agreement_signature: scope::agreement_signatures(viewer),
            allocation_decision: scope::allocation_decisions(viewer), social_diagnosis: scope::social_diagnoses(viewer),
            support_axis: all(), support_extension: scope::support_extensions(viewer),
            support_extension_request: scope::support_extension_requests(viewer),
            support_intensity_period: scope::support_intensity_periods(viewer),
            support_measure: scope::support_measures(viewer), support_objective: scope::support_objectives(viewer),
            support_objective_progress: scope::support_objective_progress(viewer),
            support_suspension: scope::support_suspensions(viewer),
            support_interview: scope::support_interviews(viewer),
            tenancy: scope::tenancies(viewer), unit_rate: all(),
        }
    }

    /// The households whose file a viewer opens, and the tenancies of which they may know the dwelling.
    pub(super) async fn opened(db: &DatabaseConnection, viewer: &Viewer) -> Self {
        read! { db, household: scope::files(viewer), tenancy: scope::located_tenancies(viewer), }
    }

    /// The rows of a table.
    pub(super) fn of(&self, table: &str) -> &[Row] {
        &self.0[table]
    }

    /// The row with an identifier.
    pub(super) fn find(&self, table: &str, id: &Value) -> Option<&Row> {
        self.of(table).iter().find(|row| row["id"] == *id)
    }

    /// The texts of a column, nulls excepted.
    pub(super) fn texts(&self, table: &str, column: &str) -> Vec<&str> {
        self.of(table).iter().filter_map(|row| row[column].as_str()).collect()
    }
}

fn row(value: JsonValue) -> Row {
    let JsonValue::Object(row) = value else { panic!("{value} is no row") };
    row
}

/// The instant that a column holds.
pub(super) fn instant(value: &Value) -> Option<DateTime<Utc>> {
    value.as_str().map(|text| DateTime::parse_from_rfc3339(text).unwrap().to_utc())
}

/// Whether a flag is up: SQLite keeps flags as numbers.
pub(super) fn flag(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.as_i64().map(|number| number != 0))
}

/// In which order the database puts texts: that is its language's business, not the resolver's.
pub(super) struct Collation(HashMap<(String, String), Vec<String>>);

impl Collation {
    /// Asks the database to sort every text that a list may be sorted by.
    pub(super) async fn ask(db: &DatabaseConnection, rows: &Rows, schema: &Schema) -> Self {
        let mut sorted = HashMap::new();
        for name in schema.reachable() {
            let Some(of) = name.strip_suffix("Connection") else { continue };
            for order in &schema.of(&format!("{of}OrderField")).values {
                let (table, column) = (table(of), snake(&order.to_lowercase()));
                if rows.of(table).first().is_some_and(|row| row.get(&column).is_some_and(Value::is_string)) {
                    let sql = format!("SELECT DISTINCT {column} AS text FROM {table} ORDER BY 1");
                    let statement = Statement::from_string(db.get_database_backend(), sql);
                    let found = JsonValue::find_by_statement(statement).all(db).await.unwrap();
                    let texts = found.into_iter().filter_map(|row| row["text"].as_str().map(str::to_owned));
                    sorted.insert((table.to_owned(), column), texts.collect());
                }
            }
        }
        Self(sorted)
    }

    /// The place of a text among those of its column.
    pub(super) fn place(&self, table: &str, column: &str, text: &str) -> usize {
        let texts = &self.0[&(table.to_owned(), column.to_owned())];
        texts.iter().position(|known| known == text).unwrap()
    }
}
