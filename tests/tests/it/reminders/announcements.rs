//! What comes near its day is announced to whoever follows the event log: once for each step, with the first
//! reminder of it, whoever that is to, and in the same transaction.

use std::collections::BTreeSet;

use entity::model::{event, reminder, support_measure};
use entity::operations::lease_review::{PlanLeaseReview, plan as plan_review};
use entity::operations::reminder::{record, watch_all};
use entity::operations::support;
use entity::rules::reminder::{Announcement, Wanted};
use entity::types::{EventKind, HouseholdId, ReminderRule};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tests::smtp::Sink;
use tests::{Kind, Person, World, both_databases};
use worker::environment::Environment;
use worker::planner::plan;

use super::walk::worker;

both_databases! {
    async fn a_step_is_announced_once_whoever_is_written_to(world: World) {
        let planner = planner(&world).await;
        let measure = measure(&world, 60).await;
        let log = world.log().await;
        assert_eq!(plan(&planner).await.unwrap().recorded, 2, "the one for ninety days is superseded");
        let event = log.only_event().await;
        assert_eq!((event.kind, event.actor_id.as_ref()), (EventKind::SupportNearingEnd, None));
        assert_eq!((event.programme_id.as_ref(), event.meeting_id.as_ref()), (Some(&world.programme_id), None));
        assert_eq!((event.household_id.as_ref(), &event.subject_id), (Some(&measure.household_id), &measure.id.to_string()));
        assert_eq!(event.changes, json!({ "dueOn": measure.end_on.to_string(), "step": -60 }));

        // Planned again, nothing changes; with another referent there is a reminder more, and no news.
        let before = world.snapshot().await;
        plan(&planner).await.unwrap();
        before.assert_same(&world.snapshot().await, "planned again");
        refer(&world, &measure.household_id, &world.people.colleague).await;
        let log = world.log().await;
        assert_eq!(plan(&planner).await.unwrap().recorded, 2);
        log.nothing().await;

        // The landlord's contact is told from the next step on: it is one step all the same.
        world.clock.set(world.hour(30, 8));
        let log = world.log().await;
        assert_eq!(plan(&planner).await.unwrap().recorded, 2);
        assert_eq!(log.only_event().await.changes["step"], -30);
        // Of an end that has moved the series begins anew.
        support::extend(&world.db, &world.act(&world.people.coordinator), world.extension_input(&measure)).await.unwrap();
        let end_on = world.support(&measure.id).await.end_on;
        world.clock.set(world.hour(60, 8));
        let log = world.log().await;
        plan(&planner).await.unwrap();
        assert_eq!(log.only_event().await.changes, json!({ "dueOn": end_on.to_string(), "step": -90 }));
    }

    async fn after_a_long_silence_the_last_step_alone_is_announced(world: World) {
        let planner = planner(&world).await;
        let measure = measure(&world, 120).await;
        world.clock.set(world.hour(129, 8));
        plan(&planner).await.unwrap();
        assert_eq!(steps(&world).await, [(measure.id.to_string(), json!(8))]);
        // The landlord's contact, to whom an earlier step is the last, is replaced: no news.
        world.sql(&format!(
            "UPDATE household SET landlord_contact_id = '{}' WHERE id = '{}'",
            world.people.officer_colleague.id(), measure.household_id
        )).await;
        watch_all(&world.db, world.clock.now()).await.unwrap();
        assert!(plan(&planner).await.unwrap().recorded > 0);
        assert_eq!(steps(&world).await.len(), 1);
    }

    async fn a_lease_review_is_announced_and_a_meeting_is_not(world: World) {
        let planner = planner(&world).await;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let (tenancy, _) = world.sliding_lease(&household.id).await;
        let input = PlanLeaseReview { tenancy_id: tenancy.id, due_on: world.day(7) };
        let review = plan_review(&world.db, &world.act(&world.people.social_worker), input).await.unwrap();
        world.schedule_meeting(10).await;
        let log = world.log().await;
        assert!(plan(&planner).await.unwrap().recorded >= 8, "four to the meeting, twice two to the review");
        let event = log.only_event().await;
        assert_eq!((event.kind, event.subject_id), (EventKind::LeaseReviewDue, review.id.to_string()));
        assert_eq!((event.programme_id, event.household_id), (Some(world.programme_id.clone()), Some(household.id)));
        assert_eq!(event.changes, json!({ "dueOn": review.due_on.to_string(), "step": -7 }));
    }

    async fn planners_at_once_announce_each_step_once(world: World) {
        let mut expected = BTreeSet::new();
        for number in 0..40 {
            let measure = measure(&world, 20 + number).await;
            expected.insert(measure.id.to_string());
        }
        let planners = [planner(&world).await, planner(&world).await, planner(&world).await];
        let rounds = futures::future::join_all(planners.iter().map(plan)).await;
        assert!(rounds.iter().map(|round| round.as_ref().unwrap().recorded).sum::<u64>() >= 80);
        let steps = steps(&world).await;
        assert_eq!(steps.len(), 40);
        assert_eq!(steps.into_iter().map(|(subject, _)| subject).collect::<BTreeSet<_>>(), expected);
    }

    async fn who_records_for_another_recipient_at_the_same_instant_announces_nothing_more(world: World) {
        let household = world.register_household().await;
        let told = |number: i64| Announcement {
            kind: EventKind::SupportNearingEnd,
            subject_id: format!("sup_{number}"),
            due_on: world.day(30),
            step: -30,
            programme_id: world.programme_id.clone(),
            household_id: household.id.clone(),
        };
        let wanted = |number: i64, person: &Person| Wanted {
            rule: ReminderRule::SupportEnd,
            subject_id: format!("sup_{number}"),
            due_on: world.day(30),
            step: -30,
            recipient_id: person.id(),
            revision: 0,
            household_id: Some(household.id.clone()),
            silence: None,
        };
        let recording = async |person: &Person| {
            let db = world.another_pool(1).await;
            for number in 0..25 {
                let new = [wanted(number, person)];
                record(&db, world.clock.now(), &world.chance, &new, &[told(number), told(number + 1)]).await.unwrap();
            }
        };
        tokio::join!(recording(&world.people.social_worker), recording(&world.people.officer), recording(&world.people.colleague));
        assert_eq!(reminder::Entity::find().all(&world.db).await.unwrap().len(), 75);
        assert_eq!(steps(&world).await.len(), 25);
    }

    async fn what_cannot_be_announced_is_not_recorded_either(world: World) {
        let planner = planner(&world).await;
        let measure = measure(&world, 60).await;
        let (no_longer, refuse) = match world.kind {
            Kind::Sqlite => (
                "DROP TRIGGER refuse",
                "CREATE TRIGGER refuse BEFORE INSERT ON event WHEN NEW.kind = 'SUPPORT_NEARING_END'
                 BEGIN SELECT RAISE(ABORT, 'refused'); END",
            ),
            Kind::Postgres => (
                "DROP TRIGGER refuse ON event",
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused''; END';
                 CREATE TRIGGER refuse BEFORE INSERT ON event FOR EACH ROW
                 WHEN (NEW.kind = 'SUPPORT_NEARING_END') EXECUTE FUNCTION refuse()",
            ),
        };
        world.sql(refuse).await;
        assert!(plan(&planner).await.is_err());
        assert!(reminder::Entity::find().one(&world.db).await.unwrap().is_none());
        world.sql(no_longer).await;
        assert_eq!(plan(&planner).await.unwrap().recorded, 2);
        assert_eq!(steps(&world).await, [(measure.id.to_string(), json!(-60))]);
    }
}

async fn planner(world: &World) -> Environment {
    worker(world, &Sink::start().await).await
}

/// A measure that ends in so many days.
async fn measure(world: &World, days: i64) -> support_measure::Model {
    let household = world.preselected_household().await;
    let input = support::StartSupport { end_on: Some(world.day(days)), ..world.support_input(&household.id) };
    let measure = support::start(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
    world.review_progress(&measure).await;
    measure
}

async fn refer(world: &World, household_id: &HouseholdId, person: &Person) {
    world.sql(&format!("UPDATE household SET referent_id = '{}' WHERE id = '{household_id}'", person.id())).await;
    // No event tells of it.
    watch_all(&world.db, world.clock.now()).await.unwrap();
}

/// What was announced of supports: the subject and the step.
async fn steps(world: &World) -> Vec<(String, Value)> {
    let events = world.events_of(EventKind::SupportNearingEnd).await;
    events.into_iter().map(|event: event::Model| (event.subject_id, event.changes["step"].clone())).collect()
}
