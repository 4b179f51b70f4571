//! Many households like the ones that are there, each with all that belongs to it: written behind the
//! product's back, since the acts of the work would take minutes.

use entity::model::{
    agenda_item, agreement_objective, agreement_signature, allocation_decision, autonomy_obstacle, dwelling,
    exam_period, household, household_member, lease_review, meeting, meeting_minutes, meeting_participant,
    meeting_series, progress_review, recommended_axis, reminder, reminder_attempt, social_diagnosis, step_waiver,
    support_axis, support_extension, support_extension_request, support_intensity_period, support_interview,
    support_measure, support_objective, support_objective_progress, support_suspension, tenancy, tripartite_agreement,
};
use sea_orm::{EntityTrait, IdenStatic, Iterable};

use crate::world::World;

/// What distinguishes a copy: identifiers and other texts that are nobody else's, and identifiers of what is
/// copied too.
type Own = [&'static str];

impl World {
    /// Adds so many copies of every household and of what belongs to it: fewer than 90 000, and only once.
    pub async fn multiply(&self, copies: usize) {
        self.copy::<household::Entity>(copies, &["id", "reference", "national_request_number"], &[]).await;
        self.copy::<household_member::Entity>(copies, &["id", "household_id"], &[]).await;
        self.copy::<dwelling::Entity>(copies, &["id", "reference"], &[]).await;
        // A measure and its last extension point to each other: the measure comes first, without it.
        let without_extension = [("current_extension_id", "NULL"), ("end_on", "cap_on")];
        self.copy::<support_measure::Entity>(copies, &["id", "household_id"], &without_extension).await;
        self.copy::<support_extension::Entity>(copies, &["id", "support_measure_id"], &[]).await;
        self.sql(
            "UPDATE support_measure SET current_extension_id = extension.id, end_on = extension.end_on
             FROM support_extension extension
             WHERE extension.support_measure_id = support_measure.id AND current_extension_id IS NULL",
        )
        .await;
        self.copy::<support_axis::Entity>(copies, &["support_measure_id"], &[]).await;
        self.copy::<support_objective::Entity>(copies, &["id", "support_measure_id"], &[]).await;
        self.copy::<support_interview::Entity>(copies, &["id", "support_measure_id"], &[]).await;
        self.copy::<support_suspension::Entity>(copies, &["id", "support_measure_id"], &[]).await;
        self.copy::<support_objective_progress::Entity>(copies, &["id", "support_objective_id"], &[]).await;
        let of_measure = ["id", "support_measure_id", "support_extension_id"];
        self.copy::<support_extension_request::Entity>(copies, &of_measure, &[]).await;
        self.copy::<support_intensity_period::Entity>(copies, &["id", "support_measure_id"], &[]).await;
        self.copy::<tenancy::Entity>(copies, &["id", "household_id", "dwelling_id"], &[]).await;
        self.copy::<exam_period::Entity>(copies, &["id", "tenancy_id"], &[]).await;
        self.copy::<lease_review::Entity>(copies, &["id", "tenancy_id"], &[]).await;
        self.copy::<meeting_series::Entity>(copies, &["id"], &[]).await;
        self.copy::<meeting::Entity>(copies, &["id", "series_id"], &[]).await;
        self.copy::<meeting_participant::Entity>(copies, &["meeting_id"], &[]).await;
        self.copy::<agenda_item::Entity>(copies, &["id", "meeting_id", "household_id"], &[]).await;
        self.copy::<step_waiver::Entity>(copies, &["id", "household_id", "used_for_id"], &[]).await;
        self.copy::<social_diagnosis::Entity>(copies, &["id", "household_id", "agenda_item_id"], &[]).await;
        self.copy::<autonomy_obstacle::Entity>(copies, &["social_diagnosis_id"], &[]).await;
        self.copy::<recommended_axis::Entity>(copies, &["social_diagnosis_id"], &[]).await;
        self.copy::<allocation_decision::Entity>(copies, &["id", "household_id", "dwelling_id"], &[]).await;
        self.copy::<tripartite_agreement::Entity>(copies, &["id", "household_id", "amends_id"], &[]).await;
        self.copy::<agreement_objective::Entity>(copies, &["id", "tripartite_agreement_id"], &[]).await;
        self.copy::<agreement_signature::Entity>(copies, &["tripartite_agreement_id"], &[]).await;
        self.copy::<meeting_minutes::Entity>(copies, &["meeting_id"], &[]).await;
        self.copy::<progress_review::Entity>(copies, &["id", "support_measure_id", "agenda_item_id"], &[]).await;
        self.copy::<reminder::Entity>(copies, &["id", "subject_id", "household_id"], &[]).await;
        self.copy::<reminder_attempt::Entity>(copies, &["reminder_id"], &[]).await;
        // What happened to what is not copied happened once.
        self.sql(&format!(
            "{} INSERT INTO event (kind, occurred_at, actor_id, programme_id, household_id, meeting_id, subject_id, changes)
             SELECT kind, occurred_at, actor_id, programme_id, {}, {}, {}, changes FROM event, series
             WHERE household_id IS NOT NULL OR meeting_id IS NOT NULL",
            series(copies),
            copied("household_id"),
            copied("meeting_id"),
            copied("subject_id"),
        ))
        .await;
    }

    /// Copies the rows of a table, with other values in its own columns and in those that `but` names.
    async fn copy<E: EntityTrait>(&self, copies: usize, own: &Own, but: &[(&str, &str)])
    where
        E::Column: Iterable,
    {
        let columns: Vec<&str> = E::Column::iter().map(|column| column.as_str()).collect();
        let values = columns.iter().map(|column| match but.iter().find(|(name, _)| name == column) {
            Some((_, value)) => (*value).to_owned(),
            None if own.contains(column) => copied(column),
            None => (*column).to_owned(),
        });
        let values: Vec<String> = values.collect();
        let table = E::default().table_name().to_owned();
        self.sql(&format!(
            "{} INSERT INTO {table} ({}) SELECT {} FROM {table}, series",
            series(copies),
            columns.join(", "),
            values.join(", ")
        ))
        .await;
    }
}

fn series(copies: usize) -> String {
    format!("WITH RECURSIVE series (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {copies})")
}

/// A copy's value. The last five letters of an identifier are its number, which keeps it one.
fn copied(column: &str) -> String {
    if column == "id" || column.ends_with("_id") {
        format!("substr({column}, 1, length({column}) - 5) || CAST(10000 + n AS text)")
    } else {
        format!("{column} || '-' || CAST(n AS text)")
    }
}
