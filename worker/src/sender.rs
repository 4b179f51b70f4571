//! Sends reminders, a batch at a time: reads their subjects again, claims the rows, and has each mail wait for its turn
//! to leave. At its turn the rule is asked again, the mail is written and handed to the server, and its row is settled
//! with the answer.
//!
//! Nothing is locked while the server is spoken to: the claim is a state of the row, and it expires.
//! What fails on our own side (the database, a crash) therefore needs no undoing here: the claim
//! goes stale and the planner frees it. Between the server's acceptance and our commit that means a
//! mail is sent again, under the same Message-ID, rather than lost.
//!
//! A claim is worth something for as long as it lasts: what has not had its turn in time, or when the server is found to
//! be out of reach, or when we are told to stop, is given back as it was.

mod batch;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use entity::model::reminder;
use entity::operations::reminder::claim;
use entity::rules::reminder::Silence;
use entity::types::{ReminderId, ReminderState};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use tokio_util::sync::CancellationToken;

use self::batch::Batch;
use crate::environment::Environment;
use crate::papers::Papers;

/// The most reminders that one process can be told to send at a time (`WORKER_CONCURRENCY`). The mailer opens as many
/// connections as are sent at a time. Several processes may send together.
pub const MOST_SENDERS: usize = 64;

/// The latest that a conversation with the server is begun after a claim. With the mailer's own
/// deadline it ends before the consumer's limit on a job, and well before the claim expires; so a slow
/// database or a slow server never makes two senders speak of the same reminder.
const SPEAK_WITHIN: Duration = Duration::from_secs(20);

/// A reminder that was begun so often is claimed by itself. Whoever kills their sender takes the rest of a batch along,
/// and after a few times no more.
const ALONE_AFTER: i32 = 8;

/// How a send ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// There was nothing to do: the row is settled, not due yet, or somebody else's.
    NotTaken,
    /// Not tried, since the mail server is out of reach or it is time to stop; the row is as it was.
    Held,
    /// Claimed, and given back as it was, since its turn did not come in time.
    GivenBack,
    /// The mail server accepted it.
    Sent,
    /// Refused for now; the row says when it is tried again.
    Postponed,
    /// Refused for good, or too often.
    Failed,
    /// It was not to be sent any more.
    Silent(Silence),
    /// The database failed, or the sender panicked: it is looked at again, at the latest when its claim has expired.
    Abandoned,
}

impl Outcome {
    /// A stable word for logs.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotTaken => "NOT_TAKEN",
            Self::Held => "HELD",
            Self::GivenBack => "GIVEN_BACK",
            Self::Sent => "SENT",
            Self::Postponed => "POSTPONED",
            Self::Failed => "FAILED",
            Self::Silent(silence) => silence.code(),
            Self::Abandoned => "ABANDONED",
        }
    }
}

/// Sends those of these reminders that are to be sent, and tells of each what became of it. Once `stop` is cancelled no
/// mail is begun any more.
pub async fn send(env: &Environment, ids: &[ReminderId], stop: &CancellationToken) -> HashMap<ReminderId, Outcome> {
    let begun = Instant::now();
    let all = |outcome| ids.iter().map(move |id| (id.clone(), outcome));
    if env.breaker.is_open() || stop.is_cancelled() {
        return all(Outcome::Held).collect();
    }
    let mut outcomes: HashMap<_, _> = all(Outcome::NotTaken).collect();
    let rows = match planned(env, ids).await {
        Ok(rows) => rows,
        Err(error) => {
            tracing::error!(reminders = ids.len(), %error, "reminders were left to another run");
            return all(Outcome::Abandoned).collect();
        }
    };
    let (alone, together): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.tries() >= ALONE_AFTER);
    for rows in [together].into_iter().chain(alone.into_iter().map(|row| vec![row])) {
        if begun.elapsed() > SPEAK_WITHIN || env.breaker.is_open() || stop.is_cancelled() {
            outcomes.extend(rows.into_iter().map(|row| (row.id, Outcome::Held)));
            continue;
        }
        match send_batch(env, &rows, stop).await {
            Ok(ended) => outcomes.extend(ended),
            Err(error) => {
                tracing::error!(reminders = rows.len(), %error, "reminders were left to another run");
                outcomes.extend(rows.into_iter().map(|row| (row.id, Outcome::Abandoned)));
            }
        }
    }
    tell(&outcomes);
    outcomes
}

async fn planned(env: &Environment, ids: &[ReminderId]) -> Result<Vec<reminder::Model>, DbErr> {
    reminder::Entity::find()
        .filter(reminder::Column::Id.is_in(ids.iter().cloned()))
        .filter(reminder::Column::State.eq(ReminderState::Planned))
        .all(&env.db)
        .await
}

async fn send_batch(
    env: &Environment,
    rows: &[reminder::Model],
    stop: &CancellationToken,
) -> Result<HashMap<ReminderId, Outcome>, DbErr> {
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let read_at = Instant::now();
    // Before the claim: a convocation that is being sent counts as received, and these are not.
    let papers = Papers::read(&env.db, rows).await?;
    let claimed_at = Instant::now();
    let ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    let claimed = claim(&env.db, env.now(), &ids).await?;
    Ok(Batch::new(env, stop, claimed_at, (papers, read_at), &claimed).send(claimed).await)
}

/// One line for a batch; what went otherwise than well has its own already.
fn tell(outcomes: &HashMap<ReminderId, Outcome>) {
    let count = |wanted: fn(&Outcome) -> bool| outcomes.values().filter(|outcome| wanted(outcome)).count();
    let taken = count(|outcome| !matches!(outcome, Outcome::NotTaken | Outcome::Held));
    if taken > 0 {
        tracing::info!(
            taken,
            sent = count(|outcome| matches!(outcome, Outcome::Sent)),
            postponed = count(|outcome| matches!(outcome, Outcome::Postponed)),
            failed = count(|outcome| matches!(outcome, Outcome::Failed)),
            silent = count(|outcome| matches!(outcome, Outcome::Silent(_))),
            given_back = count(|outcome| matches!(outcome, Outcome::GivenBack)),
            abandoned = count(|outcome| matches!(outcome, Outcome::Abandoned)),
            "reminders settled"
        );
    }
}
