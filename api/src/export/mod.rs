//! Lists as tables: CSV and XLSX, over HTTP and from the command line. A table is a query of the schema asked page by
//! page for whoever wants it, so that it shows what they would see there and nothing else; what they may not read is
//! empty. That somebody took a table is an event.

mod cell;
mod csv_file;
mod headings;
mod http;
mod rows;
mod tables;
#[cfg(test)]
mod tests;
mod xlsx_file;

use apollo_compiler::response::JsonMap;
use entity::operations::Act;
use entity::operations::export::{ListExport, record};
use entity::policy::Actor;
use futures::TryStreamExt;
use futures::stream::{BoxStream, StreamExt};
use thiserror::Error;

pub(crate) use self::cell::unmarked;
pub use self::http::router;
use self::rows::pages;
use self::tables::TABLES;
use crate::app::App;
pub(crate) use crate::graphql::{AskError, Reader};

/// What a table is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Xlsx,
}

/// What is wanted of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// The programme whose rows are wanted; absent: all.
    pub(crate) programme: Option<String>,
    /// Which rows are wanted, as the list's argument `filter` in the schema.
    pub(crate) filter: Option<JsonMap>,
    /// Whether the headings are in French, rather than the schema's names.
    pub(crate) french: bool,
}

/// Why there is no table.
#[derive(Debug, Error)]
pub(crate) enum ExportError {
    /// There is no table of this name.
    #[error("there is no table of this name: {}", TABLES.iter().map(|table| table.name).collect::<Vec<_>>().join(", "))]
    NoTable,
    /// The list has no filter by programme.
    #[error("this list is not one of a programme")]
    NoProgramme,
    /// As many files are being made as are made at once.
    #[error("too many files are being made: come again when they are there")]
    Busy,
    /// The rows could not be read.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// What was read does not fit in a workbook, or could not be written.
    #[error("the table could not be written")]
    Unwritten,
}

/// A table in the making: its bytes, piece by piece.
pub(crate) type Pieces = BoxStream<'static, Result<Vec<u8>, ExportError>>;

/// Makes a table for somebody. The first rows are read before it answers: what is wrong with the question is told
/// instead of a table. Of a CSV file a page of rows is held in memory at a time; of a workbook what it comes to when
/// it is compressed.
pub(crate) async fn export(
    app: App,
    reader: Reader,
    name: &str,
    format: Format,
    wanted: Wanted,
) -> Result<Pieces, ExportError> {
    let table = TABLES.iter().find(|table| table.name == name).ok_or(ExportError::NoTable)?;
    let viewer = reader.viewer(&app).await?;
    let making = app.makings.begin(&viewer.staff_id).ok_or(ExportError::Busy)?;
    let mut pages = Box::pin(pages(app.clone(), reader, table, &wanted)?);
    let first = pages.try_next().await?.unwrap_or_default();
    let actor = Actor::Staff(viewer);
    let act = Act::new(&actor, app.clock.now(), &app.chance);
    let taken = ListExport { list: table.name, format: format.name(), of: None };
    record(&app.db, &act, taken).await.map_err(|error| {
        tracing::error!(%error, "an export could not be recorded");
        ExportError::Ask(AskError::Failed)
    })?;
    let columns = table.columns();
    let headings = headings::of(&columns, wanted.french);
    let pages = futures::stream::iter([Ok(first)]).chain(pages).boxed();
    let pieces = match format {
        Format::Csv => csv_file::write(headings, columns, pages),
        Format::Xlsx => xlsx_file::write(headings, columns, pages, app.clock.now()),
    };
    // Its place is taken until the last piece is sent, or whoever reads it has gone away.
    Ok(pieces.inspect(move |_| _ = &making).boxed())
}

impl Format {
    /// The format of files with an ending.
    pub(crate) fn of(ending: &str) -> Option<Self> {
        match ending {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}
