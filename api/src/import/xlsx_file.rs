//! An XLSX file: the first sheet of the workbook. Of a formula, what it came to when the file was saved.
//!
//! A workbook is an archive, of which a few kilobytes may unpack to gigabytes: it is unpacked once to be weighed, and
//! its cells are read one after the other, never as the rectangle that they say they fill.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};
use zip::ZipArchive;

use super::table::{Cell, Line, MOST_COLUMNS, MOST_LINES, TableError};

/// The most that a workbook may unpack to, in bytes.
pub(super) const LARGEST_UNPACKED: u64 = 192 * 1024 * 1024;

/// The most files that a workbook is made of.
const MOST_PARTS: usize = 1_000;

/// The lines of a workbook's first sheet.
pub(super) fn lines(bytes: Vec<u8>) -> Result<Vec<Line>, TableError> {
    weigh(&bytes)?;
    // What is broken in a way that its reader does not expect is told like what is broken in a way that it does.
    std::panic::catch_unwind(|| read(bytes)).unwrap_or(Err(TableError::Broken("its reader failed")))
}

fn weigh(bytes: &[u8]) -> Result<(), TableError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| TableError::Broken("it is no archive"))?;
    if archive.len() > MOST_PARTS {
        return Err(TableError::TooLarge);
    }
    let mut left = LARGEST_UNPACKED;
    for part in 0..archive.len() {
        let part = archive.by_index(part).map_err(|_| TableError::Broken("a part of the archive"))?;
        // What a part says of its length may be wrong.
        let weight = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        let weight = weight.map_err(|_| TableError::Broken("a part of the archive"))?;
        left = left.checked_sub(weight).ok_or(TableError::TooLarge)?;
    }
    Ok(())
}

fn read(bytes: Vec<u8>) -> Result<Vec<Line>, TableError> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|_| TableError::Broken("the workbook"))?;
    let sheet = workbook.sheet_names().first().cloned().ok_or(TableError::Empty)?;
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(|_| TableError::Broken("the sheet"))?;
    let mut lines: Vec<Line> = Vec::new();
    loop {
        let cell = cells.next_cell().map_err(|_| TableError::Broken("a cell"))?;
        let Some(cell) = cell else { break };
        let (row, column) = cell.get_position();
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let value = value(cell.get_value());
        if value == Cell::Empty {
            continue;
        }
        if column >= MOST_COLUMNS || lines.len() > MOST_LINES {
            return Err(TableError::TooMany);
        }
        let number = u64::from(row) + 1;
        if lines.last().is_none_or(|last| last.number != number) {
            lines.push(Line { number, cells: Vec::new() });
        }
        if let Some(line) = lines.last_mut() {
            if line.cells.len() <= column {
                line.cells.resize(column + 1, Cell::Empty);
            }
            line.cells[column] = value;
        }
    }
    // Empty cells at the end are not written in a sheet.
    let width = lines.iter().map(|line| line.cells.len()).max().unwrap_or_default();
    for line in &mut lines {
        line.cells.resize(width, Cell::Empty);
    }
    Ok(lines)
}

fn value(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Bool(flag) => Cell::Flag(*flag),
        #[expect(clippy::cast_precision_loss, reason = "a workbook holds floating-point numbers")]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            moment.as_datetime().map_or(Cell::Unreadable, |moment| Cell::Day(moment.date()))
        }
        DataRef::DateTimeIso(text) => Cell::text(text.split('T').next().unwrap_or_default()),
        DataRef::DateTime(_) | DataRef::DurationIso(_) | DataRef::Error(_) => Cell::Unreadable,
    }
}
