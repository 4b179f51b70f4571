//! A CSV file: between semicolons, as a French Excel writes it, commas or tabs; in UTF-8, in UTF-16 if it says so, or
//! else in Windows-1252, the other thing that a French Excel writes.

use csv::{ReaderBuilder, Trim};
use encoding_rs::{Encoding, WINDOWS_1252};

use super::columns::Column;
use super::table::{Cell, Line, MOST_COLUMNS, MOST_LINES, TableError};
use crate::export::unmarked;

/// The lines of a file.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<Line>, TableError> {
    let text = decoded(bytes);
    // Only a heading decides: cells of a French file are full of commas.
    let separator =
        [b';', b',', b'\t'].into_iter().max_by_key(|separator| (known(&text, *separator), *separator == b';'));
    let mut reader = reader(&text, separator.unwrap_or(b';'));
    let mut lines = Vec::new();
    let mut place = Place { text: &text, byte: 0, line: 1 };
    for record in reader.records() {
        // A text in memory that is UTF-8 has no other fault than what `flexible` allows.
        let Ok(record) = record else { return Err(TableError::Broken("a line")) };
        if record.len() > MOST_COLUMNS || lines.len() > MOST_LINES {
            return Err(TableError::TooMany);
        }
        let number = place.line_of(record.position().map_or(0, csv::Position::byte));
        lines.push(Line { number, cells: record.iter().map(|cell| Cell::text(unmarked(cell))).collect() });
    }
    Ok(lines)
}

/// A place in a text, and the line that it is on, as an editor counts: the library counts a line that ends in CRLF
/// when it has read the next.
struct Place<'t> {
    text: &'t str,
    byte: usize,
    line: u64,
}

impl Place<'_> {
    /// The line on which a record stands that begins there, or after blank lines; further on than the last one.
    fn line_of(&mut self, byte: u64) -> u64 {
        let bytes = self.text.as_bytes();
        let is_end = |byte: usize| matches!(bytes.get(byte), Some(b'\r' | b'\n'));
        let begin = usize::try_from(byte).unwrap_or(usize::MAX);
        while self.byte < begin.min(bytes.len()) || is_end(self.byte) {
            let half = bytes[self.byte] == b'\r' && bytes.get(self.byte + 1) == Some(&b'\n');
            self.line += u64::from(is_end(self.byte) && !half);
            self.byte += 1;
        }
        self.line
    }
}

fn decoded(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    match Encoding::for_bom(bytes) {
        Some((encoding, length)) => encoding.decode_without_bom_handling(&bytes[length..]).0,
        None => match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
        },
    }
}

/// How many headings are known, if this is what stands between them.
fn known(text: &str, separator: u8) -> usize {
    let first = reader(text, separator).records().next().and_then(Result::ok);
    first.map_or(0, |record| record.iter().filter(|heading| Column::named(heading).is_some()).count())
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::None)
        .from_reader(text.as_bytes())
}
