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

/// An address for mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress(pub String);

/// An address for mail, such as `prenom.nom@example.fr`.
#[Scalar(
    name = "EmailAddress",
    specified_by_url = "https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address"
)]
impl ScalarType for EmailAddress {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) if is_address(&text) => Ok(Self(text)),
            Value::String(_) => Err(InputValueError::custom("not an address")),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(instant: chrono::DateTime<Utc>) -> Self {
        Self(instant)
    }
}

/// An amount of money, in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money(pub i64);

/// An amount of euros with its cents, such as `"1234.50"`: exact, so a text and never a float.
#[Scalar(name = "Money", specified_by_url = "https://www.w3.org/TR/xmlschema-2/#decimal")]
impl ScalarType for Money {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => cents(text).map(Self).ok_or_else(|| InputValueError::custom("not an amount")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        Value::String(format!("{sign}{}.{:02}", cents / 100, cents % 100))
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl serde::Serialize for DateTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339())
    }
}

impl serde::Serialize for Money {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

/// Whether a value is one of a scalar of ours; any value is one of a scalar that is not.
pub(crate) fn is_one(scalar: &str, text: Option<&str>) -> bool {
    let read: fn(&str) -> bool = match scalar {
        "Date" => |text| day(text).is_some(),
        "DateTime" => |text| instant(text).is_some(),
        "EmailAddress" => is_address,
        "Money" => |text| cents(text).is_some(),
        _ => return true,
    };
    text.is_some_and(read)
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

/// Reads an amount of euros that is not negative: cents, if any, are two digits.
fn cents(text: &str) -> Option<i64> {
    let (euros, cents) = text.split_once('.').unwrap_or((text, "00"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(euros) || !digits(cents) || cents.len() != 2 {
        return None;
    }
    euros.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents.parse().ok()?)
}

/// Whether a text has the shape of an address, as a browser's form asks for it.
fn is_address(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let local = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    text.len() <= 254
        && text
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && name.bytes().all(local) && host.split('.').all(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_euros_and_cents() {
        for (text, read) in [
            ("1234.50", Some(123_450)),
            ("0.07", Some(7)),
            ("12", Some(1_200)),
            ("92233720368547758.07", Some(i64::MAX)),
            ("92233720368547758.08", None),
            ("1.5", None),
            ("1.", None),
            (".50", None),
            ("-1.00", None),
            ("1e3", None),
            ("", None),
        ] {
            assert_eq!(cents(text), read, "{text}");
        }
        assert_eq!(Money(123_450).to_value(), Value::from("1234.50"));
        assert_eq!(Money(-7).to_value(), Value::from("-0.07"));
    }

    #[test]
    fn an_address_has_a_name_and_a_host() {
        for (text, is_one) in [
            ("prenom.nom@example.fr", true),
            ("a@b", true),
            ("a@b.", false),
            ("a@-b.fr", false),
            ("@example.fr", false),
            ("a@b@c.fr", false),
            ("a b@example.fr", false),
            ("Nom <a@example.fr>", false),
            ("é@example.fr", false),
        ] {
            assert_eq!(is_address(text), is_one, "{text}");
        }
    }
}
