//! What one mail of a batch meets is its own affair, and what has no turn in time is as it was before.

use std::time::Duration;

use entity::operations::reminder::due;
use entity::operations::support::{self, CloseSupport};
use entity::types::{ReminderId, ReminderState, SupportOutcome};
use tokio_util::sync::CancellationToken;

use super::world::{World, day};
use crate::mail::{Mailer, SmtpMailer};
use crate::planner::plan;
use crate::sender::{Outcome, send};

/// Twenty reminders to the referent, due now.
async fn twenty() -> (World, Vec<ReminderId>) {
    let world = World::new("2026-06-01T08:00:00Z").await;
    for _ in 0..20 {
        world.support("2026-06-01").await;
    }
    world.go_to("2027-03-03T08:00:00Z");
    plan(&world.env).await.unwrap();
    let ids = due(&world.env.db, world.env.now(), 100).await.unwrap();
    assert_eq!(ids.len(), 20);
    (world, ids)
}

/// Sends them, and counts the outcomes and the rows as they are left: state and attempts.
async fn sent(world: &World, ids: &[ReminderId], stop: &CancellationToken) -> Vec<(usize, Outcome)> {
    let outcomes = send(&world.env, ids, stop).await;
    assert_eq!(outcomes.len(), ids.len());
    let kinds = [Outcome::Sent, Outcome::GivenBack, Outcome::Held, Outcome::Abandoned, Outcome::NotTaken];
    let mut counts: Vec<_> =
        kinds.map(|kind| (outcomes.values().filter(|outcome| **outcome == kind).count(), kind)).into();
    counts.retain(|(count, _)| *count > 0);
    counts
}

async fn rows(world: &World, state: ReminderState, attempts: i32) -> usize {
    let rows = world.ledger().await;
    rows.iter().filter(|row| (row.state, row.attempts) == (state, attempts)).count()
}

#[tokio::test]
async fn what_is_closed_while_a_batch_waits_for_a_slow_server_is_not_sent() {
    let (world, ids) = twenty().await;
    // Eight at a time: the last four have their turn after more than two seconds.
    world.inbox.slow_down(Duration::from_millis(1_100));
    let closing = async {
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        for row in world.ledger().await {
            let input = CloseSupport {
                support_measure_id: row.subject_id.parse().unwrap(),
                closed_on: day("2027-03-02"),
                outcome: SupportOutcome::HousingKept,
            };
            support::close(&world.env.db, &world.act(), input).await.unwrap();
        }
    };
    let stop = CancellationToken::new();
    let ((), outcomes) = tokio::join!(closing, send(&world.env, &ids, &stop));
    let silent = outcomes.values().filter(|outcome| matches!(outcome, Outcome::Silent(_))).count();
    assert_eq!((silent, world.inbox.take().len()), (4, 16));
    assert_eq!((rows(&world, ReminderState::Sent, 1).await, rows(&world, ReminderState::Suppressed, 0).await), (16, 4));
}

#[tokio::test]
async fn a_stop_lets_the_mails_begun_be_sent_and_gives_the_others_back() {
    let (world, ids) = twenty().await;
    world.inbox.slow_down(Duration::from_millis(500));
    let stop = CancellationToken::new();
    let stopping = async {
        tokio::time::sleep(Duration::from_millis(250)).await;
        stop.cancel();
    };
    let ((), counts) = tokio::join!(stopping, sent(&world, &ids, &stop));
    assert_eq!(counts, [(8, Outcome::Sent), (12, Outcome::GivenBack)]);
    assert_eq!(world.inbox.take().len(), 8);
    assert_eq!(rows(&world, ReminderState::Planned, 0).await, 12);
    assert_eq!(due(&world.env.db, world.env.now(), 100).await.unwrap().len(), 12, "at once");
    assert_eq!(sent(&world, &ids, &stop).await, [(20, Outcome::Held)], "stopped");
    assert_eq!(sent(&world, &ids, &CancellationToken::new()).await, [(12, Outcome::Sent), (8, Outcome::NotTaken)]);
}

#[tokio::test]
async fn a_panic_costs_its_own_reminder_only() {
    let (world, ids) = twenty().await;
    let bad = world.ledger().await[7].id.clone();
    world.inbox.panic_at(&bad);
    let counts = sent(&world, &ids, &CancellationToken::new()).await;
    assert_eq!(counts, [(19, Outcome::Sent), (1, Outcome::Abandoned)]);
    assert_eq!(rows(&world, ReminderState::Sending, 1).await, 1, "until its claim expires");
}

#[tokio::test]
async fn a_server_that_nobody_reaches_costs_no_attempt() {
    let (mut world, ids) = twenty().await;
    world.env.mailer = Mailer::Smtp(SmtpMailer::from_url("smtp://127.0.0.1:1").unwrap());
    assert_eq!(sent(&world, &ids, &CancellationToken::new()).await, [(20, Outcome::GivenBack)]);
    assert!(world.env.breaker.is_open());
    assert_eq!(rows(&world, ReminderState::Planned, 0).await, 20);
    assert_eq!(sent(&world, &ids, &CancellationToken::new()).await, [(20, Outcome::Held)]);
}

#[tokio::test]
async fn a_reminder_that_was_begun_often_is_claimed_by_itself() {
    let (world, ids) = twenty().await;
    let often = format!("UPDATE reminder SET attempts = 8 WHERE id IN ('{}', '{}')", ids[3], ids[9]);
    sea_orm::ConnectionTrait::execute_unprepared(&world.env.db, &often).await.unwrap();
    assert_eq!(sent(&world, &ids, &CancellationToken::new()).await, [(20, Outcome::Sent)]);
    let mails: Vec<_> = world.inbox.take().into_iter().map(|mail| mail.message_id).collect();
    for last in &mails[18..] {
        assert!(last.contains(ids[3].as_str()) || last.contains(ids[9].as_str()), "{mails:?}");
    }
}
