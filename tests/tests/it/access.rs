//! Who may do what: every act by every role, tried for real. Whoever does not see the subject is told that
//! there is none; whoever sees it but may not act is told so; and neither changes anything.

use std::collections::HashSet;

use entity::model::programme_form::FormRevision;
use entity::model::{
    agenda_item, allocation_decision, exam_period, lease_review, meeting, programme, reminder, social_diagnosis,
    step_waiver, support_extension_request, support_interview, support_measure, support_suspension, tenancy,
    tripartite_agreement,
};
use entity::operations::agenda::{AcceptAgendaProposals, DecideAgendaItem, PutOnAgenda};
use entity::operations::agreement::{CancelAgreement, SignAgreement};
use entity::operations::allocation::{
    AnswerOffer, LiftAllocationCondition, OfferDwelling, RecordAllocation, ReleaseDwelling,
};
use entity::operations::diagnosis::CancelDiagnosis;
use entity::operations::exam_period::{RecordPrefectNotice, RenewExamPeriod};
use entity::operations::extension_request::{GrantExtension, RefuseExtension};
use entity::operations::funding::{RecordFunding, SetFundingShare, SetUnitRate};
use entity::operations::household::RegisterHousehold;
use entity::operations::interview::CorrectInterview;
use entity::operations::lease_review::PlanLeaseReview;
use entity::operations::meeting::{AnswerConvocation, MoveMeeting, ScheduleMeeting};
use entity::operations::meeting_series::ChangeMeetingSeries;
use entity::operations::minutes::CorrectMinutes;
use entity::operations::programme_form::ReviseProgramme;
use entity::operations::programme_opinion::{RecordDepartmentalOpinion, RecordRegionalOpinion, WithdrawOpinion};
use entity::operations::reminder::SnoozeReminder;
use entity::operations::step_waiver::{WaiveStep, WithdrawStepWaiver};
use entity::operations::support::{CancelSupport, CloseSupport, StartSupport};
use entity::operations::suspension::EndSuspension;
use entity::operations::tenancy::{CancelTenancy, EndTenancy, OpenTenancy, TransferLease};
use entity::operations::{
    agenda, agreement as agreements, allocation as allocations, attendance, diagnosis as diagnoses,
    exam_period as exam_periods, extension_request, funding, household, interview as interviews,
    lease_review as reviews, meeting as meetings, meeting_series, minutes, programme_form, programme_opinion,
    progress_review, reminder as reminders, step_waiver as waivers, support, support_intensity, support_objective,
    suspension as suspensions, tenancy as tenancies,
};
use entity::policy::Action;
use entity::refusal::{OperationError, Rule};
use entity::rules::funding::Share;
use entity::types::{
    AgendaDecision, AgendaItemKind, AgreementParty, AllocationOutcome, DwellingId, FundingState, HouseholdId,
    LeaseReviewOutcome, MeetingSeriesId, OfferAnswer, OpinionLevel, ParticipantResponse, RateComponent, RateProration,
    RateUnit, ReleaseCause, RentalModality, Role, ShareBase, SupportOutcome, WaivedStep,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use strum::IntoEnumIterator;
use tests::{Person, World, both_databases, rules_of};

/// An act, tried on a subject that allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Register,
    OrderDiagnosis,
    CancelDiagnosis,
    RecordDiagnosis,
    RecordAllocation,
    LiftCondition,
    Offer,
    AnswerOffer,
    Release,
    DrawUp,
    Sign,
    CancelAgreement,
    WaiveStep,
    WithdrawWaiver,
    StartSupport,
    ExtendSupport,
    RequestExtension,
    GrantExtension,
    RefuseExtension,
    WithdrawRequest,
    ChangeIntensity,
    SetObjective,
    MoveObjective,
    Suspend,
    EndSuspension,
    RecordInterview,
    CorrectInterview,
    ReviewProgress,
    CloseSupport,
    CancelSupport,
    OpenTenancy,
    EndTenancy,
    CancelTenancy,
    PlanReview,
    RecordReview,
    RenewExam,
    InformPrefect,
    TransferLease,
    Schedule,
    Move,
    Cancel,
    ScheduleSeries,
    ChangeSeries,
    Put,
    Accept,
    Decide,
    Attend,
    ApproveMinutes,
    CorrectMinutes,
    Answer,
    AcknowledgeReminder,
    SnoozeReminder,
    RetryReminder,
    SetRate,
    SetShare,
    RecordFunding,
    Revise,
    DepartmentalOpinion,
    RegionalOpinion,
    WithdrawOpinion,
}

/// Y: done. F: FORBIDDEN. N: `NOT_FOUND`. C: `NOT_CONVENED`. R: `NOT_RECIPIENT`. The columns are those of `People::everybody`; the
/// household has the social worker as referent and is on the agenda of a meeting to come, to which the
/// coordinator, the social worker, the officer and the member are convened. The member sees the household,
/// which is on the agenda, but not its file.
const TABLE: &[(Deed, Action, &str)] = &[
    // administrator, manager, coordinator | referent, colleague, of another centre
    // | officer, colleague, of another landlord | funder | member, who sits elsewhere
    (Deed::Register, Action::RegisterHousehold, "FYY FFF YYY F FF"),
    (Deed::OrderDiagnosis, Action::OrderDiagnosis, "NYY FFN FFN N FN"),
    (Deed::CancelDiagnosis, Action::OrderDiagnosis, "NYY FFN FFN N NN"),
    (Deed::RecordDiagnosis, Action::RecordDiagnosis, "NYY YFN FFN N NN"),
    (Deed::RecordAllocation, Action::RecordAllocation, "NYY FFN YYN N FN"),
    (Deed::LiftCondition, Action::RecordAllocation, "NYY FFN YYN N NN"),
    (Deed::Offer, Action::RecordAllocation, "NYY FFN YYN N NN"),
    (Deed::AnswerOffer, Action::AnswerOffer, "NYY YFN YYN N NN"),
    (Deed::Release, Action::AnswerOffer, "NYY YFN YYN N NN"),
    (Deed::DrawUp, Action::DrawUpAgreement, "NYY YFN FFN N FN"),
    (Deed::Sign, Action::SignAgreement, "NYY YFN YYN N NN"),
    (Deed::CancelAgreement, Action::DrawUpAgreement, "NYY YFN FFN N NN"),
    (Deed::WaiveStep, Action::WaiveStep, "NYF FFN FFN N FN"),
    (Deed::WithdrawWaiver, Action::WaiveStep, "NYF FFN FFN N NN"),
    (Deed::StartSupport, Action::StartSupport, "NYY YFN FFN N FN"),
    (Deed::ExtendSupport, Action::DecideExtension, "NYY FFN FFN N NN"),
    (Deed::RequestExtension, Action::RequestExtension, "NYY YFN FFN N NN"),
    (Deed::GrantExtension, Action::DecideExtension, "NYY FFN FFN N NN"),
    (Deed::RefuseExtension, Action::DecideExtension, "NYY FFN FFN N NN"),
    (Deed::WithdrawRequest, Action::RequestExtension, "NYY YFN FFN N NN"),
    (Deed::ChangeIntensity, Action::ChangeSupportIntensity, "NYY YFN FFN N NN"),
    (Deed::SetObjective, Action::FollowObjectives, "NYY YFN FFN N NN"),
    (Deed::MoveObjective, Action::FollowObjectives, "NYY YFN FFN N NN"),
    (Deed::Suspend, Action::SuspendSupport, "NYY YFN FFN N NN"),
    (Deed::EndSuspension, Action::SuspendSupport, "NYY YFN FFN N NN"),
    (Deed::RecordInterview, Action::RecordInterview, "NYY YFN FFN N NN"),
    (Deed::CorrectInterview, Action::RecordInterview, "NFF YFN FFN N NN"),
    (Deed::ReviewProgress, Action::RecordProgressReview, "NYY YFN FFN N NN"),
    (Deed::CloseSupport, Action::CloseSupport, "NYY YFN FFN N NN"),
    (Deed::CancelSupport, Action::StartSupport, "NYY YFN FFN N NN"),
    (Deed::OpenTenancy, Action::OpenTenancy, "NYY YFN YYN N FN"),
    (Deed::EndTenancy, Action::EndTenancy, "NYY YFN YYN N NN"),
    (Deed::CancelTenancy, Action::OpenTenancy, "NYY YFN YYN N NN"),
    (Deed::PlanReview, Action::PlanLeaseReview, "NYY YFN FFN N NN"),
    (Deed::RecordReview, Action::RecordLeaseReview, "NYY YFN FFN N NN"),
    (Deed::RenewExam, Action::RenewExamPeriod, "NYY YFN YYN N NN"),
    (Deed::InformPrefect, Action::RecordPrefectNotice, "NYY FFN YYN N NN"),
    (Deed::TransferLease, Action::TransferLease, "NYY FFN YYN N NN"),
    (Deed::Schedule, Action::RunMeeting, "FYY FFF FFF F FF"),
    (Deed::Move, Action::RunMeeting, "NYY FNN FNN N FN"),
    (Deed::Cancel, Action::RunMeeting, "NYY FNN FNN N FN"),
    (Deed::ScheduleSeries, Action::RunMeeting, "FYY FFF FFF F FF"),
    (Deed::ChangeSeries, Action::RunMeeting, "NYY FNN FNN N FN"),
    (Deed::Put, Action::PutOnAgenda, "NYY YNN YNN N FN"),
    (Deed::Accept, Action::PutOnAgenda, "NYY YNN YNN N FN"),
    (Deed::Decide, Action::RunMeeting, "NYY FNN FNN N FN"),
    (Deed::Attend, Action::RunMeeting, "NYY FNN FNN N FN"),
    (Deed::ApproveMinutes, Action::ApproveMinutes, "NYY FNN FNN N FN"),
    (Deed::CorrectMinutes, Action::ApproveMinutes, "NYY FNN FNN N FN"),
    (Deed::Answer, Action::AnswerConvocation, "NCY YNN YNN N YN"),
    // The reminder is the referent's.
    (Deed::AcknowledgeReminder, Action::AnswerReminder, "NRR YRN RRN N NN"),
    (Deed::SnoozeReminder, Action::AnswerReminder, "NRR YRN RRN N NN"),
    (Deed::RetryReminder, Action::RetryReminder, "NYY FFN FFN N NN"),
    (Deed::SetRate, Action::ManageFunding, "FYY FFF FFF F FF"),
    (Deed::SetShare, Action::ManageFunding, "FYY FFF FFF F FF"),
    (Deed::RecordFunding, Action::ManageFunding, "FYY FFF FFF F FF"),
    (Deed::Revise, Action::ReviseProgramme, "FYY FFF FFF F FF"),
    (Deed::DepartmentalOpinion, Action::ReviseProgramme, "FYY FFF FFF F FF"),
    (Deed::RegionalOpinion, Action::ReviseProgramme, "FYY FFF FFF F FF"),
    (Deed::WithdrawOpinion, Action::ReviseProgramme, "FYY FFF FFF F FF"),
];

#[test]
fn the_table_has_every_action() {
    let tried: HashSet<Action> = TABLE.iter().map(|(_, action, _)| *action).collect();
    assert_eq!(tried, Action::iter().collect());
}

both_databases! {
    async fn every_role_may_do_what_it_should_and_no_more(world: World) {
        let mut wrong = Vec::new();
        for (deed, _, row) in TABLE {
            let mut scene = Scene::set(&world, *deed).await;
            let cells = row.chars().filter(|cell| !cell.is_whitespace());
            for ((name, person), cell) in world.people.everybody().into_iter().zip(cells) {
                let before = world.snapshot().await;
                let broken = rules_of(&scene.attempt(&world, *deed, person).await);
                let expected: &[Rule] = match cell {
                    'Y' => &[],
                    'F' => &[Rule::Forbidden],
                    'N' => &[Rule::NotFound],
                    'R' => &[Rule::NotRecipient],
                    _ => &[Rule::NotConvened],
                };
                if broken != expected {
                    wrong.push(format!("{deed:?} by the {name}: {broken:?}, expected {expected:?}"));
                }
                if broken.is_empty() {
                    scene = Scene::set(&world, *deed).await;
                } else {
                    before.assert_same(&world.snapshot().await, &format!("{deed:?} by the {name}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn a_convened_funder_answers_and_does_nothing_else(world: World) {
        let people = &world.people;
        let mut scene = Scene::set(&world, Deed::Answer).await;
        let input = ScheduleMeeting { participant_ids: vec![people.funder.id()], ..world.meeting_input(25) };
        scene.meeting = meetings::schedule(&world.db, &world.act(&people.coordinator), input).await.unwrap();
        world.put_on_agenda(&people.coordinator, &scene.meeting.id, &scene.household_id, AgendaItemKind::Diagnosis).await;
        for (deed, expected) in [
            (Deed::Answer, &[][..]),
            (Deed::Move, &[Rule::Forbidden]),
            (Deed::Cancel, &[Rule::Forbidden]),
            // Whoever sees no household is not told that there is one.
            (Deed::Put, &[Rule::NotFound]),
            (Deed::CloseSupport, &[Rule::NotFound]),
        ] {
            assert_eq!(rules_of(&scene.attempt(&world, deed, &people.funder).await), expected, "{deed:?}");
        }
    }

    async fn a_referent_who_is_replaced_may_act_no_more(world: World) {
        let scene = Scene::set(&world, Deed::StartSupport).await;
        let people = &world.people;
        let input = StartSupport {
            referent_id: people.colleague.id(),
            start_on: world.day(1),
            ..world.support_input(&scene.household_id)
        };
        let measure = support::start(&world.db, &world.act(&people.social_worker), input).await.unwrap();
        world.clock.advance(chrono::TimeDelta::days(1));
        let ask = |person| {
            let (world, measure) = (world.clone(), measure.clone());
            async move { extension_request::request(&world.db, &world.act(person), world.request_input(&measure)).await }
        };
        assert_eq!(rules_of(&ask(&people.social_worker).await), [Rule::Forbidden]);
        assert_eq!(rules_of(&ask(&people.colleague).await), []);
    }

    async fn whoever_changes_organisation_sees_what_the_new_one_sees(world: World) {
        let scene = Scene::set(&world, Deed::CloseSupport).await;
        let officer = world.hire(&world.organisations.other_landlord.id, Role::LandlordOfficer, "moving", None).await;
        let attempt = scene.attempt(&world, Deed::CloseSupport, &officer).await;
        assert_eq!(rules_of(&attempt), [Rule::NotFound]);
    }
}

/// A household and a meeting, ready for one deed.
struct Scene {
    series: Option<MeetingSeriesId>,
    household_id: HouseholdId,
    diagnosis: Option<social_diagnosis::Model>,
    allocation: Option<allocation_decision::Model>,
    agreement: Option<tripartite_agreement::Model>,
    waiver: Option<step_waiver::Model>,
    measure: support_measure::Model,
    request: Option<support_extension_request::Model>,
    suspension: Option<support_suspension::Model>,
    interview: Option<support_interview::Model>,
    dwelling_id: DwellingId,
    tenancy: Option<tenancy::Model>,
    review: Option<lease_review::Model>,
    meeting: meeting::Model,
    item: agenda_item::Model,
    reminder: Option<reminder::Model>,
}

impl Scene {
    #[expect(clippy::too_many_lines, reason = "what each deed needs, one after the other")]
    async fn set(world: &World, deed: Deed) -> Self {
        let household_id = world.preselected_household().await.id;
        // Since yesterday: what may change only after the first day may change today.
        let start_on = world.day(if deed == Deed::CancelSupport { 1 } else { -1 });
        let input = StartSupport { start_on, ..world.support_input(&household_id) };
        let measure = support::start(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        let meeting = world.schedule_meeting(20).await;
        let coordinator = &world.people.coordinator;
        let item = world.put_on_agenda(coordinator, &meeting.id, &household_id, AgendaItemKind::ProgressReview).await;
        let (mut diagnosis, mut allocation, mut agreement) = (None, None, None);
        match deed {
            Deed::OrderDiagnosis => {
                world.decide_yesterday(&household_id, AgendaItemKind::Diagnosis, AgendaDecision::Approved).await;
            }
            Deed::CancelDiagnosis | Deed::RecordDiagnosis => {
                diagnosis = Some(world.order_diagnosis(&household_id).await);
            }
            Deed::Sign | Deed::CancelAgreement => {
                world.diagnose(&household_id).await;
                let input = world.agreement_input(&household_id);
                agreement = Some(agreements::draw_up(&world.db, &world.act(coordinator), input).await.unwrap());
            }
            Deed::RecordAllocation | Deed::DrawUp => {
                world.diagnose(&household_id).await;
            }
            Deed::WithdrawOpinion => {
                world.give_opinion().await;
            }
            Deed::LiftCondition | Deed::Offer | Deed::AnswerOffer | Deed::Release => {
                world.diagnose(&household_id).await;
                let mut input = world.allocation_input(&household_id, &world.dwelling().await);
                if deed == Deed::LiftCondition {
                    (input.outcome, input.missing_document) = (AllocationOutcome::Conditional, Some("x".to_owned()));
                }
                let decision = allocations::record(&world.db, &world.act(coordinator), input).await.unwrap();
                if deed == Deed::AnswerOffer {
                    let input = offer(&decision, world);
                    allocations::offer(&world.db, &world.act(coordinator), input).await.unwrap();
                }
                if deed == Deed::Release {
                    world.accept(&decision).await;
                }
                allocation = Some(decision);
            }
            _ => {}
        }
        let request = match deed {
            Deed::GrantExtension | Deed::RefuseExtension | Deed::WithdrawRequest => {
                Some(world.request_extension(&measure).await)
            }
            _ => None,
        };
        let mut interview = None;
        if deed == Deed::CorrectInterview {
            interview = Some(world.record_interview(&measure).await);
        }
        let mut suspension = None;
        if deed == Deed::EndSuspension {
            suspension = Some(world.suspend_support(&measure).await);
        }
        let (mut tenancy, mut review) = (None, None);
        if deed == Deed::CancelTenancy {
            let input = world.tenancy_input(&household_id, &world.dwelling().await);
            let input = OpenTenancy { start_on: world.day(1), ..input };
            tenancy = Some(tenancies::open(&world.db, &world.act(coordinator), input).await.unwrap());
        }
        if matches!(
            deed,
            Deed::EndTenancy
                | Deed::PlanReview
                | Deed::RecordReview
                | Deed::RenewExam
                | Deed::InformPrefect
                | Deed::TransferLease
        ) {
            let (opened, planned) = world.sliding_lease(&household_id).await;
            if deed == Deed::TransferLease {
                world.hold_review(&planned, LeaseReviewOutcome::Ready).await;
            }
            (tenancy, review) = (Some(opened), Some(planned));
        }
        if deed == Deed::StartSupport {
            // Still housed under another's lease: it may be supported again.
            world.house(&household_id, RentalModality::Sublease).await;
            let act = world.act(coordinator);
            support::close(&world.db, &act, close(&measure, world)).await.unwrap();
        }
        let mut waiver = None;
        if deed == Deed::WithdrawWaiver {
            let (household_id, step) = (household_id.clone(), WaivedStep::AgreementBeforeSupport);
            let input = WaiveStep { household_id, step, reasons: "x".to_owned() };
            waiver = Some(waivers::waive(&world.db, &world.act(&world.people.manager), input).await.unwrap());
        }
        if deed == Deed::StartSupport {
            world.ready_for_support(&household_id).await;
        }
        let mut series = None;
        match deed {
            Deed::ChangeSeries => series = Some(world.schedule_series().await.id),
            Deed::ApproveMinutes => world.hold(&meeting.id, meeting.starts_at).await,
            Deed::CorrectMinutes => {
                world.approve_minutes(&meeting.id, meeting.starts_at).await;
            }
            _ => {}
        }
        let reminder = match deed {
            Deed::AcknowledgeReminder | Deed::SnoozeReminder => {
                Some(world.remind(&measure, &world.people.social_worker).await)
            }
            Deed::RetryReminder => Some(world.remind_in_vain(&measure, &world.people.social_worker).await),
            _ => None,
        };
        let dwelling_id = world.dwelling().await;
        Self {
            series,
            household_id,
            diagnosis,
            allocation,
            agreement,
            waiver,
            measure,
            request,
            suspension,
            interview,
            dwelling_id,
            tenancy,
            review,
            meeting,
            item,
            reminder,
        }
    }

    #[expect(clippy::too_many_lines, reason = "a table, with an arm for each deed")]
    async fn attempt(&self, world: &World, deed: Deed, person: &Person) -> Result<(), OperationError> {
        let (db, act) = (&world.db, world.act(person));
        let meeting_id = self.meeting.id.clone();
        let reminder_id = || self.reminder.as_ref().unwrap().id.clone();
        let tenancy_id = || self.tenancy.as_ref().unwrap().id.clone();
        match deed {
            Deed::Register => {
                // An officer proposes in their own name.
                let officer = person.staff.role == Role::LandlordOfficer;
                let landlord_contact_id = (!officer).then(|| world.people.officer.id());
                let input = RegisterHousehold { landlord_contact_id, ..world.household_input() };
                household::register(db, &act, input).await.map(|_| ())
            }
            Deed::OrderDiagnosis => {
                diagnoses::order(db, &act, world.diagnosis_order(&self.household_id)).await.map(|_| ())
            }
            Deed::CancelDiagnosis => {
                let social_diagnosis_id = self.diagnosis.as_ref().unwrap().id.clone();
                let input = CancelDiagnosis { social_diagnosis_id, reason: "x".to_owned() };
                diagnoses::cancel(db, &act, input).await.map(|_| ())
            }
            Deed::RecordDiagnosis => {
                let input = world.findings(self.diagnosis.as_ref().unwrap());
                diagnoses::record(db, &act, input).await.map(|_| ())
            }
            Deed::RecordAllocation => {
                let input: RecordAllocation = world.allocation_input(&self.household_id, &self.dwelling_id);
                allocations::record(db, &act, input).await.map(|_| ())
            }
            Deed::LiftCondition => {
                let allocation_decision_id = self.allocation.as_ref().unwrap().id.clone();
                let input = LiftAllocationCondition { allocation_decision_id, lifted_on: world.today() };
                allocations::lift_condition(db, &act, input).await.map(|_| ())
            }
            Deed::Offer => {
                let input = offer(self.allocation.as_ref().unwrap(), world);
                allocations::offer(db, &act, input).await.map(|_| ())
            }
            Deed::AnswerOffer => {
                let allocation_decision_id = self.allocation.as_ref().unwrap().id.clone();
                let (answer, answered_on) = (OfferAnswer::Refused, world.today());
                let input = AnswerOffer { allocation_decision_id, answer, answered_on };
                allocations::answer(db, &act, input).await.map(|_| ())
            }
            Deed::Release => {
                let (cause, released_on, reasons) = (ReleaseCause::DwellingNotDelivered, world.today(), "x".to_owned());
                let allocation_decision_id = self.allocation.as_ref().unwrap().id.clone();
                let input = ReleaseDwelling { allocation_decision_id, cause, released_on, reasons };
                allocations::release(db, &act, input).await.map(|_| ())
            }
            Deed::DrawUp => agreements::draw_up(db, &act, world.agreement_input(&self.household_id)).await.map(|_| ()),
            Deed::Sign => {
                let tripartite_agreement_id = self.agreement.as_ref().unwrap().id.clone();
                let (party, signed_on) = (AgreementParty::Household, world.today());
                let input = SignAgreement { tripartite_agreement_id, party, signed_on, signatory_id: None };
                agreements::sign(db, &act, input).await.map(|_| ())
            }
            Deed::CancelAgreement => {
                let tripartite_agreement_id = self.agreement.as_ref().unwrap().id.clone();
                let input = CancelAgreement { tripartite_agreement_id, reason: "x".to_owned() };
                agreements::cancel(db, &act, input).await.map(|_| ())
            }
            Deed::WaiveStep => {
                let (household_id, step) = (self.household_id.clone(), WaivedStep::DiagnosisBeforeAgreement);
                waivers::waive(db, &act, WaiveStep { household_id, step, reasons: "x".to_owned() }).await.map(|_| ())
            }
            Deed::WithdrawWaiver => {
                let step_waiver_id = self.waiver.as_ref().unwrap().id.clone();
                waivers::withdraw(db, &act, WithdrawStepWaiver { step_waiver_id }).await.map(|_| ())
            }
            Deed::StartSupport => {
                let input = StartSupport { start_on: world.day(1), ..world.support_input(&self.household_id) };
                support::start(db, &act, input).await.map(|_| ())
            }
            Deed::ExtendSupport => support::extend(db, &act, world.extension_input(&self.measure)).await.map(|_| ()),
            Deed::RequestExtension => {
                extension_request::request(db, &act, world.request_input(&self.measure)).await.map(|_| ())
            }
            Deed::GrantExtension => {
                let support_extension_request_id = self.request.as_ref().unwrap().id.clone();
                let input = GrantExtension { support_extension_request_id, decided_on: world.today(), end_on: None };
                extension_request::grant(db, &act, input).await.map(|_| ())
            }
            Deed::RefuseExtension => {
                let (support_extension_request_id, reasons) =
                    (self.request.as_ref().unwrap().id.clone(), "x".to_owned());
                let input = RefuseExtension { support_extension_request_id, decided_on: world.today(), reasons };
                extension_request::refuse(db, &act, input).await.map(|_| ())
            }
            Deed::WithdrawRequest => {
                extension_request::withdraw(db, &act, &self.request.as_ref().unwrap().id).await.map(|_| ())
            }
            Deed::ChangeIntensity => {
                support_intensity::change(db, &act, world.intensity_input(&self.measure)).await.map(|_| ())
            }
            Deed::RecordInterview => {
                interviews::record(db, &act, world.interview_input(&self.measure)).await.map(|_| ())
            }
            Deed::CorrectInterview => {
                let mut interview = world.interview_input(&self.measure).interview;
                interview.summary.push('!');
                let support_interview_id = self.interview.as_ref().unwrap().id.clone();
                let input = CorrectInterview { support_interview_id, interview };
                interviews::correct(db, &act, input).await.map(|_| ())
            }
            Deed::Suspend => suspensions::suspend(db, &act, world.suspension_input(&self.measure)).await.map(|_| ()),
            Deed::EndSuspension => {
                let support_suspension_id = self.suspension.as_ref().unwrap().id.clone();
                let input = EndSuspension { support_suspension_id, ended_on: world.today() };
                suspensions::end(db, &act, input).await.map(|_| ())
            }
            Deed::SetObjective => {
                support_objective::set(db, &act, world.objective_input(&self.measure)).await.map(|_| ())
            }
            Deed::MoveObjective => {
                support_objective::move_on(db, &act, world.step_input(&self.measure).await).await.map(|_| ())
            }
            Deed::ReviewProgress => {
                progress_review::record(db, &act, world.progress_input(&self.measure)).await.map(|_| ())
            }
            Deed::CloseSupport => support::close(db, &act, close(&self.measure, world)).await.map(|_| ()),
            Deed::CancelSupport => {
                let input = CancelSupport { support_measure_id: self.measure.id.clone() };
                support::cancel(db, &act, input).await.map(|_| ())
            }
            Deed::OpenTenancy => {
                let input = world.tenancy_input(&self.household_id, &self.dwelling_id);
                tenancies::open(db, &act, input).await.map(|_| ())
            }
            Deed::EndTenancy => {
                let input = EndTenancy { tenancy_id: tenancy_id(), end_on: world.today() };
                tenancies::end(db, &act, input).await.map(|_| ())
            }
            Deed::CancelTenancy => {
                tenancies::cancel(db, &act, CancelTenancy { tenancy_id: tenancy_id() }).await.map(|_| ())
            }
            Deed::PlanReview => {
                let input = PlanLeaseReview { tenancy_id: tenancy_id(), due_on: world.day(100) };
                reviews::plan(db, &act, input).await.map(|_| ())
            }
            Deed::RecordReview => {
                let input = world.review_input(self.review.as_ref().unwrap(), LeaseReviewOutcome::Continue);
                reviews::record(db, &act, input).await.map(|_| ())
            }
            Deed::RenewExam => {
                let input = RenewExamPeriod { tenancy_id: tenancy_id(), exam_period_months: None };
                exam_periods::renew(db, &act, input).await.map(|_| ())
            }
            Deed::InformPrefect => {
                let of_tenancy = exam_period::Column::TenancyId.eq(tenancy_id());
                let period = exam_period::Entity::find().filter(of_tenancy).one(db).await.unwrap().unwrap();
                let (exam_period_id, informed_on) = (period.id, world.today());
                let input = RecordPrefectNotice { exam_period_id, informed_on, lease_offered: true, reasons: None };
                exam_periods::record_notice(db, &act, input).await.map(|_| ())
            }
            Deed::TransferLease => {
                let input = TransferLease { tenancy_id: tenancy_id(), transferred_on: world.today() };
                tenancies::transfer(db, &act, input).await.map(|_| ())
            }
            Deed::Schedule => meetings::schedule(db, &act, world.meeting_input(30)).await.map(|_| ()),
            Deed::Move => {
                let (starts_at, ends_at) = (world.hour(40, 9), world.hour(40, 11));
                let input = MoveMeeting { meeting_id, starts_at, ends_at, location: None };
                meetings::reschedule(db, &act, input).await.map(|_| ())
            }
            Deed::Cancel => meetings::cancel(db, &act, &meeting_id).await.map(|_| ()),
            Deed::Put => {
                let household_id = self.household_id.clone();
                let input = PutOnAgenda { meeting_id, household_id, kind: AgendaItemKind::LeaseExam };
                agenda::put(db, &act, input).await.map(|_| ())
            }
            Deed::ScheduleSeries => meeting_series::schedule(db, &act, world.series_input()).await.map(|_| ()),
            Deed::ChangeSeries => {
                let meeting_series_id = self.series.clone().unwrap();
                let input = ChangeMeetingSeries { meeting_series_id, until_on: world.day(200) };
                meeting_series::change(db, &act, input).await.map(|_| ())
            }
            Deed::Accept => {
                let chosen = vec![(self.household_id.clone(), AgendaItemKind::Diagnosis)];
                agenda::accept(db, &act, AcceptAgendaProposals { meeting_id, chosen }).await.map(|_| ())
            }
            Deed::Attend => {
                let input = world.attendance_input(&meeting_id).await;
                let act = world.act_at(person, self.meeting.starts_at);
                attendance::record(db, &act, input).await.map(|_| ())
            }
            Deed::ApproveMinutes => {
                let act = world.act_at(person, self.meeting.starts_at);
                minutes::approve(db, &act, &meeting_id).await.map(|_| ())
            }
            Deed::CorrectMinutes => {
                let input = CorrectMinutes { meeting_id, correction: "x".to_owned(), reason: "x".to_owned() };
                minutes::correct(db, &act, input).await.map(|_| ())
            }
            Deed::Decide => {
                let input = DecideAgendaItem {
                    agenda_item_id: self.item.id.clone(),
                    decision: AgendaDecision::Acknowledged,
                    reasons: "vu".to_owned(),
                };
                let act = world.act_at(person, self.meeting.starts_at);
                agenda::decide(db, &act, input).await.map(|_| ())
            }
            Deed::AcknowledgeReminder => reminders::acknowledge(db, &act, &reminder_id()).await.map(|_| ()),
            Deed::SnoozeReminder => {
                let input = SnoozeReminder { reminder_id: reminder_id(), until: world.day(1) };
                reminders::snooze(db, &act, input).await.map(|_| ())
            }
            Deed::RetryReminder => reminders::retry(db, &act, &reminder_id()).await.map(|_| ()),
            Deed::SetRate => {
                let input = SetUnitRate {
                    programme_id: world.programme_id.clone(),
                    component: RateComponent::Support,
                    unit: RateUnit::PerHouseholdYear,
                    proration: RateProration::DaysInYear,
                    amount_cents: 125_000,
                    valid_from: world.today(),
                };
                funding::set_rate(db, &act, input).await.map(|_| ())
            }
            Deed::SetShare => {
                let share = Share { base: ShareBase::Whole, basis_points: 0, component: None, modalities: vec![] };
                let (programme_id, funder_id) = (world.programme_id.clone(), world.organisations.town.id.clone());
                let input = SetFundingShare { programme_id, funder_id, share, purpose: String::new() };
                funding::set_share(db, &act, input).await.map(|_| ())
            }
            Deed::RecordFunding => {
                let input = RecordFunding {
                    programme_id: world.programme_id.clone(),
                    funder_id: world.organisations.state.id.clone(),
                    year: 1,
                    state: FundingState::Requested,
                    amount_cents: 1,
                    dated_on: world.today(),
                };
                funding::record(db, &act, input).await.map(|_| ())
            }
            Deed::Revise => {
                let form = programme::Entity::find_by_id(world.programme_id.clone()).one(db).await.unwrap().unwrap();
                let longer = Some(form.location + "x");
                let input = ReviseProgramme {
                    programme_id: form.id,
                    decided_on: world.today(),
                    reason: "x".to_owned(),
                    revision: FormRevision { location: longer, ..FormRevision::default() },
                };
                programme_form::revise(db, &act, input).await.map(|_| ())
            }
            Deed::DepartmentalOpinion => {
                let form = programme::Entity::find_by_id(world.programme_id.clone()).one(db).await.unwrap().unwrap();
                let input = RecordDepartmentalOpinion {
                    programme_id: form.id,
                    given_on: world.today(),
                    opinion: form.departmental_opinion + "x",
                    relevance: String::new(),
                    reproducibility: None,
                    conditions: String::new(),
                };
                programme_opinion::record_departmental_opinion(db, &act, input).await.map(|_| ())
            }
            Deed::RegionalOpinion => {
                let form = programme::Entity::find_by_id(world.programme_id.clone()).one(db).await.unwrap().unwrap();
                let input = RecordRegionalOpinion {
                    programme_id: form.id,
                    given_on: world.today(),
                    opinion: entity::types::RegionalOpinion::Favourable,
                    comment: form.regional_comment + "x",
                };
                programme_opinion::record_regional_opinion(db, &act, input).await.map(|_| ())
            }
            Deed::WithdrawOpinion => {
                let input = WithdrawOpinion {
                    programme_id: world.programme_id.clone(),
                    level: OpinionLevel::Departmental,
                    reason: "x".to_owned(),
                };
                programme_opinion::withdraw(db, &act, input).await.map(|_| ())
            }
            Deed::Answer => {
                let input = AnswerConvocation { meeting_id, response: ParticipantResponse::Accepted };
                meetings::answer(db, &act, input).await.map(|_| ())
            }
        }
    }
}

fn offer(decision: &allocation_decision::Model, world: &World) -> OfferDwelling {
    OfferDwelling { allocation_decision_id: decision.id.clone(), offered_on: world.today(), answer_days: None }
}

fn close(measure: &support_measure::Model, world: &World) -> CloseSupport {
    CloseSupport {
        support_measure_id: measure.id.clone(),
        closed_on: world.today(),
        outcome: SupportOutcome::HousingKept,
    }
}
