//! The life of the process after its start: what runs in the background, what it means when one of
//! these tasks ends by itself, and how everything stops in two steps. First the order to stop, which
//! lets each task end what it has in hand; then, when time is up or somebody insists, the cut.

use std::collections::HashMap;
use std::fmt::Display;
use std::time::Duration;

use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

/// How long the tasks may take to end. The worker gives its running jobs 20 seconds by itself, and
/// then hands back what is left: it must not be cut in the middle of that.
pub const DRAIN_LIMIT: Duration = Duration::from_secs(22);

/// The tasks of a process.
#[derive(Debug, Default)]
pub struct Tasks {
    running: JoinSet<Result<(), String>>,
    names: HashMap<Id, &'static str>,
    stopping: CancellationToken,
}

/// A task that ended although nobody asked it to: the process should end too, and say so.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {task} stopped by itself: {reason}")]
pub struct Crash {
    /// The task's name.
    pub task: &'static str,
    /// What it said.
    pub reason: String,
}

/// How the tasks ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// Each finished what it had in hand.
    Drained,
    /// Some were cut off when their time was up.
    CutOff,
    /// Some were cut off because somebody insisted.
    Hurried,
    /// One failed on its way out.
    Failed(Crash),
}

impl Tasks {
    /// No task yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Is cancelled by the order to stop.
    pub fn stopping(&self) -> &CancellationToken {
        &self.stopping
    }

    /// Runs a task until it ends by itself or is told to stop.
    pub fn spawn<E: Display>(
        &mut self,
        name: &'static str,
        task: impl Future<Output = Result<(), E>> + Send + 'static,
    ) -> AbortHandle {
        let handle = self.running.spawn(async move { task.await.map_err(|error| error.to_string()) });
        self.names.insert(handle.id(), name);
        handle
    }

    /// Waits for a task to end before the order to stop; for ever, if none does.
    pub async fn crashed(&mut self) -> Crash {
        match self.running.join_next_with_id().await {
            Some(joined) => {
                self.crash(joined).unwrap_or_else(|task| Crash { task, reason: "it had nothing more to do".to_owned() })
            }
            None => std::future::pending().await,
        }
    }

    /// Gives the order to stop, waits for the tasks, and cuts off those that are still there after
    /// `limit` or when `hurry` ends.
    pub async fn stop(mut self, limit: Duration, hurry: impl Future<Output = ()>) -> Ended {
        self.stopping.cancel();
        let drained = async {
            let mut ended = Ended::Drained;
            while let Some(joined) = self.running.join_next_with_id().await {
                if let Err(crash) = self.crash(joined).map_or_else(|_| Ok(()), Err) {
                    tracing::error!(task = crash.task, reason = crash.reason, "a task failed while it stopped");
                    ended = Ended::Failed(crash);
                }
            }
            ended
        };
        let ended = tokio::select! {
            ended = drained => return ended,
            () = tokio::time::sleep(limit) => Ended::CutOff,
            () = hurry => Ended::Hurried,
        };
        self.running.shutdown().await;
        ended
    }

    /// What the end of a task tells: a crash, or the name of one that ended well.
    fn crash(&self, joined: Result<(Id, Result<(), String>), JoinError>) -> Result<Crash, &'static str> {
        let (id, reason) = match joined {
            Ok((id, Ok(()))) => return Err(self.name(id)),
            Ok((id, Err(reason))) => (id, reason),
            // What a panic says is left out: it might quote data.
            Err(error) => (error.id(), if error.is_panic() { "it panicked" } else { "it was cut off" }.to_owned()),
        };
        Ok(Crash { task: self.name(id), reason })
    }

    fn name(&self, id: Id) -> &'static str {
        self.names.get(&id).copied().unwrap_or("task")
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::future::pending;

    use super::*;

    const SHORT: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_mins(1);

    #[tokio::test]
    async fn what_ends_at_the_order_to_stop_is_drained() {
        let mut tasks = Tasks::new();
        let stopping = tasks.stopping().clone();
        tasks.spawn("patient", async move {
            stopping.cancelled().await;
            tokio::time::sleep(SHORT).await;
            Ok::<_, Infallible>(())
        });
        assert_eq!(tasks.stop(LONG, pending()).await, Ended::Drained);
    }

    #[tokio::test]
    async fn what_does_not_end_is_cut_off() {
        for (limit, insist, expected) in [(SHORT, false, Ended::CutOff), (LONG, true, Ended::Hurried)] {
            let mut tasks = Tasks::new();
            tasks.spawn("deaf", pending::<Result<(), Infallible>>());
            let hurry = async move {
                if !insist {
                    pending::<()>().await;
                }
            };
            assert_eq!(tasks.stop(limit, hurry).await, expected);
        }
    }

    #[tokio::test]
    async fn an_end_that_nobody_asked_for_is_a_crash() {
        let mut tasks = Tasks::new();
        tasks.spawn("steady", pending::<Result<(), Infallible>>());
        tasks.spawn("weak", async { Err("the disk is full") });
        assert_eq!(tasks.crashed().await, Crash { task: "weak", reason: "the disk is full".to_owned() });
        tasks.spawn("wild", async { if true { panic!("private words") } else { Ok::<_, Infallible>(()) } });
        assert_eq!(tasks.crashed().await, Crash { task: "wild", reason: "it panicked".to_owned() });
    }
}
