//! A CSV file as Excel opens it in France: UTF-8 that says so, semicolons, lines that end as RFC 4180 has them. Every
//! value stands between quotation marks, whatever it holds: what reads the file need not guess where one ends, nor take
//! a text for a number because it has none.

use csv::{QuoteStyle, Terminator, WriterBuilder};
use futures::stream::{self, BoxStream, StreamExt};

use super::rows::Page;
use super::{ExportError, Pieces, cell};
use crate::graphql::Column;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes pages one after the other.
pub(super) fn write(
    headings: Vec<String>,
    columns: Vec<Column>,
    pages: BoxStream<'static, Result<Page, ExportError>>,
) -> Pieces {
    let first = lines([headings]).map(|line| [BYTE_ORDER_MARK, &line].concat());
    let rest = pages.map(move |page| {
        lines(page?.iter().map(|row| {
            let cells = row.iter().zip(&columns);
            cells.map(|(value, column)| cell::text(value, column.encoding)).collect::<Vec<_>>()
        }))
    });
    stream::iter([first]).chain(rest).boxed()
}

pub(super) fn lines(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, ExportError> {
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Always)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(|_| ExportError::Unwritten)?;
    }
    writer.into_inner().map_err(|_| ExportError::Unwritten)
}
