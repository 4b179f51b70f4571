//! Scalars of the schema. What is read is a date or an instant of the years 1 to 9999, the only ones that
//! both databases keep and compare alike.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{Datelike, NaiveDate, Utc};

/// The years that are read.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// A civil date in Paris.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

/// A day of the civil calendar in Paris, such as `2026-03-02`.
#[Scalar(name = "Date", specified_by_url = "https://scalars.graphql.org/andimarek/local-date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => day(text).map(Self).ok_or_else(|| InputValueError::custom("not a date")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl From<NaiveDate> for Date {
    fn from(day: NaiveDate) -> Self {
        Self(day)
    }
}

/// An instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// An instant with its offset, such as `2026-03-02T14:00:00+01:00`; answered in UTC.
#[Scalar(name = "DateTime", specified_by_url = "https://datatracker.ietf.org/doc/html/rfc3339")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => instant(text).map(Self).ok_or_else(|| InputValueError::custom("not an instant")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339())
    }
}

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(instant: chrono::DateTime<Utc>) -> Self {
        Self(instant)
    }
}

/// Reads a day: four digits for the year, two for the month, two for the day.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let digits = text.bytes().enumerate().all(|(at, byte)| byte.is_ascii_digit() != matches!(at, 4 | 7));
    let day: NaiveDate = text.parse().ok()?;
    (text.len() == 10 && digits && YEARS.contains(&day.year())).then_some(day)
}

/// Reads an instant, with an offset.
pub(crate) fn instant(text: &str) -> Option<chrono::DateTime<Utc>> {
    let instant = chrono::DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    YEARS.contains(&instant.year()).then_some(instant)
}
