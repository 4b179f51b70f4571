//! A review of a sliding lease is due: days before to the referent and the landlord's contact;
//! afterwards to the coordinator, week after week, until it is held.

use chrono::{DateTime, NaiveDate, Utc};

use super::answer::AnswersOf;
use super::{People, Series, Wanted};
use crate::rules::calendar;
use crate::types::{HouseholdId, LeaseReviewId, LeaseReviewSettings, ProgrammeId, ReminderRule, StaffId};

/// A review of a sliding lease, as its reminders see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseReviewFacts {
    /// The review.
    pub id: LeaseReviewId,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The household.
    pub household_id: HouseholdId,
    /// The household's reference.
    pub reference: String,
    /// The day by which it is to be held.
    pub due_on: NaiveDate,
    /// Whether it is neither held nor cancelled.
    pub open: bool,
    /// To whom.
    pub people: People,
    /// What they answered.
    pub answers: AnswersOf,
    /// When.
    pub settings: LeaseReviewSettings,
}

impl LeaseReviewFacts {
    pub(super) fn wanted(&self, now: DateTime<Utc>) -> Vec<Wanted> {
        if !self.open {
            return Vec::new();
        }
        let today = calendar::today(now);
        super::series::merge(self.audiences(), &self.answers, self.due_on, today)
            .into_iter()
            .map(|(recipient, step, silence)| Wanted {
                rule: ReminderRule::LeaseReview,
                subject_id: self.id.to_string(),
                due_on: self.due_on,
                step,
                recipient_id: recipient,
                revision: 0,
                household_id: Some(self.household_id.clone()),
                silence,
            })
            .collect()
    }

    pub(super) fn audiences(&self) -> [(StaffId, Series); 3] {
        let ahead = Series { before: self.settings.days_before.clone(), escalation: None };
        let escalation = Some((self.settings.escalation_after_days, self.settings.escalation_every_days));
        [
            (self.people.referent_or_supervisor().clone(), ahead.clone()),
            (self.people.landlord_contact.clone(), ahead),
            (self.people.coordinator.clone(), Series { before: Vec::new(), escalation }),
        ]
    }
}
