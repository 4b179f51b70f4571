//! Reminders that are all due at once, sent to a mail server on loopback by a worker as it runs for ever.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use tests::World;
use tests::smtp::Sink;
use tokio_util::sync::CancellationToken;
use worker::Environment;
use worker::planner::plan;
use worker::run::forever;
use worker::settings::Settings;

use crate::{per_second, say};

/// No round takes longer.
const PATIENCE: Duration = Duration::from_mins(10);

pub(crate) async fn measure(world: World, due: usize, senders: usize) {
    world.near_their_end(due).await;
    // As a database is that was not filled a second ago.
    world.sql("ANALYZE").await;
    let sink = sink_apart();
    let (smtp, concurrency) = (sink.url(), senders.to_string());
    let settings = Settings::from_lookup(|name| match name {
        "SMTP_URL" => Some(smtp.clone()),
        "WORKER_CONCURRENCY" => Some(concurrency.clone()),
        _ => None,
    });
    let db = world.another_pool(8).await;
    let environment = Environment::new(&settings.unwrap(), db, world.clock.clone(), world.chance.clone());
    let begun = Instant::now();
    let planned = plan(&environment).await.unwrap().recorded;
    assert_eq!(planned, due as u64);
    let planning = begun.elapsed();
    world.sql("ANALYZE").await;

    let stop = CancellationToken::new();
    let begun = Instant::now();
    let service = tokio::spawn(forever(environment, senders, stop.clone()));
    sink.wait_for(due, PATIENCE).await;
    let sending = begun.elapsed();
    stop.cancel();
    service.await.unwrap().unwrap();
    assert_eq!(sink.mails().len(), due, "none came twice");
    say(&format!(
        "- {due} reminders, {senders} at a time over {} connections: planned in {:.2} s, {:.0} mails/s",
        sink.connections(),
        planning.as_secs_f64(),
        per_second(due, sending),
    ));
}

/// A mail server on a thread of its own, which lasts as long as the process.
fn sink_apart() -> Sink {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            tell.send(Sink::start().await).unwrap();
            std::future::pending::<()>().await;
        });
    });
    told.recv().unwrap()
}
