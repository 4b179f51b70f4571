//! Files in the making, over HTTP: tables, reports, minutes. Each holds rows, a workbook or a document in memory until
//! it is sent, and keeps the database busy, so that so many are made at once and no more: of one person, and of all
//! together in this process. Whoever comes then is told to come again, rather than kept waiting with the others. Source:
//! ours.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};
use axum::response::Response;
use entity::types::StaffId;

use crate::graphql::Code;
use crate::server::refusal;

/// How many files of one person are made at once.
const OF_ONE: usize = 2;

/// How many files are made at once.
const OF_ALL: usize = 16;

/// In how many seconds to come again: most files are made in less.
const WAIT: u64 = 5;

/// The files in the making. Cloning it is cheap.
#[derive(Debug, Clone, Default)]
pub(crate) struct Makings(Arc<Mutex<HashMap<StaffId, usize>>>);

/// A file in the making: takes a place for as long as it lives.
#[derive(Debug)]
pub(crate) struct Making {
    makings: Makings,
    whose: StaffId,
}

impl Makings {
    /// A place for somebody's file; none while they, or all together, have as many as there may be.
    pub(crate) fn begin(&self, whose: &StaffId) -> Option<Making> {
        self.with(|making| {
            let theirs = making.get(whose).copied().unwrap_or_default();
            let free = theirs < OF_ONE && making.values().sum::<usize>() < OF_ALL;
            free.then(|| making.insert(whose.clone(), theirs + 1))
        })?;
        Some(Making { makings: self.clone(), whose: whose.clone() })
    }

    fn with<T>(&self, change: impl FnOnce(&mut HashMap<StaffId, usize>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Making {
    fn drop(&mut self) {
        self.makings.with(|making| {
            if let Some(theirs) = making.get_mut(&self.whose).filter(|theirs| **theirs > 1) {
                *theirs -= 1;
            } else {
                making.remove(&self.whose);
            }
        });
    }
}

/// The answer to whoever finds no place.
pub(crate) fn busy() -> Response {
    let mut response = refusal(StatusCode::SERVICE_UNAVAILABLE, Code::TooManyFiles, Code::TooManyFiles.message());
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(WAIT));
    response
}

#[cfg(test)]
mod tests {
    use entity::chance::Chance;

    use super::*;

    fn somebody(seed: u64) -> StaffId {
        StaffId::generate(chrono::DateTime::UNIX_EPOCH, &Chance::seeded(seed))
    }

    #[test]
    fn one_person_has_two_files_at_once_and_another_theirs() {
        let makings = Makings::default();
        let (one, other) = (somebody(1), somebody(2));
        let first = makings.begin(&one).unwrap();
        let _second = makings.begin(&one).unwrap();
        assert!(makings.begin(&one).is_none());
        assert!(makings.begin(&other).is_some());
        drop(first);
        assert!(makings.begin(&one).is_some());
    }

    #[test]
    fn all_together_have_sixteen_and_nobody_is_remembered() {
        let makings = Makings::default();
        let held: Vec<_> =
            (0..8).flat_map(|seed| [seed; 2]).map(|seed| makings.begin(&somebody(seed)).unwrap()).collect();
        assert_eq!(held.len(), OF_ALL);
        assert!(makings.begin(&somebody(9)).is_none());
        drop(held);
        assert!(makings.begin(&somebody(9)).is_some());
        assert!(makings.with(|making| making.is_empty()));
    }

    #[test]
    fn whoever_finds_no_place_is_told_when_to_come_again() {
        let response = busy();
        assert_eq!(
            (response.status().as_u16(), &response.headers()[RETRY_AFTER]),
            (503, &HeaderValue::from_static("5"))
        );
    }
}
