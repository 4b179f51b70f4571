//! An objective of a support is set while it runs, and goes on.

use entity::model::support_objective_progress;
use entity::operations::support::{CloseSupport, NewObjective, StartSupport, close, start};
use entity::operations::support_objective::{MoveSupportObjective, SetSupportObjective, move_on, set};
use entity::refusal::Rule;
use entity::types::{EventKind, ObjectiveStatus, SupportAxis, SupportMeasureId, SupportObjectiveId, SupportOutcome};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;
use tests::{AXES, CONFIDENTIAL, Refusals, World, both_databases};

use super::{Told, date, longest, nothing, too_long};

/// The rules that setting can break.
pub(super) const SET_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::SupportClosed,
    Rule::ObjectiveOffAxis,
    Rule::TooManyObjectives,
    Rule::DayBeforeStart,
    Rule::DateInFuture,
    Rule::DateOutOfRange,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

/// The rules that a step can break.
pub(super) const MOVE_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::SupportClosed,
    Rule::ObjectiveStatusUnchanged,
    Rule::DayBeforeProgress,
    Rule::DateInFuture,
    Rule::DateOutOfRange,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

both_databases! {
    async fn an_objective_is_set_later_and_goes_on(world: World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let worker = &world.people.social_worker;
        assert_eq!(world.objectives(&measure).await[0].set_on, date("2026-03-02"));
        world.go_to("2026-09-02", 10, 0);
        let told = |kind, changes| Told {
            kind, by: Some(worker.id()), household: Some(household.id.clone()), meeting: None,
            subject: measure.id.to_string(), changes,
        };
        let log = world.log().await;
        let input = SetSupportObjective {
            set_on: date("2026-09-01"), label: format!(" {} ", longest(900)), ..world.objective_input(&measure)
        };
        let changed = set(&world.db, &world.act(worker), input).await.unwrap();
        let objective = world.objectives(&measure).await.pop().unwrap();
        told(EventKind::SupportObjectiveSet, json!({ "supportObjectiveId": objective.id, "setOn": "2026-09-01" }))
            .check(&world, log.only_event().await);
        assert_eq!((changed.version, &changed), (2, &world.support(&measure.id).await));
        assert_eq!((objective.position, objective.status, objective.axis), (2, ObjectiveStatus::Set, AXES[1]));
        assert_eq!((objective.label, objective.set_on), (longest(900), date("2026-09-01")));

        for (version, status, moved_on, comment) in [
            (3, ObjectiveStatus::InProgress, "2026-09-01", None),
            (4, ObjectiveStatus::Achieved, "2026-09-01", Some(CONFIDENTIAL)),
            (5, ObjectiveStatus::InProgress, "2026-09-02", Some(" ")),
        ] {
            let log = world.log().await;
            let input = MoveSupportObjective {
                support_objective_id: objective.id.clone(), status, moved_on: date(moved_on), comment: comment.map(str::to_owned),
            };
            let changed = move_on(&world.db, &world.act(worker), input).await.unwrap();
            told(EventKind::SupportObjectiveMoved, json!({ "supportObjectiveId": objective.id, "movedOn": moved_on }))
                .check(&world, log.only_event().await);
            assert_eq!(changed.version, version);
            assert_eq!(world.objectives(&measure).await[1].status, status);
        }
        let steps = support_objective_progress::Entity::find().order_by_asc(support_objective_progress::Column::Rank);
        let steps = steps.all(&world.db).await.unwrap().into_iter();
        let steps: Vec<_> = steps.map(|step| (step.rank, step.status, step.moved_on.to_string(), step.comment, step.author_id)).collect();
        assert_eq!(steps, [
            (1, ObjectiveStatus::InProgress, "2026-09-01".to_owned(), None, worker.id()),
            (2, ObjectiveStatus::Achieved, "2026-09-01".to_owned(), Some(CONFIDENTIAL.to_owned()), worker.id()),
            (3, ObjectiveStatus::InProgress, "2026-09-02".to_owned(), None, worker.id()),
        ]);
    }

    async fn an_objective_is_refused(world: World) {
        let people = &world.people;
        let measure = world.start_support(&world.preselected_household().await.id).await;
        let closed = world.start_support(&world.preselected_household().await.id).await;
        let input = CloseSupport { support_measure_id: closed.id.clone(), closed_on: world.today(), outcome: SupportOutcome::Left };
        close(&world.db, &world.act(&people.coordinator), input).await.unwrap();
        let household = world.preselected_household().await;
        let objectives = vec![NewObjective { axis: AXES[0], label: "o".to_owned() }; 50];
        let full = StartSupport { objectives, ..world.support_input(&household.id) };
        let full = start(&world.db, &world.act(&people.coordinator), full).await.unwrap();
        world.go_to("2026-06-02", 10, 0);

        let of = |id: &SupportMeasureId| SetSupportObjective { support_measure_id: id.clone(), ..world.objective_input(&measure) };
        let on = |day: &str| SetSupportObjective { set_on: date(day), ..of(&measure.id) };
        let called = |label: String| SetSupportObjective { label, ..of(&measure.id) };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such measure", vec![(Rule::NotFound, "supportMeasureId")], of(&nothing())),
            ("closed", vec![(Rule::SupportClosed, "supportMeasureId")], of(&closed.id)),
            ("a 51st", vec![(Rule::TooManyObjectives, "supportMeasureId")], of(&full.id)),
            ("elsewhere", vec![(Rule::ObjectiveOffAxis, "axis")], SetSupportObjective { axis: SupportAxis::Other, ..of(&measure.id) }),
            ("before it starts", vec![(Rule::DayBeforeStart, "setOn")], on("2026-03-01")),
            ("tomorrow", vec![(Rule::DateInFuture, "setOn")], on("2026-06-03")),
            ("before the calendar", vec![(Rule::DateOutOfRange, "setOn"), (Rule::DayBeforeStart, "setOn")], on("1899-12-31")),
            ("blank", vec![(Rule::TextRequired, "label")], called(" ".to_owned())),
            ("long", vec![(Rule::TextTooLong, "label")], called(too_long(1_000))),
            ("that cannot be kept", vec![(Rule::TextMalformed, "label")], called("\0".to_owned())),
        ] {
            refusals.expect(case, &expected, set(&world.db, &world.act(&people.social_worker), input)).await;
        }
        let act = world.act(&people.officer);
        refusals.expect("by the officer", &[(Rule::Forbidden, "")], set(&world.db, &act, of(&measure.id))).await;
        refusals.are(SET_RULES);
    }

    async fn a_step_of_an_objective_is_refused(world: World) {
        let people = &world.people;
        let measure = world.start_support(&world.preselected_household().await.id).await;
        let closed = world.start_support(&world.preselected_household().await.id).await;
        let input = CloseSupport { support_measure_id: closed.id.clone(), closed_on: world.today(), outcome: SupportOutcome::Left };
        close(&world.db, &world.act(&people.coordinator), input).await.unwrap();
        let over = world.objectives(&closed).await[0].id.clone();
        world.go_to("2026-06-02", 10, 0);
        let step = world.step_input(&measure).await;
        move_on(&world.db, &world.act(&people.coordinator), MoveSupportObjective { moved_on: date("2026-05-02"), ..step.clone() }).await.unwrap();

        let achieved = MoveSupportObjective { status: ObjectiveStatus::Achieved, ..step.clone() };
        let of = |id: &SupportObjectiveId| MoveSupportObjective { support_objective_id: id.clone(), ..achieved.clone() };
        let on = |day: &str| MoveSupportObjective { moved_on: date(day), ..achieved.clone() };
        let with = |comment: String| MoveSupportObjective { comment: Some(comment), ..achieved.clone() };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such objective", vec![(Rule::NotFound, "supportObjectiveId")], of(&nothing())),
            ("of a closed measure", vec![(Rule::SupportClosed, "supportObjectiveId")], of(&over)),
            ("as far as it is", vec![(Rule::ObjectiveStatusUnchanged, "status")], step),
            ("before the last step", vec![(Rule::DayBeforeProgress, "movedOn")], on("2026-05-01")),
            ("tomorrow", vec![(Rule::DateInFuture, "movedOn")], on("2026-06-03")),
            ("before the calendar", vec![(Rule::DateOutOfRange, "movedOn"), (Rule::DayBeforeProgress, "movedOn")], on("1899-12-31")),
            ("with a long comment", vec![(Rule::TextTooLong, "comment")], with(too_long(10_000))),
            ("that cannot be kept", vec![(Rule::TextMalformed, "comment")], with("\0".to_owned())),
        ] {
            refusals.expect(case, &expected, move_on(&world.db, &world.act(&people.social_worker), input)).await;
        }
        let act = world.act(&people.colleague);
        refusals.expect("by a colleague", &[(Rule::Forbidden, "")], move_on(&world.db, &act, achieved)).await;
        refusals.are(MOVE_RULES);
    }
}
