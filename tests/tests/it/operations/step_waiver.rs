//! Steps are done in their order; the manager waives one before one act, for a reason.

use entity::model::{step_waiver, support_measure};
use entity::operations::Act;
use entity::operations::agenda::{DecideAgendaItem, decide};
use entity::operations::agreement::draw_up;
use entity::operations::allocation::{AnswerOffer, OfferDwelling, answer, offer, record};
use entity::operations::step_waiver::{WaiveStep, WithdrawStepWaiver, waive, withdraw};
use entity::operations::support::{CloseSupport, StartSupport, close, start};
use entity::operations::tenancy::{OpenTenancy, open};
use entity::refusal::Rule;
use entity::rules::support as rules;
use entity::types::{
    AgendaDecision, AgendaItemKind, EventKind, HouseholdId, OfferAnswer, RentalModality, StepWaiverId, SupportOutcome,
    WaivedStep,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use strum::IntoEnumIterator as _;
use tests::{CONFIDENTIAL, Refusals, World, both_databases, rules_of};

use super::{Told, date, longest, nothing, too_long};

/// The rules that a waiver can break.
pub(super) const WAIVE_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::HouseholdNotRetained,
    Rule::StepNotMissing,
    Rule::StepAlreadyWaived,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

/// The rules that a withdrawal can break.
pub(super) const WITHDRAW_RULES: &[Rule] = &[Rule::NotFound, Rule::Forbidden, Rule::StepWaiverClosed];

/// The rules that name a step that is missing, or the day of one that was done.
pub(super) const STEP_RULES: &[Rule] = &[
    Rule::DiagnosisMissing,
    Rule::AgreementMissing,
    Rule::AllocationMissing,
    Rule::TwelveMonthsUsed,
    Rule::DayBeforeAgreement,
    Rule::DayBeforeAnswer,
];

both_databases! {
    async fn a_step_is_waived_and_the_waiver_used_once(world: World) {
        let household = world.preselected_household_to_go_on().await;
        let manager = &world.people.manager;
        let log = world.log().await;
        let input = WaiveStep { reasons: format!(" {} ", longest(9_000)), ..waiver_of(&household, WaivedStep::AgreementBeforeSupport) };
        let waiver = waive(&world.db, &world.act(manager), input).await.unwrap();
        Told {
            kind: EventKind::StepWaived,
            by: Some(manager.id()),
            household: Some(household.clone()),
            meeting: None,
            subject: waiver.id.to_string(),
            changes: json!({ "step": "AGREEMENT_BEFORE_SUPPORT" }),
        }
        .check(&world, log.only_event().await);
        assert_eq!((&waiver.waived_by_id, waiver.waived_on, &waiver.reasons), (&manager.id(), world.today(), &longest(9_000)));
        let worker = world.act(&world.people.coordinator);
        let log = world.log().await;
        let measure = start(&world.db, &worker, world.support_input(&household)).await.unwrap();
        assert_eq!(log.only_event().await.changes["stepWaiverId"], json!(waiver.id));
        let used = stored(&world, &waiver.id).await;
        let expected = step_waiver::Model { used_for_id: Some(measure.id.to_string()), used_on: Some(world.today()), version: 2, ..waiver };
        assert_eq!(used, expected);
    }

    async fn every_step_is_missed_by_its_name_and_may_be_waived(world: World) {
        let coordinator = world.act(&world.people.coordinator);
        let household = world.preselected_household_to_go_on().await;
        let dwelling = world.dwelling().await;
        let mut refusals = Refusals::new(&world);
        for step in WaivedStep::iter() {
            let missing = |rule| [(rule, "householdId")];
            let allocation = || record(&world.db, &coordinator, world.allocation_input(&household, &dwelling));
            let agreement = || draw_up(&world.db, &coordinator, world.agreement_input(&household));
            let support = || start(&world.db, &coordinator, world.support_input(&household));
            let tenancy = || open(&world.db, &coordinator, world.tenancy_input(&household, &dwelling));
            let tomorrow = world.day(1);
            let again = StartSupport { start_on: tomorrow, end_on: Some(rules::cap(tomorrow)), ..world.support_input(&household) };
            let further = || start(&world.db, &coordinator, again.clone());
            let name = step.name();
            match step {
                WaivedStep::DiagnosisBeforeAllocation => refusals.expect(name, &missing(Rule::DiagnosisMissing), allocation()).await,
                WaivedStep::DiagnosisBeforeAgreement => refusals.expect(name, &missing(Rule::DiagnosisMissing), agreement()).await,
                WaivedStep::AgreementBeforeSupport => refusals.expect(name, &missing(Rule::AgreementMissing), support()).await,
                WaivedStep::AllocationBeforeTenancy => refusals.expect(name, &missing(Rule::AllocationMissing), tenancy()).await,
                WaivedStep::FurtherSupport => {
                    let measure = support_measure::Entity::find().one(&world.db).await.unwrap().unwrap();
                    let (closed_on, outcome) = (world.today(), SupportOutcome::HousingKept);
                    close(&world.db, &coordinator, CloseSupport { support_measure_id: measure.id, closed_on, outcome }).await.unwrap();
                    world.ready_for_support(&household).await;
                    refusals.expect(name, &missing(Rule::TwelveMonthsUsed), further()).await;
                }
            }
            world.waive(&household, step).await;
            match step {
                WaivedStep::DiagnosisBeforeAllocation => assert_eq!(rules_of(&allocation().await), []),
                WaivedStep::DiagnosisBeforeAgreement => assert_eq!(rules_of(&agreement().await), []),
                WaivedStep::AgreementBeforeSupport => assert_eq!(rules_of(&support().await), []),
                WaivedStep::AllocationBeforeTenancy => assert_eq!(rules_of(&tenancy().await), []),
                WaivedStep::FurtherSupport => assert_eq!(rules_of(&further().await), []),
            }
        }
        let waivers = step_waiver::Entity::find().all(&world.db).await.unwrap();
        assert!(waivers.len() == 6 && waivers.iter().all(|waiver| waiver.used_for_id.is_some()));
        // Used up: the next act misses the step again.
        let other = world.allocation_input(&household, &world.dwelling().await);
        refusals.expect("used up", &[(Rule::DiagnosisMissing, "householdId")], record(&world.db, &coordinator, other)).await;
        // A waiver that an act did not need is kept.
        let done = world.preselected_household_to_go_on().await;
        world.diagnose(&done).await;
        world.waive(&done, WaivedStep::AgreementBeforeSupport).await;
        world.agree(&done).await;
        let early = StartSupport { start_on: world.day(-1), ..world.support_input(&done) };
        refusals.expect("before the signature", &[(Rule::DayBeforeAgreement, "startOn")], start(&world.db, &coordinator, early)).await;
        start(&world.db, &coordinator, world.support_input(&done)).await.unwrap();
        let kept = step_waiver::Entity::find().all(&world.db).await.unwrap();
        assert_eq!(kept.iter().filter(|waiver| waiver.used_on.is_none()).count(), 1);
        // An allocation counts once it is accepted, and for its dwelling.
        let allocated = world.allocate(&done).await;
        let of = |dwelling, start_on| OpenTenancy { start_on, ..world.tenancy_input(&done, dwelling) };
        let offered = OfferDwelling { allocation_decision_id: allocated.id.clone(), offered_on: world.today(), answer_days: None };
        offer(&world.db, &coordinator, offered).await.unwrap();
        let unanswered = open(&world.db, &coordinator, of(&allocated.dwelling_id, world.today()));
        refusals.expect("not answered", &[(Rule::AllocationMissing, "householdId")], unanswered).await;
        let accepted = AnswerOffer { allocation_decision_id: allocated.id, answer: OfferAnswer::Accepted, answered_on: world.today() };
        answer(&world.db, &coordinator, accepted).await.unwrap();
        let elsewhere = world.dwelling().await;
        refusals.expect("another dwelling", &[(Rule::AllocationMissing, "householdId")], open(&world.db, &coordinator, of(&elsewhere, world.today()))).await;
        let early = open(&world.db, &coordinator, of(&allocated.dwelling_id, world.day(-1)));
        refusals.expect("before the answer", &[(Rule::DayBeforeAnswer, "startOn")], early).await;
        open(&world.db, &coordinator, of(&allocated.dwelling_id, world.today())).await.unwrap();
        refusals.are(STEP_RULES);
    }

    async fn a_residence_admits_without_the_committee_and_no_other_dwelling_does(world: World) {
        let household = world.preselected_household_to_go_on().await;
        let organisations = &world.organisations;
        let coordinator = world.act(&world.people.coordinator);
        for (owner, insertion_stock) in [(&organisations.landlord, true), (&organisations.landlord, false), (&organisations.ccas, true)] {
            let input = world.tenancy_input(&household, &world.dwelling_of(&owner.id, insertion_stock).await);
            let input = OpenTenancy { modality: RentalModality::TemporarySocialResidence, ..input };
            let refused = open(&world.db, &coordinator, input).await;
            assert_eq!(rules_of(&refused), [Rule::AllocationMissing], "{:?}, {insertion_stock}", owner.kind);
        }
        world.house(&household, RentalModality::TemporarySocialResidence).await;
        assert!(step_waiver::Entity::find().all(&world.db).await.unwrap().is_empty());
    }

    async fn a_waiver_is_refused(world: World) {
        let people = &world.people;
        let household = world.preselected_household_to_go_on().await;
        let refused = world.register_household().await.id;
        world.decide_yesterday(&refused, AgendaItemKind::Preselection, AgendaDecision::NotRetained).await;
        let waived = world.preselected_household_to_go_on().await;
        world.waive(&waived, WaivedStep::AgreementBeforeSupport).await;
        let of = |household| waiver_of(household, WaivedStep::AgreementBeforeSupport);
        let nobody = nothing();
        let saying = |reasons: &str| WaiveStep { reasons: reasons.to_owned(), ..of(&household) };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such household", (Rule::NotFound, "householdId"), waiver_of(&nobody, WaivedStep::AgreementBeforeSupport)),
            ("not retained", (Rule::HouseholdNotRetained, "householdId"), of(&refused)),
            ("waived already", (Rule::StepAlreadyWaived, "step"), of(&waived)),
            ("no reasons", (Rule::TextRequired, "reasons"), saying(" \u{200b}")),
            ("too long", (Rule::TextTooLong, "reasons"), saying(&too_long(10_000))),
            ("cannot be kept", (Rule::TextMalformed, "reasons"), saying("a\0")),
        ] {
            refusals.expect(case, &[expected], waive(&world.db, &world.act(&people.manager), input)).await;
        }
        let done = world.preselected_household_to_go_on().await;
        world.diagnose(&done).await;
        world.agree(&done).await;
        world.accept(&world.allocate(&done).await).await;
        for step in WaivedStep::iter() {
            let input = waiver_of(&done, step);
            refusals.expect(step.name(), &[(Rule::StepNotMissing, "step")], waive(&world.db, &world.act(&people.manager), input)).await;
        }
        let forbidden = [(Rule::Forbidden, "")];
        refusals.expect("by the coordinator", &forbidden, waive(&world.db, &world.act(&people.coordinator), of(&household))).await;
        refusals.expect("by nobody", &forbidden, waive(&world.db, &world.system(), of(&household))).await;
        refusals.are(WAIVE_RULES);
    }

    async fn further_support_is_waived_once_support_is_closed(world: World) {
        let household = world.preselected_household().await.id;
        let manager = world.act(&world.people.manager);
        let tried = async |act: &Act<'_>| rules_of(&waive(&world.db, act, waiver_of(&household, WaivedStep::FurtherSupport)).await);
        assert_eq!(tried(&manager).await, [Rule::StepNotMissing]);
        let measure = world.start_support(&household).await;
        world.house(&household, RentalModality::Sublease).await;
        assert_eq!(tried(&manager).await, [Rule::StepNotMissing]);
        let input = CloseSupport { support_measure_id: measure.id, closed_on: world.today(), outcome: SupportOutcome::HousingKept };
        close(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        // A year later too: what is recorded then may have begun before.
        world.go_to("2027-03-05", 9, 0);
        assert_eq!(tried(&world.act(&world.people.manager)).await, []);
        world.ready_for_support(&household).await;
        let (start_on, end_on) = (date("2027-02-25"), Some(date("2027-06-30")));
        let late = StartSupport { start_on, end_on, ..world.support_input(&household) };
        start(&world.db, &world.act(&world.people.coordinator), late).await.unwrap();
    }

    async fn waivers_go_when_the_cell_does_not_retain_the_household(world: World) {
        let household = world.preselected_household().await.id;
        let allocated = world.preselected_household().await.id;
        world.waive(&allocated, WaivedStep::DiagnosisBeforeAllocation).await;
        let input = world.allocation_input(&allocated, &world.dwelling().await);
        record(&world.db, &world.act(&world.people.officer), input).await.unwrap();
        let meeting = world.schedule_meeting(1).await;
        for (id, used) in [(&household, 0), (&allocated, 1)] {
            let item = world.put_on_agenda(&world.people.officer, &meeting.id, id, AgendaItemKind::Preselection).await;
            let during = world.act_at(&world.people.coordinator, meeting.starts_at);
            let input = DecideAgendaItem { agenda_item_id: item.id, decision: AgendaDecision::NotRetained, reasons: "r".to_owned() };
            decide(&world.db, &during, input).await.unwrap();
            let waivers = step_waiver::Entity::find().filter(step_waiver::Column::HouseholdId.eq(id.clone())).all(&world.db).await.unwrap();
            let told = world.events_of(EventKind::StepWaiverWithdrawn).await;
            let told: Vec<_> = told.into_iter().filter(|event| event.household_id.as_ref() == Some(id)).collect();
            let withdrawn = waivers.iter().filter(|waiver| waiver.withdrawn_on == Some(world.day(1))).count();
            let open = waivers.iter().filter(|waiver| waiver.withdrawn_on.is_none() && waiver.used_on.is_none()).count();
            // One that an act has used stays so.
            assert_eq!((waivers.len(), withdrawn, open, told.len()), (2 + used, 2, 0, 2));
            assert!(told.iter().all(|event| event.changes == json!({ "withdrawnOn": world.day(1) })));
        }
    }

    async fn a_waiver_of_a_step_that_was_done_meanwhile_goes_with_the_act(world: World) {
        let household = world.preselected_household_to_go_on().await;
        world.waive(&household, WaivedStep::DiagnosisBeforeAllocation).await;
        world.diagnose(&household).await;
        let officer = world.act(&world.people.officer);
        let decision = record(&world.db, &officer, world.allocation_input(&household, &world.dwelling().await)).await.unwrap();
        let waiver = step_waiver::Entity::find().one(&world.db).await.unwrap().unwrap();
        assert_eq!((waiver.used_on, waiver.withdrawn_on), (None, Some(world.today())));
        assert_eq!(world.events_of(EventKind::StepWaiverWithdrawn).await.len(), 1);
        let told = world.events_of(EventKind::AllocationRecorded).await;
        assert_eq!((told[0].subject_id.as_str(), told[0].changes.get("stepWaiverId")), (decision.id.as_str(), None));
    }

    async fn a_waiver_is_withdrawn_and_serves_no_more(world: World) {
        let household = world.preselected_household_to_go_on().await;
        let manager = world.act(&world.people.manager);
        let step = WaivedStep::AgreementBeforeSupport;
        let waiver = waive(&world.db, &manager, waiver_of(&household, step)).await.unwrap();
        let log = world.log().await;
        let gone = withdraw(&world.db, &manager, WithdrawStepWaiver { step_waiver_id: waiver.id.clone() }).await.unwrap();
        Told {
            kind: EventKind::StepWaiverWithdrawn,
            by: Some(world.people.manager.id()),
            household: Some(household.clone()),
            meeting: None,
            subject: waiver.id.to_string(),
            changes: json!({ "withdrawnOn": world.today() }),
        }
        .check(&world, log.only_event().await);
        assert_eq!(gone, step_waiver::Model { withdrawn_on: Some(world.today()), version: 2, ..waiver.clone() });
        let mut refusals = Refusals::new(&world);
        let coordinator = world.act(&world.people.coordinator);
        let start_it = || start(&world.db, &coordinator, world.support_input(&household));
        refusals.expect("withdrawn", &[(Rule::AgreementMissing, "householdId")], start_it()).await;
        let mut refusals = Refusals::new(&world);
        let of = |id: &StepWaiverId| WithdrawStepWaiver { step_waiver_id: id.clone() };
        refusals.expect("no such waiver", &[(Rule::NotFound, "stepWaiverId")], withdraw(&world.db, &manager, of(&nothing()))).await;
        refusals.expect("withdrawn", &[(Rule::StepWaiverClosed, "stepWaiverId")], withdraw(&world.db, &manager, of(&waiver.id))).await;
        // Another may be given, and is used.
        let again = waive(&world.db, &manager, waiver_of(&household, step)).await.unwrap();
        refusals.expect("by the coordinator", &[(Rule::Forbidden, "")], withdraw(&world.db, &coordinator, of(&again.id))).await;
        start_it().await.unwrap();
        refusals.expect("used", &[(Rule::StepWaiverClosed, "stepWaiverId")], withdraw(&world.db, &manager, of(&again.id))).await;
        refusals.are(WITHDRAW_RULES);
    }
}

fn waiver_of(household: &HouseholdId, step: WaivedStep) -> WaiveStep {
    WaiveStep { household_id: household.clone(), step, reasons: CONFIDENTIAL.to_owned() }
}

async fn stored(world: &World, id: &StepWaiverId) -> step_waiver::Model {
    step_waiver::Entity::find_by_id(id.clone()).one(&world.db).await.unwrap().unwrap()
}
