//! `passerelle record`: a file of organisations, staff, a programme with what it costs and who bears it, and dwellings, by
//! which an empty database is filled, and a filled one added to. The whole file is read and tried first; every entry that
//! will not do is named with its reason; all are recorded, or none.
//!
//! Nothing here decides: each entry goes through `entity`'s operation. What is known already stays as it is, and the report
//! says in what the file differs. The demo's programme is such a file too.

mod amounts;
mod directory;
mod entries;
mod faults;
mod file;
mod report;
mod settings;
#[cfg(test)]
mod tests;

use std::io::Read;
use std::path::Path;

use entity::chance::Chance;
use entity::clock::Clock;
use entity::database::{begin, serialise};
use entity::operations::Act;
use entity::policy::Actor;
use entity::refusal::OperationError;
use entity::rules::text::in_line;
use sea_orm::{DatabaseConnection, DbErr};
use thiserror::Error;
use toml::Spanned;

pub(crate) use self::amounts::Day;
pub(crate) use self::directory::Directory;
use self::entries::Desk;
pub(crate) use self::file::File;
pub use self::report::Report;
use self::report::{Fate, Place};

/// The largest file that is read.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Why nothing was begun, or the whole has failed.
#[derive(Debug, Error)]
pub enum RecordError {
    /// The file is not there, or cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// The file is larger than is read.
    #[error("the file is larger than 4 MiB: divide it")]
    TooLarge,
    /// The file is not in UTF-8.
    #[error("the file is not in UTF-8")]
    NotText,
    /// The file is no TOML, or holds what has no place in it.
    #[error("line {line}, column {column}: {words}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong there.
        words: String,
    },
    /// Rates or shares of no programme.
    #[error("[[rates]] and [[shares]] belong to the [programme] of the same file: add it, as it is recorded")]
    NoProgramme,
    /// The database failed.
    #[error("the database failed: nothing was written ({0})")]
    Database(#[from] DbErr),
    /// Something else went wrong.
    #[error("nothing was written: {0}")]
    Operation(OperationError),
}

/// Reads a file and records what it holds, or tells what would become of each entry.
pub async fn record(
    db: &DatabaseConnection,
    (clock, chance): (&Clock, &Chance),
    path: &Path,
    apply: bool,
) -> Result<Report, RecordError> {
    let text = read(path)?;
    let file = parse(&text)?;
    let act = Act::new(&Actor::System, clock.now(), chance);
    let tx = begin(db).await?;
    // Two at once go one after the other, so that the second finds known what the first has recorded.
    serialise(&tx, "record").await?;
    let mut report = Report::default();
    let mut desk = Desk::open(&tx, &act).await?;
    let mut entries = Entries { text: &text, report: &mut report };
    for (number, entry) in (1..).zip(&file.organisations) {
        entries.note("organisation", number, entry, desk.organisation(entry.get_ref()).await?);
    }
    for (number, entry) in (1..).zip(&file.staff) {
        entries.note("staff", number, entry, desk.staff(entry.get_ref()).await?);
    }
    if let Some(entry) = &file.programme {
        entries.note("programme", 1, entry, Box::pin(desk.programme(entry.get_ref())).await?);
    }
    for (number, entry) in (1..).zip(&file.rates) {
        entries.note("rate", number, entry, desk.rate(entry.get_ref()).await?);
    }
    for (number, entry) in (1..).zip(&file.shares) {
        entries.note("share", number, entry, desk.share(entry.get_ref()).await?);
    }
    for (number, entry) in (1..).zip(&file.dwellings) {
        entries.note("dwelling", number, entry, desk.dwelling(entry.get_ref()).await?);
    }
    let written = apply && report.is_good();
    if written {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    report.end(apply, written);
    Ok(report)
}

/// What the text of a file says.
pub(crate) fn parse(text: &str) -> Result<File, RecordError> {
    let file: File = toml::from_str(text).map_err(|error| malformed(text, &error))?;
    let belongs = file.programme.is_some() || (file.rates.is_empty() && file.shares.is_empty());
    if belongs { Ok(file) } else { Err(RecordError::NoProgramme) }
}

fn read(path: &Path) -> Result<String, RecordError> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(RecordError::TooLarge);
    }
    String::from_utf8(bytes).map_err(|_| RecordError::NotText)
}

/// What is wrong with a text, and where. A value is not repeated: it may be a name or an address.
fn malformed(text: &str, error: &toml::de::Error) -> RecordError {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or_default();
    let column = before.chars().rev().take_while(|character| *character != '\n').count() + 1;
    let message = error.message();
    let says_value =
        ["invalid type", "invalid value", "unknown variant"].iter().any(|begin| message.starts_with(begin));
    let words = match message.split_once(", expected ") {
        Some((_, expected)) if says_value => format!("expected {expected}"),
        _ => message.replace('\n', "; "),
    };
    let words = in_line(&words).into_owned();
    RecordError::Malformed { line: line_of(text, start), column, words }
}

/// The line on which a byte of a text stands, from 1.
fn line_of(text: &str, start: usize) -> usize {
    text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1
}

/// The entries of a file, as they are told.
struct Entries<'a> {
    text: &'a str,
    report: &'a mut Report,
}

impl Entries<'_> {
    fn note<T>(&mut self, kind: &'static str, number: usize, entry: &Spanned<T>, fate: Fate) {
        let place = Place { line: line_of(self.text, entry.span().start), kind, number };
        self.report.add(place, fate);
    }
}
