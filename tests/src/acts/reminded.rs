//! Reminders that were sent, or tried in vain, likewise.

use entity::model::{meeting, reminder, support_measure};
use entity::operations::reminder::{Ending, claim, record, settle};
use entity::rules::calendar;
use entity::rules::reminder::Wanted;
use entity::types::ReminderRule;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter};

use crate::people::Person;
use crate::world::World;

impl World {
    /// A reminder that a measure nears its end, which a person was sent thirty days before.
    pub async fn remind(&self, measure: &support_measure::Model, person: &Person) -> reminder::Model {
        let planned = self.plan_to_remind(measure, person).await;
        self.try_to_send(&planned, Ending::Sent("250 OK".to_owned())).await
    }

    /// The same, which the mail server refused for good.
    pub async fn remind_in_vain(&self, measure: &support_measure::Model, person: &Person) -> reminder::Model {
        let planned = self.plan_to_remind(measure, person).await;
        self.try_to_send(&planned, Ending::Failed("550 non".to_owned())).await
    }

    /// The same, before anybody sent it.
    pub async fn plan_to_remind(&self, measure: &support_measure::Model, person: &Person) -> reminder::Model {
        self.plan(Wanted {
            rule: ReminderRule::SupportEnd,
            subject_id: measure.id.to_string(),
            due_on: measure.end_on,
            step: -30,
            recipient_id: person.id(),
            revision: 0,
            household_id: Some(measure.household_id.clone()),
            silence: None,
        })
        .await
    }

    /// The convocation to a meeting as it is planned, which a person was sent.
    pub async fn send_convocation(&self, meeting: &meeting::Model, person: &Person) -> reminder::Model {
        let wanted = Wanted {
            rule: ReminderRule::MeetingConvocation,
            subject_id: meeting.id.to_string(),
            due_on: calendar::today(meeting.starts_at),
            step: 0,
            recipient_id: person.id(),
            revision: meeting.sequence,
            household_id: None,
            silence: None,
        };
        let planned = self.plan(wanted).await;
        self.try_to_send(&planned, Ending::Sent("250 OK".to_owned())).await
    }

    /// A reminder as it stands.
    pub async fn reminder(&self, known: &reminder::Model) -> reminder::Model {
        reminder::Entity::find_by_id(known.id.clone()).one(&self.db).await.unwrap().unwrap()
    }

    async fn plan(&self, wanted: Wanted) -> reminder::Model {
        let of_subject = reminder::Column::SubjectId.eq(wanted.subject_id.as_str());
        let to_person = reminder::Column::RecipientId.eq(wanted.recipient_id.clone());
        let of_step = reminder::Column::Step.eq(wanted.step).and(reminder::Column::Revision.eq(wanted.revision));
        record(&self.db, self.clock.now(), &self.chance, &[wanted], &[]).await.unwrap();
        let found = reminder::Entity::find().filter(of_subject).filter(to_person).filter(of_step);
        found.one(&self.db).await.unwrap().unwrap()
    }

    async fn try_to_send(&self, planned: &reminder::Model, ending: Ending) -> reminder::Model {
        let now = self.clock.now();
        let claimed = claim(&self.db, now, std::slice::from_ref(&planned.id)).await.unwrap().remove(0);
        settle(&self.db, now, &self.chance, &[(claimed, ending)]).await.unwrap();
        self.reminder(planned).await
    }
}
