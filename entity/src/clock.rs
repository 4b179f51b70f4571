//! The only source of the present instant. Everything else is given one, so that a year of a
//! programme runs through in a test in seconds.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// Tells the time: the machine's, one that started elsewhere, or one that a test moves by hand.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
enum Source {
    System,
    StartedAt { start: DateTime<Utc>, since: Instant },
    Manual(Mutex<DateTime<Utc>>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Arc::new(Source::System))
    }

    /// A clock that shows `start` now and then runs at the usual pace (`APP_CLOCK`).
    pub fn starting_at(start: DateTime<Utc>) -> Self {
        Self(Arc::new(Source::StartedAt { start, since: Instant::now() }))
    }

    /// A clock that stands still until it is moved by [`Clock::set`] or [`Clock::advance`].
    pub fn manual(start: DateTime<Utc>) -> Self {
        Self(Arc::new(Source::Manual(Mutex::new(start))))
    }

    /// The present instant, to the microsecond (what both databases keep).
    #[expect(clippy::disallowed_methods, reason = "the one place that may ask the machine")]
    pub fn now(&self) -> DateTime<Utc> {
        let now = match &*self.0 {
            Source::System => Utc::now(),
            Source::StartedAt { start, since } => TimeDelta::from_std(since.elapsed())
                .ok()
                .and_then(|elapsed| start.checked_add_signed(elapsed))
                .unwrap_or(*start),
            Source::Manual(instant) => *instant.lock().unwrap_or_else(PoisonError::into_inner),
        };
        now.trunc_subsecs(6)
    }

    /// Moves a manual clock to an instant; any other clock stays as it is.
    pub fn set(&self, instant: DateTime<Utc>) {
        if let Source::Manual(current) = &*self.0 {
            *current.lock().unwrap_or_else(PoisonError::into_inner) = instant;
        }
    }

    /// Moves a manual clock forward; any other clock stays as it is.
    pub fn advance(&self, by: TimeDelta) {
        if let Source::Manual(current) = &*self.0 {
            *current.lock().unwrap_or_else(PoisonError::into_inner) += by;
        }
    }
}
