//! Which reminders a subject calls for, now.
//!
//! What is due is a state, not a date: every step of a series whose day has come is *open*, however
//! long ago, so a day on which nothing ran loses nothing. Of the open steps of a series only the last
//! is *current* and is sent; the others are recorded as superseded, so that a long silence ends
//! without a burst. The planner asks [`Facts::wanted`] what to record, the sender asks again, just
//! before it sends, whether the row is still wanted. Offsets and audiences: the table of the domain, one file of `kinds/` for
//! each of its rows but the meetings.

pub mod answer;
mod household;
mod kinds;
mod meeting;
mod people;
mod rules;
mod series;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

pub use household::{Deadline, HouseholdFacts, SupportFacts};
pub use meeting::{Convened, MeetingFacts, MemberFacts};
pub use people::{People, Who};

use crate::rules::calendar;
use crate::types::{EventKind, HouseholdId, ProgrammeId, ReminderRule, SeriesSettings, StaffId};

/// A reminder that a subject calls for. Its fields but the last two are the ledger's unique key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The rule.
    pub rule: ReminderRule,
    /// The subject.
    pub subject_id: String,
    /// The day recalled.
    pub due_on: NaiveDate,
    /// The step of the series, in days from the day recalled; 0 for meetings.
    pub step: i32,
    /// To whom.
    pub recipient_id: StaffId,
    /// The subject's revision.
    pub revision: i32,
    /// The household that the subject belongs to, if any.
    pub household_id: Option<HouseholdId>,
    /// Why it is not to be sent; none if it is: it is current.
    pub silence: Option<Silence>,
}

/// That a subject comes near its day or has passed it, as the event log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// What it is.
    pub kind: EventKind,
    /// The subject.
    pub subject_id: String,
    /// The day recalled.
    pub due_on: NaiveDate,
    /// The last step that is open, in days from that day.
    pub step: i32,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The household.
    pub household_id: HouseholdId,
}

/// Why a planned reminder is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Silence {
    /// A later step of the series has taken its place.
    LaterStep,
    /// The subject was closed, held, ended or cancelled.
    SubjectClosed,
    /// The day recalled has moved, or the subject has a later revision.
    DateMoved,
    /// The recipient is no longer concerned.
    RecipientChanged,
    /// What it speaks of has begun.
    TooLate,
    /// The subject no longer exists.
    SubjectGone,
    /// The recipient no longer works here.
    RecipientInactive,
    /// The recipient has taken note, and the day recalled is not over.
    Acknowledged,
    /// The recipient wants it recalled on a later day.
    Snoozed,
}

impl Silence {
    /// The stable code, kept with the reminder.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// What reminders are about, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Facts {
    /// A household, with the records of its file.
    Household(Box<HouseholdFacts>),
    /// A meeting of the cell.
    Meeting(MeetingFacts),
}

impl Facts {
    /// Every reminder that is called for at `now`, the superseded ones included.
    pub fn wanted(&self, now: DateTime<Utc>) -> Vec<Wanted> {
        match self {
            Self::Household(facts) => facts.wanted(now),
            Self::Meeting(facts) => facts.wanted(now),
        }
    }

    /// When to look again, if nothing is written about it before: until then the same is wanted. None when nothing is to
    /// come. What a meeting calls for also follows the convocations that were sent.
    pub fn look_again(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Self::Household(facts) => facts.next_change(now).map(|day| calendar::at_local(day, 0, 0)),
            Self::Meeting(facts) => facts.next_change(now),
        }
    }

    /// What is announced of it, of which these reminders are wanted. Nothing of a meeting, whose changes are events already.
    pub fn announcements(&self, wanted: &[Wanted]) -> Vec<Announcement> {
        match self {
            Self::Household(facts) => facts.announcements(wanted),
            Self::Meeting(_) => Vec::new(),
        }
    }

    /// Whether a planned reminder is still to be sent, and if not, why. `key` is compared by the
    /// ledger's unique key.
    ///
    /// # Errors
    /// The reason to keep silent.
    pub fn still_wanted(&self, key: &Wanted, now: DateTime<Utc>) -> Result<(), Silence> {
        let same_series = |wanted: &&Wanted| {
            (wanted.rule, &wanted.subject_id, wanted.due_on, wanted.revision)
                == (key.rule, &key.subject_id, key.due_on, key.revision)
                && wanted.recipient_id == key.recipient_id
        };
        let wanted = self.wanted(now);
        let series: Vec<_> = wanted.iter().filter(same_series).collect();
        match series.iter().find(|wanted| wanted.step == key.step) {
            Some(found) => found.silence.map_or(Ok(()), Err),
            // An escalation so old that it is not counted any more.
            None if series.iter().any(|wanted| wanted.step > key.step) => Err(Silence::LaterStep),
            None => Err(match self {
                Self::Household(facts) => facts.why_silent(key),
                Self::Meeting(facts) => facts.why_silent(key, now),
            }),
        }
    }
}

/// The offsets of a rule as far as a programme may set them, with their defaults. None of a meeting's, which stand by themselves.
pub fn default_offsets(rule: ReminderRule) -> Option<SeriesSettings> {
    kinds::of(rule).map(|kind| kind.offsets.defaults())
}

/// The most attempts before a reminder is given up. Source: ours; with [`retry_delay`], about two weeks: a
/// mail server that is down over the holidays loses nothing. What is no longer true by then is suppressed.
pub const MOST_ATTEMPTS: i32 = 64;

/// How long to wait before the next attempt, after `attempts` (from 1) that failed for now: doubling
/// from one minute to six hours, and up to a quarter more by `jitter` (any number), so that many rows
/// do not come back at once.
pub fn retry_delay(attempts: i32, jitter: u128) -> TimeDelta {
    let doublings = u32::try_from(attempts.clamp(1, 20) - 1).unwrap_or_default();
    let minutes = 1_i64.checked_shl(doublings).unwrap_or(i64::MAX).min(6 * 60);
    let seconds = minutes * 60;
    let extra = i64::try_from(jitter % 1_000).unwrap_or_default() * seconds / 4_000;
    TimeDelta::seconds(seconds + extra)
}

/// How long a sender may hold a reminder. Beyond it the sender is taken for dead and the reminder is
/// sent again, under the same Message-ID. Longer than every time-out of one attempt together.
pub const CLAIM_LEASE: TimeDelta = TimeDelta::minutes(2);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn retries_wait_longer_and_never_too_long(attempts in 1..100_i32, jitter: u128) {
            let delay = retry_delay(attempts, jitter);
            prop_assert!(delay >= TimeDelta::minutes(1) && delay <= TimeDelta::minutes(450));
            prop_assert!(retry_delay(attempts + 1, 0) >= retry_delay(attempts, 0));
        }
    }
}
