//! A household as its reminders see it: the days of its file, and who is written to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};

use super::answer::AnswersOf;
use super::kinds::{self, Announced, Kind};
use super::series::{Part, Series};
use super::{Announcement, People, Silence, Wanted};
use crate::rules::calendar;
use crate::types::{HouseholdId, ProgrammeId, ProgrammeSettings, ReminderRule, StaffId};

/// A household's file, as far as reminders read it. What is over is there as well, since the reminders of it may still wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdFacts {
    /// The household.
    pub id: HouseholdId,
    /// Its programme.
    pub programme_id: ProgrammeId,
    /// Its reference.
    pub reference: String,
    /// Whether it is in the programme: neither out of it nor left aside by the cell.
    pub present: bool,
    /// To whom.
    pub people: People,
    /// What they answered, by rule, subject and the day recalled.
    pub answers: HashMap<(ReminderRule, String, NaiveDate), AnswersOf>,
    /// When, and where.
    pub settings: ProgrammeSettings,
    /// Its support measures.
    pub supports: Vec<SupportFacts>,
    /// The extensions asked for.
    pub extension_requests: Vec<Deadline>,
    /// The reviews of its sliding leases.
    pub lease_reviews: Vec<Deadline>,
    /// The landlord's notices to the Prefect about its sliding leases.
    pub prefect_notices: Vec<Deadline>,
    /// The answers to the dwellings that it was offered.
    pub offers: Vec<Deadline>,
    /// The signatures of its agreements, from the day on which they were drawn up.
    pub agreements: Vec<Deadline>,
    /// Its diagnoses, each by its author.
    pub diagnoses: Vec<Deadline>,
}

/// A support measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportFacts {
    /// Its identifier.
    pub id: String,
    /// Its first day.
    pub start_on: NaiveDate,
    /// Its end as now decided.
    pub end_on: NaiveDate,
    /// The day on which it was closed.
    pub closed_on: Option<NaiveDate>,
    /// Whether the household left or lost its home: nothing can be reviewed with it any more.
    pub household_left: bool,
    /// Whether an interim review was held.
    pub interim_held: bool,
    /// Whether the final review was held.
    pub final_held: bool,
}

/// A day by which something is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// What it is about: the identifier of a record.
    pub subject_id: String,
    /// The first day of the time that is given, where that matters.
    pub from_on: Option<NaiveDate>,
    /// The day.
    pub due_on: NaiveDate,
    /// Whether it still is to be done.
    pub open: bool,
    /// Who has to, if the record names somebody.
    pub owner: Option<StaffId>,
}

impl Deadline {
    /// Something that is to be done by a day.
    pub fn on(subject_id: &impl ToString, due_on: NaiveDate) -> Self {
        Self { subject_id: subject_id.to_string(), from_on: None, due_on, open: true, owner: None }
    }

    /// The same, which may be done already.
    #[must_use]
    pub fn open(self, open: bool) -> Self {
        Self { open, ..self }
    }
}

impl HouseholdFacts {
    /// These, which lapse when the household is out of the programme.
    pub(super) fn while_present(&self, deadlines: &[Deadline]) -> Vec<Deadline> {
        deadlines.iter().cloned().map(|deadline| Deadline { open: deadline.open && self.present, ..deadline }).collect()
    }

    /// Every reminder that the household calls for at `now`.
    pub(super) fn wanted(&self, now: DateTime<Utc>) -> Vec<Wanted> {
        let today = calendar::today(now);
        let mut wanted = Vec::new();
        for (rule, kind) in kinds::all() {
            let series = self.series(rule, kind);
            for deadline in (kind.deadlines)(self).into_iter().filter(|deadline| deadline.open) {
                wanted.extend(self.wanted_of(rule, kind, &series, &deadline, today));
            }
        }
        wanted
    }

    /// What was answered to the reminders of one deadline.
    fn answers_to(&self, rule: ReminderRule, deadline: &Deadline) -> Option<&AnswersOf> {
        self.answers.get(&(rule, deadline.subject_id.clone(), deadline.due_on))
    }

    /// The pace of a rule's escalation, in days.
    pub(super) fn pace(&self, rule: ReminderRule) -> Option<u32> {
        kinds::of(rule).map(|kind| self.series(rule, kind).escalation_every())
    }

    /// The reminders of one deadline. Somebody who is meant in two ways gets the steps of both as one series.
    fn wanted_of(
        &self,
        rule: ReminderRule,
        kind: &Kind,
        series: &Series,
        deadline: &Deadline,
        today: NaiveDate,
    ) -> Vec<Wanted> {
        let open = series.open(deadline, self.settings.territory, today);
        let mut steps: BTreeMap<StaffId, BTreeSet<i32>> = BTreeMap::new();
        for (who, part) in kind.audiences {
            for person in self.people.meant(*who, deadline.owner.as_ref()) {
                let theirs = open.iter().copied().filter(|step| series.holds(*part, *step));
                steps.entry(person).or_default().extend(theirs);
            }
        }
        let answers = self.answers_to(rule, deadline);
        let mut wanted = Vec::new();
        for (recipient_id, mut steps) in steps {
            let answered = answers.and_then(|answers| answers.get(&recipient_id));
            if !steps.is_empty() {
                // The days to which they put it off are steps of their own.
                steps.extend(answered.into_iter().flat_map(|answers| answers.open_steps(deadline.due_on, today)));
            }
            let last = steps.last().copied();
            wanted.extend(steps.into_iter().map(|step| Wanted {
                rule,
                subject_id: deadline.subject_id.clone(),
                due_on: deadline.due_on,
                step,
                recipient_id: recipient_id.clone(),
                revision: 0,
                household_id: Some(self.id.clone()),
                silence: if Some(step) == last {
                    answered.and_then(|answers| answers.silence(step, today))
                } else {
                    Some(Silence::LaterStep)
                },
            }));
        }
        wanted
    }

    /// The day from which something else may be wanted than on the day of `now`. None when nothing is to be done.
    pub(super) fn next_change(&self, now: DateTime<Utc>) -> Option<NaiveDate> {
        let today = calendar::today(now);
        let openings = kinds::all().flat_map(|(rule, kind)| {
            let series = self.series(rule, kind);
            let deadlines = (kind.deadlines)(self).into_iter().filter(|deadline| deadline.open);
            deadlines.flat_map(move |deadline| {
                let answers = self.answers_to(rule, &deadline).into_iter().flatten();
                let put_off = answers.filter_map(|(_, answers)| answers.next_day(today));
                put_off.chain(series.next_opening(&deadline, self.settings.territory, today)).collect::<Vec<_>>()
            })
        });
        openings.min()
    }

    /// What is announced of these reminders, which are wanted of the household: the last open step of each deadline,
    /// whoever that is for, or that its time ran out. A day to which somebody put it off is theirs alone.
    pub(super) fn announcements(&self, wanted: &[Wanted]) -> Vec<Announcement> {
        let mut last: BTreeMap<(ReminderRule, &str, NaiveDate), i32> = BTreeMap::new();
        let put_off = |wanted: &Wanted| {
            let answers = self.answers.get(&(wanted.rule, wanted.subject_id.clone(), wanted.due_on));
            let own = answers.and_then(|answers| answers.get(&wanted.recipient_id));
            own.is_some_and(|own| own.open_steps(wanted.due_on, NaiveDate::MAX).any(|step| step == wanted.step))
        };
        for wanted in wanted.iter().filter(|wanted| !put_off(wanted)) {
            let step = last.entry((wanted.rule, &wanted.subject_id, wanted.due_on)).or_insert(wanted.step);
            *step = wanted.step.max(*step);
        }
        let announcements = last.into_iter().filter_map(|((rule, subject_id, due_on), step)| {
            let kind = kinds::of(rule)?;
            let (event, step) = match kind.announced {
                Announced::Never => return None,
                Announced::EachStep(event) => (event, step),
                Announced::Expiry(event) => {
                    let first = self.series(rule, kind).first_escalation();
                    (event, if step < first { return None } else { first })
                }
            };
            Some(Announcement {
                kind: event,
                subject_id: subject_id.to_owned(),
                due_on,
                step,
                programme_id: self.programme_id.clone(),
                household_id: self.id.clone(),
            })
        });
        announcements.collect()
    }

    /// Whether somebody is told of a deadline on which others decide.
    pub fn only_tells(&self, rule: ReminderRule, recipient: &StaffId) -> bool {
        let audiences = kinds::of(rule).map(|kind| kind.audiences).unwrap_or_default();
        let meant = |part: &Part| {
            let people = audiences.iter().filter(|(_, of)| (of == &Part::Near) == (part == &Part::Near));
            people.clone().any(|(who, _)| self.people.meant(*who, None).contains(recipient))
        };
        meant(&Part::Near) && !meant(&Part::All)
    }

    /// Why a reminder that is planned is not wanted any more.
    pub(super) fn why_silent(&self, key: &Wanted) -> Silence {
        let deadlines = kinds::of(key.rule).map(|kind| (kind.deadlines)(self)).unwrap_or_default();
        let mut of_subject = deadlines.iter().filter(|deadline| deadline.subject_id == key.subject_id).peekable();
        if of_subject.peek().is_none() {
            return Silence::SubjectGone;
        }
        match of_subject.find(|deadline| deadline.due_on == key.due_on) {
            None => Silence::DateMoved,
            Some(deadline) if !deadline.open => Silence::SubjectClosed,
            Some(_) => Silence::RecipientChanged,
        }
    }

    fn series(&self, rule: ReminderRule, kind: &Kind) -> Series {
        match self.settings.reminders.get(&rule) {
            Some(own) => kind.offsets.with(own),
            None => kind.offsets.with(&crate::types::SeriesSettings::default()),
        }
    }
}
