//! Documents on paper: a template and what it shows, typeset to PDF by Typst, in French and to be kept: PDF/A-2a,
//! which screen readers can read too (PDF/UA-1).
//!
//! A template is a file of `templates/paper`, part of the binary. It is handed data, never text that is
//! markup: `json("data.json")` is what it shows, so `#eval` or `*` of a record prints as itself. The same template, data
//! and time make the same bytes.

mod desk;
mod fit;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::Serialize;
use thiserror::Error;
use tokio::sync::Semaphore;

/// The longest data of a document, in bytes as JSON: hundreds of pages of text.
pub const LONGEST_DATA: usize = 2 * 1024 * 1024;

/// Documents that are typeset at once, by all requests of the process: each keeps a core busy.
const AT_ONCE: usize = 2;

static SEATS: Semaphore = Semaphore::const_new(AT_ONCE);

/// A template of `templates/paper`.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    /// The file's name, such as `minutes.typ`.
    pub name: &'static str,
    /// What is in the file.
    pub source: &'static str,
}

/// The template of `templates/paper` that has this name.
macro_rules! template {
    ($name:literal) => {
        $crate::paper::Template {
            name: $name,
            source: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/paper/", $name)),
        }
    };
}
pub(crate) use template;

/// Why there is no document. None of these quotes what was to be shown.
#[derive(Debug, Error)]
pub enum PaperError {
    /// There is too much to show.
    #[error("a document shows {LONGEST_DATA} bytes at most, and this one would show {0}")]
    TooLong(usize),
    /// What is to be shown is not fit for JSON.
    #[error("what the document shows cannot be written as JSON")]
    Data,
    /// The template does not go with what it shows: where it fails.
    #[error("the document cannot be typeset: {0}")]
    Template(String),
    /// The process is stopping, or the typesetter panicked.
    #[error("the document was not finished")]
    Unfinished,
}

/// Typesets a template with what it shows, at a time. The work is done beside the asynchronous threads; when two
/// documents are being typeset already, it waits for its turn.
pub async fn pdf(template: Template, at: DateTime<Utc>, data: &impl Serialize) -> Result<Vec<u8>, PaperError> {
    let mut data = serde_json::to_value(data).map_err(|_| PaperError::Data)?;
    fit::make_fit(&mut data);
    let json = serde_json::to_vec(&data).map_err(|_| PaperError::Data)?;
    if json.len() > LONGEST_DATA {
        return Err(PaperError::TooLong(json.len()));
    }
    let seat = SEATS.acquire().await.map_err(|_| PaperError::Unfinished)?;
    tokio::task::spawn_blocking(move || {
        // Held until the work is done, even if whoever asked has gone away.
        let _seat = seat;
        desk::typeset(template, at, json)
    })
    .await
    .map_err(|_| PaperError::Unfinished)?
}
