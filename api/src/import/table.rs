//! A table as a file has it: a line of headings, then lines of cells. Whatever it was written by, it is read within
//! bounds.

use std::io::Read;
use std::path::Path;

use chrono::NaiveDate;
use thiserror::Error;

use super::columns::Column;
use super::{csv_file, xlsx_file};

/// The largest file, in bytes.
pub(super) const LARGEST_FILE: u64 = 16 * 1024 * 1024;

/// The most lines, the headings' aside.
pub(super) const MOST_LINES: usize = 50_000;

/// The most columns.
pub(super) const MOST_COLUMNS: usize = 200;

/// Why a file cannot be read as a table of households.
#[derive(Debug, Error)]
pub enum TableError {
    /// The file cannot be opened or read.
    #[error("the file cannot be read: {0}")]
    Unreadable(std::io::Error),
    /// The file's name ends neither in `.csv` nor in `.xlsx`.
    #[error("a file to import is named .csv or .xlsx")]
    Kind,
    /// The file is too large.
    #[error("a file has {} MiB at most, an XLSX file {} MiB once it is unpacked", LARGEST_FILE >> 20, xlsx_file::LARGEST_UNPACKED >> 20)]
    TooLarge,
    /// The file is no workbook, or a broken one.
    #[error("the file is no XLSX workbook that can be read: {0}")]
    Broken(&'static str),
    /// The file has no line at all.
    #[error("the file is empty")]
    Empty,
    /// There are too many lines or columns.
    #[error("a file has {MOST_LINES} lines and {MOST_COLUMNS} columns at most")]
    TooMany,
    /// A column that is needed is not there.
    #[error("the first line names no column for {}", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// Two columns have headings that mean the same.
    #[error("two columns are for {0}")]
    Twice(&'static str),
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Nothing.
    Empty,
    /// A text, without the spaces around it.
    Text(String),
    /// A number of a workbook.
    Number(f64),
    /// A day of a workbook.
    Day(NaiveDate),
    /// Yes or no, of a workbook.
    Flag(bool),
    /// What cannot be read, such as `#REF!`.
    Unreadable,
}

impl Cell {
    pub(super) fn text(text: &str) -> Self {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

/// A line of cells.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Its number in the file, from 1: where it begins, as an editor or Excel counts.
    pub(super) number: u64,
    /// Its cells.
    pub(super) cells: Vec<Cell>,
}

/// A table of households.
#[derive(Debug)]
pub(super) struct Table {
    /// What each column is for; none of those that are for nothing.
    pub(super) columns: Vec<Option<Column>>,
    /// The headings, as the file has them.
    pub(super) headings: Vec<String>,
    /// The lines, but for blank ones.
    pub(super) lines: Vec<Line>,
}

/// Reads a file.
pub(super) fn read(path: &Path) -> Result<Table, TableError> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(TableError::Unreadable)?;
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(TableError::Unreadable)?;
    let kind = path.extension().and_then(|kind| kind.to_str()).map(str::to_ascii_lowercase);
    of_bytes(kind.as_deref(), bytes)
}

/// Reads what is in a file of a kind.
pub(super) fn of_bytes(kind: Option<&str>, bytes: Vec<u8>) -> Result<Table, TableError> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST_FILE {
        return Err(TableError::TooLarge);
    }
    let lines = match kind {
        Some("csv") => csv_file::lines(&bytes)?,
        Some("xlsx") => xlsx_file::lines(bytes)?,
        _ => return Err(TableError::Kind),
    };
    table(lines)
}

fn table(lines: Vec<Line>) -> Result<Table, TableError> {
    let mut lines = lines.into_iter().filter(|line| line.cells.iter().any(|cell| *cell != Cell::Empty));
    let first = lines.next().ok_or(TableError::Empty)?;
    let headings: Vec<String> =
        first.cells.into_iter().map(|cell| if let Cell::Text(text) = cell { text } else { String::new() }).collect();
    let columns: Vec<Option<Column>> = headings.iter().map(|heading| Column::named(heading)).collect();
    for column in Column::ALL {
        if columns.iter().filter(|named| **named == Some(column)).count() > 1 {
            return Err(TableError::Twice(column.name()));
        }
    }
    let missing: Vec<_> = Column::NEEDED.into_iter().filter(|column| !columns.contains(&Some(*column))).collect();
    if !missing.is_empty() {
        return Err(TableError::Missing(missing.into_iter().map(Column::name).collect()));
    }
    Ok(Table { columns, headings, lines: lines.collect() })
}
