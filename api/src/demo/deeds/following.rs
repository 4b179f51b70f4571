//! What happens while a household is supported and its sliding lease examined: interviews, another intensity, a
//! suspension, an extension that is not granted, an amendment, what the Prefect is told. Who and when follows from the
//! household's place, so that each happens to some.

use chrono::{Days, NaiveDate};
use entity::rules::calendar::{add_months, next_working_day, previous_working_day};
use entity::rules::exam_period::{end_on, notice_due_on};
use entity::rules::support::cap;
use entity::types::{
    AgreementParty, InterviewKind, LeaseReviewOutcome, RentalModality, SupportIntensity, SuspensionGround, Territory,
};

use super::{Teller, What};
use crate::demo::path::{Stay, Support};
use crate::demo::pins;
use crate::demo::words;

/// How long a sliding lease is examined at a time, in months. Source: the programme's default.
const EXAM_MONTHS: u32 = 12;

impl Teller<'_> {
    /// What happens from the start of a support to its closing, or to the present day.
    pub(super) fn followed(&mut self, support: &Support) {
        let until = match support.closed {
            Some((closed_on, _)) => previous_working_day(closed_on - Days::new(1)),
            None => self.yesterday,
        };
        let after = |days: u64| Some(next_working_day(support.start_on + Days::new(days))).filter(|day| *day <= until);
        let (household, referent) = (self.household, self.referent);
        let away = self.suspended(support, until);
        for nth in 0.. {
            let Some(held_on) = after(14 + 60 * nth) else { break };
            if away.is_some_and(|(from, back)| (from..=back).contains(&held_on)) {
                continue;
            }
            let kinds = [
                InterviewKind::HomeVisit,
                InterviewKind::Office,
                InterviewKind::HomeVisit,
                InterviewKind::Phone,
                InterviewKind::WithPartner,
            ];
            let turn = household + usize::try_from(nth).unwrap_or_default();
            let next_on = next_working_day(support.start_on + Days::new(14 + 60 * (nth + 1)));
            self.tell(held_on, 13, referent, What::Interview(household, held_on, kinds[turn % kinds.len()], next_on));
        }
        if let Some(day) = after(130).filter(|_| household % 3 == 2) {
            let intensity = match support.intensity {
                SupportIntensity::Intensive | SupportIntensity::Light => SupportIntensity::Medium,
                SupportIntensity::Medium => SupportIntensity::Light,
            };
            self.tell(day, 15, referent, What::ChangeIntensity(household, intensity, day));
        }
        if let (true, Some(_)) = (support.extensions.is_empty(), after(330)) {
            self.asked_in_vain(support, until);
        }
    }

    /// One household in nine is away for a month, one of them now: from when to when.
    fn suspended(&mut self, support: &Support, until: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let (household, referent) = (self.household, self.referent);
        let from = match household {
            pins::AWAY => previous_working_day(self.yesterday - Days::new(9)),
            _ => next_working_day(support.start_on + Days::new(100)),
        };
        let back = next_working_day(from + Days::new(30));
        let over = back <= until;
        if household % 9 != pins::AWAY || from > until || !(over || support.closed.is_none()) {
            return None;
        }
        let grounds =
            [SuspensionGround::Hospitalisation, SuspensionGround::Absence, SuspensionGround::HouseholdRequest];
        self.tell(from, 15, referent, What::Suspend(household, grounds[household / 9 % grounds.len()], from, back));
        if over {
            self.tell(back, 9, referent, What::Resume(household, back));
        }
        Some((from, back))
    }

    /// Some weeks before a support ends, an extension is asked for that the coordinator refuses, or that is withdrawn.
    fn asked_in_vain(&mut self, support: &Support, until: NaiveDate) {
        if support.closed.is_none() {
            return;
        }
        let (household, referent) = (self.household, self.referent);
        let asked_on = previous_working_day(until - Days::new(40));
        let proposed = add_months(support.end_on.unwrap_or_else(|| cap(support.start_on)), 3);
        let ground = entity::types::ExtensionGround::EmploymentChange;
        self.tell(asked_on, 9, referent, What::AskExtension(household, ground, proposed));
        let settled_on = next_working_day(asked_on + Days::new(14));
        if household.is_multiple_of(2) {
            self.tell(settled_on, 16, self.coordinator, What::RefuseExtension(household, settled_on));
        } else {
            self.tell(settled_on, 16, referent, What::WithdrawExtension(household));
        }
    }

    /// An agreement whose support is extended is amended, with other objectives, if the support still runs.
    pub(super) fn amended(&mut self, support: &Support, day: NaiveDate) {
        if day > self.yesterday || support.closed.is_some_and(|(closed_on, _)| day >= closed_on) {
            return;
        }
        let mut amended = support.clone();
        for (axis, label) in &mut amended.axes {
            let [first, second] = words::objectives(*axis);
            *label = if *label == first { second } else { first };
        }
        self.agreed(day, &amended);
    }

    /// The agreement is drawn up, and all sign it.
    pub(super) fn agreed(&mut self, day: NaiveDate, support: &Support) {
        let (household, referent) = (self.household, self.referent);
        self.tell(day, 8, referent, What::DrawUp(household, day, support.clone()));
        for (party, who) in [
            (AgreementParty::Household, referent),
            (AgreementParty::SupportOrganisation, referent),
            (AgreementParty::Landlord, self.officer),
        ] {
            self.tell(day, 8, who, What::Sign(household, day, party, who));
        }
    }

    /// The landlord tells the Prefect of a sliding lease: that it offers the lease, once a review finds the household
    /// ready, or in time that it does not yet. What fell due in the last two weeks it has not told: that is late. A
    /// lease that goes on is examined for another period.
    pub(super) fn examined(&mut self, stay: &Stay) {
        if stay.modality != RentalModality::SlidingLease {
            return;
        }
        let (household, officer) = (self.household, self.officer);
        let ended = stay.transferred_on.into_iter().chain(stay.end_on).min();
        let until = ended.map_or(self.yesterday, |day| previous_working_day(day - Days::new(1)));
        let ready = stay.reviews.iter().find(|(_, outcome)| *outcome == LeaseReviewOutcome::Ready);
        let period_end = end_on(stay.start_on, EXAM_MONTHS);
        let due_on = notice_due_on(Territory::MetropolitanFrance, period_end);
        let told_on = match ready {
            Some((held_on, _)) => next_working_day(*held_on + Days::new(1)),
            None => previous_working_day(due_on - Days::new(10)),
        };
        if told_on <= until && (ready.is_some() || due_on + Days::new(14) < self.yesterday) {
            self.tell(told_on, 10, officer, What::TellPrefect(household, told_on, ready.is_some()));
        }
        let renewed_on = next_working_day(period_end + Days::new(1));
        if renewed_on <= until {
            self.tell(renewed_on, 10, officer, What::RenewExam(household));
        }
    }
}
