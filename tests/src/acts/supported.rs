//! What happens while a household is supported, likewise.

use entity::model::{
    support_extension_request, support_interview, support_measure, support_objective, support_suspension,
};
use entity::operations::extension_request::RequestExtension;
use entity::operations::interview::{Interview, RecordInterview};
use entity::operations::support_intensity::ChangeSupportIntensity;
use entity::operations::support_objective::{MoveSupportObjective, SetSupportObjective};
use entity::operations::suspension::SuspendSupport;
use entity::operations::{extension_request, interview, support_objective as support_objectives, suspension};
use entity::types::{
    ExtensionGround, InterviewKind, ObjectiveStatus, SupportExtensionRequestId, SupportIntensity, SupportInterviewId,
    SupportSuspensionId, SuspensionGround,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{AXES, MONTH};
use crate::world::{CONFIDENTIAL, World};

impl World {
    /// The support becomes intensive today.
    pub fn intensity_input(&self, measure: &support_measure::Model) -> ChangeSupportIntensity {
        ChangeSupportIntensity {
            support_measure_id: measure.id.clone(),
            intensity: SupportIntensity::Intensive,
            from_on: self.today(),
            reasons: CONFIDENTIAL.to_owned(),
        }
    }

    /// An objective on the second axis, set today.
    pub fn objective_input(&self, measure: &support_measure::Model) -> SetSupportObjective {
        SetSupportObjective {
            support_measure_id: measure.id.clone(),
            axis: AXES[1],
            label: CONFIDENTIAL.to_owned(),
            set_on: self.today(),
        }
    }

    /// The objectives of a measure, in their order.
    pub async fn objectives(&self, measure: &support_measure::Model) -> Vec<support_objective::Model> {
        use support_objective::Column;
        let objectives = support_objective::Entity::find().filter(Column::SupportMeasureId.eq(measure.id.clone()));
        objectives.order_by_asc(Column::Position).all(&self.db).await.unwrap()
    }

    /// The first objective of a measure is in progress since today.
    pub async fn step_input(&self, measure: &support_measure::Model) -> MoveSupportObjective {
        MoveSupportObjective {
            support_objective_id: self.objectives(measure).await[0].id.clone(),
            status: ObjectiveStatus::InProgress,
            moved_on: self.today(),
            comment: Some(CONFIDENTIAL.to_owned()),
        }
    }

    /// Has the social worker say that the first objective of a measure is in progress since today.
    pub async fn follow_objective(&self, measure: &support_measure::Model) -> support_measure::Model {
        let act = self.act(&self.people.social_worker);
        support_objectives::move_on(&self.db, &act, self.step_input(measure).await).await.unwrap()
    }

    /// Suspended from today on, for a month as far as is known.
    pub fn suspension_input(&self, measure: &support_measure::Model) -> SuspendSupport {
        SuspendSupport {
            support_measure_id: measure.id.clone(),
            ground: SuspensionGround::Hospitalisation,
            explanation: Some(CONFIDENTIAL.to_owned()),
            start_on: self.today(),
            expected_end_on: Some(self.today() + MONTH),
        }
    }

    /// Has the social worker suspend the support from today on.
    pub async fn suspend_support(&self, measure: &support_measure::Model) -> support_suspension::Model {
        let act = self.act(&self.people.social_worker);
        suspension::suspend(&self.db, &act, self.suspension_input(measure)).await.unwrap()
    }

    /// The suspension as it stands.
    pub async fn suspension(&self, id: &SupportSuspensionId) -> support_suspension::Model {
        support_suspension::Entity::find_by_id(id.clone()).one(&self.db).await.unwrap().unwrap()
    }

    /// A visit held today, and the next one in a month.
    pub fn interview_input(&self, measure: &support_measure::Model) -> RecordInterview {
        RecordInterview {
            support_measure_id: measure.id.clone(),
            interview: Interview {
                held_on: self.today(),
                kind: InterviewKind::HomeVisit,
                attendees: Some(CONFIDENTIAL.to_owned()),
                summary: CONFIDENTIAL.to_owned(),
                confidential_note: Some(CONFIDENTIAL.to_owned()),
                next_on: Some(self.today() + MONTH),
            },
        }
    }

    /// Has the social worker record a visit held today.
    pub async fn record_interview(&self, measure: &support_measure::Model) -> support_interview::Model {
        let act = self.act(&self.people.social_worker);
        interview::record(&self.db, &act, self.interview_input(measure)).await.unwrap()
    }

    /// The interview as it stands.
    pub async fn interview(&self, id: &SupportInterviewId) -> support_interview::Model {
        support_interview::Entity::find_by_id(id.clone()).one(&self.db).await.unwrap().unwrap()
    }

    /// Three months more, asked for.
    pub fn request_input(&self, measure: &support_measure::Model) -> RequestExtension {
        RequestExtension {
            support_measure_id: measure.id.clone(),
            ground: ExtensionGround::Health,
            explanation: CONFIDENTIAL.to_owned(),
            proposed_end_on: measure.end_on + MONTH + MONTH + MONTH,
        }
    }

    /// Has the social worker ask for three months more today.
    pub async fn request_extension(&self, measure: &support_measure::Model) -> support_extension_request::Model {
        let act = self.act(&self.people.social_worker);
        extension_request::request(&self.db, &act, self.request_input(measure)).await.unwrap()
    }

    /// The request as it stands.
    pub async fn extension_request(&self, id: &SupportExtensionRequestId) -> support_extension_request::Model {
        support_extension_request::Entity::find_by_id(id.clone()).one(&self.db).await.unwrap().unwrap()
    }
}
