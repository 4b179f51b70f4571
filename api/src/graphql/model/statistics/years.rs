//! What was aimed at in each year and what was reached, in the schema.

use async_graphql::SimpleObject;
use entity::statistics::YearReached;

use crate::graphql::scalars::Date;

/// A year of a programme's commitment: what was aimed at in it (`YearlyTarget`), and what was reached. What came before
/// the first year or after the last counts in none.
#[derive(SimpleObject, serde::Serialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct YearFigures {
    /// The year, from 1.
    year: i64,
    /// Its first day.
    starts_on: Date,
    /// Households to be newly supported in it; absent where none is stated.
    household_target: Option<i64>,
    /// Households whose first support measure began in it: what `householdTarget` is to be held against.
    households_supported: i64,
    /// Households whose first tenancy began in it.
    households_housed: i64,
    /// Dwellings to be newly mobilised in it; absent where none is stated.
    dwelling_target: Option<i64>,
    /// Dwellings into which a household of the programme moved in it for the first time: what `dwellingTarget` is to be
    /// held against.
    places: i64,
}

impl From<YearReached> for YearFigures {
    fn from(reached: YearReached) -> Self {
        Self {
            year: reached.year,
            starts_on: Date(reached.starts_on),
            household_target: reached.household_target,
            households_supported: reached.supported,
            households_housed: reached.housed,
            dwelling_target: reached.dwelling_target,
            places: reached.places,
        }
    }
}
