//! The support of a programme's households: how many measures, how long, how many beyond the cap, how they ended.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ActiveEnum, ConnectionTrait, DbErr, Iterable};

use super::sql::{Words, nearest_rank, rows};
use crate::types::{ProgrammeId, SupportOutcome};

/// The support measures of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// Measures that have begun.
    pub measures: i64,
    /// Of these, the exceptions to the twelve months: those that an extension or a waiver has taken beyond their cap, or
    /// beyond the one that they share with the household's earlier measures.
    pub beyond_cap: i64,
    /// Of the measures that have begun, those that have been closed.
    pub closed: i64,
    /// How long those lasted that have been closed, in days, the day of the closing not among them: the median; absent
    /// without one.
    pub median_days: Option<i64>,
    /// The 90th percentile of the same.
    pub p90_days: Option<i64>,
    /// How those ended that have been closed: every outcome, none twice. They add up to `closed`.
    pub outcomes: Vec<(SupportOutcome, i64)>,
}

impl Default for Support {
    /// Those of a programme without any.
    fn default() -> Self {
        Self {
            measures: 0,
            beyond_cap: 0,
            closed: 0,
            median_days: None,
            p90_days: None,
            outcomes: SupportOutcome::iter().map(|outcome| (outcome, 0)).collect(),
        }
    }
}

/// The support measures of each programme that has one.
///
/// # Errors
/// The database's.
pub async fn support(
    db: &impl ConnectionTrait,
    programme_ids: &[&str],
    until: NaiveDate,
) -> Result<HashMap<ProgrammeId, Support>, DbErr> {
    let days = Words::of(db).days("start_on", "closed_on");
    let (median, p90) = (nearest_rank(50, "closed"), nearest_rank(90, "closed"));
    let outcomes: Vec<String> = SupportOutcome::iter()
        .map(|outcome| {
            let name = outcome.to_value();
            format!("count(closed_on) FILTER (WHERE outcome = '{name}') AS {}", name.to_lowercase())
        })
        .collect();
    let text = format!(
        "WITH measures AS (\
            SELECT h.programme_id, m.start_on, m.outcome, \
                CASE WHEN m.closed_on <= $1 THEN m.closed_on END AS closed_on, \
                (EXISTS (SELECT 1 FROM support_extension e WHERE e.support_measure_id = m.id \
                    AND e.end_on > coalesce(m.shared_cap_on, m.cap_on) AND e.decided_on <= $1) \
                OR coalesce((SELECT min(e.previous_end_on) FROM support_extension e WHERE e.support_measure_id = m.id), \
                    m.end_on) > m.shared_cap_on) AS beyond_cap \
            FROM support_measure m JOIN household h ON h.id = m.household_id \
            WHERE h.programme_id IN ({{ids}}) AND m.start_on <= $1), \
         lasting AS (SELECT measures.*, {days} AS days FROM measures), \
         ranked AS (\
            SELECT lasting.*, \
                row_number() OVER (PARTITION BY programme_id, days IS NULL ORDER BY days) AS place, \
                count(days) OVER (PARTITION BY programme_id) AS closed \
            FROM lasting) \
         SELECT programme_id, count(*) AS measures, count(*) FILTER (WHERE beyond_cap) AS beyond_cap, \
            count(closed_on) AS closed, \
            max(days) FILTER (WHERE place = {median}) AS median_days, \
            max(days) FILTER (WHERE place = {p90}) AS p90_days, {} \
         FROM ranked GROUP BY programme_id",
        outcomes.join(", ")
    );
    let read = rows(db, &text, programme_ids, until).await?;
    read.iter()
        .map(|row| {
            let outcomes = SupportOutcome::iter()
                .map(|outcome| Ok((outcome, row.try_get("", &outcome.to_value().to_lowercase())?)))
                .collect::<Result<_, DbErr>>()?;
            let support = Support {
                measures: row.try_get("", "measures")?,
                beyond_cap: row.try_get("", "beyond_cap")?,
                closed: row.try_get("", "closed")?,
                median_days: row.try_get("", "median_days")?,
                p90_days: row.try_get("", "p90_days")?,
                outcomes,
            };
            Ok((row.try_get("", "programme_id")?, support))
        })
        .collect()
}
