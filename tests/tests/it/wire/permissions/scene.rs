//! A household, its file and a meeting, ready for one act; the act itself; and what may stand in its way.

use chrono::TimeDelta;
use entity::model::{
    agenda_item, allocation_decision, exam_period, lease_review, meeting, reminder, social_diagnosis, step_waiver,
    support_extension_request, support_interview, support_measure, support_suspension, tenancy, tripartite_agreement,
};
use entity::operations::allocation::OfferDwelling;
use entity::operations::diagnosis::CancelDiagnosis;
use entity::operations::exam_period::RenewExamPeriod;
use entity::operations::household::RegisterHousehold;
use entity::operations::meeting::ScheduleMeeting;
use entity::operations::progress_review::RecordProgressReview;
use entity::operations::support::{CloseSupport, StartSupport};
use entity::operations::{
    agreement as agreements, allocation as allocations, diagnosis as diagnoses, exam_period as exam_periods,
    household as households, interview as interviews, meeting as meetings, progress_review, support,
    tenancy as tenancies,
};
use entity::types::{
    AgendaDecision, AgendaItemKind, AllocationOutcome, DwellingId, HouseholdId, LeaseReviewOutcome, ProgressReviewKind,
    RentalModality, Role, SupportOutcome,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{Person, World};

/// What is there for one act.
pub(super) struct Scene {
    household: HouseholdId,
    /// Of another landlord, supported by another centre.
    other: HouseholdId,
    diagnosis: Option<social_diagnosis::Model>,
    allocation: Option<allocation_decision::Model>,
    agreement: Option<tripartite_agreement::Model>,
    waiver: step_waiver::Model,
    measure: support_measure::Model,
    request: Option<support_extension_request::Model>,
    suspension: Option<support_suspension::Model>,
    interview: Option<support_interview::Model>,
    dwelling: DwellingId,
    tenancy: Option<tenancy::Model>,
    review: Option<lease_review::Model>,
    exam: Option<exam_period::Model>,
    meeting: meeting::Model,
    item: agenda_item::Model,
    reminder: Option<reminder::Model>,
}

/// What may stand in the way of an act.
#[derive(Debug, Clone, Copy)]
pub(super) enum Obstacle {
    Stage(&'static str),
    Undecided,
    Ordered,
    UnderWay,
    DiagnosisMade,
    DiagnosisCancelled,
    Undiagnosed,
    Allocated,
    NotAllocated,
    ConditionLifted,
    Offered,
    NotOffered,
    Answered,
    Released,
    DwellingTaken,
    Unsigned,
    AgreementSigned,
    AgreementCancelled,
    NotWaived,
    WaiverUsed,
    WaiverWithdrawn,
    Supported,
    Housed,
    FinalReviewHeld,
    ExtensionAsked,
    RequestWithdrawn,
    Suspended,
    SuspensionEnded,
    AnotherAuthor,
    SupportClosed,
    SupportBegun,
    SupportToCome,
    TenancyEnded,
    TenancyBegun,
    TenancyToCome,
    Sublease,
    LeaseSlid,
    NeverReviewed,
    ReviewedSince,
    ReviewHeld,
    ReviewCancelled,
    ExamRenewed,
    PrefectInformed,
    LeaseNotOffered,
    MeetingCancelled,
    MeetingStarted,
    MeetingToCome,
    AgendaFull,
    NotConvened,
    Decided,
    MinutesApproved,
    MinutesOpen,
    NobodyCame,
    ItemOpen,
    ToSomebodyElse,
    Unsent,
    Acknowledged,
    OfMeeting,
    DueTomorrow,
}

impl Scene {
    /// The social worker's household is on the agenda of a meeting of nearly everybody, and ready for an act.
    #[expect(clippy::too_many_lines, reason = "what each act needs, one after the other")]
    pub(super) async fn set(world: &World, type_name: &str, permission: &str) -> Self {
        let people = &world.people;
        let coordinator = world.act(&people.coordinator);
        let household = world.preselected_household().await.id;
        // Since yesterday: what may change only after the first day may change today.
        let input = StartSupport { start_on: world.day(-1), ..world.support_input(&household) };
        let measure = support::start(&world.db, &coordinator, input).await.unwrap();
        let input =
            RegisterHousehold { landlord_contact_id: Some(people.other_officer.id()), ..world.household_input() };
        let other = households::register(&world.db, &coordinator, input).await.unwrap().id;
        world.preselect(&other).await;
        world.ready_for_support(&other).await;
        let input = StartSupport { referent_id: people.other_social_worker.id(), ..world.support_input(&other) };
        support::start(&world.db, &coordinator, input).await.unwrap();
        let mut diagnosis = None;
        if permission == "orderDiagnosis" {
            world.decide_yesterday(&household, AgendaItemKind::Diagnosis, AgendaDecision::Approved).await;
        }
        if type_name == "SocialDiagnosis" {
            diagnosis = Some(world.order_diagnosis(&household).await);
        }
        let mut allocation = None;
        if ["AllocationDecision", "TripartiteAgreement"].contains(&type_name)
            || ["recordAllocation", "drawUpAgreement"].contains(&permission)
        {
            world.diagnose(&household).await;
        }
        if type_name == "AllocationDecision" {
            let mut input = world.allocation_input(&household, &world.dwelling().await);
            if permission == "liftCondition" {
                (input.outcome, input.missing_document) = (AllocationOutcome::Conditional, Some("x".to_owned()));
            }
            let decision = allocations::record(&world.db, &coordinator, input).await.unwrap();
            if permission == "release" {
                world.accept(&decision).await;
            }
            if permission == "answer" {
                let (allocation_decision_id, offered_on) = (decision.id.clone(), world.today());
                let input = OfferDwelling { allocation_decision_id, offered_on, answer_days: None };
                allocations::offer(&world.db, &coordinator, input).await.unwrap();
            }
            allocation = Some(decision);
        }
        let mut agreement = None;
        if type_name == "TripartiteAgreement" {
            let input = world.agreement_input(&household);
            agreement = Some(agreements::draw_up(&world.db, &coordinator, input).await.unwrap());
        }
        let mut request = None;
        if type_name == "SupportExtensionRequest" {
            request = Some(world.request_extension(&measure).await);
        }
        let mut interview = None;
        if type_name == "SupportInterview" {
            let input = world.interview_input(&measure);
            interview = Some(interviews::record(&world.db, &coordinator, input).await.unwrap());
        }
        let mut suspension = None;
        if type_name == "SupportSuspension" {
            suspension = Some(world.suspend_support(&measure).await);
        }
        let mut reminder = None;
        if type_name == "Reminder" {
            reminder = Some(match permission {
                "retry" => world.remind_in_vain(&measure, &people.coordinator).await,
                _ => world.remind(&measure, &people.coordinator).await,
            });
        }
        let (mut tenancy, mut review, mut exam) = (None, None, None);
        if ["Tenancy", "LeaseReview", "ExamPeriod"].contains(&type_name) {
            let (opened, planned) = world.sliding_lease(&household).await;
            if permission == "transferLease" {
                world.hold_review(&planned, LeaseReviewOutcome::Ready).await;
            }
            let of_tenancy = exam_period::Column::TenancyId.eq(opened.id.clone());
            exam = exam_period::Entity::find().filter(of_tenancy).one(&world.db).await.unwrap();
            (tenancy, review) = (Some(opened), Some(planned));
        }
        if permission == "startSupport" {
            // Still housed under another's lease: it may be supported again.
            world.house(&household, RentalModality::Sublease).await;
            let (closed_on, outcome) = (world.today(), SupportOutcome::HousingKept);
            let input = CloseSupport { support_measure_id: measure.id.clone(), closed_on, outcome };
            support::close(&world.db, &coordinator, input).await.unwrap();
        }
        let convened = [
            &people.social_worker,
            &people.other_social_worker,
            &people.officer,
            &people.officer_colleague,
            &people.other_officer,
            &people.funder,
            &people.member,
        ];
        let participant_ids = convened.iter().map(|person| person.id()).collect();
        let input = ScheduleMeeting { participant_ids, ..world.meeting_input(20) };
        let meeting = meetings::schedule(&world.db, &coordinator, input).await.unwrap();
        let kind = AgendaItemKind::ProgressReview;
        let item = world.put_on_agenda(&people.coordinator, &meeting.id, &household, kind).await;
        let dwelling = world.dwelling().await;
        // Support starts again, if it does, and a home is found, without what should come before.
        world.ready_for_support(&household).await;
        world.ready_for_home(&household).await;
        let open = step_waiver::Entity::find()
            .filter(step_waiver::Column::HouseholdId.eq(household.clone()))
            .filter(step_waiver::Column::UsedOn.is_null());
        let waiver = open.one(&world.db).await.unwrap().unwrap();
        let scene = Self {
            household,
            other,
            diagnosis,
            allocation,
            agreement,
            waiver,
            measure,
            request,
            suspension,
            interview,
            dwelling,
            tenancy,
            review,
            exam,
            meeting,
            item,
            reminder,
        };
        if ["decide", "recordAttendance", "approveMinutes", "correctMinutes"].contains(&permission) {
            scene.put_in_the_way(world, Obstacle::MeetingStarted).await;
        }
        match (type_name, permission) {
            ("SupportMeasure", "cancel") => scene.put_in_the_way(world, Obstacle::SupportToCome).await,
            ("Tenancy", "cancel") => scene.put_in_the_way(world, Obstacle::TenancyToCome).await,
            _ => {}
        }
        match permission {
            "approveMinutes" => world.hold(&scene.meeting.id, world.clock.now()).await,
            "correctMinutes" => scene.put_in_the_way(world, Obstacle::MinutesApproved).await,
            _ => {}
        }
        scene
    }

    /// The identifier of the object of a type that an act is about.
    pub(super) fn subject(&self, world: &World, type_name: &str) -> String {
        match type_name {
            "Programme" => world.programme_id.to_string(),
            "Household" => self.household.to_string(),
            "StepWaiver" => self.waiver.id.to_string(),
            "SocialDiagnosis" => self.diagnosis.as_ref().unwrap().id.to_string(),
            "AllocationDecision" => self.allocation.as_ref().unwrap().id.to_string(),
            "TripartiteAgreement" => self.agreement.as_ref().unwrap().id.to_string(),
            "SupportMeasure" => self.measure.id.to_string(),
            "SupportInterview" => self.interview.as_ref().unwrap().id.to_string(),
            "SupportSuspension" => self.suspension.as_ref().unwrap().id.to_string(),
            "SupportExtensionRequest" => self.request.as_ref().unwrap().id.to_string(),
            "Tenancy" => self.tenancy.as_ref().unwrap().id.to_string(),
            "ExamPeriod" => self.exam.as_ref().unwrap().id.to_string(),
            "LeaseReview" => self.review.as_ref().unwrap().id.to_string(),
            "CellMeeting" => self.meeting.id.to_string(),
            "AgendaItem" => self.item.id.to_string(),
            "Reminder" => self.reminder.as_ref().unwrap().id.to_string(),
            other => panic!("nothing is there of {other}"),
        }
    }

    /// The act that a permission is about, well-formed for whoever does it: the mutation and its input.
    #[expect(clippy::too_many_lines, reason = "a table, with an arm for each act")]
    pub(super) fn act(
        &self,
        world: &World,
        person: &Person,
        type_name: &str,
        permission: &str,
    ) -> (&'static str, Value) {
        let people = &world.people;
        let subject = self.subject(world, type_name);
        let (today, hour) = (world.today(), |days, hour| world.hour(days, hour).to_rfc3339());
        // Of a meeting, somebody of elsewhere asks for what they follow themselves.
        let elsewhere = [people.other_social_worker.id(), people.other_officer.id()].contains(&person.id());
        let household = if type_name == "CellMeeting" && elsewhere { &self.other } else { &self.household };
        match (type_name, permission) {
            ("Programme", "registerHousehold") => {
                let officer = person.staff.role == Role::LandlordOfficer;
                let contact = if officer { person.id() } else { people.officer.id() };
                let applicant = json!({ "givenName": "x", "familyName": "x", "relationship": "APPLICANT" });
                let input = json!({
                    "programmeId": subject, "landlordContactId": contact.to_string(), "familyName": "x",
                    "priorityGrounds": { "dalo": true }, "members": [applicant],
                });
                ("registerHousehold", input)
            }
            ("Programme", "manageFunding") => (
                "setUnitRate",
                json!({
                    "programmeId": subject, "component": "SUPPORT", "unit": "PER_HOUSEHOLD_YEAR",
                    "proration": "DAYS_IN_YEAR", "amount": "1250.00", "validFrom": today,
                }),
            ),
            ("Programme", "revise") => (
                "reviseProgramme",
                json!({
                    "programmeId": subject, "decidedOn": today, "reason": "x",
                    "revision": { "location": format!("x{}", person.id()) },
                }),
            ),
            ("Programme", _) => (
                "scheduleMeeting",
                json!({
                    "programmeId": subject, "startsAt": hour(30, 9), "endsAt": hour(30, 11), "location": "x",
                    "chairId": people.coordinator.staff.id.to_string(), "participantIds": [people.member.staff.id.to_string()],
                }),
            ),
            ("Household", "orderDiagnosis") => (
                "orderDiagnosis",
                json!({
                    "householdId": subject, "manner": "FILE_STUDY", "authorId": people.social_worker.staff.id.to_string(),
                }),
            ),
            ("SocialDiagnosis", "record") => (
                "recordDiagnosis",
                json!({
                    "socialDiagnosisId": subject, "doneOn": today, "obstacles": ["DEBT"], "axes": ["HOUSING_PATH"],
                    "intensity": "LIGHT", "durationMonths": 6, "modality": "SUBLEASE", "situation": "x",
                }),
            ),
            ("SocialDiagnosis", _) => ("cancelDiagnosis", json!({ "socialDiagnosisId": subject, "reason": "x" })),
            ("Household", "recordAllocation") => (
                "recordAllocation",
                json!({
                    "householdId": subject, "dwellingId": self.dwelling.to_string(), "decidedOn": today,
                    "outcome": "ALLOCATED",
                }),
            ),
            ("AllocationDecision", "liftCondition") => {
                ("liftAllocationCondition", json!({ "allocationDecisionId": subject, "liftedOn": today }))
            }
            ("AllocationDecision", "offer") => {
                ("offerDwelling", json!({ "allocationDecisionId": subject, "offeredOn": today }))
            }
            ("AllocationDecision", "release") => (
                "releaseDwelling",
                json!({
                    "allocationDecisionId": subject, "cause": "HOUSEHOLD_WITHDREW", "releasedOn": today, "reasons": "x",
                }),
            ),
            ("AllocationDecision", _) => {
                ("answerOffer", json!({ "allocationDecisionId": subject, "answer": "REFUSED", "answeredOn": today }))
            }
            ("Household", "drawUpAgreement") => (
                "drawUpAgreement",
                json!({
                    "householdId": subject, "drawnUpOn": today, "objectives": [{ "axis": "OTHER", "label": "x" }],
                }),
            ),
            ("TripartiteAgreement", "sign") => {
                ("signAgreement", json!({ "tripartiteAgreementId": subject, "party": "HOUSEHOLD", "signedOn": today }))
            }
            ("TripartiteAgreement", _) => {
                ("cancelAgreement", json!({ "tripartiteAgreementId": subject, "reason": "x" }))
            }
            ("Household", "waiveStep") => {
                ("waiveStep", json!({ "householdId": subject, "step": "DIAGNOSIS_BEFORE_AGREEMENT", "reasons": "x" }))
            }
            ("StepWaiver", _) => ("withdrawStepWaiver", json!({ "stepWaiverId": subject })),
            ("Household", "startSupport") => (
                "startSupport",
                json!({
                    "householdId": subject, "referentId": people.social_worker.staff.id.to_string(),
                    "startOn": world.day(1), "intensity": "LIGHT", "axes": ["HOUSING_PATH"], "objectives": [],
                }),
            ),
            ("Household", "openTenancy") => (
                "openTenancy",
                json!({
                    "householdId": subject, "dwellingId": self.dwelling.to_string(), "modality": "SLIDING_LEASE",
                    "rentalManagement": "ADAPTED", "headTenantId": world.organisations.ccas.id.to_string(), "startOn": today,
                }),
            ),
            ("Household" | "CellMeeting", "putOnAgenda") => (
                "putHouseholdOnAgenda",
                json!({
                    "meetingId": self.meeting.id.to_string(), "householdId": household.to_string(), "kind": "LEASE_EXAM",
                }),
            ),
            ("SupportMeasure", "extend") => (
                "extendSupport",
                json!({
                    "supportMeasureId": subject, "ground": "HEALTH", "explanation": "x", "decidedOn": today,
                    "decidedById": people.coordinator.staff.id.to_string(), "endOn": self.measure.end_on + tests::MONTH,
                }),
            ),
            ("SupportMeasure", "changeIntensity") => (
                "changeSupportIntensity",
                json!({ "supportMeasureId": subject, "intensity": "LIGHT", "fromOn": today, "reasons": "x" }),
            ),
            ("SupportMeasure", "followObjectives") => (
                "setSupportObjective",
                json!({ "supportMeasureId": subject, "axis": "HOUSING_PATH", "label": "x", "setOn": today }),
            ),
            ("SupportMeasure", "recordInterview") => (
                "recordInterview",
                json!({ "supportMeasureId": subject, "heldOn": today, "kind": "PHONE", "summary": "x" }),
            ),
            ("SupportInterview", _) => (
                "correctInterview",
                json!({ "supportInterviewId": subject, "heldOn": today, "kind": "PHONE", "summary": "x" }),
            ),
            ("SupportMeasure", "suspend") => {
                ("suspendSupport", json!({ "supportMeasureId": subject, "ground": "OTHER", "startOn": today }))
            }
            ("SupportSuspension", _) => ("endSuspension", json!({ "supportSuspensionId": subject, "endedOn": today })),
            ("SupportMeasure", "requestExtension") => (
                "requestExtension",
                json!({
                    "supportMeasureId": subject, "ground": "HEALTH", "explanation": "x",
                    "proposedEndOn": self.measure.end_on + tests::MONTH,
                }),
            ),
            ("SupportExtensionRequest", "grant") => {
                ("grantExtension", json!({ "supportExtensionRequestId": subject, "decidedOn": today }))
            }
            ("SupportExtensionRequest", "refuse") => {
                ("refuseExtension", json!({ "supportExtensionRequestId": subject, "decidedOn": today, "reasons": "x" }))
            }
            ("SupportExtensionRequest", _) => {
                ("withdrawExtensionRequest", json!({ "supportExtensionRequestId": subject }))
            }
            ("SupportMeasure", "recordProgressReview") => (
                "recordProgressReview",
                json!({
                    "supportMeasureId": subject, "kind": "FINAL", "heldOn": today, "householdView": "x", "account": "x",
                    "landlordAccount": "x",
                }),
            ),
            ("SupportMeasure", "cancel") => ("cancelSupport", json!({ "supportMeasureId": subject })),
            ("SupportMeasure", _) => {
                ("closeSupport", json!({ "supportMeasureId": subject, "closedOn": today, "outcome": "LEFT" }))
            }
            ("Tenancy", "cancel") => ("cancelTenancy", json!({ "tenancyId": subject })),
            ("Tenancy", "end") => ("endTenancy", json!({ "tenancyId": subject, "endOn": today })),
            ("Tenancy", "planLeaseReview") => {
                ("planLeaseReview", json!({ "tenancyId": subject, "dueOn": world.day(100) }))
            }
            ("Tenancy", "renewExamPeriod") => ("renewExamPeriod", json!({ "tenancyId": subject })),
            ("ExamPeriod", _) => {
                ("recordPrefectNotice", json!({ "examPeriodId": subject, "informedOn": today, "leaseOffered": true }))
            }
            ("Tenancy", _) => ("transferLease", json!({ "tenancyId": subject, "transferredOn": today })),
            ("LeaseReview", _) => (
                "recordLeaseReview",
                json!({
                    "leaseReviewId": subject, "heldOn": today, "outcome": "CONTINUE", "householdView": "x", "organisationView": "x",
                }),
            ),
            ("CellMeeting", "move") => {
                ("moveMeeting", json!({ "meetingId": subject, "startsAt": hour(40, 9), "endsAt": hour(40, 11) }))
            }
            ("CellMeeting", "cancel") => ("cancelMeeting", json!({ "meetingId": subject })),
            ("CellMeeting", "recordAttendance") => {
                let attended = json!({ "staffId": people.member.id(), "attendance": "ABSENT" });
                ("recordAttendance", json!({ "meetingId": subject, "attendances": [attended] }))
            }
            ("CellMeeting", "approveMinutes") => ("approveMinutes", json!({ "meetingId": subject })),
            ("CellMeeting", "correctMinutes") => {
                ("correctMinutes", json!({ "meetingId": subject, "correction": "x", "reason": "x" }))
            }
            ("CellMeeting", _) => ("answerConvocation", json!({ "meetingId": subject, "response": "ACCEPTED" })),
            ("AgendaItem", _) => {
                ("recordAgendaDecision", json!({ "agendaItemId": subject, "decision": "ACKNOWLEDGED", "reasons": "x" }))
            }
            ("Reminder", "acknowledge") => ("acknowledgeReminder", json!({ "reminderId": subject })),
            ("Reminder", "snooze") => ("snoozeReminder", json!({ "reminderId": subject, "until": world.day(1) })),
            ("Reminder", _) => ("retryReminder", json!({ "reminderId": subject })),
            other => panic!("no act is written down for {other:?}"),
        }
    }

    /// Puts something in the way.
    #[expect(clippy::too_many_lines, reason = "a table, with an arm for each obstacle")]
    pub(super) async fn put_in_the_way(&self, world: &World, obstacle: Obstacle) {
        let today = world.today();
        let hour = |hours| (world.clock.now() + TimeDelta::hours(hours)).to_rfc3339();
        let household = |set: String| format!("UPDATE household SET {set} WHERE id = '{}'", self.household);
        let decision = |set: String| {
            format!("UPDATE allocation_decision SET {set} WHERE id = '{}'", self.allocation.as_ref().unwrap().id)
        };
        let agreement = |set: String| {
            format!("UPDATE tripartite_agreement SET {set} WHERE id = '{}'", self.agreement.as_ref().unwrap().id)
        };
        let waiver = |set: String| format!("UPDATE step_waiver SET {set} WHERE id = '{}'", self.waiver.id);
        let measure = |set: String| format!("UPDATE support_measure SET {set} WHERE id = '{}'", self.measure.id);
        let tenancy =
            |set: String| format!("UPDATE tenancy SET {set} WHERE id = '{}'", self.tenancy.as_ref().unwrap().id);
        let meeting = |set: String| format!("UPDATE meeting SET {set} WHERE id = '{}'", self.meeting.id);
        let hours = |first, last| meeting(format!("starts_at = '{}', ends_at = '{}'", hour(first), hour(last)));
        let reminder =
            |set: &str| format!("UPDATE reminder SET {set} WHERE id = '{}'", self.reminder.as_ref().unwrap().id);
        let review = || self.review.as_ref().unwrap();
        let sql = match obstacle {
            Obstacle::Stage(stage) => household(format!("stage = '{stage}'")),
            Obstacle::Undecided => {
                let other = format!("household_id = '{}' AND kind = 'DIAGNOSIS'", self.household);
                format!("UPDATE agenda_item SET decision = 'ADJOURNED' WHERE {other}")
            }
            Obstacle::Ordered => {
                let input = world.diagnosis_order(&self.household);
                let ordered = diagnoses::order(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
                let act = world.act(&world.people.social_worker);
                diagnoses::record(&world.db, &act, world.findings(&ordered)).await.unwrap();
                return;
            }
            Obstacle::UnderWay => {
                let input = world.diagnosis_order(&self.household);
                diagnoses::order(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
                // Another decision does not help while the first one is carried out.
                world.decide_yesterday(&self.household, AgendaItemKind::Diagnosis, AgendaDecision::Approved).await;
                return;
            }
            Obstacle::DiagnosisMade => {
                let act = world.act(&world.people.social_worker);
                let input = world.findings(self.diagnosis.as_ref().unwrap());
                diagnoses::record(&world.db, &act, input).await.unwrap();
                return;
            }
            Obstacle::DiagnosisCancelled => {
                let social_diagnosis_id = self.diagnosis.as_ref().unwrap().id.clone();
                let input = CancelDiagnosis { social_diagnosis_id, reason: "x".to_owned() };
                diagnoses::cancel(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
                return;
            }
            Obstacle::Undiagnosed => {
                let undone = "done_on = NULL, intensity = NULL, duration_months = NULL, modality = NULL";
                let told =
                    "rights = NULL, autonomy = NULL, housing_path = NULL, needs = NULL, confidential_note = NULL";
                let cents = "monthly_income_cents = NULL, monthly_expenses_cents = NULL, debts_cents = NULL";
                format!("UPDATE social_diagnosis SET {undone}, situation = NULL, {told}, {cents}")
            }
            Obstacle::Allocated => decision("outcome = 'ALLOCATED', missing_document = NULL".to_owned()),
            Obstacle::NotAllocated => decision("outcome = 'NOT_ALLOCATED', reasons = 'x'".to_owned()),
            Obstacle::ConditionLifted => decision(format!("condition_lifted_on = '{today}'")),
            Obstacle::Offered => decision(format!("offered_on = '{today}', answer_due_on = '{}'", world.day(12))),
            Obstacle::NotOffered => decision("offered_on = NULL, answer_due_on = NULL".to_owned()),
            Obstacle::Answered => decision(format!("answer = 'REFUSED', answered_on = '{today}'")),
            Obstacle::Released => decision(format!(
                "released_on = '{today}', release_cause = 'HOUSEHOLD_WITHDREW', release_reasons = 'x'"
            )),
            Obstacle::DwellingTaken => {
                let decision = self.allocation.as_ref().unwrap();
                let input = world.tenancy_input(&self.household, &decision.dwelling_id);
                tenancies::open(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
                return;
            }
            Obstacle::Unsigned => {
                let input = world.agreement_input(&self.household);
                agreements::draw_up(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
                return;
            }
            Obstacle::AgreementSigned => agreement(format!("signed_on = '{today}'")),
            Obstacle::AgreementCancelled => agreement(format!("cancelled_on = '{today}', cancellation_reason = 'x'")),
            Obstacle::NotWaived => format!("UPDATE step_waiver SET withdrawn_on = '{today}' WHERE used_on IS NULL"),
            Obstacle::WaiverUsed => waiver(format!("used_for_id = 'sup_x', used_on = '{today}'")),
            Obstacle::WaiverWithdrawn => waiver(format!("withdrawn_on = '{today}'")),
            Obstacle::Supported => {
                let input = StartSupport { start_on: world.day(1), ..world.support_input(&self.household) };
                support::start(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
                return;
            }
            Obstacle::Housed => {
                world.house(&self.household, RentalModality::Sublease).await;
                return;
            }
            Obstacle::FinalReviewHeld => {
                let input =
                    RecordProgressReview { kind: ProgressReviewKind::Final, ..world.progress_input(&self.measure) };
                progress_review::record(&world.db, &world.act(&world.people.social_worker), input).await.unwrap();
                return;
            }
            Obstacle::ExtensionAsked => {
                world.request_extension(&self.measure).await;
                return;
            }
            Obstacle::AnotherAuthor => {
                let (id, author) = (&self.interview.as_ref().unwrap().id, world.people.social_worker.id());
                format!("UPDATE support_interview SET author_id = '{author}' WHERE id = '{id}'")
            }
            Obstacle::Suspended => {
                world.suspend_support(&self.measure).await;
                return;
            }
            Obstacle::SuspensionEnded => {
                let id = &self.suspension.as_ref().unwrap().id;
                format!("UPDATE support_suspension SET ended_on = '{today}' WHERE id = '{id}'")
            }
            Obstacle::RequestWithdrawn => {
                let id = &self.request.as_ref().unwrap().id;
                format!(
                    "UPDATE support_extension_request SET outcome = 'WITHDRAWN', decided_on = '{today}' WHERE id = '{id}'"
                )
            }
            Obstacle::SupportClosed => measure(format!("closed_on = '{today}', outcome = 'LEFT'")),
            Obstacle::SupportToCome | Obstacle::SupportBegun => {
                let start = if matches!(obstacle, Obstacle::SupportBegun) { today } else { world.day(20) };
                let end = entity::rules::support::cap(start);
                let moved = measure(format!("start_on = '{start}', cap_on = '{end}', end_on = '{end}'"));
                let id = &self.measure.id;
                format!(
                    "{moved}; UPDATE support_intensity_period SET from_on = '{start}' WHERE support_measure_id = '{id}'"
                )
            }
            Obstacle::TenancyEnded => tenancy(format!("end_on = '{today}'")),
            Obstacle::TenancyBegun => tenancy(format!("start_on = '{today}'")),
            Obstacle::TenancyToCome => tenancy(format!("start_on = '{}'", world.day(20))),
            Obstacle::Sublease => tenancy("modality = 'SUBLEASE', review_period_months = NULL".to_owned()),
            Obstacle::LeaseSlid => {
                // No lease slides before an exam has found the household ready.
                if world.review(&review().id).await.held_on.is_none() {
                    world.hold_review(review(), LeaseReviewOutcome::Ready).await;
                }
                tenancy(format!("transferred_on = '{today}'"))
            }
            Obstacle::NeverReviewed => format!("DELETE FROM lease_review WHERE id = '{}'", review().id),
            Obstacle::ReviewedSince => {
                let next = world.open_review(self.tenancy.as_ref().unwrap()).await.unwrap();
                world.hold_review(&next, LeaseReviewOutcome::Continue).await;
                return;
            }
            Obstacle::ReviewHeld => {
                world.hold_review(review(), LeaseReviewOutcome::Continue).await;
                return;
            }
            Obstacle::ExamRenewed => {
                let tenancy_id = self.tenancy.as_ref().unwrap().id.clone();
                let input = RenewExamPeriod { tenancy_id, exam_period_months: None };
                exam_periods::renew(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
                return;
            }
            Obstacle::PrefectInformed | Obstacle::LeaseNotOffered => {
                world
                    .inform_prefect(self.tenancy.as_ref().unwrap(), matches!(obstacle, Obstacle::PrefectInformed))
                    .await;
                return;
            }
            Obstacle::ReviewCancelled => {
                format!("UPDATE lease_review SET cancelled_on = '{today}' WHERE id = '{}'", review().id)
            }
            Obstacle::MeetingCancelled => meeting(format!("cancelled_at = '{}'", hour(0))),
            Obstacle::MeetingStarted => hours(0, 1),
            Obstacle::MeetingToCome => hours(1, 2),
            Obstacle::AgendaFull => format!("UPDATE agenda_item SET position = 200 WHERE id = '{}'", self.item.id),
            Obstacle::NotConvened => {
                let coordinator = world.people.coordinator.id();
                format!(
                    "DELETE FROM meeting_participant WHERE meeting_id = '{}' AND staff_id = '{coordinator}'",
                    self.meeting.id
                )
            }
            Obstacle::MinutesApproved => {
                world.approve_minutes(&self.meeting.id, world.clock.now()).await;
                return;
            }
            Obstacle::MinutesOpen => format!("DELETE FROM meeting_minutes WHERE meeting_id = '{}'", self.meeting.id),
            Obstacle::NobodyCame => {
                format!("UPDATE meeting_participant SET attendance = NULL WHERE meeting_id = '{}'", self.meeting.id)
            }
            Obstacle::ItemOpen => {
                let open = "decision = NULL, reasons = NULL, decided_at = NULL";
                format!("UPDATE agenda_item SET {open} WHERE id = '{}'", self.item.id)
            }
            Obstacle::ToSomebodyElse => reminder(&format!("recipient_id = '{}'", world.people.manager.id())),
            Obstacle::Unsent => reminder("state = 'PLANNED', attempts = 0, sent_at = NULL, reason = NULL"),
            Obstacle::Acknowledged => {
                let by = world.people.coordinator.id();
                reminder(&format!("acknowledged_at = '{}', acknowledged_by_id = '{by}'", hour(0)))
            }
            Obstacle::OfMeeting => reminder("rule = 'MEETING_REMINDER'"),
            Obstacle::DueTomorrow => reminder(&format!("due_on = '{}'", world.day(1))),
            Obstacle::Decided => format!(
                "UPDATE agenda_item SET decision = 'ACKNOWLEDGED', reasons = 'x', decided_at = '{}' WHERE id = '{}'",
                hour(0),
                self.item.id
            ),
        };
        world.sql(&sql).await;
    }
}
