//! A world with something for every mutation to act upon, and a good input of each.

use entity::model::exam_period;
use entity::operations::interview;
use entity::types::AgendaItemKind;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tests::World;

/// A world with something for every mutation to act upon.
pub(super) struct Stage {
    pub(super) programme: String,
    pub(super) proposed: String,
    pub(super) diagnosis: String,
    pub(super) allocation: String,
    pub(super) agreement: String,
    pub(super) preselected: String,
    pub(super) supported: String,
    pub(super) measure: String,
    pub(super) objective: String,
    pub(super) request: String,
    pub(super) suspension: String,
    pub(super) interview: String,
    pub(super) tenancy: String,
    pub(super) review: String,
    pub(super) exam: String,
    pub(super) meeting: String,
    pub(super) item: String,
    pub(super) reminder: String,
    pub(super) dwelling: String,
    pub(super) coordinator: String,
    pub(super) referent: String,
    pub(super) officer: String,
    pub(super) member: String,
    pub(super) ccas: String,
    pub(super) state: String,
    pub(super) town: String,
}

impl Stage {
    pub(super) async fn set(world: &World) -> Self {
        let proposed = world.register_household().await;
        let preselected = world.preselected_household().await;
        let supported = world.preselected_household().await;
        let diagnosed = world.preselected_household().await;
        let diagnosis = world.order_diagnosis(&diagnosed.id).await;
        let allocated = world.preselected_household().await;
        world.diagnose(&allocated.id).await;
        let allocation = world.allocate(&allocated.id).await;
        let agreement = world.agree(&allocated.id).await;
        let measure = world.start_support(&supported.id).await;
        let asked = world.start_support(&world.preselected_household().await.id).await;
        let request = world.request_extension(&asked).await;
        let suspension = world.suspend_support(&asked).await;
        let input = world.interview_input(&asked);
        let interview = interview::record(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        let (tenancy, review) = world.sliding_lease(&supported.id).await;
        let meeting = world.schedule_meeting(20).await;
        let item =
            world.put_on_agenda(&world.people.coordinator, &meeting.id, &supported.id, AgendaItemKind::LeaseExam).await;
        Self {
            programme: world.programme_id.to_string(),
            proposed: proposed.id.to_string(),
            diagnosis: diagnosis.id.to_string(),
            allocation: allocation.id.to_string(),
            agreement: agreement.id.to_string(),
            preselected: preselected.id.to_string(),
            supported: supported.id.to_string(),
            measure: measure.id.to_string(),
            objective: world.objectives(&measure).await[0].id.to_string(),
            request: request.id.to_string(),
            suspension: suspension.id.to_string(),
            interview: interview.id.to_string(),
            tenancy: tenancy.id.to_string(),
            review: review.id.to_string(),
            exam: exam_period::Entity::find().one(&world.db).await.unwrap().unwrap().id.to_string(),
            meeting: meeting.id.to_string(),
            item: item.id.to_string(),
            reminder: world.remind(&measure, &world.people.coordinator).await.id.to_string(),
            dwelling: world.dwelling().await.to_string(),
            coordinator: world.people.coordinator.staff.id.to_string(),
            referent: world.people.social_worker.staff.id.to_string(),
            officer: world.people.officer.staff.id.to_string(),
            member: world.people.member.staff.id.to_string(),
            ccas: world.organisations.ccas.id.to_string(),
            state: world.organisations.state.id.to_string(),
            town: world.organisations.town.id.to_string(),
        }
    }

    pub(super) fn household(&self) -> Value {
        json!({
            "programmeId": self.programme, "landlordContactId": self.officer, "familyName": "Confidentiel",
            "priorityGrounds": { "dalo": true },
            "members": [{ "givenName": "Confidentiel", "familyName": "Confidentiel", "relationship": "APPLICANT" }],
        })
    }

    pub(super) fn order(&self) -> Value {
        json!({ "householdId": self.preselected, "manner": "HOME_VISIT", "authorId": self.referent })
    }

    pub(super) fn findings(&self) -> Value {
        json!({
            "socialDiagnosisId": self.diagnosis, "doneOn": "2026-03-02", "obstacles": ["DEBT"],
            "axes": ["BUDGET_MANAGEMENT"], "intensity": "LIGHT", "durationMonths": 6, "modality": "SLIDING_LEASE",
            "situation": "Confidentiel",
        })
    }

    pub(super) fn allocation(&self) -> Value {
        json!({
            "householdId": self.preselected, "dwellingId": self.dwelling, "decidedOn": "2026-03-02",
            "outcome": "ALLOCATED",
        })
    }

    pub(super) fn agreement(&self) -> Value {
        let objective = json!({ "axis": "BUDGET_MANAGEMENT", "label": "Confidentiel" });
        json!({ "householdId": self.preselected, "drawnUpOn": "2026-03-02", "objectives": [objective] })
    }

    pub(super) fn support(&self) -> Value {
        json!({
            "householdId": self.preselected, "referentId": self.referent, "startOn": "2026-03-02",
            "intensity": "LIGHT", "axes": ["BUDGET_MANAGEMENT"],
            "objectives": [{ "axis": "BUDGET_MANAGEMENT", "label": "Confidentiel" }],
        })
    }

    pub(super) fn waiver(&self) -> Value {
        json!({ "householdId": self.preselected, "step": "DIAGNOSIS_BEFORE_AGREEMENT", "reasons": "Confidentiel" })
    }

    pub(super) fn progress(&self) -> Value {
        json!({
            "supportMeasureId": self.measure, "kind": "INTERIM", "heldOn": "2026-03-02", "householdView": "Confidentiel",
            "account": "Confidentiel", "landlordAccount": "Confidentiel",
        })
    }

    pub(super) fn intensity(&self) -> Value {
        json!({
            "supportMeasureId": self.measure, "intensity": "LIGHT", "fromOn": "2026-03-02", "reasons": "Confidentiel",
        })
    }

    pub(super) fn set_objective(&self) -> Value {
        json!({
            "supportMeasureId": self.measure, "axis": "HOUSING_PATH", "label": "Confidentiel", "setOn": "2026-03-02",
        })
    }

    pub(super) fn step(&self) -> Value {
        json!({ "supportObjectiveId": self.objective, "status": "ACHIEVED", "movedOn": "2026-03-02" })
    }

    pub(super) fn interview(&self) -> Value {
        json!({
            "supportMeasureId": self.measure, "heldOn": "2026-03-02", "kind": "OFFICE", "summary": "Confidentiel",
        })
    }

    pub(super) fn suspension(&self) -> Value {
        json!({ "supportMeasureId": self.measure, "ground": "ABSENCE", "startOn": "2026-03-02" })
    }

    pub(super) fn request(&self) -> Value {
        json!({
            "supportMeasureId": self.measure, "ground": "HEALTH", "explanation": "Confidentiel",
            "proposedEndOn": "2027-06-02",
        })
    }

    pub(super) fn extension(&self) -> Value {
        json!({
            "supportMeasureId": self.measure, "ground": "HEALTH", "explanation": "Confidentiel",
            "decidedById": self.coordinator, "decidedOn": "2026-03-02", "endOn": "2027-06-02",
        })
    }

    pub(super) fn tenancy(&self) -> Value {
        json!({
            "householdId": self.preselected, "dwellingId": self.dwelling, "modality": "SLIDING_LEASE",
            "rentalManagement": "ADAPTED", "headTenantId": self.ccas, "startOn": "2026-03-02",
        })
    }

    pub(super) fn review(&self) -> Value {
        json!({
            "leaseReviewId": self.review, "heldOn": "2026-03-02", "outcome": "READY",
            "householdView": "Confidentiel", "organisationView": "Confidentiel",
        })
    }

    pub(super) fn notice(&self) -> Value {
        json!({ "examPeriodId": self.exam, "informedOn": "2026-03-02", "leaseOffered": true })
    }

    pub(super) fn rate(&self) -> Value {
        json!({
            "programmeId": self.programme, "component": "SUPPORT", "unit": "PER_HOUSEHOLD_YEAR",
            "proration": "DAYS_IN_YEAR", "amount": "1250.00", "validFrom": "2026-01-01",
        })
    }

    /// Nothing, since the State bears the whole.
    pub(super) fn share(&self) -> Value {
        json!({ "programmeId": self.programme, "funderId": self.town, "base": "WHOLE", "basisPoints": 0 })
    }

    pub(super) fn amount(&self) -> Value {
        json!({
            "programmeId": self.programme, "funderId": self.state, "year": 1, "state": "GRANTED",
            "amount": "183180.00", "datedOn": "2026-03-02",
        })
    }

    pub(super) fn revision(&self) -> Value {
        json!({
            "programmeId": self.programme, "decidedOn": "2026-03-02", "reason": "Avenant",
            "revision": { "householdTarget": 130 },
        })
    }

    pub(super) fn departmental_opinion(&self) -> Value {
        json!({ "programmeId": self.programme, "givenOn": "2026-03-02", "opinion": "Avis" })
    }

    pub(super) fn regional_opinion(&self) -> Value {
        json!({ "programmeId": self.programme, "givenOn": "2026-03-02", "opinion": "FAVOURABLE" })
    }

    pub(super) fn opinion_withdrawal(&self) -> Value {
        json!({ "programmeId": self.programme, "level": "REGIONAL", "reason": "Saisi par erreur" })
    }

    pub(super) fn series(&self) -> Value {
        json!({
            "programmeId": self.programme, "startsAt": "2026-04-07T12:00:00Z", "endsAt": "2026-04-07T14:00:00Z",
            "location": "Salle", "chairId": self.coordinator, "participantIds": [self.referent, self.member],
            "pattern": "MONTHLY_BY_RANK", "untilOn": "2026-12-31",
        })
    }

    pub(super) fn meeting(&self) -> Value {
        json!({
            "programmeId": self.programme, "startsAt": "2026-04-02T12:00:00Z", "endsAt": "2026-04-02T14:00:00Z",
            "location": "Salle", "chairId": self.coordinator, "participantIds": [self.referent, self.member],
        })
    }
}

/// An input with some fields changed.
#[expect(clippy::needless_pass_by_value, reason = "given as a literal")]
pub(super) fn but(mut input: Value, changes: Value) -> Value {
    for (field, value) in changes.as_object().unwrap() {
        input[field] = value.clone();
    }
    input
}
