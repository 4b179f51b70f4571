//! The meetings of a series, to whoever is convened: each is told of in its own time, and moved and cancelled by itself.

use std::collections::BTreeMap;

use entity::model::reminder;
use entity::operations::meeting::{MoveMeeting, reschedule};
use entity::operations::meeting_series::{ChangeMeetingSeries, change};
use entity::rules::calendar::at_local;
use entity::types::{ReminderRule, ReminderState};
use sea_orm::EntityTrait;
use tests::smtp::Sink;
use tests::{World, both_databases};

use crate::reminders::walk::worker;

/// How many mails were sent of each rule about something, by the revision that they spoke of.
async fn sent(world: &World, subject: &str) -> BTreeMap<(ReminderRule, i32), usize> {
    let mut sent = BTreeMap::new();
    for row in reminder::Entity::find().all(&world.db).await.unwrap() {
        if row.subject_id == subject && row.state == ReminderState::Sent {
            *sent.entry((row.rule, row.revision)).or_default() += 1;
        }
    }
    sent
}

both_databases! {
    async fn each_meeting_of_a_series_is_convened_moved_and_cancelled_by_itself(world: World) {
        use ReminderRule::{MeetingCancellation, MeetingConvocation};
        let sink = Sink::start().await;
        let process = worker(&world, &sink).await;
        let run = async || {
            worker::run::once(&process).await.unwrap();
        };
        let series = world.schedule_series().await;
        let meetings = world.meetings_of(&series.id).await;
        let of = |number: usize| meetings[number].id.as_str();
        // Tomorrow's at once, to the four of them; the others in their time.
        run().await;
        assert_eq!(sent(&world, of(0)).await, BTreeMap::from([((MeetingConvocation, 0), 4)]));
        assert_eq!(sink.take().len(), 4);
        world.go_to("2026-03-23", 8, 0);
        run().await;
        assert_eq!(sent(&world, of(1)).await, BTreeMap::from([((MeetingConvocation, 0), 4)]));
        // One is moved, the others are not.
        world.go_to("2026-03-24", 8, 0);
        let day = "2026-04-09".parse().unwrap();
        let (starts_at, ends_at) = (at_local(day, 10, 0), at_local(day, 12, 0));
        let input = MoveMeeting { meeting_id: meetings[1].id.clone(), starts_at, ends_at, location: None };
        reschedule(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        run().await;
        let moved = BTreeMap::from([((MeetingConvocation, 0), 4), ((MeetingConvocation, 1), 4)]);
        assert_eq!(sent(&world, of(1)).await, moved);
        // The series ends: whoever was convened is told, and of the rest nobody ever was.
        world.go_to("2026-03-25", 8, 0);
        let until_on = "2026-03-31".parse().unwrap();
        let input = ChangeMeetingSeries { meeting_series_id: series.id.clone(), until_on };
        change(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        run().await;
        assert_eq!(sent(&world, of(1)).await.get(&(MeetingCancellation, 2)), Some(&4));
        world.go_to("2026-07-01", 8, 0);
        run().await;
        for number in 2..meetings.len() {
            assert_eq!(sent(&world, of(number)).await, BTreeMap::new());
        }
        assert_eq!(sink.take().len(), 12);
    }
}
