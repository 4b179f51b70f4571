//! A meeting of the cell: its members are convened some days before, at once if it is scheduled
//! later than that; convened again at once when it moves, told when it is cancelled; reminded two
//! working days before; and the chair is told then of the convocations left unanswered.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{Silence, Wanted};
use crate::rules::calendar;
use crate::types::{MeetingId, MeetingSettings, ParticipantResponse, ReminderRule, StaffId, Territory};

/// A meeting, as its reminders see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingFacts {
    /// The meeting.
    pub id: MeetingId,
    /// Its start.
    pub starts_at: DateTime<Utc>,
    /// Its revision: raised by a move and by the cancellation.
    pub sequence: i32,
    /// Whether it is cancelled.
    pub cancelled: bool,
    /// Who chairs it.
    pub chair: StaffId,
    /// Who is convened, the chair included.
    pub members: Vec<MemberFacts>,
    /// When.
    pub settings: MeetingSettings,
    /// Whose working days are counted.
    pub territory: Territory,
}

/// A person convened to a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberFacts {
    /// The person.
    pub staff_id: StaffId,
    /// Their answer.
    pub response: ParticipantResponse,
    /// The convocations that they were sent, or may have been: an attempt whose end is not known counts.
    pub convened: Vec<Convened>,
}

/// A convocation that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Convened {
    /// The meeting's revision that it spoke of.
    pub revision: i32,
    /// The day on which it was sent.
    pub on: NaiveDate,
    /// Whether the server is known to have accepted it.
    pub accepted: bool,
}

impl MeetingFacts {
    pub(super) fn wanted(&self, now: DateTime<Utc>) -> Vec<Wanted> {
        if now >= self.starts_at {
            return Vec::new();
        }
        self.members.iter().flat_map(|member| self.wanted_by(member, now)).chain(self.wanted_by_chair(now)).collect()
    }

    /// When something else may be wanted than at `now`: each day on which a mail opens, and the start, after which nothing is.
    pub(super) fn next_change(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let openings = [self.convocation_opens(), self.reminder_opens()].map(|day| calendar::at_local(day, 0, 0));
        openings.into_iter().chain([self.starts_at]).filter(|at| *at > now).min()
    }

    /// Why a reminder that is planned is not wanted any more.
    pub(super) fn why_silent(&self, key: &Wanted, now: DateTime<Utc>) -> Silence {
        if self.cancelled {
            Silence::SubjectClosed
        } else if self.sequence != key.revision {
            Silence::DateMoved
        } else if self.starts_at <= now {
            Silence::TooLate
        } else {
            Silence::RecipientChanged
        }
    }

    /// How many members were convened in time and have not answered when the chair is told.
    pub fn unanswered(&self) -> u32 {
        let opens = self.reminder_opens();
        let silent = self.members.iter().filter(|member| {
            member.response == ParticipantResponse::NeedsAction && member.convened_before(self.sequence, opens)
        });
        u32::try_from(silent.count()).unwrap_or(u32::MAX)
    }

    /// The revision of the meeting that a member was told last, if they were told of it: a later one that
    /// was never sent says nothing to them. Where no convocation is known to have been accepted, the last
    /// that may have been.
    pub fn told_last(&self, member: &StaffId) -> Option<i32> {
        let member = self.members.iter().find(|known| known.staff_id == *member)?;
        member.convened.iter().max_by_key(|convened| (convened.accepted, convened.revision)).map(|told| told.revision)
    }

    fn wanted_by(&self, member: &MemberFacts, now: DateTime<Utc>) -> Vec<Wanted> {
        if self.cancelled {
            let told = !member.convened.is_empty();
            return told.then(|| self.want(ReminderRule::MeetingCancellation, &member.staff_id)).into_iter().collect();
        }
        let today = calendar::today(now);
        let mut wanted = Vec::new();
        // Whoever holds an old date is told the new one at once, however far it is.
        let moved = member.convened.iter().any(|convened| convened.revision < self.sequence);
        if moved || today >= self.convocation_opens() {
            wanted.push(self.want(ReminderRule::MeetingConvocation, &member.staff_id));
        }
        // Whoever was convened that late needs no reminder on top.
        let opens = self.reminder_opens();
        if today >= opens && member.convened_before(self.sequence, opens) {
            wanted.push(self.want(ReminderRule::MeetingReminder, &member.staff_id));
        }
        wanted
    }

    fn wanted_by_chair(&self, now: DateTime<Utc>) -> Option<Wanted> {
        let told = !self.cancelled && calendar::today(now) >= self.reminder_opens() && self.unanswered() > 0;
        told.then(|| self.want(ReminderRule::MeetingUnanswered, &self.chair))
    }

    fn want(&self, rule: ReminderRule, recipient: &StaffId) -> Wanted {
        Wanted {
            rule,
            subject_id: self.id.to_string(),
            due_on: self.day(),
            // The revision tells these apart; an offset that changes must not convene anybody twice.
            step: 0,
            recipient_id: recipient.clone(),
            revision: self.sequence,
            household_id: None,
            silence: None,
        }
    }

    fn day(&self) -> NaiveDate {
        calendar::today(self.starts_at)
    }

    fn convocation_opens(&self) -> NaiveDate {
        let days = Days::new(u64::from(self.settings.convocation_days_before));
        self.day().checked_sub_days(days).unwrap_or(NaiveDate::MIN)
    }

    fn reminder_opens(&self) -> NaiveDate {
        self.territory.subtract_working_days(self.day(), self.settings.reminder_working_days_before)
    }
}

impl MemberFacts {
    fn convened_before(&self, revision: i32, day: NaiveDate) -> bool {
        self.convened.iter().any(|convened| convened.revision == revision && convened.on < day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    fn meeting(members: Vec<MemberFacts>) -> MeetingFacts {
        let chance = Chance::seeded(7);
        MeetingFacts {
            id: MeetingId::generate(DateTime::UNIX_EPOCH, &chance),
            // A Thursday, at 14:00 in Paris.
            starts_at: "2026-03-19T13:00:00Z".parse().unwrap(),
            sequence: 0,
            cancelled: false,
            chair: StaffId::generate(DateTime::UNIX_EPOCH, &chance),
            members,
            settings: MeetingSettings::default(),
            territory: Territory::default(),
        }
    }

    fn member(convened: Option<(i32, &str)>) -> MemberFacts {
        MemberFacts {
            staff_id: StaffId::generate(DateTime::UNIX_EPOCH, &Chance::seeded(8)),
            response: ParticipantResponse::NeedsAction,
            convened: convened
                .map(|(revision, on)| Convened { revision, on: on.parse().unwrap(), accepted: true })
                .into_iter()
                .collect(),
        }
    }

    fn rules(facts: &MeetingFacts, now: &str) -> Vec<ReminderRule> {
        facts.wanted(now.parse().unwrap()).into_iter().map(|wanted| wanted.rule).collect()
    }

    #[test]
    fn members_are_convened_fifteen_days_before_and_reminded_two_working_days_before() {
        use ReminderRule::{MeetingConvocation, MeetingReminder, MeetingUnanswered};
        let new = meeting(vec![member(None)]);
        assert_eq!(rules(&new, "2026-03-03T22:59:00Z"), vec![]);
        assert_eq!(rules(&new, "2026-03-03T23:00:00Z"), vec![MeetingConvocation], "midnight in Paris");
        assert_eq!(rules(&new, "2026-03-18T08:00:00Z"), vec![MeetingConvocation], "convened late: no reminder on top");
        assert_eq!(rules(&new, "2026-03-19T13:00:00Z"), vec![], "it has started");
        let convened = meeting(vec![member(Some((0, "2026-03-04")))]);
        assert_eq!(rules(&convened, "2026-03-16T08:00:00Z"), vec![MeetingConvocation]);
        assert_eq!(
            rules(&convened, "2026-03-17T08:00:00Z"),
            vec![MeetingConvocation, MeetingReminder, MeetingUnanswered]
        );
    }

    #[test]
    fn the_working_days_are_those_of_the_territory() {
        // A Tuesday; the Friday before is a holiday in Martinique, and Monday everywhere.
        let mut convened = meeting(vec![member(Some((0, "2026-05-04")))]);
        convened.starts_at = "2026-05-26T12:00:00Z".parse().unwrap();
        for (territory, opens) in [
            (Territory::MetropolitanFrance, "2026-05-21"),
            (Territory::Guadeloupe, "2026-05-21"),
            (Territory::Martinique, "2026-05-20"),
        ] {
            convened.territory = territory;
            let reminded =
                |day: NaiveDate| rules(&convened, &format!("{day}T08:00:00Z")).contains(&ReminderRule::MeetingReminder);
            let opens: NaiveDate = opens.parse().unwrap();
            assert!(reminded(opens) && !reminded(opens.pred_opt().unwrap()), "{territory:?}");
        }
    }

    #[test]
    fn a_move_is_told_at_once_and_a_cancellation_to_whoever_was_convened() {
        let mut moved = meeting(vec![member(Some((0, "2026-03-04"))), member(None)]);
        moved.sequence = 1;
        moved.starts_at = "2026-06-18T12:00:00Z".parse().unwrap();
        let wanted = moved.wanted("2026-03-05T08:00:00Z".parse().unwrap());
        assert_eq!(wanted.len(), 1, "whoever was not convened yet waits for the fifteenth day");
        assert_eq!((wanted[0].rule, wanted[0].revision), (ReminderRule::MeetingConvocation, 1));
        moved.cancelled = true;
        moved.sequence = 2;
        assert_eq!(rules(&moved, "2026-03-05T08:00:00Z"), vec![ReminderRule::MeetingCancellation]);
    }

    #[test]
    fn what_was_told_last_is_what_the_server_accepted_last() {
        let told = |convened: &[(i32, bool)]| {
            let on = "2026-03-04".parse().unwrap();
            let convened =
                convened.iter().map(|(revision, accepted)| Convened { revision: *revision, on, accepted: *accepted });
            let member = MemberFacts { convened: convened.collect(), ..member(None) };
            let staff_id = member.staff_id.clone();
            meeting(vec![member]).told_last(&staff_id)
        };
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[(0, true), (2, true), (1, true)]), Some(2));
        assert_eq!(told(&[(0, true), (1, false)]), Some(0), "the second may never have arrived");
        assert_eq!(told(&[(0, false), (1, false)]), Some(1));
    }
}
