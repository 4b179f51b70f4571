//! Numbers as people write them in a file: amounts and percentages as decimal texts, never as floating-point numbers, and
//! days as TOML has them.

use std::fmt;

use chrono::NaiveDate;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use toml::value::Datetime;

/// An amount in euros, kept in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Euros(pub(crate) i64);

/// A percentage, kept in hundredths of a per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Percent(pub(crate) i32);

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day(pub(crate) NaiveDate);

/// A decimal number of two places at most, in hundredths: `1250`, `1250.5` and `1250.50` are 125 000, 125 050 and 125 050.
fn hundredths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
    let digits = |text: &str, most: usize| {
        let fits = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| text.parse::<i64>().ok()).flatten()
    };
    let part = match part {
        None => 0,
        Some(part) if part.len() == 1 => digits(part, 1)? * 10,
        Some(part) => digits(part, 2)?,
    };
    Some(digits(whole, 12)? * 100 + part)
}

/// What reads a decimal text.
struct Decimal(&'static str);

impl Visitor<'_> for Decimal {
    type Value = i64;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<i64, E> {
        hundredths(text).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }
}

impl<'de> Deserialize<'de> for Euros {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Decimal("an amount in euros between quotes, such as \"1250.00\"")).map(Self)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "a percentage between quotes, such as \"71\" or \"7.25\"";
        let read = deserializer.deserialize_str(Decimal(expected))?;
        i32::try_from(read).map(Self).map_err(|_| D::Error::custom(format!("too large, expected {expected}")))
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Datetime::deserialize(deserializer)?;
        let day = match (read.date, read.time, read.offset) {
            (Some(date), None, None) => {
                NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
            }
            _ => None,
        };
        day.map(Self).ok_or_else(|| D::Error::custom("expected a day without quotes, such as 2026-01-31"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_read_to_the_hundredth() {
        for (text, read) in [
            ("1250", Some(125_000)),
            ("1250.5", Some(125_050)),
            ("1250.05", Some(125_005)),
            ("0", Some(0)),
            ("0.10", Some(10)),
            ("999999999999.99", Some(99_999_999_999_999)),
            ("", None),
            (".5", None),
            ("1.", None),
            ("1.234", None),
            ("1,5", None),
            ("-1", None),
            ("+1", None),
            ("1e3", None),
            ("1 250", None),
            ("1_250", None),
            ("٣", None),
            ("1250 €", None),
            ("9999999999999", None),
        ] {
            assert_eq!(hundredths(text), read, "{text:?}");
        }
    }
}
