//! The rows that random documents are asked about: households all along their path, meetings that were held,
//! moved, cancelled, reminders with every ending; texts that JSON and SQL have to escape; and equal days, names
//! and instants wherever a list may be sorted by them.

use chrono::TimeDelta;
use entity::model::programme_form::{FormRevision, Lists, StatedModality, StatedPartner, StatedTarget};
use entity::model::{lease_review, meeting, organisation, programme, reminder as reminders, support_measure, tenancy};
use entity::operations::agreement::CancelAgreement;
use entity::operations::allocation::{
    AnswerOffer, LiftAllocationCondition, OfferDwelling, RecordAllocation, ReleaseDwelling,
};
use entity::operations::attendance::{Attended, RecordAttendance};
use entity::operations::diagnosis::{CancelDiagnosis, DiagnosisTexts, OrderDiagnosis, RecordDiagnosis};
use entity::operations::extension_request::{GrantExtension, RefuseExtension};
use entity::operations::funding::{RecordFunding, SetFundingShare, SetUnitRate, record, set_rate, set_share};
use entity::operations::household::RegisterHousehold;
use entity::operations::meeting::{AnswerConvocation, MoveMeeting, ScheduleMeeting};
use entity::operations::meeting_series::ScheduleMeetingSeries;
use entity::operations::minutes::CorrectMinutes;
use entity::operations::programme::RecordProgramme;
use entity::operations::programme_form::ReviseProgramme;
use entity::operations::programme_opinion::{RecordDepartmentalOpinion, RecordRegionalOpinion, WithdrawOpinion};
use entity::operations::progress_review::RecordProgressReview;
use entity::operations::reminder::Ending;
use entity::operations::support::{CloseSupport, NewObjective, StartSupport};
use entity::operations::support_objective::MoveSupportObjective;
use entity::operations::suspension::{EndSuspension, SuspendSupport};
use entity::operations::tenancy::{EndTenancy, OpenTenancy, TransferLease};
use entity::operations::{
    agreement, allocation, attendance, diagnosis, extension_request, household as households, interview,
    meeting as meetings, meeting_series, minutes, programme as programmes, programme_form, programme_opinion,
    progress_review, reminder, support, support_intensity, support_objective, suspension as suspensions,
    tenancy as tenancies,
};
use entity::rules::funding::{FundedModality, Share};
use entity::rules::reminder::{Silence, Wanted};
use entity::types::{
    AgendaDecision, AgendaItemKind, AllocationOutcome, Attendance, DiagnosisManner, ExtensionRequestOutcome,
    FundingState, HouseholdId, LeaseReviewOutcome, ObjectiveStatus, OfferAnswer, OpinionLevel, ParticipantResponse,
    PartnerKind, ProgrammeId, ProgressReviewKind, RateComponent, RateProration, RateUnit, RegionalOpinion,
    ReleaseCause, ReminderRule, RentalModality, Reproducibility, ShareBase, SupportAxis, SupportExtensionRequestId,
    SupportIntensity, SupportOutcome, SuspensionGround,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tests::{Person, World};

/// Texts that something on the way may trip over.
const ODD: [&str; 6] = [
    "O'Brien \"d'Été\" \\ / \t\n",
    "日本語 🏠 \u{2028}",
    "{\"$serde_json::private::RawValue\":\"x\"}",
    "~0:0:\"null\"",
    "%_ ? $1 :x [,]{}",
    " é E\u{301} ",
];

/// What a text may hold that was recorded before such characters were refused.
const HARSH: &str = "O'Brien \"d'Été\" \\ / \u{1}\t\u{7f}\u{202e}\r\n";

/// Fills a world.
pub(super) async fn gather(world: &World) {
    let people = &world.people;
    let first = proposed(world, &people.officer).await;
    let followed = followed(world).await;
    exited(world).await;
    diagnosed(world).await;
    allocated(world).await;
    slid(world).await;
    ready(world).await;
    elsewhere(world).await;
    let refused = proposed(world, &people.other_officer).await;
    world.decide_yesterday(&refused, AgendaItemKind::Preselection, AgendaDecision::NotRetained).await;
    second_programme(world).await;
    meet(world, &[&first, &followed, &refused]).await;
    recur(world).await;
    remind(world).await;
    fund(world, &[&first, &followed]).await;
    disturb(world).await;
    write_minutes(world).await;
}

/// A household that an officer proposes.
async fn proposed(world: &World, officer: &Person) -> HouseholdId {
    let input = RegisterHousehold { landlord_contact_id: Some(officer.id()), ..world.household_input() };
    households::register(&world.db, &world.act(&world.people.coordinator), input).await.unwrap().id
}

/// A household with support that was extended twice, in a sliding lease with a review held and another planned.
async fn followed(world: &World) -> HouseholdId {
    let household = world.preselected_household().await;
    let coordinator = &world.people.coordinator;
    let input = StartSupport {
        axes: vec![SupportAxis::UseOfDwelling, SupportAxis::BudgetManagement, SupportAxis::Other],
        objectives: ODD[..3]
            .iter()
            .map(|label| NewObjective { axis: SupportAxis::Other, label: (*label).trim().to_owned() })
            .collect(),
        ..world.support_input(&household.id)
    };
    let mut measure = support::start(&world.db, &world.act(coordinator), input).await.unwrap();
    for _ in 0..2 {
        let input = world.extension_input(&measure);
        measure = support::extend(&world.db, &world.act(coordinator), input).await.unwrap();
    }
    let first = format!(
        "UPDATE support_intensity_period SET from_on = '2026-03-01' WHERE support_measure_id = '{}'",
        measure.id
    );
    world.sql(&first).await;
    measure =
        support_intensity::change(&world.db, &world.act(coordinator), world.intensity_input(&measure)).await.unwrap();
    for (status, comment) in [(ObjectiveStatus::InProgress, Some(ODD[0])), (ObjectiveStatus::Achieved, None)] {
        let comment = comment.map(str::to_owned);
        let input = MoveSupportObjective { status, comment, ..world.step_input(&measure).await };
        measure = support_objective::move_on(&world.db, &world.act(coordinator), input).await.unwrap();
    }
    world.record_interview(&measure).await;
    let mut by_coordinator = world.interview_input(&measure);
    (by_coordinator.interview.summary, by_coordinator.interview.attendees) = (ODD[0].to_owned(), None);
    (by_coordinator.interview.confidential_note, by_coordinator.interview.next_on) = (None, None);
    interview::record(&world.db, &world.act(coordinator), by_coordinator).await.unwrap();
    let suspension = world.suspend_support(&measure).await;
    let over = EndSuspension { support_suspension_id: suspension.id, ended_on: world.today() };
    suspensions::end(&world.db, &world.act(coordinator), over).await.unwrap();
    for outcome in
        [ExtensionRequestOutcome::Refused, ExtensionRequestOutcome::Withdrawn, ExtensionRequestOutcome::Granted]
    {
        let request = world.request_extension(&measure).await.id;
        decide(world, &request, outcome).await;
        measure = world.support(&measure.id).await;
    }
    world.request_extension(&measure).await;
    world.review_progress(&measure).await;
    world.decide_yesterday(&household.id, AgendaItemKind::ProgressReview, AgendaDecision::Acknowledged).await;
    world.sql("UPDATE progress_review SET held_on = '2026-03-01' WHERE rank = 1").await;
    world.decide_yesterday(&household.id, AgendaItemKind::ProgressReview, AgendaDecision::Acknowledged).await;
    let last = RecordProgressReview {
        kind: ProgressReviewKind::Final,
        account: ODD[0].to_owned(),
        confidential_note: None,
        ..world.progress_input(&measure)
    };
    progress_review::record(&world.db, &world.act(coordinator), last).await.unwrap();
    let (tenancy, review) = world.sliding_lease(&household.id).await;
    world.hold_review(&review, LeaseReviewOutcome::Continue).await;
    world.inform_prefect(&tenancy, false).await;
    household.id
}

/// Has the coordinator decide on a request today, or withdraw it.
async fn decide(world: &World, request: &SupportExtensionRequestId, outcome: ExtensionRequestOutcome) {
    let (act, decided_on) = (world.act(&world.people.coordinator), world.today());
    let support_extension_request_id = request.clone();
    let decided = match outcome {
        ExtensionRequestOutcome::Granted => {
            let input = GrantExtension { support_extension_request_id, decided_on, end_on: None };
            extension_request::grant(&world.db, &act, input).await
        }
        ExtensionRequestOutcome::Refused => {
            let input = RefuseExtension { support_extension_request_id, decided_on, reasons: ODD[0].to_owned() };
            extension_request::refuse(&world.db, &act, input).await
        }
        _ => extension_request::withdraw(&world.db, &act, request).await,
    };
    decided.unwrap();
}

/// A household whose support by a colleague is closed and whose tenancy ended, and another that came after it.
async fn exited(world: &World) {
    let coordinator = &world.people.coordinator;
    for modality in [RentalModality::DirectAccess, RentalModality::TemporarySocialResidence] {
        let household = world.preselected_household().await;
        let input = StartSupport {
            referent_id: world.people.colleague.id(),
            intensity: SupportIntensity::Intensive,
            ..world.support_input(&household.id)
        };
        let measure = support::start(&world.db, &world.act(coordinator), input).await.unwrap();
        let tenancy = world.house(&household.id, modality).await;
        let ours =
            SuspendSupport { ground: SuspensionGround::Other, explanation: None, ..world.suspension_input(&measure) };
        suspensions::suspend(&world.db, &world.act(coordinator), ours).await.unwrap();
        if modality == RentalModality::DirectAccess {
            let input = EndTenancy { tenancy_id: tenancy.id, end_on: world.today() };
            tenancies::end(&world.db, &world.act(coordinator), input).await.unwrap();
            let (closed_on, outcome) = (world.today(), SupportOutcome::MovedOn);
            let input = CloseSupport { support_measure_id: measure.id, closed_on, outcome };
            support::close(&world.db, &world.act(coordinator), input).await.unwrap();
        }
    }
}

/// Households diagnosed, by one and by another, and to be diagnosed: decided, ordered, late, cancelled.
async fn diagnosed(world: &World) {
    let coordinator = world.act(&world.people.coordinator);
    let made = world.preselected_household().await;
    world.diagnose(&made.id).await;
    world.decide_yesterday(&made.id, AgendaItemKind::Diagnosis, AgendaDecision::Approved).await;
    let by_colleague = world.preselected_household().await;
    world.decide_yesterday(&by_colleague.id, AgendaItemKind::Diagnosis, AgendaDecision::Approved).await;
    let input = OrderDiagnosis {
        author_id: world.people.colleague.id(),
        manner: DiagnosisManner::FileStudy,
        due_on: Some(world.day(20)),
        ..world.diagnosis_order(&by_colleague.id)
    };
    let ordered = diagnosis::order(&world.db, &coordinator, input).await.unwrap();
    let findings = RecordDiagnosis {
        axes: vec![SupportAxis::Other, SupportAxis::HousingPath, SupportAxis::BudgetManagement],
        situation: ODD[0].to_owned(),
        texts: DiagnosisTexts { needs: Some(ODD[2].to_owned()), ..DiagnosisTexts::default() },
        monthly_income: None,
        debts: Some(7),
        ..world.findings(&ordered)
    };
    diagnosis::record(&world.db, &coordinator, findings).await.unwrap();
    for days in [-40, 0] {
        let household = world.preselected_household().await;
        let ordered = world.order_diagnosis(&household.id).await;
        let on = format!("ordered_on = '{}', due_on = '{}'", world.day(days), world.day(days / 2));
        world.sql(&format!("UPDATE social_diagnosis SET {on} WHERE id = '{}'", ordered.id)).await;
    }
    let cancelled = world.order_diagnosis(&world.preselected_household().await.id).await;
    let input = CancelDiagnosis { social_diagnosis_id: cancelled.id, reason: ODD[3].to_owned() };
    diagnosis::cancel(&world.db, &coordinator, input).await.unwrap();
}

/// Households of which the committee has decided, each otherwise: offered and not, answered, too late.
async fn allocated(world: &World) {
    use AllocationOutcome::{Allocated, Conditional, Inadmissible, NotAllocated, Ranked};
    let coordinator = world.act(&world.people.coordinator);
    let dwelling = world.dwelling().await;
    for (number, outcome) in
        [Ranked, Ranked, Allocated, Conditional, Conditional, NotAllocated, Inadmissible].into_iter().enumerate()
    {
        let household = world.preselected_household().await;
        world.diagnose(&household.id).await;
        let own = world.dwelling().await;
        let input = RecordAllocation {
            outcome,
            candidate_rank: (outcome == Ranked).then_some(u32::try_from(number).unwrap() + 1),
            missing_document: (outcome == Conditional).then(|| ODD[0].to_owned()),
            reasons: (number > 4).then(|| ODD[2].to_owned()),
            ..world.allocation_input(&household.id, if outcome == Ranked { &dwelling } else { &own })
        };
        let decision = allocation::record(&world.db, &coordinator, input).await.unwrap();
        // Some have agreed, one has amended, one waits for signatures, one has cancelled.
        if number < 4 {
            world.agree(&household.id).await;
        }
        if [3, 4, 5].contains(&number) {
            let input = world.agreement_input(&household.id);
            let agreement = agreement::draw_up(&world.db, &coordinator, input).await.unwrap();
            if number == 5 {
                let input = CancelAgreement { tripartite_agreement_id: agreement.id, reason: ODD[4].to_owned() };
                agreement::cancel(&world.db, &coordinator, input).await.unwrap();
            }
        }
        if number == 4 {
            let input =
                LiftAllocationCondition { allocation_decision_id: decision.id.clone(), lifted_on: world.today() };
            allocation::lift_condition(&world.db, &coordinator, input).await.unwrap();
        }
        if [0, 2, 4].contains(&number) {
            let (allocation_decision_id, offered_on) = (decision.id.clone(), world.today());
            let input = OfferDwelling { allocation_decision_id, offered_on, answer_days: None };
            allocation::offer(&world.db, &coordinator, input).await.unwrap();
        }
        if number == 0 {
            let (answer, answered_on) = (OfferAnswer::Refused, world.today());
            let input = AnswerOffer { allocation_decision_id: decision.id.clone(), answer, answered_on };
            allocation::answer(&world.db, &coordinator, input).await.unwrap();
        }
        // One has accepted, and withdrawn.
        if number == 4 {
            let (answer, answered_on) = (OfferAnswer::Accepted, world.today());
            let input = AnswerOffer { allocation_decision_id: decision.id.clone(), answer, answered_on };
            allocation::answer(&world.db, &coordinator, input).await.unwrap();
            let (cause, released_on, reasons) = (ReleaseCause::HouseholdWithdrew, world.today(), ODD[1].to_owned());
            let input = ReleaseDwelling { allocation_decision_id: decision.id.clone(), cause, released_on, reasons };
            allocation::release(&world.db, &coordinator, input).await.unwrap();
        }
        if number == 2 {
            let days = [-40, -30, -20].map(|days| world.day(days));
            let on = format!("decided_on = '{}', offered_on = '{}', answer_due_on = '{}'", days[0], days[1], days[2]);
            world.sql(&format!("UPDATE allocation_decision SET {on} WHERE id = '{}'", decision.id)).await;
        }
    }
}

/// A household to which its lease slid.
async fn slid(world: &World) {
    let household = world.preselected_household().await;
    world.start_support(&household.id).await;
    let (tenancy, review) = world.sliding_lease(&household.id).await;
    world.hold_review(&review, LeaseReviewOutcome::Ready).await;
    let input = TransferLease { tenancy_id: tenancy.id, transferred_on: world.today() };
    tenancies::transfer(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
}

/// Households with something to do next: to be supported and housed, to be supported again, to be given the
/// lease; and one whose support and tenancy are only to begin.
async fn ready(world: &World) {
    let coordinator = &world.people.coordinator;
    world.preselected_household().await;
    let again = world.preselected_household().await;
    let measure = world.start_support(&again.id).await;
    world.house(&again.id, RentalModality::Sublease).await;
    let input =
        CloseSupport { support_measure_id: measure.id, closed_on: world.today(), outcome: SupportOutcome::HousingKept };
    support::close(&world.db, &world.act(coordinator), input).await.unwrap();
    let capable = world.preselected_household().await;
    world.start_support(&capable.id).await;
    let (_, review) = world.sliding_lease(&capable.id).await;
    world.hold_review(&review, LeaseReviewOutcome::Ready).await;
    let expected = world.preselected_household().await;
    let input = StartSupport { start_on: world.day(20), ..world.support_input(&expected.id) };
    support::start(&world.db, &world.act(coordinator), input).await.unwrap();
    let input = world.tenancy_input(&expected.id, &world.dwelling().await);
    let input = OpenTenancy { start_on: world.day(20), ..input };
    tenancies::open(&world.db, &world.act(coordinator), input).await.unwrap();
}

/// A household of the other landlord, supported by the other centre.
async fn elsewhere(world: &World) {
    let people = &world.people;
    let household = proposed(world, &people.other_officer).await;
    world.preselect(&household).await;
    world.ready_for_support(&household).await;
    let input = StartSupport { referent_id: people.other_social_worker.id(), ..world.support_input(&household) };
    support::start(&world.db, &world.act(&people.coordinator), input).await.unwrap();
    world.house(&household, RentalModality::Sublease).await;
}

/// A programme that contradicts itself as much as it can, with a household.
async fn second_programme(world: &World) {
    let first = programme::Entity::find_by_id(world.programme_id.clone()).one(&world.db).await.unwrap().unwrap();
    let form = programme::Model {
        name: format!("Création {}", ODD[1].trim()),
        household_target: 12,
        dwelling_target: 12,
        fndollts_applied: Some(true),
        reproducibility: Some(Reproducibility::Medium),
        regional_opinion: Some(RegionalOpinion::Favourable),
        financing: ODD[0].to_owned(),
        ..first
    };
    let of = &world.organisations;
    let modalities = [
        RentalModality::DirectAccess,
        RentalModality::TemporarySocialResidence,
        RentalModality::SlidingLease,
        RentalModality::Sublease,
    ];
    let rates = [
        (RateComponent::IntegratedOffer, RateUnit::PerHouseholdYear, 217_500),
        (RateComponent::AdaptedRentalManagement, RateUnit::PerDwellingYear, 85_000),
        (RateComponent::Diagnosis, RateUnit::PerHousehold, 5_000),
        (RateComponent::Support, RateUnit::PerHouseholdYear, 125_000),
    ];
    let named = |modality, where_applicable| FundedModality { modality, where_applicable };
    let management = Share {
        base: ShareBase::Whole,
        basis_points: 7_100,
        component: Some(RateComponent::AdaptedRentalManagement),
        modalities: vec![named(RentalModality::DirectAccess, false), named(RentalModality::Sublease, true)],
    };
    let offered = modalities.into_iter().zip(ODD);
    let partner =
        |organisation: &organisation::Model, kind, [identifies_demand, mobilises_supply]: [bool; 2], words: &str| {
            StatedPartner {
                organisation_id: organisation.id.clone(),
                kind,
                identifies_demand,
                mobilises_supply,
                supports_households: false,
                role: words.to_owned(),
            }
        };
    let target = |(year, households)| StatedTarget { year, households, dwellings: 4 };
    let lists = Lists {
        carriers: vec![of.other_ccas.id.clone(), of.other_landlord.id.clone(), of.ccas.id.clone()],
        modalities: offered
            .map(|(modality, words)| StatedModality { modality, description: words.to_owned() })
            .collect(),
        partners: vec![
            partner(&of.town, PartnerKind::Financial, [false, false], ODD[2]),
            partner(&of.other_landlord, PartnerKind::Financial, [false, false], ""),
            partner(&of.other_landlord, PartnerKind::Operational, [true, true], ODD[5]),
        ],
        yearly_targets: [(1, 0), (2, 5), (3, 6)].map(target).to_vec(),
    };
    let starts_on = form.starts_on;
    let id: ProgrammeId =
        programmes::record(&world.db, &world.system(), RecordProgramme { form, lists }).await.unwrap();
    for rate in rates {
        set_rate(&world.db, &world.system(), SetUnitRate::stated(&id, rate, starts_on)).await.unwrap();
    }
    let of_town = SetFundingShare::of_whole(&id, of.town.id.clone(), 900, ODD[4]);
    let (programme_id, funder_id) = (id.clone(), of.state.id.clone());
    let of_state = SetFundingShare { programme_id, funder_id, share: management, purpose: ODD[0].to_owned() };
    for share in [of_town, of_state] {
        set_share(&world.db, &world.system(), share).await.unwrap();
    }
    revise(world, &id).await;
    let input = RegisterHousehold { programme_id: id, ..world.household_input() };
    households::register(&world.db, &world.act(&world.people.officer), input).await.unwrap();
}

/// A programme that was revised twice, and given two opinions on, one of which was taken back and given again.
async fn revise(world: &World, id: &ProgrammeId) {
    let act = world.act(&world.people.manager);
    for (box_ticked, words) in [(None, ODD[3]), (Some(false), ODD[4])] {
        let revision = FormRevision {
            summary: Some(words.to_owned()),
            mobilises_new_supply: Some(box_ticked.is_none()),
            fndollts_funded: Some(box_ticked),
            ..FormRevision::default()
        };
        let decided_on = world.day(-3);
        let input = ReviseProgramme { programme_id: id.clone(), decided_on, reason: ODD[0].to_owned(), revision };
        programme_form::revise(&world.db, &act, input).await.unwrap();
    }
    let input = RecordDepartmentalOpinion {
        programme_id: id.clone(),
        given_on: world.day(-2),
        opinion: ODD[1].to_owned(),
        relevance: ODD[2].to_owned(),
        reproducibility: Some(Reproducibility::Strong),
        conditions: String::new(),
    };
    programme_opinion::record_departmental_opinion(&world.db, &act, input).await.unwrap();
    let input = RecordRegionalOpinion {
        programme_id: id.clone(),
        given_on: world.day(-1),
        opinion: RegionalOpinion::Unfavourable,
        comment: ODD[5].to_owned(),
    };
    let coordinator = world.act(&world.people.coordinator);
    programme_opinion::record_regional_opinion(&world.db, &coordinator, input.clone()).await.unwrap();
    let error = WithdrawOpinion { programme_id: id.clone(), level: OpinionLevel::Regional, reason: ODD[2].to_owned() };
    programme_opinion::withdraw(&world.db, &act, error).await.unwrap();
    programme_opinion::record_regional_opinion(&world.db, &coordinator, input).await.unwrap();
}

/// Rates that changed, shares of several bases, money asked for, granted and received, and households that have cost
/// something already.
async fn fund(world: &World, households: &[&HouseholdId]) {
    let act = world.act(&world.people.manager);
    for (component, valid_from, amount_cents) in [
        (RateComponent::Support, "2026-01-01", 125_000),
        (RateComponent::Support, "2026-02-10", 130_000),
        (RateComponent::AdaptedRentalManagement, "2026-01-01", 85_000),
    ] {
        let input = SetUnitRate {
            programme_id: world.programme_id.clone(),
            component,
            unit: RateUnit::PerHouseholdYear,
            proration: RateProration::DaysInYear,
            amount_cents,
            valid_from: valid_from.parse().unwrap(),
        };
        set_rate(&world.db, &act, input).await.unwrap();
    }
    let of = &world.organisations;
    let named = FundedModality { modality: RentalModality::SlidingLease, where_applicable: true };
    for (funder, base, component, modalities) in [
        (&of.state, ShareBase::Whole, None, vec![]),
        (&of.town, ShareBase::Modality, Some(RateComponent::AdaptedRentalManagement), vec![named]),
        (&of.landlord, ShareBase::Component, Some(RateComponent::Support), vec![]),
    ] {
        let share = Share { base, basis_points: 3_333, component, modalities };
        let (programme_id, funder_id) = (world.programme_id.clone(), funder.id.clone());
        let input = SetFundingShare { programme_id, funder_id, share, purpose: ODD[3].to_owned() };
        set_share(&world.db, &act, input).await.unwrap();
    }
    for (state, amount_cents) in [
        (FundingState::Requested, 900_000),
        (FundingState::Granted, 500),
        (FundingState::Received, 300),
        (FundingState::Received, 250),
    ] {
        let (programme_id, funder_id) = (world.programme_id.clone(), of.state.id.clone());
        let input = RecordFunding { programme_id, funder_id, year: 1, state, amount_cents, dated_on: world.today() };
        record(&world.db, &act, input).await.unwrap();
    }
    for household in households {
        world.decide_yesterday(household, AgendaItemKind::Diagnosis, AgendaDecision::Approved).await;
    }
    world
        .sql(&format!(
            "UPDATE tenancy SET start_on = '{}' WHERE transferred_on IS NULL AND end_on IS NULL",
            world.day(-45)
        ))
        .await;
}

/// Meetings to come, two of them at the same hour: with the funder and the others, moved, cancelled.
async fn meet(world: &World, households: &[&HouseholdId]) {
    let people = &world.people;
    let coordinator = world.act(&people.coordinator);
    let kinds = [AgendaItemKind::Preselection, AgendaItemKind::LeaseExam, AgendaItemKind::Extension];
    let everybody = [&people.funder, &people.other_social_worker, &people.other_officer, &people.member];
    let mut scheduled: Vec<meeting::Model> = Vec::new();
    for participants in [&everybody[..], &everybody[..1], &everybody[1..3]] {
        let participant_ids = participants.iter().map(|person| person.id()).collect();
        let input = ScheduleMeeting { participant_ids, ..world.meeting_input(20) };
        scheduled.push(meetings::schedule(&world.db, &coordinator, input).await.unwrap());
    }
    scheduled.push(world.schedule_meeting(30).await);
    for (meeting, household) in scheduled.iter().zip(households.iter().cycle()) {
        for (household, kind) in [household, households.first().unwrap()].into_iter().zip(kinds) {
            world.put_on_agenda(&people.coordinator, &meeting.id, household, kind).await;
        }
    }
    for (person, response) in
        [(&people.funder, ParticipantResponse::Accepted), (&people.member, ParticipantResponse::Declined)]
    {
        let input = AnswerConvocation { meeting_id: scheduled[0].id.clone(), response };
        meetings::answer(&world.db, &world.act(person), input).await.unwrap();
    }
    let input = MoveMeeting {
        meeting_id: scheduled[1].id.clone(),
        starts_at: world.hour(21, 9),
        ends_at: world.hour(21, 11),
        location: Some("Ailleurs".to_owned()),
    };
    meetings::reschedule(&world.db, &coordinator, input).await.unwrap();
    meetings::cancel(&world.db, &coordinator, &scheduled[3].id).await.unwrap();
    // One has begun, the agenda of another is full.
    let hour = |hours| (world.clock.now() + TimeDelta::hours(hours)).to_rfc3339();
    let (begun, full) = (&scheduled[2].id, &scheduled[1].id);
    let hours = format!("starts_at = '{}', ends_at = '{}'", hour(-1), hour(1));
    world.sql(&format!("UPDATE meeting SET {hours} WHERE id = '{begun}'")).await;
    world.sql(&format!("UPDATE agenda_item SET position = 200 WHERE meeting_id = '{full}' AND position = 2")).await;
}

/// A series of meetings, of which the funder and an officer are members; one is cancelled.
async fn recur(world: &World) {
    let coordinator = world.act(&world.people.coordinator);
    let input = world.series_input();
    let first = ScheduleMeeting {
        participant_ids: vec![world.people.funder.id(), world.people.other_officer.id()],
        ..input.first
    };
    let series = ScheduleMeetingSeries { first, until_on: world.day(80), ..input };
    let series = meeting_series::schedule(&world.db, &coordinator, series).await.unwrap();
    let meetings = world.meetings_of(&series.id).await;
    meetings::cancel(&world.db, &coordinator, &meetings[1].id).await.unwrap();
}

/// Minutes of meetings that were held: corrected, approved, and a draft of one to which somebody sent a colleague.
async fn write_minutes(world: &World) {
    let (coordinator, people) = (world.act(&world.people.coordinator), &world.people);
    let held = meeting::Entity::find().filter(meeting::Column::StartsAt.lt(world.hour(-1, 12)));
    let held = held.order_by_asc(meeting::Column::Id).limit(3).all(&world.db).await.unwrap();
    for meeting in &held[..2] {
        world.approve_minutes(&meeting.id, world.clock.now()).await;
    }
    let (correction, reason) = (ODD[0].trim().to_owned(), ODD[2].to_owned());
    let input = CorrectMinutes { meeting_id: held[0].id.clone(), correction, reason };
    minutes::correct(&world.db, &coordinator, input).await.unwrap();
    let represented_by_id = Some(people.officer_colleague.id());
    let sent = Attended { staff_id: people.officer.id(), attendance: Attendance::Represented, represented_by_id };
    let input = RecordAttendance { meeting_id: held[2].id.clone(), attendances: vec![sent] };
    attendance::record(&world.db, &coordinator, input).await.unwrap();
}

/// Reminders about measures, reviews and meetings, to several people: sent, refused once, failed, planned; some answered.
async fn remind(world: &World) {
    let (db, people, chance) = (&world.db, &world.people, &world.chance);
    let recipients = [&people.social_worker, &people.officer, &people.coordinator, &people.member, &people.funder];
    let mut wanted = Vec::new();
    let mut want = |rule, subject_id: String, household_id: Option<HouseholdId>| {
        for (step, recipient) in (-2..).zip(recipients) {
            let (rule, subject_id, household_id) = (rule, subject_id.clone(), household_id.clone());
            let (due_on, recipient_id) = (world.day(30 + i64::from(step) / 2), recipient.id());
            wanted.push(Wanted {
                rule,
                subject_id,
                due_on,
                step,
                recipient_id,
                revision: 0,
                household_id,
                silence: (step == 0).then_some(Silence::LaterStep),
            });
        }
    };
    for measure in support_measure::Entity::find().all(db).await.unwrap().into_iter().take(3) {
        want(ReminderRule::SupportEnd, measure.id.to_string(), Some(measure.household_id));
    }
    for (review, tenancy) in lease_review::Entity::find().find_also_related(tenancy::Entity).all(db).await.unwrap() {
        want(ReminderRule::LeaseReview, review.id.to_string(), tenancy.map(|tenancy| tenancy.household_id));
    }
    for meeting in meeting::Entity::find().all(db).await.unwrap().into_iter().rev().take(2) {
        want(ReminderRule::MeetingConvocation, meeting.id.to_string(), None);
    }
    reminder::record(db, world.clock.now(), chance, &wanted, &[]).await.unwrap();
    // What was refused is tried again the day after.
    for (now, endings) in [(world.clock.now(), 12), (world.hour(1, 10), 3)] {
        for (number, id) in (0..).zip(reminder::due(db, now, endings).await.unwrap()) {
            let claimed = reminder::claim(db, now, &[id]).await.unwrap().remove(0);
            let ending = match number % 3 {
                0 => Ending::Refused(ODD[0].to_owned()),
                1 => Ending::Sent("250 OK".to_owned()),
                _ => Ending::Failed(ODD[3].to_owned()),
            };
            reminder::settle(db, now, chance, &[(claimed, ending)]).await.unwrap();
        }
    }
    let tried = reminders::Entity::find().filter(reminders::Column::Attempts.gt(0));
    for (number, row) in (0..).zip(tried.order_by_asc(reminders::Column::Id).all(db).await.unwrap()) {
        let person = recipients.into_iter().find(|person| person.id() == row.recipient_id).unwrap();
        let until = world.day(1 + number);
        if row.rule != ReminderRule::MeetingConvocation {
            let input = reminder::SnoozeReminder { reminder_id: row.id.clone(), until };
            reminder::snooze(db, &world.act(person), input).await.unwrap();
        }
        if number % 2 == 0 {
            reminder::acknowledge(db, &world.act(person), &row.id).await.unwrap();
        }
    }
}

/// What no act of the product writes, or not often enough: odd texts, nulls, equal keys, parts of a second.
async fn disturb(world: &World) {
    let odd = |number: usize| if number == 0 { HARSH } else { ODD[number] }.replace('\'', "''");
    for (number, column) in [
        "household.family_name",
        "household_member.family_name",
        "staff.family_name",
        "organisation.legal_status",
        "dwelling.address",
        "support_extension.explanation",
    ]
    .into_iter()
    .enumerate()
    {
        let (table, column) = column.split_once('.').unwrap();
        every_other(world, table, &format!("{column} = '{}'", odd(number))).await;
    }
    for (table, set) in [
        ("household", format!("national_request_number = NULL, registered_on = '{}', pdalpd = true", world.day(-9))),
        ("household_member", format!("birth_date = NULL, given_name = '{}'", odd(1))),
        ("agenda_item", "position = position + 3".to_owned()),
        ("unit_rate", "amount_cents = amount_cents / 100 + 7".to_owned()),
        ("support_objective", "status = 'ACHIEVED'".to_owned()),
        ("support_extension", format!("decided_on = '{}'", world.day(-1))),
        (
            "dwelling",
            format!(
                "insertion_stock = false, dwelling_type = 'T1', owner_id = '{}'",
                world.organisations.other_landlord.id
            ),
        ),
        ("meeting", format!("location = '{}', ends_at = '2026-06-01T12:34:56.789012+00:00'", odd(2))),
        ("reminder", "planned_at = '2026-03-02T07:00:00.250+00:00'".to_owned()),
        ("programme", format!("summary = '{}', fndollts_funded = NULL", odd(5))),
    ] {
        every_other(world, table, &set).await;
    }
    world.sql(&format!("UPDATE agenda_item SET reasons = '{}' WHERE decided_at IS NOT NULL", odd(0))).await;
    world.sql(&format!("UPDATE lease_review SET household_view = '{}' WHERE held_on IS NOT NULL", odd(3))).await;
    world
        .sql("UPDATE household_member SET relationship = 'OTHER' WHERE relationship = 'CHILD' AND birth_date IS NULL")
        .await;
}

/// Changes every other row of a table.
async fn every_other(world: &World, table: &str, set: &str) {
    let numbered = format!("SELECT id, row_number() OVER (ORDER BY id) AS number FROM {table}");
    world
        .sql(&format!(
            "UPDATE {table} SET {set} WHERE id IN (SELECT id FROM ({numbered}) AS rows WHERE number % 2 = 0)"
        ))
        .await;
}
