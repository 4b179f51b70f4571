//! A support measure is suspended, and goes on.

use entity::model::support_suspension::Model;
use entity::operations::support::{CloseSupport, close};
use entity::operations::suspension::{EndSuspension, SuspendSupport, end, suspend};
use entity::refusal::Rule;
use entity::types::{EventKind, SupportMeasureId, SupportOutcome, SupportSuspensionId};
use serde_json::json;
use tests::{CONFIDENTIAL, Refusals, World, both_databases};

use super::{Told, date, nothing, too_long};

/// The rules that suspending can break.
pub(super) const SUSPEND_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::SupportClosed,
    Rule::SupportAlreadySuspended,
    Rule::SuspensionOverlaps,
    Rule::DayBeforeStart,
    Rule::DateInFuture,
    Rule::DateOutOfRange,
    Rule::EndNotAfterStart,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

/// The rules that ending can break.
pub(super) const END_RULES: &[Rule] =
    &[Rule::NotFound, Rule::Forbidden, Rule::SuspensionEnded, Rule::DayBeforeSuspension, Rule::DateInFuture];

both_databases! {
    async fn support_is_suspended_and_goes_on_and_its_end_stays(world: World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let worker = &world.people.social_worker;
        world.go_to("2026-06-02", 10, 0);
        let told = |kind, suspension: &Model, changes| Told {
            kind, by: Some(worker.id()), household: Some(household.id.clone()), meeting: None,
            subject: suspension.id.to_string(), changes,
        };
        let log = world.log().await;
        let input = SuspendSupport { explanation: Some(format!(" {CONFIDENTIAL} ")), ..world.suspension_input(&measure) };
        let suspension = suspend(&world.db, &world.act(worker), input).await.unwrap();
        let changes = json!({ "supportMeasureId": measure.id, "startOn": "2026-06-02", "expectedEndOn": "2026-07-02" });
        told(EventKind::SupportSuspended, &suspension, changes).check(&world, log.only_event().await);
        assert_eq!(suspension, world.suspension(&suspension.id).await);
        assert_eq!((suspension.explanation.as_deref(), suspension.ended_on), (Some(CONFIDENTIAL), None));
        assert_eq!(world.support(&measure.id).await, measure);

        world.go_to("2026-06-20", 10, 0);
        let log = world.log().await;
        let input = EndSuspension { support_suspension_id: suspension.id.clone(), ended_on: date("2026-06-19") };
        let ended = end(&world.db, &world.act(worker), input).await.unwrap();
        told(EventKind::SupportSuspensionEnded, &ended, json!({ "endedOn": "2026-06-19" })).check(&world, log.only_event().await);
        assert_eq!(ended, Model { ended_on: Some(date("2026-06-19")), version: 2, ..suspension });
        assert_eq!(world.support(&measure.id).await, measure);
        world.suspend_support(&measure).await;
    }

    async fn a_suspension_ends_with_its_measure(world: World) {
        let measure = world.start_support(&world.preselected_household().await.id).await;
        let suspension = world.suspend_support(&measure).await;
        world.go_to("2026-06-20", 10, 0);
        let log = world.log().await;
        let input = CloseSupport { support_measure_id: measure.id, closed_on: date("2026-06-19"), outcome: SupportOutcome::Left };
        close(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        let [ended, over] = log.events().await;
        assert_eq!((ended.kind, over.kind), (EventKind::SupportSuspensionEnded, EventKind::SupportClosed));
        assert_eq!(ended.changes, json!({ "endedOn": "2026-06-19" }));
        let ended = Model { ended_on: Some(date("2026-06-19")), version: 2, ..suspension };
        assert_eq!(world.suspension(&ended.id).await, ended);
    }

    async fn a_suspension_is_refused(world: World) {
        let people = &world.people;
        let measure = world.start_support(&world.preselected_household().await.id).await;
        let suspended = world.start_support(&world.preselected_household().await.id).await;
        let open = world.suspend_support(&suspended).await;
        let closed = world.start_support(&world.preselected_household().await.id).await;
        let input = CloseSupport { support_measure_id: closed.id.clone(), closed_on: world.today(), outcome: SupportOutcome::Left };
        close(&world.db, &world.act(&people.coordinator), input).await.unwrap();
        let worker = &people.social_worker;
        world.go_to("2026-03-10", 10, 0);
        let once = world.suspend_support(&measure).await;
        let over = EndSuspension { support_suspension_id: once.id.clone(), ended_on: world.today() };
        end(&world.db, &world.act(worker), over.clone()).await.unwrap();
        world.go_to("2026-06-02", 10, 0);

        let of = |id: &SupportMeasureId| SuspendSupport { support_measure_id: id.clone(), ..world.suspension_input(&measure) };
        let on = |day: &str| SuspendSupport { start_on: date(day), ..of(&measure.id) };
        let till = |day: &str| SuspendSupport { expected_end_on: Some(date(day)), ..of(&measure.id) };
        let because = |text: String| SuspendSupport { explanation: Some(text), ..of(&measure.id) };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such measure", vec![(Rule::NotFound, "supportMeasureId")], of(&nothing())),
            ("closed", vec![(Rule::SupportClosed, "supportMeasureId")], of(&closed.id)),
            ("suspended", vec![(Rule::SupportAlreadySuspended, "supportMeasureId")], of(&suspended.id)),
            ("on the last day of another", vec![(Rule::SuspensionOverlaps, "startOn")], on("2026-03-10")),
            ("before it starts", vec![(Rule::DayBeforeStart, "startOn"), (Rule::SuspensionOverlaps, "startOn")], on("2026-03-01")),
            ("tomorrow", vec![(Rule::DateInFuture, "startOn")], on("2026-06-03")),
            ("till the same day", vec![(Rule::EndNotAfterStart, "expectedEndOn")], till("2026-06-02")),
            ("past the calendar", vec![(Rule::DateOutOfRange, "expectedEndOn")], till("2201-01-01")),
            ("with too many words", vec![(Rule::TextTooLong, "explanation")], because(too_long(10_000))),
            ("that cannot be kept", vec![(Rule::TextMalformed, "explanation")], because("\0".to_owned())),
        ] {
            refusals.expect(case, &expected, suspend(&world.db, &world.act(worker), input)).await;
        }
        let act = world.act(&people.officer);
        refusals.expect("by the officer", &[(Rule::Forbidden, "")], suspend(&world.db, &act, of(&measure.id))).await;
        refusals.are(SUSPEND_RULES);

        let to = |id: &SupportSuspensionId, day: &str| EndSuspension { support_suspension_id: id.clone(), ended_on: date(day) };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such suspension", (Rule::NotFound, "supportSuspensionId"), to(&nothing(), "2026-06-02")),
            ("ended", (Rule::SuspensionEnded, "supportSuspensionId"), over),
            ("before it began", (Rule::DayBeforeSuspension, "endedOn"), to(&open.id, "2026-03-01")),
            ("tomorrow", (Rule::DateInFuture, "endedOn"), to(&open.id, "2026-06-03")),
        ] {
            refusals.expect(case, &[expected], end(&world.db, &world.act(worker), input)).await;
        }
        let act = world.act(&people.colleague);
        refusals.expect("by a colleague", &[(Rule::Forbidden, "")], end(&world.db, &act, to(&open.id, "2026-06-02"))).await;
        refusals.are(END_RULES);
    }
}
