//! A workbook of one sheet. Its rows go to a temporary file one after the other, and what they come to when they are
//! compressed is held in memory: a few bytes for each cell.

use chrono::{DateTime, NaiveDate, Utc};
use entity::rules::calendar;
use futures::stream::{self, BoxStream, StreamExt};
use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;
use tokio::sync::mpsc;

use super::rows::Page;
use super::{ExportError, Pieces, cell};
use crate::graphql::{Column, Encoding};

/// What Excel takes in a cell, in characters.
const LONGEST: usize = 32_767;

/// Pages that are read while one is written.
const AHEAD: usize = 2;

/// Writes pages one after the other, and then gives the whole.
pub(super) fn write(
    headings: Vec<String>,
    columns: Vec<Column>,
    mut pages: BoxStream<'static, Result<Page, ExportError>>,
    now: DateTime<Utc>,
) -> Pieces {
    let whole = async move {
        let (sender, receiver) = mpsc::channel(AHEAD);
        let writing = tokio::task::spawn_blocking(move || workbook(&headings, &columns, receiver, now));
        while let Some(page) = pages.next().await {
            if sender.send(page?).await.is_err() {
                break;
            }
        }
        drop(sender);
        writing.await.ok().and_then(Result::ok).ok_or(ExportError::Unwritten)
    };
    stream::once(whole).boxed()
}

fn workbook(
    headings: &[String],
    columns: &[Column],
    mut pages: mpsc::Receiver<Page>,
    now: DateTime<Utc>,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Otherwise the library asks the machine's clock.
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&now));
    let formats = Formats {
        heading: Format::new().set_bold(),
        day: Format::new().set_num_format("dd/mm/yyyy"),
        instant: Format::new().set_num_format("dd/mm/yyyy hh:mm"),
        money: Format::new().set_num_format("#,##0.00"),
    };
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, heading) in (0..).zip(headings) {
        sheet.set_column_width(column, 18)?;
        sheet.write_with_format(0, column, heading, &formats.heading)?;
    }
    let mut place = 1;
    while let Some(page) = pages.blocking_recv() {
        for row in page {
            for (column, (value, kind)) in (0..).zip(row.iter().zip(columns)) {
                put(sheet, (place, column), value, kind.encoding, &formats)?;
            }
            place += 1;
        }
    }
    workbook.save_to_buffer()
}

struct Formats {
    heading: Format,
    day: Format,
    instant: Format,
    money: Format,
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    encoding: Option<Encoding>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match (value, encoding) {
        (Value::Null, _) => {}
        (Value::Bool(flag), _) => {
            sheet.write_boolean(row, column, *flag)?;
        }
        (Value::Number(number), _) => {
            sheet.write_number(row, column, number.as_f64().unwrap_or_default())?;
        }
        (Value::String(text), Some(Encoding::Date)) if text.parse::<NaiveDate>().is_ok() => {
            let day: NaiveDate = text.parse().unwrap_or_default();
            sheet.write_datetime_with_format(row, column, day, &formats.day)?;
        }
        (Value::String(text), Some(Encoding::Instant)) if DateTime::parse_from_rfc3339(text).is_ok() => {
            let instant = DateTime::parse_from_rfc3339(text).unwrap_or_default();
            let local = instant.with_timezone(&calendar::ZONE).naive_local();
            sheet.write_datetime_with_format(row, column, local, &formats.instant)?;
        }
        (Value::String(text), Some(Encoding::Money)) if text.parse::<f64>().is_ok() => {
            sheet.write_number_with_format(row, column, text.parse().unwrap_or(0.0), &formats.money)?;
        }
        // Written as a text, it is one whatever it begins with.
        (Value::String(text), _) => {
            sheet.write_string(row, column, cut(text))?;
        }
        (other, _) => {
            sheet.write_string(row, column, cut(&cell::text(other, Some(Encoding::Name))))?;
        }
    }
    Ok(())
}

fn cut(text: &str) -> String {
    // Excel counts in UTF-16.
    let mut left = LONGEST;
    text.chars().take_while(|c| left.checked_sub(c.len_utf16()).inspect(|rest| left = *rest).is_some()).collect()
}
