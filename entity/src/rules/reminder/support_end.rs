//! A support measure nears its end, or has passed it: days before to the referent, to the landlord's
//! contact as well when it is near; afterwards to the referent, the supervisor and the coordinator,
//! week after week, until it is closed or extended.

use chrono::{DateTime, NaiveDate, Utc};

use super::answer::AnswersOf;
use super::{People, Series, Wanted};
use crate::rules::calendar;
use crate::types::{HouseholdId, ProgrammeId, ReminderRule, StaffId, SupportMeasureId, SupportSettings};

/// A support measure, as its reminders see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportFacts {
    /// The measure.
    pub id: SupportMeasureId,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// Its household.
    pub household_id: HouseholdId,
    /// The household's reference.
    pub reference: String,
    /// The end as now decided.
    pub end_on: NaiveDate,
    /// Whether it is neither closed nor ended.
    pub open: bool,
    /// To whom.
    pub people: People,
    /// What they answered.
    pub answers: AnswersOf,
    /// When.
    pub settings: SupportSettings,
}

impl SupportFacts {
    pub(super) fn wanted(&self, now: DateTime<Utc>) -> Vec<Wanted> {
        if !self.open {
            return Vec::new();
        }
        let today = calendar::today(now);
        super::series::merge(self.audiences(), &self.answers, self.end_on, today)
            .into_iter()
            .map(|(recipient, step, silence)| Wanted {
                rule: ReminderRule::SupportEnd,
                subject_id: self.id.to_string(),
                due_on: self.end_on,
                step,
                recipient_id: recipient,
                revision: 0,
                household_id: Some(self.household_id.clone()),
                silence,
            })
            .collect()
    }

    pub(super) fn audiences(&self) -> [(StaffId, Series); 4] {
        let escalation = Some((self.settings.escalation_after_days, self.settings.escalation_every_days));
        let before = self.settings.days_before.clone();
        let near = before.iter().copied().filter(|days| *days <= self.settings.landlord_from_days).collect();
        let late = Series { before: Vec::new(), escalation };
        [
            (self.people.referent_or_supervisor().clone(), Series { before, escalation }),
            (self.people.landlord_contact.clone(), Series { before: near, escalation: None }),
            (self.people.supervisor.clone(), late.clone()),
            (self.people.coordinator.clone(), late),
        ]
    }
}
