//! The allocation committee decides, the dwelling is offered, the household answers.

use entity::model::allocation_decision;
use entity::operations::allocation::{
    AnswerOffer, LiftAllocationCondition, OfferDwelling, RecordAllocation, ReleaseDwelling, answer, lift_condition,
    offer, record, release,
};
use entity::operations::tenancy::{EndTenancy, OpenTenancy, end, open};
use entity::operations::terms::Confirmed;
use entity::operations::{Act, Terms};
use entity::refusal::{OperationError, Rule, Warning};
use entity::types::{
    AgendaDecision, AgendaItemKind, AllocationDecisionId, AllocationOutcome, DwellingId, EventKind, HouseholdId,
    OfferAnswer, ReleaseCause,
};
use serde_json::json;
use tests::{CONFIDENTIAL, Refusals, World, both_databases, rules_of};

use super::{Told, date, nothing, too_long};

/// The rules that a record can break.
pub(super) const RECORD_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::HouseholdNotRetained,
    Rule::HouseholdNotPreselected,
    Rule::DiagnosisMissing,
    Rule::DayBeforeDiagnosis,
    Rule::DateInFuture,
    Rule::DateOutOfRange,
    Rule::CandidateRankRequired,
    Rule::CandidateRankNotAllowed,
    Rule::CandidateRankOutOfRange,
    Rule::CandidateRankTaken,
    Rule::MissingDocumentNotAllowed,
    Rule::AllocationAlreadyRecorded,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

/// The rules that lifting a condition can break.
pub(super) const LIFT_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::NotConditional,
    Rule::ConditionAlreadyLifted,
    Rule::DateInFuture,
    Rule::DayBeforeDecision,
];

/// The rules that an offer can break.
pub(super) const OFFER_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::HouseholdNotRetained,
    Rule::NotAllocated,
    Rule::ConditionNotLifted,
    Rule::BetterRankedFirst,
    Rule::AlreadyOffered,
    Rule::DwellingOffered,
    Rule::OfferUnanswered,
    Rule::DwellingPromised,
    Rule::OtherDwellingAccepted,
    Rule::DateInFuture,
    Rule::DateOutOfRange,
    Rule::DayBeforeDecision,
    Rule::AnswerPeriodOutOfRange,
];

/// The rules that an answer can break.
pub(super) const ANSWER_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::NotOffered,
    Rule::HouseholdNotRetained,
    Rule::AlreadyAnswered,
    Rule::DateInFuture,
    Rule::DateOutOfRange,
    Rule::DayBeforeOffer,
    Rule::AnswerTooLate,
    Rule::AnswerStillDue,
];

/// The rules that a release can break.
pub(super) const RELEASE_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::NotAccepted,
    Rule::AlreadyReleased,
    Rule::DwellingTaken,
    Rule::DayBeforeAnswer,
    Rule::ReleaseCauseNotAllowed,
    Rule::DateInFuture,
    Rule::DateOutOfRange,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

/// A household that the cell has preselected and that was diagnosed today.
async fn diagnosed(world: &World) -> HouseholdId {
    let household = world.preselected_household().await;
    world.diagnose(&household.id).await;
    household.id
}

async fn recorded(world: &World, input: RecordAllocation) -> allocation_decision::Model {
    record(&world.db, &world.act(&world.people.officer), input).await.unwrap()
}

/// A household allocated a dwelling today.
async fn allocated(world: &World) -> allocation_decision::Model {
    recorded(world, world.allocation_input(&diagnosed(world).await, &world.dwelling().await)).await
}

fn offered_today(world: &World, id: &AllocationDecisionId) -> OfferDwelling {
    OfferDwelling { allocation_decision_id: id.clone(), offered_on: world.today(), answer_days: None }
}

fn answered_today(world: &World, id: &AllocationDecisionId, answer: OfferAnswer) -> AnswerOffer {
    AnswerOffer { allocation_decision_id: id.clone(), answer, answered_on: world.today() }
}

fn released_today(world: &World, id: &AllocationDecisionId) -> ReleaseDwelling {
    ReleaseDwelling {
        allocation_decision_id: id.clone(),
        cause: ReleaseCause::HouseholdWithdrew,
        released_on: world.today(),
        reasons: CONFIDENTIAL.to_owned(),
    }
}

both_databases! {
    async fn a_decision_is_recorded_offered_and_answered(world: World) {
        let (household, dwelling) = (diagnosed(&world).await, world.dwelling().await);
        let (officer, worker) = (&world.people.officer, &world.people.social_worker);
        let told = |kind, by, subject: &AllocationDecisionId, changes| Told {
            kind, by: Some(by), household: Some(household.clone()), meeting: None, subject: subject.to_string(), changes,
        };
        let log = world.log().await;
        let input = RecordAllocation { reasons: Some(" ".to_owned()), ..world.allocation_input(&household, &dwelling) };
        let decision = record(&world.db, &world.act(officer), input).await.unwrap();
        told(EventKind::AllocationRecorded, officer.id(), &decision.id, json!({ "decidedOn": "2026-03-02", "outcome": "ALLOCATED" }))
            .check(&world, log.only_event().await);
        assert_eq!(decision, world.allocation(&decision.id).await);
        assert_eq!((&decision.household_id, &decision.dwelling_id, &decision.reasons), (&household, &dwelling, &None));

        let log = world.log().await;
        let offered = offer(&world.db, &world.act(officer), offered_today(&world, &decision.id)).await.unwrap();
        told(EventKind::DwellingOffered, officer.id(), &decision.id, json!({ "offeredOn": "2026-03-02", "answerDueOn": "2026-03-12" }))
            .check(&world, log.only_event().await);
        assert_eq!((offered.offered_on, offered.answer_due_on), (Some(world.today()), Some(date("2026-03-12"))));

        world.go_to("2026-03-12", 10, 0);
        let log = world.log().await;
        let input = answered_today(&world, &decision.id, OfferAnswer::Accepted);
        let accepted = answer(&world.db, &world.act(worker), input).await.unwrap();
        told(EventKind::OfferAnswered, worker.id(), &decision.id, json!({ "answer": "ACCEPTED", "answeredOn": "2026-03-12" }))
            .check(&world, log.only_event().await);
        let expected = allocation_decision::Model {
            offered_on: Some(date("2026-03-02")),
            answer_due_on: Some(date("2026-03-12")),
            answer: Some(OfferAnswer::Accepted),
            answered_on: Some(date("2026-03-12")),
            version: 3,
            ..decision
        };
        assert_eq!(accepted, expected);
        assert_eq!(world.allocation(&accepted.id).await, expected);
    }

    async fn a_dwelling_that_is_given_up_is_offered_again_and_a_tenancy_wants_another_decision(world: World) {
        let (dwelling, officer) = (world.dwelling().await, world.act(&world.people.officer));
        let ranked = async |rank| {
            let household = world.preselected_household_to_go_on().await;
            world.diagnose(&household).await;
            let input = world.allocation_input(&household, &dwelling);
            let input = RecordAllocation { outcome: AllocationOutcome::Ranked, candidate_rank: Some(rank), ..input };
            recorded(&world, input).await
        };
        let (first, second) = (ranked(1).await, ranked(2).await);
        let accepted = world.accept(&first).await;
        let move_in = || open(&world.db, &officer, world.tenancy_input(&first.household_id, &dwelling));
        world.go_to("2026-03-05", 10, 0);
        let worker = &world.people.social_worker;
        let log = world.log().await;
        let input = ReleaseDwelling { reasons: format!(" {CONFIDENTIAL} "), ..released_today(&world, &first.id) };
        let released = release(&world.db, &world.act(worker), input).await.unwrap();
        Told {
            kind: EventKind::DwellingReleased,
            by: Some(worker.id()),
            household: Some(first.household_id.clone()),
            meeting: None,
            subject: first.id.to_string(),
            changes: json!({ "releasedOn": "2026-03-05", "releaseCause": "HOUSEHOLD_WITHDREW" }),
        }
        .check(&world, log.only_event().await);
        let expected = allocation_decision::Model {
            released_on: Some(date("2026-03-05")),
            release_cause: Some(ReleaseCause::HouseholdWithdrew),
            release_reasons: Some(CONFIDENTIAL.to_owned()),
            version: 4,
            ..accepted
        };
        assert_eq!(released, expected);
        assert_eq!(world.allocation(&first.id).await, expected);
        assert_eq!(rules_of(&move_in().await), [Rule::AllocationMissing]);
        // The next in rank comes next, not before that day.
        let officer = world.act(&world.people.officer);
        let early = OfferDwelling { offered_on: date("2026-03-04"), ..offered_today(&world, &second.id) };
        assert_eq!(rules_of(&offer(&world.db, &officer, early).await), [Rule::BetterRankedFirst]);
        offer(&world.db, &officer, offered_today(&world, &second.id)).await.unwrap();
        // Whoever gave it up may be offered another one, or this one again by another decision.
        let another = recorded(&world, world.allocation_input(&first.household_id, &world.dwelling().await)).await;
        offer(&world.db, &officer, offered_today(&world, &another.id)).await.unwrap();
        answer(&world.db, &officer, answered_today(&world, &another.id, OfferAnswer::Refused)).await.unwrap();
        answer(&world.db, &officer, answered_today(&world, &second.id, OfferAnswer::Refused)).await.unwrap();
        let again = recorded(&world, world.allocation_input(&first.household_id, &dwelling)).await;
        world.accept(&again).await;
        open(&world.db, &officer, world.tenancy_input(&first.household_id, &dwelling)).await.unwrap();
    }

    async fn a_dwelling_waits_no_more_when_the_cell_does_not_retain_the_household(world: World) {
        let decision = allocated(&world).await;
        let accepted = world.accept(&decision).await;
        world.decide_yesterday(&decision.household_id, AgendaItemKind::Preselection, AgendaDecision::NotRetained).await;
        let released = world.allocation(&decision.id).await;
        assert_eq!((released.release_cause, released.release_reasons.as_deref()), (Some(ReleaseCause::NotRetained), None));
        assert!(released.released_on >= accepted.answered_on);
        let told = world.events_of(EventKind::DwellingReleased).await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].changes, json!({ "releasedOn": released.released_on, "releaseCause": "NOT_RETAINED" }));
        // Preselected again, it has accepted nothing.
        world.decide_yesterday(&decision.household_id, AgendaItemKind::Preselection, AgendaDecision::Preselected).await;
        let officer = world.act(&world.people.officer);
        let input = world.tenancy_input(&decision.household_id, &decision.dwelling_id);
        assert_eq!(rules_of(&open(&world.db, &officer, input).await), [Rule::AllocationMissing]);
    }

    async fn an_acceptance_is_good_for_one_tenancy(world: World) {
        let household = world.preselected_household_to_go_on().await;
        world.diagnose(&household).await;
        let dwelling = world.dwelling().await;
        let first = recorded(&world, world.allocation_input(&household, &dwelling)).await;
        world.accept(&first).await;
        let coordinator = world.act(&world.people.coordinator);
        let tenancy = open(&world.db, &coordinator, world.tenancy_input(&household, &dwelling)).await.unwrap();
        world.go_to("2026-04-01", 9, 0);
        let coordinator = world.act(&world.people.coordinator);
        // Allocated anew while it lives there: to move from one lease to another.
        let second = recorded(&world, world.allocation_input(&household, &dwelling)).await;
        let over = EndTenancy { tenancy_id: tenancy.id, end_on: world.today() };
        end(&world.db, &coordinator, over).await.unwrap();
        let tomorrow = || OpenTenancy { start_on: world.day(1), ..world.tenancy_input(&household, &dwelling) };
        assert_eq!(rules_of(&open(&world.db, &coordinator, tomorrow()).await), [Rule::AllocationMissing]);
        world.accept(&second).await;
        open(&world.db, &coordinator, tomorrow()).await.unwrap();
    }

    async fn a_dwelling_allocated_to_who_lives_there_is_kept_from_nobody_once_they_have_moved_out(world: World) {
        let household = world.preselected_household_to_go_on().await;
        world.diagnose(&household).await;
        let (dwelling, elsewhere) = (world.dwelling().await, world.dwelling().await);
        world.ready_for_home(&household).await;
        let coordinator = world.act(&world.people.coordinator);
        let tenancy = open(&world.db, &coordinator, world.tenancy_input(&household, &dwelling)).await.unwrap();
        world.go_to("2026-04-01", 9, 0);
        let coordinator = world.act(&world.people.coordinator);
        // For the lease in its own name, which slides: it is the same tenancy.
        let regular = recorded(&world, world.allocation_input(&household, &dwelling)).await;
        world.accept(&regular).await;
        let another = recorded(&world, world.allocation_input(&household, &elsewhere)).await;
        offer(&world.db, &coordinator, offered_today(&world, &another.id)).await.unwrap();
        answer(&world.db, &coordinator, answered_today(&world, &another.id, OfferAnswer::Refused)).await.unwrap();
        end(&world.db, &coordinator, EndTenancy { tenancy_id: tenancy.id, end_on: world.today() }).await.unwrap();
        let next = diagnosed(&world).await;
        let next = recorded(&world, world.allocation_input(&next, &dwelling)).await;
        offer(&world.db, &coordinator, offered_today(&world, &next.id)).await.unwrap();
    }

    async fn a_release_is_refused(world: World) {
        let people = &world.people;
        let [accepted, released, taken, refused, offered] =
            [allocated(&world).await, allocated(&world).await, allocated(&world).await, allocated(&world).await, allocated(&world).await];
        for decision in [&accepted, &released, &taken] {
            world.accept(decision).await;
        }
        let coordinator = world.act(&people.coordinator);
        release(&world.db, &coordinator, released_today(&world, &released.id)).await.unwrap();
        open(&world.db, &coordinator, world.tenancy_input(&taken.household_id, &taken.dwelling_id)).await.unwrap();
        for decision in [&refused, &offered] {
            offer(&world.db, &coordinator, offered_today(&world, &decision.id)).await.unwrap();
        }
        answer(&world.db, &coordinator, answered_today(&world, &refused.id, OfferAnswer::Refused)).await.unwrap();
        let of = |decision: &allocation_decision::Model| released_today(&world, &decision.id);
        let on = |released_on| ReleaseDwelling { released_on, ..of(&accepted) };
        let because = |reasons: &str| ReleaseDwelling { reasons: reasons.to_owned(), ..of(&accepted) };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such decision", vec![(Rule::NotFound, "allocationDecisionId")], released_today(&world, &nothing())),
            ("refused", vec![(Rule::NotAccepted, "allocationDecisionId")], of(&refused)),
            ("not answered", vec![(Rule::NotAccepted, "allocationDecisionId")], of(&offered)),
            ("released", vec![(Rule::AlreadyReleased, "allocationDecisionId")], of(&released)),
            ("moved in", vec![(Rule::DwellingTaken, "allocationDecisionId")], of(&taken)),
            ("tomorrow", vec![(Rule::DateInFuture, "releasedOn")], on(world.day(1))),
            ("before the answer", vec![(Rule::DayBeforeAnswer, "releasedOn")], on(world.day(-1))),
            (
                "before the calendar",
                vec![(Rule::DateOutOfRange, "releasedOn"), (Rule::DayBeforeAnswer, "releasedOn")],
                on(date("1899-12-31")),
            ),
            (
                "as the cell would",
                vec![(Rule::ReleaseCauseNotAllowed, "cause")],
                ReleaseDwelling { cause: ReleaseCause::NotRetained, ..of(&accepted) },
            ),
            ("without reasons", vec![(Rule::TextRequired, "reasons")], because(" ")),
            ("with too many", vec![(Rule::TextTooLong, "reasons")], because(&too_long(10_000))),
            ("that cannot be kept", vec![(Rule::TextMalformed, "reasons")], because("r\0")),
        ] {
            refusals.expect(case, &expected, release(&world.db, &world.act(&people.officer), input)).await;
        }
        let act = world.act(&people.colleague);
        let by_colleague = release(&world.db, &act, of(&accepted));
        refusals.expect("by a colleague", &[(Rule::Forbidden, "")], by_colleague).await;
        refusals.are(RELEASE_RULES);
    }

    async fn those_ranked_are_offered_the_dwelling_in_their_order(world: World) {
        let dwelling = world.dwelling().await;
        let mut ranked = Vec::new();
        for rank in 1..=4 {
            let household = diagnosed(&world).await;
            let input = RecordAllocation {
                outcome: AllocationOutcome::Ranked,
                candidate_rank: Some(rank),
                ..world.allocation_input(&household, &dwelling)
            };
            ranked.push(recorded(&world, input).await);
        }
        let officer = world.act(&world.people.officer);
        let try_to_offer = async |number: usize| offer(&world.db, &officer, offered_today(&world, &ranked[number].id)).await;
        assert_eq!(rules_of(&try_to_offer(1).await), [Rule::BetterRankedFirst]);
        try_to_offer(0).await.unwrap();
        assert_eq!(rules_of(&try_to_offer(1).await), [Rule::BetterRankedFirst, Rule::DwellingOffered]);
        answer(&world.db, &officer, answered_today(&world, &ranked[0].id, OfferAnswer::Refused)).await.unwrap();
        // Whoever has left the programme is not waited for.
        world.sql(&format!("UPDATE household SET stage = 'EXITED' WHERE id = '{}'", ranked[1].household_id)).await;
        try_to_offer(2).await.unwrap();
        answer(&world.db, &officer, answered_today(&world, &ranked[2].id, OfferAnswer::Accepted)).await.unwrap();
        assert_eq!(rules_of(&try_to_offer(3).await), [Rule::BetterRankedFirst, Rule::DwellingPromised]);
    }

    async fn the_next_in_rank_is_not_asked_before_the_one_before_has_answered(world: World) {
        let dwelling = world.dwelling().await;
        let (first, second, outright) = (diagnosed(&world).await, diagnosed(&world).await, diagnosed(&world).await);
        let ranked = |household: &HouseholdId, rank| RecordAllocation {
            outcome: AllocationOutcome::Ranked,
            candidate_rank: Some(rank),
            ..world.allocation_input(household, &dwelling)
        };
        let first = recorded(&world, ranked(&first, 1)).await;
        let second = recorded(&world, ranked(&second, 2)).await;
        offer(&world.db, &world.act(&world.people.officer), offered_today(&world, &first.id)).await.unwrap();
        world.go_to("2026-03-09", 10, 0);
        let officer = world.act(&world.people.officer);
        answer(&world.db, &officer, answered_today(&world, &first.id, OfferAnswer::Refused)).await.unwrap();
        let on = |day: &str| OfferDwelling { offered_on: date(day), ..offered_today(&world, &second.id) };
        assert_eq!(rules_of(&offer(&world.db, &officer, on("2026-03-08")).await), [Rule::BetterRankedFirst]);
        // Whoever is allocated the dwelling outright that day comes before the ranked.
        let input = RecordAllocation { decided_on: date("2026-03-02"), ..world.allocation_input(&outright, &dwelling) };
        recorded(&world, input).await;
        assert_eq!(rules_of(&offer(&world.db, &officer, on("2026-03-09")).await), [Rule::BetterRankedFirst]);
    }

    async fn a_dwelling_in_which_somebody_lives_is_offered_once_that_is_confirmed(world: World) {
        let decision = allocated(&world).await;
        let other = world.preselected_household().await;
        let input = world.tenancy_input(&other.id, &decision.dwelling_id);
        entity::operations::tenancy::open(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        let confirmed = |warnings: Vec<Warning>| Terms { confirmed: Confirmed::These(warnings), ..Terms::default() };
        let (no, yes) = (confirmed(vec![]), confirmed(vec![Warning::DwellingStillOccupied]));
        let by = |terms| Act { terms, ..world.act(&world.people.officer) };
        let unconfirmed = offer(&world.db, &by(&no), offered_today(&world, &decision.id)).await;
        assert!(matches!(unconfirmed, Err(OperationError::Unconfirmed(_))), "{unconfirmed:?}");
        offer(&world.db, &by(&yes), offered_today(&world, &decision.id)).await.unwrap();
    }

    async fn silence_is_taken_note_of_by_somebody(world: World) {
        let decision = allocated(&world).await;
        let officer = &world.people.officer;
        let input = OfferDwelling { answer_days: Some(12), ..offered_today(&world, &decision.id) };
        // Saturday 14 March moves to Monday.
        assert_eq!(offer(&world.db, &world.act(officer), input).await.unwrap().answer_due_on, Some(date("2026-03-16")));
        world.go_to("2026-03-16", 18, 0);
        let early = answer(&world.db, &world.act(officer), answered_today(&world, &decision.id, OfferAnswer::Silence)).await;
        assert_eq!(rules_of(&early), [Rule::AnswerStillDue]);
        world.go_to("2026-03-17", 8, 0);
        let taken = answer(&world.db, &world.act(officer), answered_today(&world, &decision.id, OfferAnswer::Silence)).await.unwrap();
        assert_eq!((taken.answer, taken.answered_on), (Some(OfferAnswer::Silence), Some(date("2026-03-17"))));
    }

    async fn the_time_to_answer_steps_over_the_holidays_of_where_the_programme_runs(world: World) {
        // Tuesday 22 May 2029 is a holiday in Martinique only.
        for (territory, due) in [("METROPOLITAN_FRANCE", "2029-05-22"), ("MARTINIQUE", "2029-05-23")] {
            let decision = allocated(&world).await;
            world.sql(&format!("UPDATE programme SET settings = '{{\"territory\": \"{territory}\"}}'")).await;
            let officer = world.act_at(&world.people.officer, "2029-05-12T10:00:00Z".parse().unwrap());
            let input = OfferDwelling { offered_on: date("2029-05-12"), ..offered_today(&world, &decision.id) };
            assert_eq!(offer(&world.db, &officer, input).await.unwrap().answer_due_on, Some(date(due)), "{territory}");
        }
    }

    async fn a_condition_is_lifted(world: World) {
        let (household, officer) = (diagnosed(&world).await, &world.people.officer);
        let input = RecordAllocation {
            outcome: AllocationOutcome::Conditional,
            missing_document: Some(format!(" {CONFIDENTIAL} ")),
            ..world.allocation_input(&household, &world.dwelling().await)
        };
        let decision = recorded(&world, input).await;
        assert_eq!(decision.missing_document.as_deref(), Some(CONFIDENTIAL));
        let log = world.log().await;
        let input = LiftAllocationCondition { allocation_decision_id: decision.id.clone(), lifted_on: world.today() };
        let lifted = lift_condition(&world.db, &world.act(officer), input).await.unwrap();
        Told {
            kind: EventKind::AllocationConditionLifted,
            by: Some(officer.id()),
            household: Some(household),
            meeting: None,
            subject: decision.id.to_string(),
            changes: json!({ "conditionLiftedOn": "2026-03-02" }),
        }
        .check(&world, log.only_event().await);
        assert_eq!(lifted, allocation_decision::Model { condition_lifted_on: Some(world.today()), version: 2, ..decision });
        offer(&world.db, &world.act(officer), offered_today(&world, &lifted.id)).await.unwrap();
    }

    async fn a_record_is_refused(world: World) {
        let people = &world.people;
        let proposed = world.register_household().await.id;
        let refused = world.register_household().await.id;
        world.decide_yesterday(&refused, entity::types::AgendaItemKind::Preselection, entity::types::AgendaDecision::NotRetained).await;
        let undiagnosed = world.preselected_household().await.id;
        let (household, dwelling) = (diagnosed(&world).await, world.dwelling().await);
        let other_dwelling = world.dwelling().await;
        world.sql(&format!("UPDATE dwelling SET owner_id = '{}' WHERE id = '{other_dwelling}'", world.organisations.other_landlord.id)).await;
        let first = RecordAllocation { outcome: AllocationOutcome::Ranked, candidate_rank: Some(1), ..world.allocation_input(&diagnosed(&world).await, &dwelling) };
        recorded(&world, first.clone()).await;

        let of = |household_id: &HouseholdId, dwelling_id: &DwellingId| world.allocation_input(household_id, dwelling_id);
        let good = || of(&household, &dwelling);
        let on = |day: &str| RecordAllocation { decided_on: date(day), ..good() };
        let ranked = |candidate_rank| RecordAllocation { outcome: AllocationOutcome::Ranked, candidate_rank, ..good() };
        let refusal = |reasons: Option<String>| RecordAllocation { outcome: AllocationOutcome::NotAllocated, reasons, ..good() };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("nobody", vec![(Rule::NotFound, "householdId")], of(&nothing(), &dwelling)),
            ("nowhere", vec![(Rule::NotFound, "dwellingId")], of(&household, &nothing())),
            ("another landlord’s", vec![(Rule::NotFound, "dwellingId")], of(&household, &other_dwelling)),
            (
                "not preselected",
                vec![(Rule::HouseholdNotPreselected, "householdId"), (Rule::DiagnosisMissing, "householdId")],
                of(&proposed, &dwelling),
            ),
            (
                "not retained",
                vec![(Rule::HouseholdNotRetained, "householdId"), (Rule::DiagnosisMissing, "householdId")],
                of(&refused, &dwelling),
            ),
            ("not diagnosed", vec![(Rule::DiagnosisMissing, "householdId")], of(&undiagnosed, &dwelling)),
            ("tomorrow", vec![(Rule::DateInFuture, "decidedOn")], on("2026-03-03")),
            ("before the diagnosis", vec![(Rule::DayBeforeDiagnosis, "decidedOn")], on("2026-03-01")),
            ("before the calendar", vec![(Rule::DateOutOfRange, "decidedOn"), (Rule::DayBeforeDiagnosis, "decidedOn")], on("1899-12-31")),
            ("no rank", vec![(Rule::CandidateRankRequired, "candidateRank")], ranked(None)),
            ("rank 21", vec![(Rule::CandidateRankOutOfRange, "candidateRank")], ranked(Some(21))),
            ("a rank that another has", vec![(Rule::CandidateRankTaken, "candidateRank")], ranked(Some(1))),
            ("a rank for nothing", vec![(Rule::CandidateRankNotAllowed, "candidateRank")], RecordAllocation { candidate_rank: Some(2), ..good() }),
            (
                "a document for nothing",
                vec![(Rule::MissingDocumentNotAllowed, "missingDocument")],
                RecordAllocation { missing_document: Some("x".to_owned()), ..good() },
            ),
            ("the same again", vec![(Rule::AllocationAlreadyRecorded, "householdId")], RecordAllocation { candidate_rank: Some(2), ..first }),
            (
                "no document",
                vec![(Rule::TextRequired, "missingDocument")],
                RecordAllocation { outcome: AllocationOutcome::Conditional, ..good() },
            ),
            ("a refusal without reasons", vec![(Rule::TextRequired, "reasons")], refusal(None)),
            ("reasons too long", vec![(Rule::TextTooLong, "reasons")], refusal(Some(too_long(10_000)))),
            ("reasons that cannot be kept", vec![(Rule::TextMalformed, "reasons")], refusal(Some("a\0".to_owned()))),
        ] {
            refusals.expect(case, &expected, record(&world.db, &world.act(&people.officer), input)).await;
        }
        refusals.expect("by the social worker", &[(Rule::Forbidden, "")], record(&world.db, &world.act(&people.social_worker), good())).await;
        refusals.are(RECORD_RULES);
    }

    async fn lifting_a_condition_is_refused(world: World) {
        let officer = world.act(&world.people.officer);
        let allocated = allocated(&world).await;
        let conditional = |household: HouseholdId, dwelling: DwellingId| RecordAllocation {
            outcome: AllocationOutcome::Conditional,
            missing_document: Some("x".to_owned()),
            ..world.allocation_input(&household, &dwelling)
        };
        let open = recorded(&world, conditional(diagnosed(&world).await, world.dwelling().await)).await;
        let lifted = recorded(&world, conditional(diagnosed(&world).await, world.dwelling().await)).await;
        let of = |id: &AllocationDecisionId, day: &str| LiftAllocationCondition { allocation_decision_id: id.clone(), lifted_on: date(day) };
        lift_condition(&world.db, &officer, of(&lifted.id, "2026-03-02")).await.unwrap();
        let field = "allocationDecisionId";
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("nothing", vec![(Rule::NotFound, field)], of(&nothing(), "2026-03-02")),
            ("allocated", vec![(Rule::NotConditional, field)], of(&allocated.id, "2026-03-02")),
            ("lifted", vec![(Rule::ConditionAlreadyLifted, field)], of(&lifted.id, "2026-03-02")),
            ("tomorrow", vec![(Rule::DateInFuture, "liftedOn")], of(&open.id, "2026-03-03")),
            ("before", vec![(Rule::DayBeforeDecision, "liftedOn")], of(&open.id, "2026-03-01")),
        ] {
            refusals.expect(case, &expected, lift_condition(&world.db, &officer, input)).await;
        }
        refusals.expect("by the social worker", &[(Rule::Forbidden, "")], lift_condition(&world.db, &world.act(&world.people.social_worker), of(&open.id, "2026-03-02"))).await;
        refusals.are(LIFT_RULES);
    }

    async fn an_offer_is_refused(world: World) {
        let officer = world.act(&world.people.officer);
        let dwelling = world.dwelling().await;
        let input = RecordAllocation { outcome: AllocationOutcome::NotAllocated, reasons: Some("x".to_owned()), ..world.allocation_input(&diagnosed(&world).await, &dwelling) };
        let not_allocated = recorded(&world, input).await;
        let input = RecordAllocation { outcome: AllocationOutcome::Conditional, missing_document: Some("x".to_owned()), ..world.allocation_input(&diagnosed(&world).await, &dwelling) };
        let conditional = recorded(&world, input).await;
        let input = RecordAllocation { outcome: AllocationOutcome::Ranked, candidate_rank: Some(1), ..world.allocation_input(&diagnosed(&world).await, &world.dwelling().await) };
        let first = recorded(&world, input.clone()).await;
        let second = recorded(&world, RecordAllocation { household_id: diagnosed(&world).await, candidate_rank: Some(2), ..input }).await;
        let twice = diagnosed(&world).await;
        let asked = recorded(&world, world.allocation_input(&twice, &dwelling)).await;
        let asked_elsewhere = recorded(&world, world.allocation_input(&twice, &world.dwelling().await)).await;
        let competing = recorded(&world, world.allocation_input(&diagnosed(&world).await, &dwelling)).await;
        offer(&world.db, &officer, offered_today(&world, &asked.id)).await.unwrap();
        let accepted = allocated(&world).await;
        offer(&world.db, &officer, offered_today(&world, &accepted.id)).await.unwrap();
        answer(&world.db, &officer, answered_today(&world, &accepted.id, OfferAnswer::Accepted)).await.unwrap();
        let promised = recorded(&world, world.allocation_input(&diagnosed(&world).await, &accepted.dwelling_id)).await;
        let settled = recorded(&world, world.allocation_input(&accepted.household_id, &world.dwelling().await)).await;
        let free = allocated(&world).await;
        let left = allocated(&world).await;
        world.sql(&format!("UPDATE household SET stage = 'EXITED' WHERE id = '{}'", left.household_id)).await;

        let of = |id: &AllocationDecisionId| offered_today(&world, id);
        let on = |day: &str| OfferDwelling { offered_on: date(day), ..of(&free.id) };
        let for_days = |days| OfferDwelling { answer_days: Some(days), ..of(&free.id) };
        let field = "allocationDecisionId";
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("nothing", vec![(Rule::NotFound, field)], of(&nothing())),
            ("not allocated", vec![(Rule::NotAllocated, field), (Rule::DwellingOffered, field)], of(&not_allocated.id)),
            ("conditional", vec![(Rule::ConditionNotLifted, field), (Rule::DwellingOffered, field)], of(&conditional.id)),
            ("second", vec![(Rule::BetterRankedFirst, field)], of(&second.id)),
            ("again", vec![(Rule::AlreadyOffered, field)], of(&asked.id)),
            ("offered to another", vec![(Rule::DwellingOffered, field)], of(&competing.id)),
            ("to whom another is offered", vec![(Rule::OfferUnanswered, field)], of(&asked_elsewhere.id)),
            ("accepted by another", vec![(Rule::DwellingPromised, field)], of(&promised.id)),
            ("to who has accepted another", vec![(Rule::OtherDwellingAccepted, field)], of(&settled.id)),
            ("to who has left", vec![(Rule::HouseholdNotRetained, field)], of(&left.id)),
            ("tomorrow", vec![(Rule::DateInFuture, "offeredOn")], on("2026-03-03")),
            ("before", vec![(Rule::DayBeforeDecision, "offeredOn")], on("2026-03-01")),
            ("before the calendar", vec![(Rule::DateOutOfRange, "offeredOn"), (Rule::DayBeforeDecision, "offeredOn")], on("1899-12-31")),
            ("nine days", vec![(Rule::AnswerPeriodOutOfRange, "answerDays")], for_days(9)),
            ("sixty-one days", vec![(Rule::AnswerPeriodOutOfRange, "answerDays")], for_days(61)),
        ] {
            refusals.expect(case, &expected, offer(&world.db, &officer, input)).await;
        }
        refusals.expect("by the social worker", &[(Rule::Forbidden, "")], offer(&world.db, &world.act(&world.people.social_worker), of(&free.id))).await;
        refusals.are(OFFER_RULES);
        offer(&world.db, &officer, of(&first.id)).await.unwrap();
        offer(&world.db, &officer, for_days(60)).await.unwrap();
    }

    async fn an_answer_is_refused(world: World) {
        use OfferAnswer::{Accepted, Refused, Silence};
        let officer = world.act(&world.people.officer);
        let (open, answered, unoffered) = (allocated(&world).await, allocated(&world).await, allocated(&world).await);
        for decision in [&open, &answered] {
            offer(&world.db, &officer, offered_today(&world, &decision.id)).await.unwrap();
        }
        answer(&world.db, &officer, answered_today(&world, &answered.id, Refused)).await.unwrap();
        let left = allocated(&world).await;
        offer(&world.db, &officer, offered_today(&world, &left.id)).await.unwrap();
        world.sql(&format!("UPDATE household SET stage = 'EXITED' WHERE id = '{}'", left.household_id)).await;
        world.go_to("2026-03-20", 10, 0);
        let officer = world.act(&world.people.officer);
        let of = |id: &AllocationDecisionId, answer, day: &str| AnswerOffer { allocation_decision_id: id.clone(), answer, answered_on: date(day) };
        let field = "allocationDecisionId";
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("nothing", vec![(Rule::NotFound, field)], of(&nothing(), Refused, "2026-03-10")),
            ("not offered", vec![(Rule::NotOffered, field)], of(&unoffered.id, Accepted, "2026-03-10")),
            ("answered", vec![(Rule::AlreadyAnswered, field)], of(&answered.id, Accepted, "2026-03-10")),
            ("by who has left", vec![(Rule::HouseholdNotRetained, field)], of(&left.id, Accepted, "2026-03-10")),
            ("tomorrow", vec![(Rule::DateInFuture, "answeredOn")], of(&open.id, Refused, "2026-03-21")),
            ("before the offer", vec![(Rule::DayBeforeOffer, "answeredOn")], of(&open.id, Accepted, "2026-03-01")),
            ("before the calendar", vec![(Rule::DateOutOfRange, "answeredOn"), (Rule::DayBeforeOffer, "answeredOn")], of(&open.id, Refused, "1899-12-31")),
            ("accepted too late", vec![(Rule::AnswerTooLate, "answeredOn")], of(&open.id, Accepted, "2026-03-13")),
            ("silent too early", vec![(Rule::AnswerStillDue, "answeredOn")], of(&open.id, Silence, "2026-03-12")),
        ] {
            refusals.expect(case, &expected, answer(&world.db, &officer, input)).await;
        }
        refusals.expect("by a colleague", &[(Rule::Forbidden, "")], answer(&world.db, &world.act(&world.people.colleague), of(&open.id, Refused, "2026-03-10"))).await;
        refusals.are(ANSWER_RULES);
        answer(&world.db, &officer, of(&open.id, Refused, "2026-03-19")).await.unwrap();
        answer(&world.db, &officer, of(&left.id, Silence, "2026-03-19")).await.unwrap();
    }
}
