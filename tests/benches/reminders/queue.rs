//! The queue alone: jobs that do nothing, and one job at a time with nothing before it.

use std::time::{Duration, Instant};

use entity::jobs::{Queue, SendReminders};
use tests::World;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio_util::sync::CancellationToken;
use worker::consumer;
use worker::sender::MOST_SENDERS;

use crate::{per_second, say};

/// No job takes longer.
const PATIENCE: Duration = Duration::from_mins(10);

pub(crate) async fn measure(world: World, jobs: usize, probes: usize) {
    let queue = Queue::new(&world.another_pool(8).await);
    let waiting: Vec<_> = (0..jobs).map(|n| job(&format!("job-{n}"))).collect();
    let begun = Instant::now();
    queue.push(&waiting).await.unwrap();
    let pushing = begun.elapsed();

    let (tell, mut handled) = mpsc::unbounded_channel();
    let stop = CancellationToken::new();
    let done = move |_: SendReminders| {
        let tell = tell.clone();
        async move { tell.send(()).unwrap() }
    };
    let begun = Instant::now();
    let consumer = tokio::spawn(consumer::run(queue.clone(), "bench", MOST_SENDERS, stop.clone(), done));
    for _ in 0..jobs {
        wait(&mut handled).await;
    }
    let handling = begun.elapsed();
    say(&format!(
        "- {jobs} empty jobs, {MOST_SENDERS} at a time: pushed at {:.0}/s, handled at {:.0}/s",
        per_second(jobs, pushing),
        per_second(jobs, handling),
    ));

    // Another handle stands for another process: what it pushes wakes nobody by itself on SQLite.
    let apart = Queue::new(&world.another_pool(2).await);
    for (whose, queue) in [("the same process", &queue), ("another process", &apart)] {
        let mut times = Vec::new();
        for n in 0..probes {
            // Not in step with any tick.
            tokio::time::sleep(Duration::from_millis(20 + (n as u64 * 37) % 83)).await;
            let begun = Instant::now();
            queue.push(&[job("probe")]).await.unwrap();
            wait(&mut handled).await;
            times.push(begun.elapsed());
        }
        times.sort();
        let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)].as_secs_f64() * 1_000.0;
        say(&format!("- one job pushed by {whose}: at work after {:.1} ms, p99 {:.1} ms", at(50), at(99)));
    }
    stop.cancel();
    consumer.await.unwrap().unwrap();
}

fn job(id: &str) -> SendReminders {
    SendReminders { reminder_ids: vec![id.to_owned()] }
}

async fn wait(handled: &mut UnboundedReceiver<()>) {
    tokio::time::timeout(PATIENCE, handled.recv()).await.expect("a job in time").expect("a consumer");
}
