//! Scalars of the schema that the library does not name as we do.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A civil date in Paris.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Date(pub NaiveDate);

async_graphql::scalar!(
    Date,
    "Date",
    "A day of the civil calendar in Paris, such as `2026-03-02`.",
    "https://scalars.graphql.org/andimarek/local-date"
);

impl From<NaiveDate> for Date {
    fn from(day: NaiveDate) -> Self {
        Self(day)
    }
}
