//! Writes how attempts ended, many in one transaction: while one group is being written the next one gathers, so that
//! groups grow with the load and nobody waits for a timer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use entity::model::reminder;
use entity::operations::reminder::{Ending, settle};
use tokio::sync::{Mutex as Turn, OwnedMutexGuard, oneshot};

use crate::environment::Environment;

/// The most endings of one transaction: bounds how long it holds SQLite's only write lock.
const GROUP: usize = 64;

/// How often a group is written before its claims are left to expire. Once the server has accepted, giving up means a
/// second mail.
const TRIES: u32 = 3;

/// An ending could not be written; what the database said was logged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unwritten;

/// One per process, shared by its clones.
#[derive(Clone, Default)]
pub struct Settler(Arc<Shared>);

#[derive(Default)]
struct Shared {
    waiting: Mutex<Vec<Waiting>>,
    writing: Arc<Turn<()>>,
}

/// An ending that waits to be written, and who waits for that.
struct Waiting {
    ended: (reminder::Model, Ending),
    written: oneshot::Sender<Result<(), Unwritten>>,
}

impl Settler {
    /// Settles a claimed reminder, together with whatever else waits; returns when that is written. Once begun, a group
    /// is written even if nobody waits any more.
    pub(crate) async fn settle(
        &self,
        env: &Environment,
        claimed: reminder::Model,
        ending: Ending,
    ) -> Result<(), Unwritten> {
        let (written, mut told) = oneshot::channel();
        self.waiting().push(Waiting { ended: (claimed, ending), written });
        loop {
            tokio::select! {
                biased;
                told = &mut told => return told.unwrap_or(Err(Unwritten)),
                // Whoever comes first writes for all.
                turn = Arc::clone(&self.0.writing).lock_owned() => {
                    let group = self.next_group();
                    if !group.is_empty() {
                        tokio::spawn(write(env.clone(), group, turn));
                    }
                }
            }
        }
    }

    fn next_group(&self) -> Vec<Waiting> {
        let mut waiting = self.waiting();
        let length = waiting.len().min(GROUP);
        waiting.drain(..length).collect()
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<Waiting>> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn write(env: Environment, group: Vec<Waiting>, turn: OwnedMutexGuard<()>) {
    let (ended, waiting): (Vec<_>, Vec<_>) = group.into_iter().map(|one| (one.ended, one.written)).unzip();
    let written = write_surely(&env, &ended).await;
    for (one, written) in waiting.into_iter().zip(written) {
        // Whoever does not wait any more was told to stop.
        let _ = one.send(written);
    }
    // Only now, so that whoever has the next turn and was in this group knows it.
    drop(turn);
}

async fn write_surely(env: &Environment, ended: &[(reminder::Model, Ending)]) -> Vec<Result<(), Unwritten>> {
    let mut tries = 1;
    loop {
        match settle(&env.db, env.now(), &env.chance, ended).await {
            Ok(()) => return vec![Ok(()); ended.len()],
            // What is wrong with one of them is no reason to lose the others.
            Err(error) if error.sql_err().is_some() => return one_by_one(env, ended).await,
            Err(error) if tries < TRIES => {
                tracing::warn!(endings = ended.len(), tries, %error, "the endings of attempts are not written yet");
                tokio::time::sleep(Duration::from_millis(250) * tries).await;
                tries += 1;
            }
            Err(error) => {
                tracing::error!(endings = ended.len(), %error, "the endings of attempts could not be written");
                return vec![Err(Unwritten); ended.len()];
            }
        }
    }
}

async fn one_by_one(env: &Environment, ended: &[(reminder::Model, Ending)]) -> Vec<Result<(), Unwritten>> {
    let mut written = Vec::with_capacity(ended.len());
    for one in ended {
        let settled = settle(&env.db, env.now(), &env.chance, std::slice::from_ref(one)).await;
        written.push(settled.map_err(|error| {
            tracing::error!(reminder_id = %one.0.id, %error, "the ending of an attempt could not be written");
            Unwritten
        }));
    }
    written
}
