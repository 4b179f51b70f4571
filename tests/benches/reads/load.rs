//! Load: some connections that ask one after the other for a while, and what that cost whom.

use std::time::{Duration, Instant};

use futures::future::join_all;

use crate::child::{Child, processor_times};
use crate::database::Database;
use crate::http::Connection;
use crate::machine;
use crate::questions::Asked;

/// What is kept of the time between two requests of a connection: far enough to skip what the last found.
const STRIDE: usize = 37;

/// A server, its database, and the connections that ask it one question.
pub(crate) struct Load<'a> {
    child: &'a Child,
    database: &'a Database,
    asked: &'a [Asked],
    connections: Vec<(Connection, usize)>,
}

/// What one round cost.
pub(crate) struct Round {
    /// Each request's time, in microseconds.
    pub(crate) latencies: Vec<u32>,
    pub(crate) elapsed: Duration,
    /// Processor time of the server.
    pub(crate) processor: Duration,
    /// Processor time of the database's own processes; none on SQLite, which works in the server's.
    pub(crate) database: Duration,
    /// Processor time of everybody else on the machine: the less, the more the round can be trusted.
    pub(crate) others: Duration,
}

impl<'a> Load<'a> {
    pub(crate) async fn new(child: &'a Child, database: &'a Database, asked: &'a [Asked], connections: usize) -> Self {
        let open = async |number: usize| (Connection::open(child.address).await, number * asked.len() / connections);
        let connections = join_all((0..connections).map(open)).await;
        Self { child, database, asked, connections }
    }

    /// Asks for so long.
    pub(crate) async fn round(&mut self, time: Duration) -> Round {
        let (server, client) = (self.child.pid(), std::process::id());
        let backends_before = processor_times(&self.database.backends().await);
        let before = processor_times(&[server, client]);
        let everybody_before = machine::processor_time();
        let begun = Instant::now();
        let asked = self.asked;
        let asking = self.connections.iter_mut().map(|(connection, next)| ask(connection, next, asked, begun + time));
        let latencies = join_all(asking).await.concat();
        let elapsed = begun.elapsed();
        let everybody = machine::processor_time().saturating_sub(everybody_before);
        let after = processor_times(&[server, client]);
        let [processor, asking] = [server, client].map(|pid| after[&pid].saturating_sub(before[&pid]));
        let backends = processor_times(&self.database.backends().await);
        let database = backends
            .iter()
            .map(|(pid, time)| time.saturating_sub(backends_before.get(pid).copied().unwrap_or_default()))
            .sum();
        let others = everybody.saturating_sub(processor + asking + database);
        Round { latencies, elapsed, processor, database, others }
    }
}

/// One connection's part of a round.
async fn ask(connection: &mut Connection, next: &mut usize, asked: &[Asked], until: Instant) -> Vec<u32> {
    let mut latencies = Vec::with_capacity(16 * 1024);
    loop {
        let begun = Instant::now();
        if begun >= until {
            return latencies;
        }
        *next = (*next + STRIDE) % asked.len();
        let Asked { request, length } = &asked[*next];
        let answer = connection.ask(request).await;
        latencies.push(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX));
        assert_eq!(answer.len(), *length, "an answer has changed: {}", String::from_utf8_lossy(answer));
    }
}
