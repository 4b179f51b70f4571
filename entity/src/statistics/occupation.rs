//! How the places of a programme are occupied. Places and households are two counts: a dwelling can serve several
//! households one after the other, and a household can move from one to another.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};

use super::sql::rows;
use crate::types::ProgrammeId;

/// How the places of a programme are occupied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Occupation {
    /// Dwellings to be mobilised, as the form states them.
    pub dwelling_target: i64,
    /// Households to be housed and supported, as the form states them.
    pub household_target: i64,
    /// Dwellings in which a household of the programme lives or has lived: the places that there are.
    pub places: i64,
    /// Of these, those in which one lives. Of a tenancy the last day counts.
    pub occupied: i64,
    /// Households that have been housed.
    pub households: i64,
    /// Of these, those that are. Of a tenancy the last day counts.
    pub households_now: i64,
}

/// How the places of each programme are occupied.
///
/// # Errors
/// The database's.
pub async fn occupation(
    db: &impl ConnectionTrait,
    programme_ids: &[&str],
    until: NaiveDate,
) -> Result<HashMap<ProgrammeId, Occupation>, DbErr> {
    let open = "FILTER (WHERE t.end_on IS NULL OR t.end_on >= $1)";
    let text = format!(
        "SELECT p.id AS programme_id, CAST(p.dwelling_target AS bigint) AS dwelling_target, \
            CAST(p.household_target AS bigint) AS household_target, \
            count(DISTINCT t.dwelling_id) AS places, count(DISTINCT t.dwelling_id) {open} AS occupied, \
            count(DISTINCT t.household_id) AS households, count(DISTINCT t.household_id) {open} AS households_now \
         FROM programme p \
         LEFT JOIN household h ON h.programme_id = p.id AND h.registered_on <= $1 \
         LEFT JOIN tenancy t ON t.household_id = h.id AND t.start_on <= $1 \
         WHERE p.id IN ({{ids}}) GROUP BY p.id"
    );
    let read = rows(db, &text, programme_ids, until).await?;
    read.iter()
        .map(|row| {
            let occupation = Occupation {
                dwelling_target: row.try_get("", "dwelling_target")?,
                household_target: row.try_get("", "household_target")?,
                places: row.try_get("", "places")?,
                occupied: row.try_get("", "occupied")?,
                households: row.try_get("", "households")?,
                households_now: row.try_get("", "households_now")?,
            };
            Ok((row.try_get("", "programme_id")?, occupation))
        })
        .collect()
}
