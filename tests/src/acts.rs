//! The acts of the work as tests need them: each by somebody entitled, with what a test does not care
//! about filled in. What a test does care about it changes in the input, and calls the operation itself.

mod reminded;
mod supported;

use chrono::{DateTime, Months, Utc};
use entity::model::{
    agenda_item, allocation_decision, exam_period, household, lease_review, meeting, meeting_participant, programme,
    progress_review, social_diagnosis, support_measure, tenancy, tripartite_agreement,
};
use entity::operations::agenda::{DecideAgendaItem, PutOnAgenda};
use entity::operations::agreement::{AgreedObjective, DrawUpAgreement, SignAgreement};
use entity::operations::allocation::{AnswerOffer, OfferDwelling, RecordAllocation};
use entity::operations::attendance::{Attended, RecordAttendance};
use entity::operations::diagnosis::{DiagnosisTexts, OrderDiagnosis, RecordDiagnosis};
use entity::operations::dwelling::RecordDwelling;
use entity::operations::exam_period::RecordPrefectNotice;
use entity::operations::household::{NewMember, RegisterHousehold};
use entity::operations::lease_review::RecordLeaseReview;
use entity::operations::meeting::ScheduleMeeting;
use entity::operations::meeting_series::ScheduleMeetingSeries;
use entity::operations::programme_opinion::{RecordDepartmentalOpinion, record_departmental_opinion};
use entity::operations::progress_review::RecordProgressReview;
use entity::operations::step_waiver::WaiveStep;
use entity::operations::support::{ExtendSupport, NewObjective, StartSupport};
use entity::operations::tenancy::OpenTenancy;
use entity::operations::{
    agenda, agreement, allocation, attendance, diagnosis, dwelling, exam_period as exam_periods,
    household as households, lease_review as reviews, meeting as meetings, meeting_series, minutes,
    progress_review as progress_reviews, step_waiver, support, tenancy as tenancies,
};
use entity::refusal::Rule;
use entity::rules::household::PriorityGrounds;
use entity::types::{
    AgendaDecision, AgendaItemKind, AgreementParty, AllocationDecisionId, AllocationOutcome, Attendance,
    AutonomyObstacle, DiagnosisManner, DwellingId, DwellingType, ExtensionGround, HouseholdId, LeaseReviewId,
    LeaseReviewOutcome, MeetingId, MeetingSeriesId, OfferAnswer, OrganisationId, ProgressReviewId, ProgressReviewKind,
    Relationship, RentalManagement, RentalModality, SeriesPattern, SocialDiagnosisId, SupportAxis, SupportIntensity,
    SupportMeasureId, TripartiteAgreementId, WaivedStep,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::people::Person;
use crate::refusals::rules_of;
use crate::world::{CONFIDENTIAL, World};

/// The axes of a support measure that a test does not care about.
pub const AXES: [SupportAxis; 2] = [SupportAxis::BudgetManagement, SupportAxis::HousingPath];

/// One month, by the calendar.
pub const MONTH: Months = Months::new(1);

impl World {
    /// An opinion of the departmental service on the programme, unlike any before.
    pub async fn give_opinion(&self) -> programme::Model {
        let input = RecordDepartmentalOpinion {
            programme_id: self.programme_id.clone(),
            given_on: self.today(),
            opinion: format!("avis {}", self.number()),
            relevance: String::new(),
            reproducibility: None,
            conditions: String::new(),
        };
        record_departmental_opinion(&self.db, &self.act(&self.people.manager), input).await.unwrap()
    }

    /// A household of two, as the officer proposes it.
    pub fn household_input(&self) -> RegisterHousehold {
        let number = self.number();
        let member = |relationship| NewMember {
            given_name: CONFIDENTIAL.to_owned(),
            family_name: format!("{CONFIDENTIAL} {number}"),
            birth_date: Some(self.day(-12_000)),
            relationship,
        };
        RegisterHousehold {
            programme_id: self.programme_id.clone(),
            landlord_contact_id: Some(self.people.officer.id()),
            family_name: format!("{CONFIDENTIAL} {number}"),
            national_request_number: Some(format!("0140126{number:06}GDPUB")),
            grounds: PriorityGrounds { dalo: true, ..PriorityGrounds::default() },
            members: vec![member(Relationship::Applicant), member(Relationship::Child)],
            former_household_id: None,
        }
    }

    /// A household proposed by the officer.
    pub async fn register_household(&self) -> household::Model {
        households::register(&self.db, &self.act(&self.people.officer), self.household_input()).await.unwrap()
    }

    /// A household that has left the programme, registered anew by the officer.
    pub async fn come_back(&self, former: &HouseholdId) -> household::Model {
        let input = RegisterHousehold { former_household_id: Some(former.clone()), ..self.household_input() };
        households::register(&self.db, &self.act(&self.people.officer), input).await.unwrap()
    }

    /// A household that the cell has preselected, at a meeting held yesterday, and that may be supported and housed once
    /// without what comes between: most tests are about something else.
    pub async fn preselected_household(&self) -> household::Model {
        let id = self.preselected_household_to_go_on().await;
        self.ready_for_support(&id).await;
        self.ready_for_home(&id).await;
        self.household(&id).await
    }

    /// A household that the cell has preselected, at a meeting held yesterday, and that has yet to go through every step.
    pub async fn preselected_household_to_go_on(&self) -> HouseholdId {
        let household = self.register_household().await;
        self.preselect(&household.id).await;
        household.id
    }

    /// Has the cell preselect a household, at a meeting held yesterday at 10:00.
    pub async fn preselect(&self, household_id: &HouseholdId) {
        self.decide_yesterday(household_id, AgendaItemKind::Preselection, AgendaDecision::Preselected).await;
    }

    /// Has the cell decide about a household, at a meeting held yesterday at 10:00.
    pub async fn decide_yesterday(&self, household_id: &HouseholdId, kind: AgendaItemKind, decision: AgendaDecision) {
        let item = self.item_of_yesterday(household_id, kind).await;
        let during = self.act_at(&self.people.coordinator, self.hour(-1, 11));
        let input = DecideAgendaItem { agenda_item_id: item.id, decision, reasons: CONFIDENTIAL.to_owned() };
        agenda::decide(&self.db, &during, input).await.unwrap();
    }

    /// Puts a household on the agenda of a meeting held yesterday at 10:00, which has not decided.
    pub async fn item_of_yesterday(&self, household_id: &HouseholdId, kind: AgendaItemKind) -> agenda_item::Model {
        let before = self.act_at(&self.people.coordinator, self.hour(-2, 10));
        let input =
            ScheduleMeeting { starts_at: self.hour(-1, 10), ends_at: self.hour(-1, 12), ..self.meeting_input(1) };
        let meeting = meetings::schedule(&self.db, &before, input).await.unwrap();
        let input = PutOnAgenda { meeting_id: meeting.id, household_id: household_id.clone(), kind };
        agenda::put(&self.db, &before, input).await.unwrap()
    }

    /// The household as it stands.
    pub async fn household(&self, id: &HouseholdId) -> household::Model {
        household::Entity::find_by_id(id.clone()).one(&self.db).await.unwrap().unwrap()
    }

    /// A diagnosis by the social worker, at home, in a month.
    pub fn diagnosis_order(&self, household_id: &HouseholdId) -> OrderDiagnosis {
        OrderDiagnosis {
            household_id: household_id.clone(),
            manner: DiagnosisManner::HomeVisit,
            author_id: self.people.social_worker.id(),
            due_on: None,
        }
    }

    /// Has the cell decide that a preselected household is diagnosed, at a meeting held yesterday, and orders it
    /// today; the social worker is the referent from then on.
    pub async fn order_diagnosis(&self, household_id: &HouseholdId) -> social_diagnosis::Model {
        self.decide_yesterday(household_id, AgendaItemKind::Diagnosis, AgendaDecision::Approved).await;
        let act = self.act(&self.people.coordinator);
        diagnosis::order(&self.db, &act, self.diagnosis_order(household_id)).await.unwrap()
    }

    /// What a diagnosis made today found: twelve months under a sliding lease.
    pub fn findings(&self, diagnosis: &social_diagnosis::Model) -> RecordDiagnosis {
        RecordDiagnosis {
            social_diagnosis_id: diagnosis.id.clone(),
            done_on: self.today(),
            obstacles: vec![AutonomyObstacle::Debt, AutonomyObstacle::BudgetManagement],
            axes: AXES.to_vec(),
            intensity: SupportIntensity::Medium,
            duration_months: 12,
            modality: RentalModality::SlidingLease,
            situation: CONFIDENTIAL.to_owned(),
            texts: DiagnosisTexts {
                rights: Some(CONFIDENTIAL.to_owned()),
                current_housing: None,
                autonomy: Some(CONFIDENTIAL.to_owned()),
                housing_path: Some(CONFIDENTIAL.to_owned()),
                needs: Some(CONFIDENTIAL.to_owned()),
                confidential_note: Some(CONFIDENTIAL.to_owned()),
            },
            monthly_income: Some(90_050),
            monthly_expenses: Some(61_007),
            debts: Some(0),
        }
    }

    /// Orders a diagnosis of a preselected household, and records it today.
    pub async fn diagnose(&self, household_id: &HouseholdId) -> social_diagnosis::Model {
        let ordered = self.order_diagnosis(household_id).await;
        let act = self.act(&self.people.social_worker);
        diagnosis::record(&self.db, &act, self.findings(&ordered)).await.unwrap()
    }

    /// The diagnosis as it stands.
    pub async fn diagnosis(&self, id: &SocialDiagnosisId) -> social_diagnosis::Model {
        social_diagnosis::Entity::find_by_id(id.clone()).one(&self.db).await.unwrap().unwrap()
    }

    /// A dwelling allocated to a household today.
    pub fn allocation_input(&self, household_id: &HouseholdId, dwelling_id: &DwellingId) -> RecordAllocation {
        RecordAllocation {
            household_id: household_id.clone(),
            dwelling_id: dwelling_id.clone(),
            decided_on: self.today(),
            outcome: AllocationOutcome::Allocated,
            candidate_rank: None,
            missing_document: None,
            reasons: None,
        }
    }

    /// Allocates a dwelling of its own to a household that was diagnosed.
    pub async fn allocate(&self, household_id: &HouseholdId) -> allocation_decision::Model {
        let input = self.allocation_input(household_id, &self.dwelling().await);
        allocation::record(&self.db, &self.act(&self.people.officer), input).await.unwrap()
    }

    /// Offers an allocated dwelling today, and has the household accept it.
    pub async fn accept(&self, decision: &allocation_decision::Model) -> allocation_decision::Model {
        let (act, today) = (self.act(&self.people.officer), self.today());
        let id = || decision.id.clone();
        let offer = OfferDwelling { allocation_decision_id: id(), offered_on: today, answer_days: None };
        allocation::offer(&self.db, &act, offer).await.unwrap();
        let (answer, answered_on) = (OfferAnswer::Accepted, today);
        let answer = AnswerOffer { allocation_decision_id: id(), answer, answered_on };
        allocation::answer(&self.db, &act, answer).await.unwrap()
    }

    /// The decision as it stands.
    pub async fn allocation(&self, id: &AllocationDecisionId) -> allocation_decision::Model {
        allocation_decision::Entity::find_by_id(id.clone()).one(&self.db).await.unwrap().unwrap()
    }

    /// An agreement drawn up today, with one objective.
    pub fn agreement_input(&self, household_id: &HouseholdId) -> DrawUpAgreement {
        DrawUpAgreement {
            household_id: household_id.clone(),
            drawn_up_on: self.today(),
            objectives: vec![AgreedObjective { axis: AXES[0], label: CONFIDENTIAL.to_owned() }],
        }
    }

    /// Draws up the agreement of a household that was diagnosed, and has the three sign it today.
    pub async fn agree(&self, household_id: &HouseholdId) -> tripartite_agreement::Model {
        let act = self.act(&self.people.coordinator);
        let mut agreed = agreement::draw_up(&self.db, &act, self.agreement_input(household_id)).await.unwrap();
        for (party, signatory_id) in [
            (AgreementParty::Household, None),
            (AgreementParty::Landlord, Some(self.people.officer.id())),
            (AgreementParty::SupportOrganisation, Some(self.people.social_worker.id())),
        ] {
            let (tripartite_agreement_id, signed_on) = (agreed.id, self.today());
            let input = SignAgreement { tripartite_agreement_id, party, signed_on, signatory_id };
            agreed = agreement::sign(&self.db, &act, input).await.unwrap();
        }
        agreed
    }

    /// The agreement as it stands.
    pub async fn agreement(&self, id: &TripartiteAgreementId) -> tripartite_agreement::Model {
        tripartite_agreement::Entity::find_by_id(id.clone()).one(&self.db).await.unwrap().unwrap()
    }

    /// Has the manager waive a step, unless it is done or a waiver waits to be used.
    pub async fn waive(&self, household_id: &HouseholdId, step: WaivedStep) {
        let input = WaiveStep { household_id: household_id.clone(), step, reasons: CONFIDENTIAL.to_owned() };
        match step_waiver::waive(&self.db, &self.act(&self.people.manager), input).await {
            Ok(_) => {}
            answer => {
                let known = [Rule::StepAlreadyWaived, Rule::StepNotMissing];
                assert!(rules_of(&answer).iter().all(|rule| known.contains(rule)), "{answer:?}");
            }
        }
    }

    /// Lets support start without the agreement, unless there is one.
    pub async fn ready_for_support(&self, household_id: &HouseholdId) {
        let signed = tripartite_agreement::Entity::find()
            .filter(tripartite_agreement::Column::HouseholdId.eq(household_id.clone()))
            .filter(tripartite_agreement::Column::SignedOn.is_not_null());
        if signed.one(&self.db).await.unwrap().is_none() {
            self.waive(household_id, WaivedStep::AgreementBeforeSupport).await;
        }
    }

    /// Lets a tenancy be opened without an allocation.
    pub async fn ready_for_home(&self, household_id: &HouseholdId) {
        self.waive(household_id, WaivedStep::AllocationBeforeTenancy).await;
    }

    /// Twelve months of support from today, by the social worker.
    pub fn support_input(&self, household_id: &HouseholdId) -> StartSupport {
        StartSupport {
            household_id: household_id.clone(),
            referent_id: self.people.social_worker.id(),
            start_on: self.today(),
            end_on: None,
            intensity: SupportIntensity::Medium,
            axes: AXES.to_vec(),
            objectives: vec![NewObjective { axis: AXES[0], label: CONFIDENTIAL.to_owned() }],
        }
    }

    /// Starts twelve months of support today; the social worker is the referent from then on.
    pub async fn start_support(&self, household_id: &HouseholdId) -> support_measure::Model {
        self.ready_for_support(household_id).await;
        support::start(&self.db, &self.act(&self.people.coordinator), self.support_input(household_id)).await.unwrap()
    }

    /// An interim review held today.
    pub fn progress_input(&self, measure: &support_measure::Model) -> RecordProgressReview {
        RecordProgressReview {
            support_measure_id: measure.id.clone(),
            kind: ProgressReviewKind::Interim,
            held_on: self.today(),
            household_view: CONFIDENTIAL.to_owned(),
            account: CONFIDENTIAL.to_owned(),
            landlord_account: CONFIDENTIAL.to_owned(),
            confidential_note: Some(CONFIDENTIAL.to_owned()),
        }
    }

    /// Has the social worker record an interim review today.
    pub async fn review_progress(&self, measure: &support_measure::Model) -> progress_review::Model {
        let act = self.act(&self.people.social_worker);
        progress_reviews::record(&self.db, &act, self.progress_input(measure)).await.unwrap()
    }

    /// The review as it stands.
    pub async fn progress_review(&self, id: &ProgressReviewId) -> progress_review::Model {
        progress_review::Entity::find_by_id(id.clone()).one(&self.db).await.unwrap().unwrap()
    }

    /// Three months more, decided today by the coordinator.
    pub fn extension_input(&self, measure: &support_measure::Model) -> ExtendSupport {
        ExtendSupport {
            support_measure_id: measure.id.clone(),
            ground: ExtensionGround::HousingNotSecured,
            explanation: CONFIDENTIAL.to_owned(),
            decided_by_id: self.people.coordinator.id(),
            decided_on: self.today(),
            end_on: measure.end_on + MONTH + MONTH + MONTH,
        }
    }

    /// The measure as it stands.
    pub async fn support(&self, id: &SupportMeasureId) -> support_measure::Model {
        support_measure::Entity::find_by_id(id.clone()).one(&self.db).await.unwrap().unwrap()
    }

    /// A free dwelling of the landlord, in the insertion stock.
    pub async fn dwelling(&self) -> DwellingId {
        self.dwelling_of(&self.organisations.landlord.id, true).await
    }

    /// A free dwelling of a *résidence sociale*: of an organisation that is no landlord.
    pub async fn residence(&self) -> DwellingId {
        self.dwelling_of(&self.organisations.ccas.id, false).await
    }

    /// A free dwelling of an organisation, in the insertion stock or not.
    pub async fn dwelling_of(&self, owner_id: &OrganisationId, insertion_stock: bool) -> DwellingId {
        let input = RecordDwelling {
            reference: format!("L-{:04}", self.number()),
            owner_id: owner_id.clone(),
            address: CONFIDENTIAL.to_owned(),
            postal_code: "14000".to_owned(),
            city: "Ville d’essai".to_owned(),
            dwelling_type: DwellingType::T3,
            insertion_stock,
        };
        dwelling::record(&self.db, &self.system(), input).await.unwrap().id
    }

    /// A sliding lease from today, with the programme's default review period.
    pub fn tenancy_input(&self, household_id: &HouseholdId, dwelling_id: &DwellingId) -> OpenTenancy {
        OpenTenancy {
            household_id: household_id.clone(),
            dwelling_id: dwelling_id.clone(),
            modality: RentalModality::SlidingLease,
            rental_management: RentalManagement::Adapted,
            head_tenant_id: Some(self.organisations.ccas.id.clone()),
            start_on: self.today(),
            review_period_months: None,
            exam_period_months: None,
        }
    }

    /// Houses a preselected household from today, in a dwelling of its own, in any modality.
    pub async fn house(&self, household_id: &HouseholdId, modality: RentalModality) -> tenancy::Model {
        let dwelling = if modality == RentalModality::TemporarySocialResidence {
            self.residence().await
        } else {
            self.ready_for_home(household_id).await;
            self.dwelling().await
        };
        let input = self.tenancy_input(household_id, &dwelling);
        let head_tenant_id = input.head_tenant_id.clone().filter(|_| modality != RentalModality::DirectAccess);
        let input = OpenTenancy { modality, head_tenant_id, ..input };
        tenancies::open(&self.db, &self.act(&self.people.coordinator), input).await.unwrap()
    }

    /// Houses a preselected household under a sliding lease from today, in a dwelling of its own.
    pub async fn sliding_lease(&self, household_id: &HouseholdId) -> (tenancy::Model, lease_review::Model) {
        let tenancy = self.house(household_id, RentalModality::SlidingLease).await;
        let review = self.open_review(&tenancy).await.expect("a sliding lease has a review planned");
        (tenancy, review)
    }

    /// The review of a tenancy that is planned and not held.
    pub async fn open_review(&self, tenancy: &tenancy::Model) -> Option<lease_review::Model> {
        let of_tenancy = lease_review::Entity::find().filter(lease_review::Column::TenancyId.eq(tenancy.id.clone()));
        let open = of_tenancy
            .filter(lease_review::Column::HeldOn.is_null())
            .filter(lease_review::Column::CancelledOn.is_null());
        open.one(&self.db).await.unwrap()
    }

    /// Has the officer tell the Prefect today whether the lease of the last exam period is offered.
    pub async fn inform_prefect(&self, tenancy: &tenancy::Model, lease_offered: bool) -> exam_period::Model {
        let of_tenancy = exam_period::Entity::find().filter(exam_period::Column::TenancyId.eq(tenancy.id.clone()));
        let last = of_tenancy.order_by_desc(exam_period::Column::Rank).one(&self.db).await.unwrap().unwrap();
        let reasons = (!lease_offered).then(|| CONFIDENTIAL.to_owned());
        let (exam_period_id, informed_on) = (last.id, self.today());
        let input = RecordPrefectNotice { exam_period_id, informed_on, lease_offered, reasons };
        exam_periods::record_notice(&self.db, &self.act(&self.people.officer), input).await.unwrap()
    }

    /// The review as it stands.
    pub async fn review(&self, id: &LeaseReviewId) -> lease_review::Model {
        lease_review::Entity::find_by_id(id.clone()).one(&self.db).await.unwrap().unwrap()
    }

    /// A review held today.
    pub fn review_input(&self, review: &lease_review::Model, outcome: LeaseReviewOutcome) -> RecordLeaseReview {
        RecordLeaseReview {
            lease_review_id: review.id.clone(),
            held_on: self.today(),
            outcome,
            household_view: CONFIDENTIAL.to_owned(),
            organisation_view: CONFIDENTIAL.to_owned(),
        }
    }

    /// Holds a review today.
    pub async fn hold_review(&self, review: &lease_review::Model, outcome: LeaseReviewOutcome) -> lease_review::Model {
        let input = self.review_input(review, outcome);
        reviews::record(&self.db, &self.act(&self.people.coordinator), input).await.unwrap()
    }

    /// A meeting at 14:00, so many days from now: the coordinator in the chair, with the social worker,
    /// the officer and the member.
    pub fn meeting_input(&self, in_days: i64) -> ScheduleMeeting {
        ScheduleMeeting {
            programme_id: self.programme_id.clone(),
            starts_at: self.hour(in_days, 14),
            ends_at: self.hour(in_days, 16),
            location: "Salle d’essai".to_owned(),
            chair_id: self.people.coordinator.id(),
            participant_ids: vec![self.people.social_worker.id(), self.people.officer.id(), self.people.member.id()],
        }
    }

    /// Schedules such a meeting.
    pub async fn schedule_meeting(&self, in_days: i64) -> meeting::Model {
        meetings::schedule(&self.db, &self.act(&self.people.coordinator), self.meeting_input(in_days)).await.unwrap()
    }

    /// Such a meeting tomorrow, on the first Tuesday of March, and on that of each month until July.
    pub fn series_input(&self) -> ScheduleMeetingSeries {
        ScheduleMeetingSeries {
            first: self.meeting_input(1),
            pattern: SeriesPattern::MonthlyByRank,
            every: 1,
            until_on: self.day(151),
        }
    }

    /// Schedules this series.
    pub async fn schedule_series(&self) -> entity::model::meeting_series::Model {
        let act = self.act(&self.people.coordinator);
        meeting_series::schedule(&self.db, &act, self.series_input()).await.unwrap()
    }

    /// The meetings of a series, by the day that it gave them.
    pub async fn meetings_of(&self, series: &MeetingSeriesId) -> Vec<meeting::Model> {
        let of_series = meeting::Entity::find().filter(meeting::Column::SeriesId.eq(series.clone()));
        let ordered = of_series.order_by_asc(meeting::Column::SeriesDay).order_by_asc(meeting::Column::Id);
        ordered.all(&self.db).await.unwrap()
    }

    /// Everybody convened to a meeting, present.
    pub async fn attendance_input(&self, meeting_id: &MeetingId) -> RecordAttendance {
        let convened = meeting_participant::Entity::find()
            .filter(meeting_participant::Column::MeetingId.eq(meeting_id.clone()))
            .order_by_asc(meeting_participant::Column::StaffId)
            .all(&self.db)
            .await
            .unwrap();
        let present = convened.into_iter().map(|participant| Attended {
            staff_id: participant.staff_id,
            attendance: Attendance::Present,
            represented_by_id: None,
        });
        RecordAttendance { meeting_id: meeting_id.clone(), attendances: present.collect() }
    }

    /// Records that everybody came to a meeting that has begun, and puts off what it has not decided.
    pub async fn hold(&self, meeting_id: &MeetingId, now: DateTime<Utc>) {
        let act = self.act_at(&self.people.coordinator, now);
        attendance::record(&self.db, &act, self.attendance_input(meeting_id).await).await.unwrap();
        let open = agenda_item::Entity::find()
            .filter(agenda_item::Column::MeetingId.eq(meeting_id.clone()))
            .filter(agenda_item::Column::Decision.is_null());
        for item in open.all(&self.db).await.unwrap() {
            let reasons = CONFIDENTIAL.to_owned();
            let input = DecideAgendaItem { agenda_item_id: item.id, decision: AgendaDecision::Adjourned, reasons };
            agenda::decide(&self.db, &act, input).await.unwrap();
        }
    }

    /// Holds a meeting that has begun, and approves its minutes.
    pub async fn approve_minutes(&self, meeting_id: &MeetingId, now: DateTime<Utc>) -> meeting::Model {
        self.hold(meeting_id, now).await;
        minutes::approve(&self.db, &self.act_at(&self.people.coordinator, now), meeting_id).await.unwrap()
    }

    /// The meeting as it stands.
    pub async fn meeting(&self, id: &MeetingId) -> meeting::Model {
        meeting::Entity::find_by_id(id.clone()).one(&self.db).await.unwrap().unwrap()
    }

    /// Puts a household on an agenda.
    pub async fn put_on_agenda(
        &self,
        person: &Person,
        meeting_id: &MeetingId,
        household_id: &HouseholdId,
        kind: AgendaItemKind,
    ) -> agenda_item::Model {
        let input = PutOnAgenda { meeting_id: meeting_id.clone(), household_id: household_id.clone(), kind };
        agenda::put(&self.db, &self.act(person), input).await.unwrap()
    }
}
