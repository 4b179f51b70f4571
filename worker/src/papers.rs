//! What the mails of a batch are written from: the subjects as they stand, the recipients, the meetings and their
//! agendas, read in a number of statements that does not depend on how many mails there are.

use std::collections::{HashMap, HashSet};

use entity::model::{agenda_item, household, meeting, reminder, staff};
use entity::operations::meeting::{Hours, announced_hours};
use entity::operations::reminder::{Subject, of_reminders};
use entity::types::{AgendaItemKind, MeetingId, ReminderId, ReminderRule, StaffId};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};

/// An item of an agenda: what is to be decided, and the household's reference.
pub(crate) type AgendaLine = (AgendaItemKind, String);

/// The state of the work at one instant, as far as some reminders speak of it.
pub(crate) struct Papers {
    subjects: HashMap<ReminderId, Subject>,
    people: HashMap<StaffId, staff::Model>,
    meetings: HashMap<MeetingId, meeting::Model>,
    agendas: HashMap<MeetingId, Vec<AgendaLine>>,
    hours: HashMap<MeetingId, Vec<Option<Hours>>>,
}

impl Papers {
    pub(crate) async fn read(db: &DatabaseConnection, rows: &[reminder::Model]) -> Result<Self, DbErr> {
        let subjects = of_reminders(db, rows).await?;
        let recipients: HashSet<_> = rows.iter().map(|row| row.recipient_id.clone()).collect();
        let people = staff::Entity::find().filter(staff::Column::Id.is_in(recipients)).all(db).await?;
        let mut papers = Self {
            subjects: rows.iter().map(|row| row.id.clone()).zip(subjects).collect(),
            people: people.into_iter().map(|person| (person.id.clone(), person)).collect(),
            meetings: HashMap::new(),
            agendas: HashMap::new(),
            hours: HashMap::new(),
        };
        let meeting_ids: HashSet<MeetingId> = rows.iter().filter_map(|row| row.subject_id.parse().ok()).collect();
        if !meeting_ids.is_empty() {
            papers.read_meetings(db, rows, meeting_ids).await?;
        }
        Ok(papers)
    }

    async fn read_meetings(
        &mut self,
        db: &DatabaseConnection,
        rows: &[reminder::Model],
        ids: HashSet<MeetingId>,
    ) -> Result<(), DbErr> {
        let items: Vec<(MeetingId, AgendaItemKind, String)> = agenda_item::Entity::find()
            .join(JoinType::InnerJoin, agenda_item::Relation::Household.def())
            .filter(agenda_item::Column::MeetingId.is_in(ids.iter().cloned()))
            .order_by_asc(agenda_item::Column::Position)
            .select_only()
            .columns([agenda_item::Column::MeetingId, agenda_item::Column::Kind])
            .column(household::Column::Reference)
            .into_tuple()
            .all(db)
            .await?;
        for (id, kind, reference) in items {
            self.agendas.entry(id).or_default().push((kind, reference));
        }
        let cancelled = rows.iter().filter(|row| row.rule == ReminderRule::MeetingCancellation);
        let cancelled: HashSet<MeetingId> = cancelled.filter_map(|row| row.subject_id.parse().ok()).collect();
        if !cancelled.is_empty() {
            self.hours = announced_hours(db, cancelled).await?;
        }
        let meetings = meeting::Entity::find().filter(meeting::Column::Id.is_in(ids)).all(db).await?;
        self.meetings = meetings.into_iter().map(|meeting| (meeting.id.clone(), meeting)).collect();
        Ok(())
    }

    /// What a reminder is about.
    pub(crate) fn subject(&self, id: &ReminderId) -> &Subject {
        self.subjects.get(id).unwrap_or(&Subject::Gone)
    }

    /// A recipient.
    pub(crate) fn person(&self, id: &StaffId) -> Option<&staff::Model> {
        self.people.get(id)
    }

    /// A meeting.
    pub(crate) fn meeting(&self, id: &MeetingId) -> Option<&meeting::Model> {
        self.meetings.get(id)
    }

    /// The agenda of a meeting, in order.
    pub(crate) fn agenda(&self, id: &MeetingId) -> &[AgendaLine] {
        self.agendas.get(id).map_or(&[], Vec::as_slice)
    }

    /// The hours that a revision of a cancelled meeting announced.
    pub(crate) fn announced_hours(&self, id: &MeetingId, revision: i32) -> Option<Hours> {
        *self.hours.get(id)?.get(usize::try_from(revision).ok()?)?
    }
}
