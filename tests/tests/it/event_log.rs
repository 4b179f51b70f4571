//! The event log hands out each event exactly once, in one order, whatever the writers do meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use entity::database::begin;
use entity::event_log::{Draft, Position, announce, append, head, horizon, just_before, read, trim};
use entity::model::event;
use entity::types::EventKind;
use sea_orm::{Condition, ConnectionTrait, DatabaseConnection};
use serde_json::json;
use tests::{World, both_databases, postgres_only};
use tokio::time::{Instant, sleep};

both_databases! {
    async fn a_reader_gets_what_eight_writers_append_exactly_once(world: World) {
        const WRITERS: usize = 8;
        const EVENTS: usize = 50;
        let start = world.settled().await;
        let finished = Arc::new(AtomicUsize::new(0));
        let writers = (0..WRITERS).map(|writer| {
            let (world, finished) = (world.clone(), Arc::clone(&finished));
            tokio::spawn(async move {
                let world = world.elsewhere().await;
                for number in 0..EVENTS {
                    let tx = begin(&world.db).await.unwrap();
                    append(&tx, &world.system(), note(&format!("{writer}.{number}"))).await.unwrap();
                    if number % 5 == writer % 5 {
                        // Some take their time to commit, and others overtake them.
                        sleep(Duration::from_millis(u64::try_from(writer).unwrap())).await;
                    }
                    if number % 10 == 9 {
                        tx.rollback().await.unwrap();
                    } else {
                        tx.commit().await.unwrap();
                    }
                }
                finished.fetch_add(1, Ordering::SeqCst);
            })
        });
        let writers: Vec<_> = writers.collect();

        let reading = world.another_pool(2).await;
        let (mut read, mut place) = (Vec::new(), start);
        let deadline = Instant::now() + Duration::from_secs(40);
        loop {
            let all_written = finished.load(Ordering::SeqCst) == WRITERS;
            let until = head(&reading).await.unwrap();
            assert!(until >= place, "the head never goes back");
            // As a subscription does: in pages, each from where the one before ended.
            loop {
                let page = page(&reading, place, until, 7).await;
                let Some(last) = page.last() else { break };
                place = Position::after(last);
                read.extend(page);
            }
            if all_written && read.len() >= WRITERS * EVENTS * 9 / 10 {
                break;
            }
            assert!(Instant::now() < deadline, "{} events read, writers finished: {all_written}", read.len());
            sleep(Duration::from_millis(1)).await;
        }
        for writer in writers {
            writer.await.unwrap();
        }

        let whole = world.events().await.into_iter().filter(|event| Position::after(event) > start).collect::<Vec<_>>();
        assert_eq!(whole.len(), WRITERS * EVENTS * 9 / 10);
        assert_eq!(subjects(&read), subjects(&whole), "exactly once, in the order that stays");
        for writer in 0..WRITERS {
            let own: Vec<usize> = read
                .iter()
                .filter_map(|event| event.subject_id.strip_prefix(&format!("{writer}.")).map(|number| number.parse().unwrap()))
                .collect();
            assert!(own.is_sorted(), "writer {writer} is read in its own order: {own:?}");
        }
    }

    async fn a_page_ends_where_the_next_one_begins(world: World) {
        let start = world.settled().await;
        for number in 0..5 {
            append(&world.db, &world.system(), note(&number.to_string())).await.unwrap();
        }
        let until = world.settled().await;
        let page = async |after, limit| {
            let page = page(&world.db, after, until, limit).await;
            (page.iter().map(|event| event.subject_id.clone()).collect::<Vec<_>>(), page.last().map(Position::after))
        };
        let (first, place) = page(start, 2).await;
        let (second, place) = page(place.unwrap(), 2).await;
        let (third, place) = page(place.unwrap(), 2).await;
        assert_eq!([first, second, third], [vec!["0", "1"], vec!["2", "3"], vec!["4"]]);
        assert_eq!(place, Some(until));
        assert_eq!(page(until, 2).await, (vec![], None));
        // A cursor is read back as it was written.
        assert_eq!(until.to_string().parse(), Ok(until));
        // Nothing beyond the head that was asked for.
        append(&world.db, &world.system(), note("later")).await.unwrap();
        assert_eq!(page(start, 100).await.0.len(), 5);
    }

    async fn an_event_keeps_what_it_was_given(world: World) {
        let household = world.register_household().await;
        let before = world.log().await;
        let draft = note("subject").programme(&world.programme_id).household(&household.id);
        let draft = draft.change("b", 1).change("a", json!({ "deep": ["é", null] }));
        append(&world.db, &world.act(&world.people.officer), draft).await.unwrap();
        let event = before.only_event().await;
        assert_eq!(event.actor_id, Some(world.people.officer.id()));
        assert_eq!((event.programme_id, event.household_id, event.meeting_id), (Some(world.programme_id.clone()), Some(household.id), None));
        assert_eq!(event.changes, json!({ "a": { "deep": ["é", null] }, "b": 1 }));
    }

    async fn what_is_trimmed_is_gone_and_the_horizon_tells(world: World) {
        let start = world.settled().await;
        assert_eq!(horizon(&world.db).await.unwrap(), Position::default(), "the log is whole");
        for number in 0..5 {
            append(&world.db, &world.system(), note(&number.to_string())).await.unwrap();
        }
        let until = world.settled().await;
        let events = page(&world.db, start, until, 9).await;
        let before = world.events().await.len() - 5;
        let third = Position::after(&events[2]);
        assert_eq!(trim(&world.db, third).await.unwrap(), u64::try_from(before + 3).unwrap());
        assert_eq!((horizon(&world.db).await.unwrap(), head(&world.db).await.unwrap()), (third, until));
        // From before the horizon nothing is told, rather than too little.
        for (after, told) in [(start, None), (Position::after(&events[1]), None), (third, Some(2)), (until, Some(0))] {
            let places = read(&world.db, after, until, Condition::all(), 9).await.unwrap();
            assert_eq!(places.map(|places| places.len()), told, "{after}");
        }
        // The head stays, whatever is asked for: the log would not know where it ends.
        assert_eq!(trim(&world.db, Position { tx: i64::MAX, seq: i64::MAX }).await.unwrap(), 1);
        assert_eq!(horizon(&world.db).await.unwrap(), Position::after(&events[3]));
        assert_eq!(subjects(&world.events().await), ["4"]);
        assert_eq!(head(&world.db).await.unwrap(), until);
        // Once more, and from before: nothing.
        assert_eq!(trim(&world.db, until).await.unwrap() + trim(&world.db, start).await.unwrap(), 0);
        assert_eq!(horizon(&world.db).await.unwrap(), Position::after(&events[3]));
    }

    async fn a_long_log_is_trimmed_by_two_at_once(world: World) {
        world.sql(&format!(
            "WITH RECURSIVE series (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < 3500)
             INSERT INTO event (kind, occurred_at, subject_id, changes) SELECT 'SIGNED_IN', {}, 's', '{{}}' FROM series",
            "'2026-03-02T08:00:00+00:00'",
        ))
        .await;
        let until = world.settled().await;
        let all = u64::try_from(world.events().await.len()).unwrap();
        let other = world.another_pool(1).await;
        let (one, two) = tokio::join!(trim(&world.db, until), trim(&other, until));
        assert_eq!(one.unwrap() + two.unwrap(), all - 1);
        assert_eq!((world.events().await.len(), head(&world.db).await.unwrap()), (1, until));
    }

    async fn an_announcement_is_in_the_log_once(world: World) {
        let of = |subject: &str, step| {
            Draft::new(EventKind::SupportNearingEnd, subject).change("dueOn", "2027-03-02").change("step", step)
        };
        let log = world.log().await;
        let (one, two) = (world.elsewhere().await, world.elsewhere().await);
        let announcing = |world: World| async move {
            for _ in 0..20 {
                let tx = begin(&world.db).await.unwrap();
                announce(&tx, &world.system(), vec![of("a", -90), of("b", -90)]).await.unwrap();
                tx.commit().await.unwrap();
            }
        };
        tokio::join!(announcing(one), announcing(two));
        let [a, b] = log.events().await;
        assert_eq!(subjects(&[a, b]), ["a", "b"]);
        let log = world.log().await;
        let again = vec![of("a", -90), of("a", -60), of("a", -90).change("dueOn", "2027-06-02"), of("b", -90)];
        announce(&world.db, &world.system(), again).await.unwrap();
        let [step, day] = log.events().await;
        assert_eq!(step.changes, json!({ "dueOn": "2027-03-02", "step": -60 }));
        assert_eq!(day.changes, json!({ "dueOn": "2027-06-02", "step": -90 }));
        // What is no announcement may be said twice.
        let log = world.log().await;
        announce(&world.db, &world.system(), vec![note("a"), note("a")]).await.unwrap();
        let [_, _] = log.events().await;
        announce(&world.db, &world.system(), vec![]).await.unwrap();
    }
}

postgres_only! {
    async fn what_is_not_final_is_not_trimmed(world: World) {
        let one = world.another_pool(1).await;
        append(&world.db, &world.system(), note("before")).await.unwrap();
        let settled = world.settled().await;
        let slow = begin(&one).await.unwrap();
        append(&slow, &world.system(), note("slow")).await.unwrap();
        append(&world.db, &world.system(), note("quick")).await.unwrap();
        let all = world.events().await;
        assert_eq!(trim(&world.db, Position::after(all.last().unwrap())).await.unwrap(), u64::try_from(all.len() - 2).unwrap());
        assert!(horizon(&world.db).await.unwrap() < settled);
        slow.commit().await.unwrap();
        world.settled().await;
        assert_eq!(subjects(&world.events().await), ["before", "slow", "quick"]);
    }

    async fn who_appends_first_and_commits_last_is_neither_lost_nor_out_of_order(world: World) {
        let start = world.settled().await;
        let (one, two) = (world.another_pool(1).await, world.another_pool(1).await);
        let reading = world.another_pool(1).await;
        let slow = begin(&one).await.unwrap();
        append(&slow, &world.system(), note("appended first")).await.unwrap();
        let quick = begin(&two).await.unwrap();
        append(&quick, &world.system(), note("committed first")).await.unwrap();
        quick.commit().await.unwrap();
        // A sequence alone would hand out the second now, and the first never.
        assert_eq!(head(&reading).await.unwrap(), start);
        slow.commit().await.unwrap();
        assert_eq!(read_two(&world, &reading, start).await, ["appended first", "committed first"]);
    }

    async fn who_begins_first_and_appends_last_keeps_its_place(world: World) {
        let start = world.settled().await;
        let (one, two) = (world.another_pool(1).await, world.another_pool(1).await);
        let reading = world.another_pool(1).await;
        let early = begin(&one).await.unwrap();
        // Any write gives the transaction its number.
        early.execute_unprepared("UPDATE unit_rate SET amount_cents = 1").await.unwrap();
        let quick = begin(&two).await.unwrap();
        append(&quick, &world.system(), note("lower sequence")).await.unwrap();
        quick.commit().await.unwrap();
        assert_eq!(head(&reading).await.unwrap(), start);
        append(&early, &world.system(), note("lower transaction")).await.unwrap();
        early.commit().await.unwrap();
        assert_eq!(read_two(&world, &reading, start).await, ["lower transaction", "lower sequence"]);
    }

    async fn a_transaction_that_fails_holds_nobody_back_for_ever(world: World) {
        let start = world.settled().await;
        let one = world.another_pool(1).await;
        let failing = begin(&one).await.unwrap();
        append(&failing, &world.system(), note("never")).await.unwrap();
        append(&world.db, &world.system(), note("one")).await.unwrap();
        append(&world.db, &world.system(), note("two")).await.unwrap();
        assert_eq!(head(&world.db).await.unwrap(), start);
        drop(failing);
        assert_eq!(read_two(&world, &world.db, start).await, ["one", "two"]);
    }

    async fn a_reader_who_only_reads_holds_nobody_back(world: World) {
        let one = world.another_pool(1).await;
        let reader = begin(&one).await.unwrap();
        reader.execute_unprepared("SELECT count(*) FROM household").await.unwrap();
        let start = world.settled().await;
        append(&world.db, &world.system(), note("one")).await.unwrap();
        append(&world.db, &world.system(), note("two")).await.unwrap();
        assert_eq!(read_two(&world, &world.db, start).await, ["one", "two"]);
        reader.rollback().await.unwrap();
    }
}

fn note(subject: &str) -> Draft {
    Draft::new(EventKind::SignedIn, subject)
}

fn subjects(events: &[event::Model]) -> Vec<&str> {
    events.iter().map(|event| event.subject_id.as_str()).collect()
}

/// Some events between two places, oldest first, as a reader is given them.
async fn page(db: &DatabaseConnection, after: Position, until: Position, limit: u64) -> Vec<event::Model> {
    let places = read(db, after, until, Condition::all(), limit).await.unwrap().expect("nothing was trimmed");
    let mut events = Vec::new();
    for place in places {
        events.push(just_before(db, place).await.unwrap().expect("an event just before each place"));
    }
    events
}

/// What a reader who follows the log from a place gets.
async fn read_two(world: &World, reading: &DatabaseConnection, mut place: Position) -> Vec<String> {
    let last = world.events().await.last().map(Position::after).unwrap_or_default();
    let mut read = Vec::new();
    let deadline = Instant::now() + Duration::from_secs(20);
    while place < last && Instant::now() < deadline {
        let until = head(reading).await.unwrap();
        let page = page(reading, place, until, 1).await;
        place = page.last().map_or(place, Position::after);
        read.extend(page.into_iter().map(|event| event.subject_id));
    }
    read
}
