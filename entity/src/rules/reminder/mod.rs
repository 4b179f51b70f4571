//! Which reminders a subject calls for, now.
//!
//! What is due is a state, not a date: every step of a series whose day has come is *open*, however
//! long ago, so a day on which nothing ran loses nothing. Of the open steps of a series only the last
//! is *current* and is sent; the others are recorded as superseded, so that a long silence ends
//! without a burst. The planner asks [`Facts::wanted`] what to record, the sender asks again, just
//! before it sends, whether the row is still wanted. Offsets and audiences: the table of the domain.

pub mod answer;
mod lease_review;
mod meeting;
mod series;
mod support_end;

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

pub use lease_review::LeaseReviewFacts;
pub use meeting::{Convened, MeetingFacts, MemberFacts};
pub use series::Series;
pub use support_end::SupportFacts;

use crate::types::{EventKind, HouseholdId, ProgrammeId, ReminderRule, StaffId};

/// The people that a household's reminders go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    /// The household's referent; while there is none, the supervisor stands in.
    pub referent: Option<StaffId>,
    /// The landlord's contact.
    pub landlord_contact: StaffId,
    /// Who supervises the referents.
    pub supervisor: StaffId,
    /// Who coordinates the programme.
    pub coordinator: StaffId,
}

impl People {
    /// The same, with those who no longer work here replaced: the referent by the supervisor, the landlord's contact and
    /// the supervisor by the coordinator, who finds somebody. A reminder to nobody would be a deadline missed. Source: ours.
    #[must_use]
    pub fn still_here(self, gone: &HashSet<StaffId>) -> Self {
        let coordinator = self.coordinator;
        let or_coordinator = |id: StaffId| if gone.contains(&id) { coordinator.clone() } else { id };
        Self {
            referent: self.referent.filter(|id| !gone.contains(id)),
            landlord_contact: or_coordinator(self.landlord_contact),
            supervisor: or_coordinator(self.supervisor),
            coordinator,
        }
    }

    fn referent_or_supervisor(&self) -> &StaffId {
        self.referent.as_ref().unwrap_or(&self.supervisor)
    }
}

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

/// A subject of reminders, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Facts {
    /// A support measure.
    Support(SupportFacts),
    /// A review of a sliding lease.
    LeaseReview(LeaseReviewFacts),
    /// A meeting of the cell.
    Meeting(MeetingFacts),
}

impl Facts {
    /// The identifier of the subject.
    pub fn subject_id(&self) -> &str {
        match self {
            Self::Support(facts) => facts.id.as_str(),
            Self::LeaseReview(facts) => facts.id.as_str(),
            Self::Meeting(facts) => facts.id.as_str(),
        }
    }

    /// Every reminder that the subject calls for at `now`, the superseded ones included.
    pub fn wanted(&self, now: DateTime<Utc>) -> Vec<Wanted> {
        match self {
            Self::Support(facts) => facts.wanted(now),
            Self::LeaseReview(facts) => facts.wanted(now),
            Self::Meeting(facts) => facts.wanted(now),
        }
    }

    /// What is announced of the subject, of which these reminders are wanted: its last open step, whoever that is
    /// for; a day to which somebody put it off is theirs alone. Nothing of a meeting, whose changes are events already.
    pub fn announcement(&self, wanted: &[Wanted]) -> Option<Announcement> {
        let (kind, programme_id, household_id, series): (_, _, _, Vec<Series>) = match self {
            Self::Support(facts) => {
                let series = facts.audiences().into_iter().map(|(_, series)| series).collect();
                (EventKind::SupportNearingEnd, &facts.programme_id, &facts.household_id, series)
            }
            Self::LeaseReview(facts) => {
                let series = facts.audiences().into_iter().map(|(_, series)| series).collect();
                (EventKind::LeaseReviewDue, &facts.programme_id, &facts.household_id, series)
            }
            Self::Meeting(_) => return None,
        };
        let of_series = wanted.iter().filter(|wanted| series.iter().any(|series| series.has(wanted.step)));
        let last = of_series.max_by_key(|wanted| wanted.step)?;
        Some(Announcement {
            kind,
            subject_id: last.subject_id.clone(),
            due_on: last.due_on,
            step: last.step,
            programme_id: programme_id.clone(),
            household_id: household_id.clone(),
        })
    }

    /// Whether a planned reminder is still to be sent, and if not, why. `key` is compared by the
    /// ledger's unique key.
    ///
    /// # Errors
    /// The reason to keep silent.
    pub fn still_wanted(&self, key: &Wanted, now: DateTime<Utc>) -> Result<(), Silence> {
        let same_series = |wanted: &&Wanted| {
            (wanted.rule, wanted.due_on, wanted.revision) == (key.rule, key.due_on, key.revision)
                && wanted.recipient_id == key.recipient_id
        };
        let wanted = self.wanted(now);
        let series: Vec<_> = wanted.iter().filter(same_series).collect();
        match series.iter().find(|wanted| wanted.step == key.step) {
            Some(found) => found.silence.map_or(Ok(()), Err),
            None => Err(self.why_silent(key, now)),
        }
    }

    fn why_silent(&self, key: &Wanted, now: DateTime<Utc>) -> Silence {
        match self {
            Self::Support(facts) if !facts.open => Silence::SubjectClosed,
            Self::Support(facts) if facts.end_on != key.due_on => Silence::DateMoved,
            Self::LeaseReview(facts) if !facts.open => Silence::SubjectClosed,
            Self::LeaseReview(facts) if facts.due_on != key.due_on => Silence::DateMoved,
            Self::Meeting(facts) if facts.cancelled => Silence::SubjectClosed,
            Self::Meeting(facts) if facts.sequence != key.revision => Silence::DateMoved,
            Self::Meeting(facts) if facts.starts_at <= now => Silence::TooLate,
            _ => Silence::RecipientChanged,
        }
    }
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

/// How far ahead of its day the farthest step of a series opens, in days: the planner's horizon.
pub fn horizon(days_before: &[u32]) -> u32 {
    days_before.iter().copied().max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn somebody_stands_in_for_whoever_left() {
        let chance = crate::chance::Chance::seeded(1);
        let [referent, contact, supervisor, coordinator] =
            [(); 4].map(|()| StaffId::generate(DateTime::UNIX_EPOCH, &chance));
        let people = || People {
            referent: Some(referent.clone()),
            landlord_contact: contact.clone(),
            supervisor: supervisor.clone(),
            coordinator: coordinator.clone(),
        };
        for (gone, first, landlord, second) in [
            (vec![], &referent, &contact, &supervisor),
            (vec![&referent], &supervisor, &contact, &supervisor),
            (vec![&contact], &referent, &coordinator, &supervisor),
            (vec![&supervisor], &referent, &contact, &coordinator),
            (vec![&referent, &supervisor], &coordinator, &contact, &coordinator),
            (vec![&referent, &contact, &supervisor, &coordinator], &coordinator, &coordinator, &coordinator),
        ] {
            let found = people().still_here(&gone.iter().map(|id| (*id).clone()).collect());
            let told = (found.referent_or_supervisor(), &found.landlord_contact, &found.supervisor, &found.coordinator);
            assert_eq!(told, (first, landlord, second, &coordinator), "without {gone:?}");
        }
    }

    proptest! {
        #[test]
        fn retries_wait_longer_and_never_too_long(attempts in 1..100_i32, jitter: u128) {
            let delay = retry_delay(attempts, jitter);
            prop_assert!(delay >= TimeDelta::minutes(1) && delay <= TimeDelta::minutes(450));
            prop_assert!(retry_delay(attempts + 1, 0) >= retry_delay(attempts, 0));
        }
    }
}
