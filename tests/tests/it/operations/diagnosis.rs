//! A social diagnosis is ordered as the cell decided, recorded, cancelled.

use entity::model::{autonomy_obstacle, household, recommended_axis, social_diagnosis};
use entity::operations::diagnosis::{
    CancelDiagnosis, DiagnosisTexts, OrderDiagnosis, RecordDiagnosis, cancel, order, record,
};
use entity::operations::support::{StartSupport, start};
use entity::refusal::Rule;
use entity::types::{
    AgendaDecision, AgendaItemKind, AutonomyObstacle, DiagnosisManner, EventKind, HouseholdId, SocialDiagnosisId,
    SupportAxis,
};
use sea_orm::EntityTrait;
use serde_json::json;
use tests::{AXES, CONFIDENTIAL, Refusals, World, both_databases};

use super::{Told, date, longest, nothing, too_long};

/// The rules that an order can break.
pub(super) const ORDER_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::NotSupportStaff,
    Rule::StaffInactive,
    Rule::HouseholdNotRetained,
    Rule::HouseholdNotPreselected,
    Rule::DiagnosisNotDecided,
    Rule::DiagnosisAlreadyOrdered,
    Rule::AuthorNotReferent,
    Rule::DateOutOfRange,
    Rule::DateInPast,
    Rule::DiagnosisTooFarAhead,
];

/// The rules that a record can break.
pub(super) const RECORD_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::DiagnosisClosed,
    Rule::DateOutOfRange,
    Rule::DateInFuture,
    Rule::DayBeforeOrder,
    Rule::ObstacleRequired,
    Rule::ObstacleRepeated,
    Rule::AxisRequired,
    Rule::AxisRepeated,
    Rule::DurationOutOfRange,
    Rule::AmountOutOfRange,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

/// The rules that a cancellation can break.
pub(super) const CANCEL_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::DiagnosisClosed,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

async fn decide(world: &World, household_id: &HouseholdId) {
    world.decide_yesterday(household_id, AgendaItemKind::Diagnosis, AgendaDecision::Approved).await;
}

both_databases! {
    async fn a_diagnosis_is_ordered_as_the_cell_decided(world: World) {
        let household = world.preselected_household().await;
        decide(&world, &household.id).await;
        let coordinator = &world.people.coordinator;
        let author = world.people.social_worker.id();
        let log = world.log().await;
        let input = world.diagnosis_order(&household.id);
        let ordered = order(&world.db, &world.act(coordinator), input).await.unwrap();
        Told {
            kind: EventKind::DiagnosisOrdered,
            by: Some(coordinator.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: ordered.id.to_string(),
            changes: json!({ "manner": "HOME_VISIT", "dueOn": "2026-04-02", "authorId": author, "referentId": author }),
        }
        .check(&world, log.only_event().await);
        assert_eq!(ordered, world.diagnosis(&ordered.id).await);
        assert_eq!((ordered.rank, ordered.manner), (1, DiagnosisManner::HomeVisit));
        assert_eq!((ordered.ordered_on, ordered.due_on, ordered.done_on), (world.today(), date("2026-04-02"), None));
        // Whoever makes it opens the file from then on.
        let followed = household::Model { referent_id: Some(author), ..household.clone() };
        assert_eq!(world.household(&household.id).await, followed);
    }

    async fn each_decision_orders_one_diagnosis(world: World) {
        let household = world.preselected_household().await;
        let first = world.diagnose(&household.id).await;
        let second = world.order_diagnosis(&household.id).await;
        assert_eq!((second.rank, second.household_id), (2, household.id.clone()));
        assert_ne!(second.agenda_item_id, first.agenda_item_id);
        // A decision is carried out anew once what it ordered is cancelled.
        let coordinator = world.act(&world.people.coordinator);
        let input = CancelDiagnosis { social_diagnosis_id: second.id, reason: CONFIDENTIAL.to_owned() };
        cancel(&world.db, &coordinator, input).await.unwrap();
        let input = OrderDiagnosis { due_on: Some(world.day(3)), author_id: world.people.colleague.id(), ..world.diagnosis_order(&household.id) };
        let third = order(&world.db, &coordinator, input).await.unwrap();
        assert_eq!((third.rank, third.due_on, third.agenda_item_id), (3, world.day(3), second.agenda_item_id));
        assert_eq!(world.household(&household.id).await.referent_id, Some(world.people.colleague.id()));
    }

    async fn an_order_is_refused(world: World) {
        let people = &world.people;
        let proposed = world.register_household().await;
        let undecided = world.preselected_household().await;
        let adjourned = world.preselected_household().await;
        world.decide_yesterday(&adjourned.id, AgendaItemKind::Diagnosis, AgendaDecision::Adjourned).await;
        let refused = world.register_household().await;
        world.decide_yesterday(&refused.id, AgendaItemKind::Preselection, AgendaDecision::NotRetained).await;
        let under_way = world.preselected_household().await;
        world.order_diagnosis(&under_way.id).await;
        decide(&world, &under_way.id).await;
        let supported = world.preselected_household().await;
        world.start_support(&supported.id).await;
        decide(&world, &supported.id).await;
        let ready = world.preselected_household().await;
        decide(&world, &ready.id).await;
        let gone = world.hire(&world.organisations.ccas.id, entity::types::Role::SocialWorker, "gone", None).await;
        world.sql(&format!("UPDATE staff SET active = false WHERE id = '{}'", gone.id())).await;

        let of = |household_id: &HouseholdId| world.diagnosis_order(household_id);
        let by = |author_id| OrderDiagnosis { author_id, ..of(&ready.id) };
        let due = |day: &str| OrderDiagnosis { due_on: Some(date(day)), ..of(&ready.id) };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("nobody", vec![(Rule::NotFound, "householdId")], of(&nothing())),
            ("not preselected", vec![(Rule::HouseholdNotPreselected, "householdId")], of(&proposed.id)),
            ("not retained", vec![(Rule::HouseholdNotRetained, "householdId")], of(&refused.id)),
            ("not decided", vec![(Rule::DiagnosisNotDecided, "householdId")], of(&undecided.id)),
            ("put off", vec![(Rule::DiagnosisNotDecided, "householdId")], of(&adjourned.id)),
            ("under way", vec![(Rule::DiagnosisAlreadyOrdered, "householdId")], of(&under_way.id)),
            (
                "supported by another",
                vec![(Rule::AuthorNotReferent, "authorId")],
                OrderDiagnosis { author_id: people.colleague.id(), ..of(&supported.id) },
            ),
            ("no such author", vec![(Rule::NotFound, "authorId")], by(nothing())),
            ("an author who has left", vec![(Rule::StaffInactive, "authorId")], by(gone.id())),
            ("by an officer", vec![(Rule::NotSupportStaff, "authorId")], by(people.officer.id())),
            ("by a supervisor", vec![(Rule::NotSupportStaff, "authorId")], by(people.manager.id())),
            ("yesterday", vec![(Rule::DateInPast, "dueOn")], due("2026-03-01")),
            ("in seven months", vec![(Rule::DiagnosisTooFarAhead, "dueOn")], due("2026-09-03")),
            ("past the calendar", vec![(Rule::DateOutOfRange, "dueOn"), (Rule::DiagnosisTooFarAhead, "dueOn")], due("2201-01-01")),
        ] {
            refusals.expect(case, &expected, order(&world.db, &world.act(&people.coordinator), input)).await;
        }
        refusals.expect("the officer orders", &[(Rule::Forbidden, "")], order(&world.db, &world.act(&people.officer), of(&ready.id))).await;
        refusals.are(ORDER_RULES);
        order(&world.db, &world.act(&people.coordinator), due("2026-09-02")).await.unwrap();
        order(&world.db, &world.act(&people.coordinator), of(&supported.id)).await.unwrap();
    }

    async fn a_diagnosis_is_recorded_with_what_it_found(world: World) {
        let household = world.preselected_household().await;
        let ordered = world.order_diagnosis(&household.id).await;
        let worker = &world.people.social_worker;
        world.go_to("2026-03-20", 10, 0);
        let log = world.log().await;
        let input = RecordDiagnosis {
            done_on: date("2026-03-19"),
            situation: format!("  {} ", longest(9_000)),
            texts: DiagnosisTexts { needs: Some(" ".to_owned()), ..world.findings(&ordered).texts },
            ..world.findings(&ordered)
        };
        let made = record(&world.db, &world.act(worker), input).await.unwrap();
        Told {
            kind: EventKind::DiagnosisRecorded,
            by: Some(worker.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: ordered.id.to_string(),
            changes: json!({ "doneOn": "2026-03-19" }),
        }
        .check(&world, log.only_event().await);
        assert_eq!(made, world.diagnosis(&ordered.id).await);
        assert_eq!((made.done_on, made.duration_months, made.version), (Some(date("2026-03-19")), Some(12), 2));
        assert_eq!((made.situation, made.needs, made.current_housing), (Some(longest(9_000)), None, None));
        assert_eq!(made.confidential_note.as_deref(), Some(CONFIDENTIAL));
        assert_eq!(
            (made.monthly_income_cents, made.monthly_expenses_cents, made.debts_cents),
            (Some(90_050), Some(61_007), Some(0))
        );
        let obstacles = autonomy_obstacle::Entity::find().all(&world.db).await.unwrap();
        let obstacles: Vec<_> = obstacles.into_iter().map(|row| (row.social_diagnosis_id, row.obstacle)).collect();
        assert_eq!(obstacles.len(), 2);
        assert!(obstacles.contains(&(ordered.id.clone(), AutonomyObstacle::Debt)));
        let mut axes: Vec<_> = recommended_axis::Entity::find().all(&world.db).await.unwrap().into_iter().map(|row| row.axis).collect();
        axes.sort_unstable();
        assert_eq!(axes, AXES);
    }

    async fn a_record_is_refused(world: World) {
        let people = &world.people;
        let ordered = world.order_diagnosis(&world.preselected_household().await.id).await;
        let made = world.diagnose(&world.preselected_household().await.id).await;
        let cancelled = world.order_diagnosis(&world.preselected_household().await.id).await;
        let coordinator = world.act(&people.coordinator);
        let input = CancelDiagnosis { social_diagnosis_id: cancelled.id.clone(), reason: "x".to_owned() };
        cancel(&world.db, &coordinator, input).await.unwrap();

        let good = || world.findings(&ordered);
        let of = |social_diagnosis_id: &SocialDiagnosisId| RecordDiagnosis { social_diagnosis_id: social_diagnosis_id.clone(), ..good() };
        let on = |day: &str| RecordDiagnosis { done_on: date(day), ..good() };
        let text = |text: String| RecordDiagnosis { situation: text, ..good() };
        let note = |note: String| RecordDiagnosis {
            texts: DiagnosisTexts { confidential_note: Some(note), ..DiagnosisTexts::default() },
            ..good()
        };
        let twice = vec![SupportAxis::Other; 2];
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such diagnosis", vec![(Rule::NotFound, "socialDiagnosisId")], of(&nothing())),
            ("made", vec![(Rule::DiagnosisClosed, "socialDiagnosisId")], of(&made.id)),
            ("cancelled", vec![(Rule::DiagnosisClosed, "socialDiagnosisId")], of(&cancelled.id)),
            ("tomorrow", vec![(Rule::DateInFuture, "doneOn")], on("2026-03-03")),
            ("before it was ordered", vec![(Rule::DayBeforeOrder, "doneOn")], on("2026-03-01")),
            ("before the calendar", vec![(Rule::DateOutOfRange, "doneOn"), (Rule::DayBeforeOrder, "doneOn")], on("1899-12-31")),
            ("no obstacle", vec![(Rule::ObstacleRequired, "obstacles")], RecordDiagnosis { obstacles: vec![], ..good() }),
            (
                "an obstacle twice",
                vec![(Rule::ObstacleRepeated, "obstacles")],
                RecordDiagnosis { obstacles: vec![AutonomyObstacle::Debt; 2], ..good() },
            ),
            ("no axis", vec![(Rule::AxisRequired, "axes")], RecordDiagnosis { axes: vec![], ..good() }),
            ("an axis twice", vec![(Rule::AxisRepeated, "axes")], RecordDiagnosis { axes: twice, ..good() }),
            ("thirteen months", vec![(Rule::DurationOutOfRange, "durationMonths")], RecordDiagnosis { duration_months: 13, ..good() }),
            ("a debt below nothing", vec![(Rule::AmountOutOfRange, "debts")], RecordDiagnosis { debts: Some(-1), ..good() }),
            ("says nothing", vec![(Rule::TextRequired, "situation")], text(" ".to_owned())),
            ("too long", vec![(Rule::TextTooLong, "situation")], text(too_long(10_000))),
            ("a note too long", vec![(Rule::TextTooLong, "confidentialNote")], note(too_long(10_000))),
            ("a note that cannot be kept", vec![(Rule::TextMalformed, "confidentialNote")], note("\0".to_owned())),
        ] {
            refusals.expect(case, &expected, record(&world.db, &coordinator, input)).await;
        }
        for (person, expected) in [
            (&people.officer, (Rule::Forbidden, "")),
            (&people.colleague, (Rule::Forbidden, "")),
            (&people.other_social_worker, (Rule::NotFound, "socialDiagnosisId")),
        ] {
            refusals.expect("by somebody else", &[expected], record(&world.db, &world.act(person), good())).await;
        }
        refusals.are(RECORD_RULES);
    }

    async fn a_diagnosis_is_cancelled(world: World) {
        let household = world.preselected_household().await;
        let ordered = world.order_diagnosis(&household.id).await;
        let coordinator = &world.people.coordinator;
        let log = world.log().await;
        let input = CancelDiagnosis { social_diagnosis_id: ordered.id.clone(), reason: format!(" {CONFIDENTIAL} ") };
        let cancelled = cancel(&world.db, &world.act(coordinator), input).await.unwrap();
        Told {
            kind: EventKind::DiagnosisCancelled,
            by: Some(coordinator.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: ordered.id.to_string(),
            changes: json!({ "cancelledOn": "2026-03-02", "referentId": null }),
        }
        .check(&world, log.only_event().await);
        // Whoever was to make it opens the file no more.
        assert_eq!(world.household(&ordered.household_id).await.referent_id, None);
        let expected = social_diagnosis::Model {
            cancelled_on: Some(world.today()),
            cancellation_reason: Some(CONFIDENTIAL.to_owned()),
            version: 2,
            ..ordered
        };
        assert_eq!(cancelled, expected);
        assert_eq!(world.diagnosis(&cancelled.id).await, expected);
    }

    async fn whoever_followed_a_household_before_does_again_once_a_diagnosis_is_cancelled(world: World) {
        let household = world.preselected_household().await;
        world.diagnose(&household.id).await;
        decide(&world, &household.id).await;
        let coordinator = world.act(&world.people.coordinator);
        let by_colleague = OrderDiagnosis { author_id: world.people.colleague.id(), ..world.diagnosis_order(&household.id) };
        for supported in [false, true] {
            let ordered = order(&world.db, &coordinator, by_colleague.clone()).await.unwrap();
            assert_eq!(ordered.former_referent_id, Some(world.people.social_worker.id()));
            if supported {
                let input = StartSupport { referent_id: world.people.colleague.id(), ..world.support_input(&household.id) };
                start(&world.db, &coordinator, input).await.unwrap();
            }
            let input = CancelDiagnosis { social_diagnosis_id: ordered.id, reason: "x".to_owned() };
            cancel(&world.db, &coordinator, input).await.unwrap();
            let follows = if supported { &world.people.colleague } else { &world.people.social_worker };
            assert_eq!(world.household(&household.id).await.referent_id, Some(follows.id()));
        }
    }

    async fn a_cancellation_is_refused(world: World) {
        let people = &world.people;
        let ordered = world.order_diagnosis(&world.preselected_household().await.id).await;
        let made = world.diagnose(&world.preselected_household().await.id).await;
        let of = |id: &SocialDiagnosisId, reason: String| CancelDiagnosis { social_diagnosis_id: id.clone(), reason };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such diagnosis", vec![(Rule::NotFound, "socialDiagnosisId")], of(&nothing(), "x".to_owned())),
            ("made", vec![(Rule::DiagnosisClosed, "socialDiagnosisId")], of(&made.id, "x".to_owned())),
            ("no reason", vec![(Rule::TextRequired, "reason")], of(&ordered.id, " ".to_owned())),
            ("too long", vec![(Rule::TextTooLong, "reason")], of(&ordered.id, too_long(10_000))),
            ("cannot be kept", vec![(Rule::TextMalformed, "reason")], of(&ordered.id, "a\0".to_owned())),
        ] {
            refusals.expect(case, &expected, cancel(&world.db, &world.act(&people.coordinator), input)).await;
        }
        refusals.expect("by the author", &[(Rule::Forbidden, "")], cancel(&world.db, &world.act(&people.social_worker), of(&ordered.id, "x".to_owned()))).await;
        refusals.are(CANCEL_RULES);
    }
}
