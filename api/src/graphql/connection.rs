//! The arguments that every list takes: a window of rows, a direction.

use async_graphql::{Enum, Result};

use super::errors;

/// The rows of a page when nothing is said.
pub(crate) const DEFAULT_PAGE: u64 = 20;
/// The most rows of a page.
pub(crate) const LARGEST_PAGE: u64 = 100;

/// Ascending or descending.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrderDirection {
    /// Smallest, earliest first.
    #[default]
    Asc,
    /// Largest, latest first.
    Desc,
}

/// Which rows of a list are wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Window {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

/// How many rows, and whether they are counted from the end.
pub(crate) fn size(window: &Window) -> Result<(u64, bool)> {
    let (count, backward) = match (window.first, window.last) {
        (Some(_), Some(_)) => return Err(errors::bad_page("Choisissez first ou last, pas les deux.")),
        (None, Some(last)) => (Some(last), true),
        (first, None) => (first, false),
    };
    let Some(count) = count else { return Ok((DEFAULT_PAGE, false)) };
    match u64::try_from(count) {
        Ok(count) if (1..=LARGEST_PAGE).contains(&count) => Ok((count, backward)),
        _ => Err(errors::bad_page("first et last vont de 1 à 100.")),
    }
}
