//! Executes a request in rounds: the resolvers run until each waits for a row, then all that they
//! asked for is loaded at once, then they go on. So the number of statements depends on the document
//! alone, neither on the number of rows nor on which thread was faster.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use futures::future::{FutureExt, join_all};
use futures::task::{FutureObj, Spawn, SpawnError};

/// The loads that the resolvers of one request have asked for, and that nobody runs yet.
#[derive(Clone, Default)]
pub(crate) struct Rounds(Arc<Mutex<Vec<FutureObj<'static, ()>>>>);

impl Spawn for Rounds {
    fn spawn_obj(&self, load: FutureObj<'static, ()>) -> Result<(), SpawnError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(load);
        Ok(())
    }
}

impl Rounds {
    /// Runs the resolvers, and between their turns the loads.
    pub(crate) async fn run<T>(self, resolvers: impl Future<Output = T>) -> T {
        let mut resolvers = pin!(resolvers);
        loop {
            let turn = poll_fn(|context| match resolvers.poll_unpin(context) {
                Poll::Ready(done) => Poll::Ready(Some(done)),
                Poll::Pending if self.is_empty() => Poll::Pending,
                Poll::Pending => Poll::Ready(None),
            });
            match turn.await {
                Some(done) => return done,
                None => self.load().await,
            }
        }
    }

    async fn load(&self) {
        let loads = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        join_all(loads).await;
    }

    fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}
