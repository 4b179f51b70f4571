//! Whether the mail server is worth being spoken to. After a few conversations in a row that did not come about or
//! broke off, nothing is claimed any more, so that a dead server costs no reminder an attempt; then it is asked from
//! time to time whether it stands again.
//!
//! A server that refuses a mail, for now or for good, is alive, and closes nothing.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::mail::{Mailer, SendError};

/// Broken conversations in a row after which no other is begun.
const MISSES: u32 = 3;
/// The first rest; it doubles with each vain question, up to [`LONGEST_REST`].
const FIRST_REST: Duration = Duration::from_secs(15);
const LONGEST_REST: Duration = Duration::from_mins(5);

/// One per process, shared by its clones.
#[derive(Debug, Clone, Default)]
pub struct Breaker(Arc<Mutex<State>>);

impl Breaker {
    /// Whether mails are held back for now.
    pub fn is_open(&self) -> bool {
        self.with(|state| state.rest.is_some())
    }

    /// Takes in how a conversation ended.
    pub fn note<T>(&self, ended: &Result<T, SendError>) {
        let now = Instant::now();
        match ended {
            Err(SendError::Unreached { detail, .. }) => {
                if self.with(|state| state.missed(now)) {
                    tracing::error!(detail, "the mail server is out of reach; reminders wait until it answers");
                }
            }
            _ => {
                if self.with(State::reached) {
                    tracing::info!("the mail server answers again");
                }
            }
        }
    }

    /// Whether mails may be sent now; asks the server first if it has rested enough.
    pub async fn lets_through(&self, mailer: &Mailer) -> bool {
        match self.with(|state| state.passage(Instant::now())) {
            Passage::Free => true,
            Passage::Shut => false,
            Passage::Ask => self.ask(mailer).await.is_ok(),
        }
    }

    /// Asks the server whether it stands, and holds mails back if it does not.
    ///
    /// # Errors
    /// What a mail would have met.
    pub async fn ask(&self, mailer: &Mailer) -> Result<(), SendError> {
        let answer = mailer.test_connection().await;
        match &answer {
            Ok(()) => self.note(&answer),
            Err(error) => {
                self.with(|state| state.asked_in_vain(Instant::now()));
                tracing::error!(detail = error.detail(), "the mail server is out of reach; reminders wait");
            }
        }
        answer
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What the breaker says to a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Passage {
    Free,
    Shut,
    /// Shut, but it is time to ask the server: to whoever is told so, and to nobody else until the rest is over again.
    Ask,
}

#[derive(Debug, Default)]
struct State {
    /// Broken conversations in a row.
    misses: u32,
    /// While mails are held back: until when, and how long that is.
    rest: Option<(Instant, Duration)>,
}

impl State {
    fn passage(&mut self, now: Instant) -> Passage {
        match self.rest {
            None => Passage::Free,
            Some((until, _)) if now < until => Passage::Shut,
            Some((_, length)) => {
                // Should the question never be answered, it is asked again.
                self.rest = Some((now + length, length));
                Passage::Ask
            }
        }
    }

    /// Whether that ended a rest.
    fn reached(&mut self) -> bool {
        self.misses = 0;
        self.rest.take().is_some()
    }

    /// Whether that began a rest. Conversations that were under way when it began do not prolong it.
    fn missed(&mut self, now: Instant) -> bool {
        self.misses += 1;
        let begins = self.misses >= MISSES && self.rest.is_none();
        if begins {
            self.rest = Some((now + FIRST_REST, FIRST_REST));
        }
        begins
    }

    fn asked_in_vain(&mut self, now: Instant) {
        let length = self.rest.map_or(FIRST_REST, |(_, length)| (length * 2).min(LONGEST_REST));
        self.rest = Some((now + length, length));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    enum Happens {
        Reached,
        Missed,
        AskedInVain,
    }
    use Happens::{AskedInVain, Missed, Reached};
    use Passage::{Ask, Free, Shut};

    #[test]
    fn a_server_is_left_alone_then_asked_then_trusted_again() {
        let start = Instant::now();
        let mut state = State::default();
        for (second, happens, passage) in [
            (0, Missed, Free),
            (1, Missed, Free),
            // Whoever answers, if only to refuse, lives.
            (2, Reached, Free),
            (3, Missed, Free),
            (4, Missed, Free),
            (5, Missed, Shut),
            // What was under way ends as badly, and changes nothing.
            (6, Missed, Shut),
            (19, Missed, Shut),
            (20, Missed, Ask),
            (21, AskedInVain, Shut),
            (50, Missed, Shut),
            (51, Missed, Ask),
            // Nobody told how that question was answered.
            (52, Missed, Shut),
            (81, Missed, Ask),
            (82, AskedInVain, Shut),
            (142, AskedInVain, Shut),
            (262, AskedInVain, Shut),
            (502, AskedInVain, Shut),
            (801, Missed, Shut),
            (802, Missed, Ask),
            (803, Reached, Free),
            (804, Missed, Free),
            (805, Missed, Free),
            (806, Missed, Shut),
            (821, Missed, Ask),
        ] {
            let now = start + Duration::from_secs(second);
            match happens {
                Reached => drop(state.reached()),
                Missed => drop(state.missed(now)),
                AskedInVain => state.asked_in_vain(now),
            }
            assert_eq!(state.passage(now), passage, "at {second} s");
        }
    }
}
