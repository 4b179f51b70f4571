//! Reminders that were sent, or tried in vain, likewise.

use entity::model::{reminder, support_measure};
use entity::operations::reminder::{Ending, claim, record, settle};
use entity::rules::reminder::Wanted;
use entity::types::ReminderRule;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::people::Person;
use crate::world::World;

impl World {
    /// A reminder that a measure nears its end, which a person was sent thirty days before.
    pub async fn remind(&self, measure: &support_measure::Model, person: &Person) -> reminder::Model {
        self.try_to_remind(measure, person, Ending::Sent("250 OK".to_owned())).await
    }

    /// The same, which the mail server refused for good.
    pub async fn remind_in_vain(&self, measure: &support_measure::Model, person: &Person) -> reminder::Model {
        self.try_to_remind(measure, person, Ending::Failed("550 non".to_owned())).await
    }

    async fn try_to_remind(
        &self,
        measure: &support_measure::Model,
        person: &Person,
        ending: Ending,
    ) -> reminder::Model {
        let planned = self.plan_to_remind(measure, person).await;
        let now = self.clock.now();
        let claimed = claim(&self.db, now, &planned.id).await.unwrap().unwrap();
        settle(&self.db, now, &self.chance, &claimed, ending).await.unwrap();
        self.reminder(&planned).await
    }

    /// The same, before anybody sent it.
    pub async fn plan_to_remind(&self, measure: &support_measure::Model, person: &Person) -> reminder::Model {
        let wanted = Wanted {
            rule: ReminderRule::SupportEnd,
            subject_id: measure.id.to_string(),
            due_on: measure.end_on,
            step: -30,
            recipient_id: person.id(),
            revision: 0,
            household_id: Some(measure.household_id.clone()),
            current: true,
        };
        record(&self.db, self.clock.now(), &self.chance, &[wanted], &[]).await.unwrap();
        let of_measure = reminder::Entity::find().filter(reminder::Column::SubjectId.eq(measure.id.as_str()));
        let to_person = of_measure.filter(reminder::Column::RecipientId.eq(person.id()));
        to_person.one(&self.db).await.unwrap().unwrap()
    }

    /// A reminder as it stands.
    pub async fn reminder(&self, known: &reminder::Model) -> reminder::Model {
        reminder::Entity::find_by_id(known.id.clone()).one(&self.db).await.unwrap().unwrap()
    }
}
