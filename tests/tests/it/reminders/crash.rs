//! A worker that is killed in the midst of its work: whatever it had not sent is sent after a restart,
//! once; what was under way at that instant may come twice, under the same Message-ID, and never not at all.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use entity::types::EventKind;
use tests::smtp::{Reply, Sink};
use tests::{World, both_databases};

const REMINDERS: usize = 1_000;
const CONCURRENCY: usize = 4;

both_databases! {
    async fn a_worker_killed_among_a_thousand_reminders_loses_none(world: World) {
        let sink = Sink::start().await;
        sink.always(Reply::Slow(Duration::from_millis(2)));
        world.near_their_end(REMINDERS).await;

        let mut killed = worker(&world, &sink, "2026-03-02T08:00:00+01:00");
        sink.wait_for(200, Duration::from_mins(1)).await;
        killed.kill().unwrap();
        killed.wait().unwrap();
        let before = sink.mails().len();
        assert!(before < REMINDERS, "killed too late to tell anything");

        // The dead worker's claims are taken over once their lease is over; its clock shows it now.
        let mut restarted = worker(&world, &sink, "2026-03-02T08:10:00+01:00");
        tokio::time::timeout(Duration::from_mins(2), async {
            while distinct(&sink).len() < REMINDERS {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        })
        .await
        .unwrap_or_else(|_| panic!("{} of {REMINDERS} arrived", distinct(&sink).len()));
        // Whatever else would come has its chance.
        tokio::time::sleep(Duration::from_secs(1)).await;
        restarted.kill().unwrap();
        restarted.wait().unwrap();

        let counts = distinct(&sink);
        assert_eq!(counts.len(), REMINDERS);
        let doubled = counts.values().filter(|count| **count > 1).count();
        assert!(doubled <= CONCURRENCY, "{doubled} came twice, with {CONCURRENCY} under way at the kill");
        assert!(counts.values().all(|count| *count <= 2));
        // Each measure was announced once, whichever of the two recorded its reminder.
        assert_eq!(world.events_of(EventKind::SupportNearingEnd).await.len(), REMINDERS);
    }
}

/// How often each Message-ID arrived.
fn distinct(sink: &Sink) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for mail in sink.mails() {
        *counts.entry(mail.message_id()).or_default() += 1;
    }
    counts
}

/// A worker in a process of its own, as `passerelle worker` runs it.
fn worker(world: &World, sink: &Sink, clock: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_passerelle-under-test"))
        .arg("worker")
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("DATABASE_URL", &world.url)
        .env("SMTP_URL", sink.url())
        .env("APP_CLOCK", clock)
        .env("WORKER_CONCURRENCY", CONCURRENCY.to_string())
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}
