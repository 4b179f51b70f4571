//! One act of the work, on whatever is there: most often something it fits, sometimes anything.

use chrono::NaiveDate;
use entity::model::{
    allocation_decision, exam_period, household, lease_review, social_diagnosis, step_waiver,
    support_extension_request, support_measure, support_suspension, tenancy, tripartite_agreement,
};
use entity::operations::agenda::{DecideAgendaItem, PutOnAgenda};
use entity::operations::agreement::{CancelAgreement, SignAgreement};
use entity::operations::allocation::{
    AnswerOffer, LiftAllocationCondition, OfferDwelling, RecordAllocation, ReleaseDwelling,
};
use entity::operations::diagnosis::{CancelDiagnosis, RecordDiagnosis};
use entity::operations::exam_period::{RecordPrefectNotice, RenewExamPeriod};
use entity::operations::extension_request::{GrantExtension, RefuseExtension};
use entity::operations::household::RegisterHousehold;
use entity::operations::lease_review::{PlanLeaseReview, RecordLeaseReview};
use entity::operations::progress_review::RecordProgressReview;
use entity::operations::step_waiver::{WaiveStep, WithdrawStepWaiver};
use entity::operations::support::{CancelSupport, CloseSupport, ExtendSupport, StartSupport};
use entity::operations::support_intensity::ChangeSupportIntensity;
use entity::operations::suspension::{EndSuspension, SuspendSupport};
use entity::operations::tenancy::{CancelTenancy, EndTenancy, OpenTenancy, TransferLease};
use entity::operations::{
    Act, agenda, agreement, allocation, diagnosis, exam_period as exam_periods, extension_request, interview,
    lease_review as reviews, meeting as meetings, progress_review, step_waiver as waivers, support, support_intensity,
    suspension, tenancy as tenancies,
};
use entity::refusal::OperationError;
use entity::types::{
    AgendaDecision, AgendaItemKind, AgreementParty, AllocationOutcome, DwellingId, HouseholdId, HouseholdStage,
    LeaseReviewOutcome, OfferAnswer, ProgressReviewKind, ReleaseCause, RentalModality, SupportIntensity,
    SupportOutcome, WaivedStep,
};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, EntityTrait, ModelTrait, QueryFilter};
use strum::IntoEnumIterator;
use tests::World;

/// An act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::EnumIter)]
pub(super) enum Deed {
    Register,
    ComeBack,
    Preselect,
    HaveDiagnosed,
    OrderDiagnosis,
    RecordDiagnosis,
    CancelDiagnosis,
    Allocate,
    Lift,
    Offer,
    Answer,
    Release,
    DrawUp,
    Sign,
    CancelAgreement,
    Waive,
    WithdrawWaiver,
    StartSupport,
    ExtendSupport,
    ReviewProgress,
    AskExtension,
    GrantExtension,
    RefuseExtension,
    ChangeIntensity,
    Suspend,
    EndSuspension,
    Interview,
    CloseSupport,
    CancelSupport,
    OpenResidence,
    OpenTenancy,
    PlanReview,
    HoldReview,
    RenewExam,
    InformPrefect,
    TransferLease,
    EndTenancy,
    CancelTenancy,
}

impl Deed {
    /// Any of them: those that were never done, and those that many others wait for, come more often, those after which
    /// little can be done, less.
    pub(super) fn any(chance: &mut StdRng, never_done: &[Self]) -> Self {
        if chance.random_ratio(1, 3)
            && let Some(deed) = never_done.choose(chance)
        {
            return *deed;
        }
        let all: Vec<_> = Self::iter().collect();
        let deed = all[chance.random_range(0..all.len())];
        let rare = matches!(
            deed,
            Self::Register
                | Self::ComeBack
                | Self::CancelDiagnosis
                | Self::Release
                | Self::CancelAgreement
                | Self::CloseSupport
                | Self::OpenResidence
                | Self::EndTenancy
        );
        let frequent = [Self::Preselect, Self::Sign, Self::Offer, Self::Answer, Self::HoldReview, Self::TransferLease];
        if rare && chance.random_ratio(9, 10) { *frequent.choose(chance).unwrap_or(&deed) } else { deed }
    }
}

/// A few dwellings that every household may come into.
pub(super) struct Stage {
    dwellings: Vec<DwellingId>,
}

impl Stage {
    /// Two households, proposed, and six dwellings; and, since chance alone seldom leads so far, some of which a rule says
    /// what they may have again: four that were supported before and still live under another's lease, two that left and
    /// came back, two for which an accepted dwelling waits, two that have lived in theirs, two whose support and tenancy are
    /// to come.
    pub(super) async fn set(world: &World) -> Self {
        let mut dwellings = Vec::new();
        for _ in 0..6 {
            dwellings.push(world.dwelling().await);
        }
        for _ in 0..2 {
            world.register_household().await;
        }
        let coordinator = world.act(&world.people.coordinator);
        let supported = async |modality: Option<RentalModality>, outcome| {
            let household = world.preselected_household().await.id;
            let measure = world.start_support(&household).await;
            if let Some(modality) = modality {
                world.house(&household, modality).await;
            }
            let over = CloseSupport { support_measure_id: measure.id, closed_on: world.today(), outcome };
            support::close(&world.db, &coordinator, over).await.unwrap();
            household
        };
        for _ in 0..4 {
            let household = supported(Some(RentalModality::Sublease), SupportOutcome::HousingKept).await;
            world.ready_for_support(&household).await;
        }
        for _ in 0..2 {
            let former = supported(None, SupportOutcome::Lost).await;
            let back = world.come_back(&former).await.id;
            world.preselect(&back).await;
            world.ready_for_support(&back).await;
        }
        for has_lived_there in [false, false, true, true] {
            let household = world.preselected_household_to_go_on().await;
            world.diagnose(&household).await;
            let decision = world.accept(&world.allocate(&household).await).await;
            if has_lived_there {
                let input = world.tenancy_input(&household, &decision.dwelling_id);
                let tenancy_id = tenancies::open(&world.db, &coordinator, input).await.unwrap().id;
                let over = EndTenancy { tenancy_id, end_on: world.today() };
                tenancies::end(&world.db, &coordinator, over).await.unwrap();
            }
        }
        for _ in 0..2 {
            let household = world.preselected_household().await.id;
            let start_on = world.day(60);
            let input = StartSupport { start_on, ..world.support_input(&household) };
            support::start(&world.db, &coordinator, input).await.unwrap();
            let input = OpenTenancy { start_on, ..world.tenancy_input(&household, &world.dwelling().await) };
            tenancies::open(&world.db, &coordinator, input).await.unwrap();
        }
        Self { dwellings }
    }

    /// Tries one; false when there is nothing to try it on.
    #[expect(clippy::too_many_lines, reason = "a table, with an arm for each act")]
    pub(super) async fn attempt(
        &self,
        world: &World,
        act: &Act<'_>,
        deed: Deed,
        chance: &mut StdRng,
    ) -> Result<bool, OperationError> {
        let db = &world.db;
        let stages: &[HouseholdStage] = match deed {
            // The cell thinks better of it, now and then.
            Deed::Preselect if chance.random_ratio(1, 3) => &[HouseholdStage::Preselected],
            Deed::Preselect => &[HouseholdStage::Proposed, HouseholdStage::NotRetained],
            // Too early, as often as not.
            Deed::Waive | Deed::Allocate => {
                &[HouseholdStage::Proposed, HouseholdStage::Preselected, HouseholdStage::Housed]
            }
            _ => &[HouseholdStage::Preselected, HouseholdStage::Housed],
        };
        let fits = Condition::all().add(household::Column::Stage.is_in(stages.iter().copied()));
        let Some(household) = any::<household::Entity>(world, fits, chance).await else { return Ok(false) };
        let of = household.id.clone();
        let dwelling = if chance.random_ratio(1, 5) {
            world.dwelling().await
        } else {
            self.dwellings[chance.random_range(0..self.dwellings.len())].clone()
        };
        let day = match deed {
            // Far enough ahead to be taken back, now and then.
            Deed::StartSupport | Deed::OpenTenancy if chance.random_ratio(1, 4) => world.day(80),
            _ => near(world.today(), chance),
        };
        // The row that an act is about: nothing is done when there is none.
        macro_rules! on {
            ($entity:ident where $($column:ident),+) => {{
                let fits = Condition::all()$(.add($entity::Column::$column.is_null()))+;
                match any::<$entity::Entity>(world, fits, chance).await {
                    Some(row) => row,
                    None => return Ok(false),
                }
            }};
        }
        match deed {
            Deed::Register => {
                let waiting = [HouseholdStage::Proposed, HouseholdStage::Preselected];
                let waiting = household::Entity::find().filter(household::Column::Stage.is_in(waiting));
                if waiting.all(db).await?.len() >= 7 {
                    return Ok(false);
                }
                let input = world.household_input();
                entity::operations::household::register(db, act, input).await?;
            }
            Deed::ComeBack => {
                let gone = Condition::all().add(household::Column::Stage.eq(HouseholdStage::Exited));
                let Some(former) = any::<household::Entity>(world, gone, chance).await else { return Ok(false) };
                let input = RegisterHousehold { former_household_id: Some(former.id), ..world.household_input() };
                entity::operations::household::register(db, act, input).await?;
            }
            Deed::Preselect => {
                let yes = AgendaDecision::Preselected;
                let no = AgendaDecision::NotRetained;
                let decision = match household.stage {
                    HouseholdStage::Preselected => one(chance, &[no, AgendaDecision::Adjourned]),
                    _ => one(chance, &[yes, yes, yes, yes, yes, yes, no, AgendaDecision::Adjourned]),
                };
                self.decide(world, act, of, AgendaItemKind::Preselection, decision).await?;
            }
            Deed::HaveDiagnosed => {
                self.decide(world, act, of, AgendaItemKind::Diagnosis, AgendaDecision::Approved).await?;
            }
            Deed::OrderDiagnosis => {
                diagnosis::order(db, act, world.diagnosis_order(&of)).await?;
            }
            Deed::RecordDiagnosis => {
                let ordered = on!(social_diagnosis where DoneOn, CancelledOn);
                let input = RecordDiagnosis { done_on: day, ..world.findings(&ordered) };
                diagnosis::record(db, act, input).await?;
            }
            Deed::CancelDiagnosis => {
                let social_diagnosis_id = on!(social_diagnosis where DoneOn, CancelledOn).id;
                diagnosis::cancel(db, act, CancelDiagnosis { social_diagnosis_id, reason: "x".to_owned() }).await?;
            }
            Deed::Allocate => {
                let outcome = one(chance, &[AllocationOutcome::Allocated, AllocationOutcome::Conditional]);
                let missing_document = (outcome == AllocationOutcome::Conditional).then(|| "x".to_owned());
                let input = world.allocation_input(&of, &dwelling);
                let input = RecordAllocation { outcome, missing_document, decided_on: day, ..input };
                allocation::record(db, act, input).await?;
            }
            Deed::Lift => {
                let allocation_decision_id = on!(allocation_decision where ConditionLiftedOn).id;
                let input = LiftAllocationCondition { allocation_decision_id, lifted_on: day };
                allocation::lift_condition(db, act, input).await?;
            }
            Deed::Offer => {
                let allocation_decision_id = on!(allocation_decision where OfferedOn).id;
                // Days go by from one round to the next: most offers stand for several.
                let answer_days = one(chance, &[None, Some(60), Some(60)]);
                let input = OfferDwelling { allocation_decision_id, offered_on: day, answer_days };
                allocation::offer(db, act, input).await?;
            }
            Deed::Answer => {
                let offered = Condition::all()
                    .add(allocation_decision::Column::OfferedOn.is_not_null())
                    .add(allocation_decision::Column::Answer.is_null());
                let offered = any::<allocation_decision::Entity>(world, offered, chance).await;
                let Some(allocation_decision_id) = offered.map(|decision| decision.id) else { return Ok(false) };
                let answer = one(chance, &[OfferAnswer::Accepted, OfferAnswer::Accepted, OfferAnswer::Refused]);
                let input = AnswerOffer { allocation_decision_id, answer, answered_on: day };
                allocation::answer(db, act, input).await?;
            }
            Deed::Release => {
                let accepted = any::<allocation_decision::Entity>(world, waits_for_a_dwelling(), chance).await;
                let Some(allocation_decision_id) = accepted.map(|decision| decision.id) else { return Ok(false) };
                let cause = one(chance, &[ReleaseCause::HouseholdWithdrew, ReleaseCause::DwellingNotDelivered]);
                let reasons = "x".to_owned();
                let input = ReleaseDwelling { allocation_decision_id, cause, released_on: day, reasons };
                allocation::release(db, act, input).await?;
            }
            Deed::DrawUp => {
                agreement::draw_up(db, act, world.agreement_input(&of)).await?;
            }
            Deed::Sign => {
                let tripartite_agreement_id = on!(tripartite_agreement where SignedOn, CancelledOn).id;
                let (party, signatory_id) = one(
                    chance,
                    &[
                        (AgreementParty::Household, None),
                        (AgreementParty::Landlord, Some(world.people.officer.id())),
                        (AgreementParty::SupportOrganisation, Some(world.people.social_worker.id())),
                    ],
                );
                let input = SignAgreement { tripartite_agreement_id, party, signed_on: world.today(), signatory_id };
                agreement::sign(db, act, input).await?;
            }
            Deed::CancelAgreement => {
                let tripartite_agreement_id = on!(tripartite_agreement where SignedOn, CancelledOn).id;
                agreement::cancel(db, act, CancelAgreement { tripartite_agreement_id, reason: "x".to_owned() }).await?;
            }
            Deed::Waive => {
                let step = one(chance, &WaivedStep::iter().collect::<Vec<_>>());
                let input = WaiveStep { household_id: of, step, reasons: "x".to_owned() };
                waivers::waive(db, act, input).await?;
            }
            Deed::WithdrawWaiver => {
                let step_waiver_id = on!(step_waiver where UsedOn, WithdrawnOn).id;
                waivers::withdraw(db, act, WithdrawStepWaiver { step_waiver_id }).await?;
            }
            Deed::StartSupport => {
                // For what is left of the twelve months, for two, or for more than there may be.
                let months = one(chance, &[None, Some(2), Some(12), Some(12), Some(14)]);
                let end_on = months.map(|months| day + chrono::Months::new(months));
                // As often as not, whoever was supported before and still lives under another's lease, or has come back.
                let closed = Query::select()
                    .column(support_measure::Column::HouseholdId)
                    .from(support_measure::Entity)
                    .and_where(support_measure::Column::ClosedOn.is_not_null())
                    .take();
                let lives_here = Condition::all()
                    .add(household::Column::Stage.eq(HouseholdStage::Housed))
                    .add(household::Column::Id.in_subquery(closed));
                let is_back = Condition::all()
                    .add(household::Column::Stage.eq(HouseholdStage::Preselected))
                    .add(household::Column::FormerHouseholdId.is_not_null());
                let before = if chance.random_bool(0.5) { lives_here } else { is_back };
                let of = match any::<household::Entity>(world, before, chance).await {
                    Some(before) if chance.random_bool(0.5) => before.id,
                    _ => of,
                };
                let input = StartSupport { start_on: day, end_on, ..world.support_input(&of) };
                support::start(db, act, input).await?;
            }
            Deed::ExtendSupport => {
                let measure = on!(support_measure where ClosedOn);
                let months = chance.random_range(1..=14);
                let end_on = measure.end_on + chrono::Months::new(months);
                let decided_by_id = one(chance, &[world.people.coordinator.id(), world.people.social_worker.id()]);
                let input = ExtendSupport { end_on, decided_on: day, decided_by_id, ..world.extension_input(&measure) };
                support::extend(db, act, input).await?;
            }
            Deed::ReviewProgress => {
                let measure = on!(support_measure where ClosedOn);
                let kind = one(chance, &[ProgressReviewKind::Interim, ProgressReviewKind::Final]);
                let input = RecordProgressReview { kind, held_on: day, ..world.progress_input(&measure) };
                progress_review::record(db, act, input).await?;
            }
            Deed::AskExtension => {
                let measure = on!(support_measure where ClosedOn);
                extension_request::request(db, act, world.request_input(&measure)).await?;
            }
            Deed::GrantExtension => {
                let support_extension_request_id = on!(support_extension_request where DecidedOn).id;
                let input = GrantExtension { support_extension_request_id, decided_on: day, end_on: None };
                extension_request::grant(db, act, input).await?;
            }
            Deed::RefuseExtension => {
                let support_extension_request_id = on!(support_extension_request where DecidedOn).id;
                let reasons = "x".to_owned();
                let input = RefuseExtension { support_extension_request_id, decided_on: day, reasons };
                extension_request::refuse(db, act, input).await?;
            }
            Deed::ChangeIntensity => {
                let measure = on!(support_measure where ClosedOn);
                let intensity = one(chance, &[SupportIntensity::Light, SupportIntensity::Intensive]);
                let input = ChangeSupportIntensity { intensity, from_on: day, ..world.intensity_input(&measure) };
                support_intensity::change(db, act, input).await?;
            }
            Deed::Suspend => {
                let measure = on!(support_measure where ClosedOn);
                let input = SuspendSupport { start_on: day, expected_end_on: None, ..world.suspension_input(&measure) };
                suspension::suspend(db, act, input).await?;
            }
            Deed::EndSuspension => {
                let support_suspension_id = on!(support_suspension where EndedOn).id;
                suspension::end(db, act, EndSuspension { support_suspension_id, ended_on: day }).await?;
            }
            Deed::Interview => {
                let measure = on!(support_measure where ClosedOn);
                interview::record(db, act, world.interview_input(&measure)).await?;
            }
            Deed::CloseSupport => {
                let support_measure_id = on!(support_measure where ClosedOn).id;
                let outcome = one(chance, &[SupportOutcome::HousingKept, SupportOutcome::LeaseTransferred]);
                support::close(db, act, CloseSupport { support_measure_id, closed_on: day, outcome }).await?;
            }
            Deed::CancelSupport => {
                let to_come = Condition::all().add(support_measure::Column::StartOn.gt(world.today()));
                let measure = any::<support_measure::Entity>(world, to_come, chance).await;
                let Some(support_measure_id) = measure.map(|measure| measure.id) else { return Ok(false) };
                support::cancel(db, act, CancelSupport { support_measure_id }).await?;
            }
            Deed::OpenResidence => {
                // As often as not, what is said to be a residence is none.
                let dwelling = if chance.random_bool(0.5) { world.residence().await } else { dwelling };
                let modality = RentalModality::TemporarySocialResidence;
                let input = OpenTenancy { modality, start_on: day, ..world.tenancy_input(&of, &dwelling) };
                tenancies::open(db, act, input).await?;
            }
            Deed::OpenTenancy => {
                // Whoever waits for a dwelling mostly gets it.
                let (of, dwelling) =
                    match any::<allocation_decision::Entity>(world, waits_for_a_dwelling(), chance).await {
                        Some(decision) if chance.random_ratio(2, 3) => (decision.household_id, decision.dwelling_id),
                        _ => (of, dwelling),
                    };
                let input = OpenTenancy { start_on: day, ..world.tenancy_input(&of, &dwelling) };
                tenancies::open(db, act, input).await?;
            }
            Deed::PlanReview => {
                let tenancy_id = on!(tenancy where EndOn).id;
                reviews::plan(db, act, PlanLeaseReview { tenancy_id, due_on: day }).await?;
            }
            Deed::HoldReview => {
                let review = on!(lease_review where HeldOn, CancelledOn);
                let outcome =
                    one(chance, &[LeaseReviewOutcome::Ready, LeaseReviewOutcome::Ready, LeaseReviewOutcome::NotReady]);
                let input = RecordLeaseReview { held_on: day, ..world.review_input(&review, outcome) };
                reviews::record(db, act, input).await?;
            }
            Deed::RenewExam => {
                let tenancy_id = on!(tenancy where TransferredOn, EndOn).id;
                exam_periods::renew(db, act, RenewExamPeriod { tenancy_id, exam_period_months: Some(3) }).await?;
            }
            Deed::InformPrefect => {
                let exam_period_id = on!(exam_period where PrefectInformedOn).id;
                let lease_offered = chance.random_bool(0.8);
                let reasons = (!lease_offered).then(|| "x".to_owned());
                let input = RecordPrefectNotice { exam_period_id, informed_on: day, lease_offered, reasons };
                exam_periods::record_notice(db, act, input).await?;
            }
            Deed::TransferLease => {
                let tenancy_id = on!(tenancy where TransferredOn, EndOn).id;
                tenancies::transfer(db, act, TransferLease { tenancy_id, transferred_on: day }).await?;
            }
            Deed::EndTenancy => {
                let tenancy_id = on!(tenancy where EndOn).id;
                tenancies::end(db, act, EndTenancy { tenancy_id, end_on: day }).await?;
            }
            Deed::CancelTenancy => {
                let to_come = Condition::all().add(tenancy::Column::StartOn.gt(world.today()));
                let tenancy = any::<tenancy::Entity>(world, to_come, chance).await;
                let Some(tenancy_id) = tenancy.map(|tenancy| tenancy.id) else { return Ok(false) };
                tenancies::cancel(db, act, CancelTenancy { tenancy_id }).await?;
            }
        }
        Ok(true)
    }

    /// Has the cell decide about a household at a meeting of its own, convened yesterday and held today.
    async fn decide(
        &self,
        world: &World,
        act: &Act<'_>,
        household_id: HouseholdId,
        kind: AgendaItemKind,
        decision: AgendaDecision,
    ) -> Result<(), OperationError> {
        let at = |days, hour| Act { now: world.hour(days, hour), ..*act };
        let hours = (world.hour(-1, 10), world.hour(-1, 11));
        let input = meetings::ScheduleMeeting { starts_at: hours.0, ends_at: hours.1, ..world.meeting_input(1) };
        let meeting = meetings::schedule(&world.db, &at(-2, 9), input).await?;
        let item =
            agenda::put(&world.db, &at(-2, 10), PutOnAgenda { meeting_id: meeting.id, household_id, kind }).await?;
        let input = DecideAgendaItem { agenda_item_id: item.id, decision, reasons: "x".to_owned() };
        agenda::decide(&world.db, &at(-1, 11), input).await.map(|_| ())
    }
}

/// Of the decisions those by which a household that is not housed yet has accepted a dwelling.
fn waits_for_a_dwelling() -> Condition {
    let preselected = Query::select()
        .column(household::Column::Id)
        .from(household::Entity)
        .and_where(household::Column::Stage.eq(HouseholdStage::Preselected))
        .take();
    Condition::all()
        .add(allocation_decision::Column::Answer.eq(OfferAnswer::Accepted))
        .add(allocation_decision::Column::ReleasedOn.is_null())
        .add(allocation_decision::Column::HouseholdId.in_subquery(preselected))
}

/// Any row of a table: one that fits, or, sometimes, whichever.
async fn any<E>(world: &World, fits: Condition, chance: &mut StdRng) -> Option<E::Model>
where
    E: EntityTrait<Model: ModelTrait + Sync + Clone>,
{
    let fitting = E::find().filter(fits).all(&world.db).await.unwrap();
    let rows =
        if fitting.is_empty() || chance.random_ratio(1, 6) { E::find().all(&world.db).await.unwrap() } else { fitting };
    rows.choose(chance).cloned()
}

/// Today, or a day or two around it.
fn near(today: NaiveDate, chance: &mut StdRng) -> NaiveDate {
    match chance.random_range(0..8) {
        0 => today - chrono::Days::new(chance.random_range(1..40)),
        1 => today + chrono::Days::new(chance.random_range(1..40)),
        _ => today,
    }
}

fn one<T: Clone>(chance: &mut StdRng, of: &[T]) -> T {
    of[chance.random_range(0..of.len())].clone()
}
