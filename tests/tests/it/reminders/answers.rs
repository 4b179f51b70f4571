//! What was answered to a reminder, and what is sent then: once, and to whom it should be, whenever the worker runs.

use chrono::NaiveDate;
use entity::model::{reminder, support_measure};
use entity::operations::progress_review::{self, RecordProgressReview};
use entity::operations::reminder::{SnoozeReminder, acknowledge, snooze};
use entity::types::{EventKind, ProgressReviewKind, ReminderState, StaffId};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder};
use tests::smtp::Sink;
use tests::{World, both_databases};
use worker::Environment;

use crate::reminders::walk::worker;

/// What became of each step of a measure's reminders to somebody, in the order of the steps.
async fn steps(world: &World, measure: &support_measure::Model, person: &StaffId) -> Vec<(i32, &'static str)> {
    let of_measure = reminder::Entity::find().filter(reminder::Column::SubjectId.eq(measure.id.as_str()));
    let to_person = of_measure.filter(reminder::Column::RecipientId.eq(person.clone()));
    let rows = to_person.order_by_asc(reminder::Column::Step).all(&world.db).await.unwrap();
    let became = |row: &reminder::Model| match row.reason.as_deref() {
        Some("ACKNOWLEDGED") => "known",
        Some("SNOOZED") => "put off",
        Some("LATER_STEP") => "superseded",
        None if row.state == ReminderState::Sent => "sent",
        other => panic!("{:?}: {other:?}", row.state),
    };
    rows.iter().map(|row| (row.step, became(row))).collect()
}

/// Runs the worker on a day, twice: the second time it finds nothing to do.
async fn run(world: &World, process: &Environment, sink: &Sink, due_on: NaiveDate, days: i64) -> usize {
    let day = (due_on + chrono::TimeDelta::days(days)).to_string();
    world.go_to(&day, 8, 0);
    worker::run::once(process).await.unwrap();
    let sent = sink.take().len();
    let before = world.snapshot().await;
    worker::run::once(process).await.unwrap();
    before.assert_same(&world.snapshot().await, &format!("run again on {day}"));
    sent
}

both_databases! {
    async fn who_took_note_hears_no_more_before_the_day_and_all_of_it_after(world: World) {
        let sink = Sink::start().await;
        let process = worker(&world, &sink).await;
        let measure = reviewed(&world).await;
        let (due_on, referent) = (measure.end_on, &world.people.social_worker);
        assert_eq!(run(&world, &process, &sink, due_on, -90).await, 1);
        let first = reminder::Entity::find().one(&world.db).await.unwrap().unwrap();
        acknowledge(&world.db, &world.act(referent), &first.id).await.unwrap();
        assert_eq!(run(&world, &process, &sink, due_on, -60).await, 0);
        assert_eq!(run(&world, &process, &sink, due_on, -7).await, 1, "the landlord's contact, who has answered nothing");
        let known = [(-90, "sent"), (-60, "known"), (-30, "superseded"), (-7, "known")];
        assert_eq!(steps(&world, &measure, &referent.id()).await, known);
        assert_eq!(run(&world, &process, &sink, due_on, 0).await, 0);
        assert_eq!(run(&world, &process, &sink, due_on, 1).await, 3, "referent, supervisor, coordinator");
        assert_eq!(run(&world, &process, &sink, due_on, 8).await, 3);
        let escalated = steps(&world, &measure, &referent.id()).await;
        assert_eq!(escalated[4..], [(1, "sent"), (8, "sent")]);
    }

    async fn what_was_put_off_comes_on_its_day_once_to_whoever_put_it_off(world: World) {
        let sink = Sink::start().await;
        let process = worker(&world, &sink).await;
        let measure = reviewed(&world).await;
        let (due_on, referent) = (measure.end_on, &world.people.social_worker);
        assert_eq!(run(&world, &process, &sink, due_on, -90).await, 1);
        let first = reminder::Entity::find().one(&world.db).await.unwrap().unwrap();
        let until = due_on - chrono::TimeDelta::days(20);
        snooze(&world.db, &world.act(referent), SnoozeReminder { reminder_id: first.id, until }).await.unwrap();
        assert_eq!(run(&world, &process, &sink, due_on, -60).await, 0);
        assert_eq!(run(&world, &process, &sink, due_on, -30).await, 1, "the landlord's contact");
        assert_eq!(run(&world, &process, &sink, due_on, -21).await, 0);
        assert_eq!(run(&world, &process, &sink, due_on, -20).await, 1);
        assert_eq!(run(&world, &process, &sink, due_on, -19).await, 0);
        assert_eq!(run(&world, &process, &sink, due_on, -7).await, 2);
        let expected = [(-90, "sent"), (-60, "put off"), (-30, "put off"), (-20, "sent"), (-7, "sent")];
        assert_eq!(steps(&world, &measure, &referent.id()).await, expected);
        let announced = world.events_of(EventKind::SupportNearingEnd).await;
        let announced: Vec<_> = announced.iter().map(|event| event.changes["step"].as_i64().unwrap()).collect();
        assert_eq!(announced, [-90, -60, -30, -7], "the day that somebody chose is theirs");

        // Late, it is put off by a week at most; the others go on being told.
        assert_eq!(run(&world, &process, &sink, due_on, 1).await, 3);
        let of_day = reminder::Column::Step.eq(1).and(reminder::Column::RecipientId.eq(referent.id()));
        let late = reminder::Entity::find().filter(of_day).one(&world.db).await.unwrap().unwrap();
        let until = due_on + chrono::TimeDelta::days(8);
        snooze(&world.db, &world.act(referent), SnoozeReminder { reminder_id: late.id, until }).await.unwrap();
        assert_eq!(run(&world, &process, &sink, due_on, 7).await, 0);
        assert_eq!(run(&world, &process, &sink, due_on, 8).await, 3);
    }
}

/// Twelve months of support of which the reviews are held: nothing but its end is recalled.
async fn reviewed(world: &World) -> support_measure::Model {
    let measure = world.start_support(&world.preselected_household().await.id).await;
    let input = RecordProgressReview { kind: ProgressReviewKind::Final, ..world.progress_input(&measure) };
    progress_review::record(&world.db, &world.act(&world.people.social_worker), input).await.unwrap();
    measure
}
