//! Claimed reminders on their way: each waits for its turn in a task of its own, so that a slow answer or a panic costs
//! its own mail only.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use entity::model::reminder;
use entity::operations::reminder::{Ending, Subject};
use entity::rules::calendar;
use entity::rules::reminder::{MOST_ATTEMPTS, Silence, Wanted};
use entity::types::ReminderId;
use lettre::Message;
use sea_orm::DbErr;
use tokio::sync::{Mutex, SemaphorePermit};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{Outcome, SPEAK_WITHIN};
use crate::environment::Environment;
use crate::letter::{self, NoLetter};
use crate::mail::{Envelope, MailError, SendError, compose};
use crate::papers::Papers;

/// What was read of the subjects is believed for so long; whoever has their turn later has it read again.
const FRESH: Duration = Duration::from_secs(2);

/// Reminders claimed together.
pub(super) struct Batch {
    env: Environment,
    stop: CancellationToken,
    claimed_at: Instant,
    desk: Mutex<Desk>,
}

/// What the mails are written from.
struct Desk {
    papers: Arc<Papers>,
    read_at: Instant,
    /// Those that have not had their turn.
    waiting: HashMap<ReminderId, reminder::Model>,
}

impl Batch {
    pub(super) fn new(
        env: &Environment,
        stop: &CancellationToken,
        claimed_at: Instant,
        (papers, read_at): (Papers, Instant),
        claimed: &[reminder::Model],
    ) -> Arc<Self> {
        let waiting = claimed.iter().map(|row| (row.id.clone(), row.clone())).collect();
        let desk = Desk { papers: Arc::new(papers), read_at, waiting };
        Arc::new(Self { env: env.clone(), stop: stop.clone(), claimed_at, desk: Mutex::new(desk) })
    }

    /// Sends them all, and tells of each what became of it.
    pub(super) async fn send(self: Arc<Self>, claimed: Vec<reminder::Model>) -> HashMap<ReminderId, Outcome> {
        let (mut turns, mut ids) = (JoinSet::new(), HashMap::new());
        for row in claimed {
            let id = row.id.clone();
            let batch = Arc::clone(&self);
            ids.insert(turns.spawn(async move { batch.turn(row).await }).id(), id);
        }
        let mut outcomes = HashMap::new();
        while let Some(ended) = turns.join_next_with_id().await {
            let (task, outcome) = match ended {
                Ok(ended) => ended,
                Err(panic) => {
                    // What a panic says is left out: it might quote data.
                    tracing::error!(
                        reminder_id = ids.get(&panic.id()).map(tracing::field::display),
                        "the sender panicked"
                    );
                    (panic.id(), Outcome::Abandoned)
                }
            };
            outcomes.extend(ids.remove(&task).map(|id| (id, outcome)));
        }
        outcomes
    }

    /// One reminder, from its turn to its ending.
    async fn turn(&self, row: reminder::Model) -> Outcome {
        let (ending, _line) = match self.line().await {
            Some(line) => (self.attempt(&row).await, Some(line)),
            None => (Ending::GivenBack, None),
        };
        let (id, rule, attempt) = (row.id.clone(), row.rule.name(), row.attempts);
        let outcome = outcome(&row, &ending);
        if self.env.settler.settle(&self.env, row, ending).await.is_err() {
            tracing::error!(reminder_id = %id, rule, "an attempt is left to the end of its claim");
            return Outcome::Abandoned;
        }
        match outcome {
            Outcome::Sent | Outcome::GivenBack => {
                tracing::debug!(reminder_id = %id, rule, outcome = outcome.code(), attempt, "reminder settled");
            }
            _ => tracing::info!(reminder_id = %id, rule, outcome = outcome.code(), attempt, "reminder settled"),
        }
        outcome
    }

    /// A line to the server, when there is one in time.
    async fn line(&self) -> Option<SemaphorePermit<'_>> {
        let last = tokio::time::Instant::from_std(self.claimed_at + SPEAK_WITHIN);
        let line = tokio::select! {
            biased;
            () = self.stop.cancelled() => return None,
            () = tokio::time::sleep_until(last) => return None,
            line = self.env.lines.acquire() => line.ok()?,
        };
        (!self.is_over()).then_some(line)
    }

    /// Whether no mail of this batch may be begun any more.
    fn is_over(&self) -> bool {
        self.stop.is_cancelled() || self.env.breaker.is_open() || self.claimed_at.elapsed() > SPEAK_WITHIN
    }

    async fn attempt(&self, row: &reminder::Model) -> Ending {
        let message = match self.write(row).await {
            Ok(message) => message,
            Err(ending) => return ending,
        };
        // Reading again may have taken a while.
        if self.is_over() {
            return Ending::GivenBack;
        }
        let sent = self.env.mailer.send(&message).await;
        self.env.breaker.note(&sent);
        match sent {
            Ok(answer) => Ending::Sent(answer),
            // No word was said of this mail.
            Err(SendError::Unreached { begun: false, .. }) => Ending::GivenBack,
            Err(error) if error.is_temporary() => Ending::Refused(error.detail().to_owned()),
            Err(error) => Ending::Failed(error.detail().to_owned()),
        }
    }

    /// Asks the rule again and writes the mail.
    async fn write(&self, row: &reminder::Model) -> Result<Message, Ending> {
        if row.tries() > MOST_ATTEMPTS {
            // Attempts that ended without a word: whoever claimed it died of it, time and again.
            return Err(Ending::Failed("given up: its attempts never came to an end".to_owned()));
        }
        let papers = self.papers(row).await.map_err(|error| {
            tracing::warn!(reminder_id = %row.id, %error, "a subject could not be read again");
            Ending::GivenBack
        })?;
        message(&self.env, &papers, row).map_err(|no_letter| match no_letter {
            NoLetter::Silent(silence) => Ending::Silent(silence),
            // Only the recipient's address is the reminder's own fault; the rest heals with a setting or a new version,
            // for which the retries leave two weeks.
            NoLetter::Mail(error @ MailError::Address { field: "to" }) => Ending::Failed(error.to_string()),
            NoLetter::Mail(error) => Ending::Refused(error.to_string()),
            // Somebody mends the settings meanwhile: it is tried again, like a mail that the server refused for now.
            unreadable @ NoLetter::Unreadable => Ending::Refused(unreadable.to_string()),
        })
    }

    /// The subjects as they stood a moment ago. Whoever finds them stale reads them again for all that wait.
    async fn papers(&self, row: &reminder::Model) -> Result<Arc<Papers>, DbErr> {
        let mut desk = self.desk.lock().await;
        if desk.read_at.elapsed() > FRESH {
            let read_at = Instant::now();
            let waiting: Vec<_> = desk.waiting.values().cloned().collect();
            desk.papers = Arc::new(Papers::read(&self.env.db, &waiting).await?);
            desk.read_at = read_at;
        }
        desk.waiting.remove(&row.id);
        Ok(Arc::clone(&desk.papers))
    }
}

fn message(env: &Environment, papers: &Papers, row: &reminder::Model) -> Result<Message, NoLetter> {
    let now = env.now();
    let facts = match papers.subject(&row.id) {
        Subject::Found(facts) => facts,
        Subject::Gone => return Err(NoLetter::Silent(Silence::SubjectGone)),
        Subject::Unreadable => return Err(NoLetter::Unreadable),
    };
    facts.still_wanted(&key(row), now).map_err(NoLetter::Silent)?;
    let recipient = papers.person(&row.recipient_id).filter(|person| person.active);
    let recipient = recipient.ok_or(NoLetter::Silent(Silence::RecipientInactive))?;
    let content = letter::content(env, papers, row, facts, calendar::today(now))?;
    let envelope = Envelope {
        message_id: letter::message_id(row),
        thread: letter::thread(row),
        to: recipient.email.clone(),
        from: env.mail_from.clone(),
        sent_at: now,
    };
    Ok(compose(&envelope, &content)?)
}

fn key(row: &reminder::Model) -> Wanted {
    Wanted {
        rule: row.rule,
        subject_id: row.subject_id.clone(),
        due_on: row.due_on,
        step: row.step,
        recipient_id: row.recipient_id.clone(),
        revision: row.revision,
        household_id: row.household_id.clone(),
        silence: None,
    }
}

fn outcome(row: &reminder::Model, ending: &Ending) -> Outcome {
    match ending {
        Ending::Sent(_) => Outcome::Sent,
        Ending::Refused(_) if row.tries() < MOST_ATTEMPTS => Outcome::Postponed,
        Ending::Refused(_) | Ending::Failed(_) => Outcome::Failed,
        Ending::Silent(silence) => Outcome::Silent(*silence),
        Ending::GivenBack => Outcome::GivenBack,
    }
}
