//! What was aimed at in each year of a programme's commitment, and what was reached in it.
//!
//! A year is that of the commitment ([`crate::rules::funding::programme_year`]), not that of the calendar. What came
//! before the first or after the last counts in none.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};

use super::path::path;
use super::sql::{Words, rows};
use crate::rules::programme_form::COMMITMENT_YEARS;
use crate::types::ProgrammeId;

/// A year of the commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearReached {
    /// Its number, from 1.
    pub year: i64,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Households to be newly supported in it; absent where none is stated.
    pub household_target: Option<i64>,
    /// Dwellings to be newly mobilised in it; absent where none is stated.
    pub dwelling_target: Option<i64>,
    /// Households whose first tenancy began in it.
    pub housed: i64,
    /// Households whose first support measure began in it.
    pub supported: i64,
    /// Dwellings into which a household of the programme moved in it for the first time.
    pub places: i64,
}

/// The years of each programme, in their order.
///
/// # Errors
/// The database's.
pub async fn years(
    db: &impl ConnectionTrait,
    programme_ids: &[&str],
    until: NaiveDate,
) -> Result<HashMap<ProgrammeId, Vec<YearReached>>, DbErr> {
    let words = Words::of(db);
    let numbers = COMMITMENT_YEARS.map(|number| format!("SELECT {number} AS number")).collect::<Vec<_>>();
    let (starts_on, next_on) =
        (words.years_later("p.starts_on", "number - 1"), words.years_later("p.starts_on", "number"));
    let reached = |of: &str, day: &str| {
        format!(
            "(SELECT count(*) FROM {of} WHERE {of}.programme_id = years.programme_id \
                AND {day} >= years.starts_on AND {day} < years.next_on AND {day} <= $1)"
        )
    };
    let text = format!(
        "{}, places AS (\
            SELECT path.programme_id, min(t.start_on) AS mobilised_on \
            FROM path JOIN tenancy t ON t.household_id = path.household_id GROUP BY path.programme_id, t.dwelling_id), \
         years AS (\
            SELECT p.id AS programme_id, number, {starts_on} AS starts_on, {next_on} AS next_on \
            FROM programme p JOIN ({}) numbers ON number <= p.commitment_years WHERE p.id IN ({{ids}})) \
         SELECT years.programme_id, CAST(number AS bigint) AS year, years.starts_on, \
            CAST(target.households AS bigint) AS household_target, CAST(target.dwellings AS bigint) AS dwelling_target, \
            {} AS housed, {} AS supported, {} AS places \
         FROM years LEFT JOIN yearly_target target \
            ON target.programme_id = years.programme_id AND target.year = years.number \
         ORDER BY years.programme_id, number",
        path(words),
        numbers.join(" UNION ALL "),
        reached("path", "housed_on"),
        reached("path", "supported_on"),
        reached("places", "mobilised_on"),
    );
    let mut found: HashMap<ProgrammeId, Vec<YearReached>> = HashMap::new();
    for row in rows(db, &text, programme_ids, until).await? {
        found.entry(row.try_get("", "programme_id")?).or_default().push(YearReached {
            year: row.try_get("", "year")?,
            starts_on: row.try_get("", "starts_on")?,
            household_target: row.try_get("", "household_target")?,
            dwelling_target: row.try_get("", "dwelling_target")?,
            housed: row.try_get("", "housed")?,
            supported: row.try_get("", "supported")?,
            places: row.try_get("", "places")?,
        });
    }
    Ok(found)
}
