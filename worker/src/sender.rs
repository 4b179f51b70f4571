//! Sends one reminder: reads its subject again, claims the row, asks the rule, writes the mail, hands
//! it to the server and settles the row with the answer.
//!
//! Nothing is locked while the server is spoken to: the claim is a state of the row, and it expires.
//! What fails on our own side (the database, a crash) therefore needs no undoing here: the claim
//! goes stale and the planner frees it. Between the server's acceptance and our commit that means a
//! mail is sent again, under the same Message-ID, rather than lost.

use std::time::{Duration, Instant};

use entity::model::{reminder, staff};
use entity::operations::reminder::{Ending, Subject, claim, of_reminders, settle};
use entity::rules::calendar;
use entity::rules::reminder::{MOST_ATTEMPTS, Silence, Wanted};
use entity::types::{ReminderId, ReminderState};
use lettre::Message;
use sea_orm::{DbErr, EntityTrait};

use crate::environment::Environment;
use crate::letter::{self, NoLetter};
use crate::mail::{Envelope, MailError, SendError, compose};

/// The most reminders that one process can be told to send at a time (`WORKER_CONCURRENCY`). The mailer opens as many
/// connections as are sent at a time: one more mail would wait for its turn while its claim grows old. Several processes
/// may send together.
pub const MOST_SENDERS: usize = 64;

/// The latest that a conversation with the server is begun after a send began. With the mailer's own
/// deadline it ends before the consumer's limit on a job, and well before the claim expires; so a slow
/// database never makes two senders speak of the same reminder.
const SPEAK_WITHIN: Duration = Duration::from_secs(20);

/// How often an ending is written before the claim is left to expire. Once the server has
/// accepted, giving up means a second mail.
const SETTLE_TRIES: u32 = 3;

/// How a send ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// There was nothing to do: the row is settled, not due yet, or somebody else's.
    NotTaken,
    /// Not tried, since the mail server is out of reach; the row is as it was.
    Held,
    /// The mail server accepted it.
    Sent,
    /// Refused for now; the row says when it is tried again.
    Postponed,
    /// Refused for good, or too often.
    Failed,
    /// It was not to be sent any more.
    Silent(Silence),
    /// The database was so slow that the mail was not begun; the claim expires, then it is tried again.
    Abandoned,
}

impl Outcome {
    /// A stable word for logs.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotTaken => "NOT_TAKEN",
            Self::Held => "HELD",
            Self::Sent => "SENT",
            Self::Postponed => "POSTPONED",
            Self::Failed => "FAILED",
            Self::Silent(silence) => silence.code(),
            Self::Abandoned => "ABANDONED",
        }
    }
}

/// Sends a reminder, if it is to be sent.
///
/// # Errors
/// When the database fails. The reminder is then looked at again: at once by the next dispatch if it
/// was not claimed, else when the claim has expired.
pub async fn send(env: &Environment, id: &ReminderId) -> Result<Outcome, DbErr> {
    let begun = Instant::now();
    if env.breaker.is_open() {
        return Ok(Outcome::Held);
    }
    let found = reminder::Entity::find_by_id(id.clone()).one(&env.db).await?;
    let Some(planned) = found.filter(|row| row.state == ReminderState::Planned) else {
        return Ok(Outcome::NotTaken);
    };
    // Before the claim: a convocation that is being sent counts as received, and this one is not.
    let Some(subject) = of_reminders(&env.db, &[planned]).await?.pop() else { return Ok(Outcome::NotTaken) };
    let Some(row) = claim(&env.db, env.now(), id).await? else {
        return Ok(Outcome::NotTaken);
    };
    let letter = match row.tries() {
        // Attempts that ended without a word: whoever claimed it died of it, time and again.
        tries if tries > MOST_ATTEMPTS => Err(NoLetter::WornOut),
        _ => write(env, &row, subject).await,
    };
    let ending = match letter {
        Ok(_) if begun.elapsed() > SPEAK_WITHIN => {
            tracing::warn!(reminder_id = %row.id, rule = row.rule.name(), "the database is too slow to send safely");
            return Ok(Outcome::Abandoned);
        }
        Ok(message) => {
            let sent = env.mailer.send(&message).await;
            env.breaker.note(&sent);
            match sent {
                Ok(answer) => Ending::Sent(answer),
                Err(error) => refused(&error),
            }
        }
        Err(NoLetter::Database(error)) => return Err(error),
        Err(NoLetter::Silent(silence)) => Ending::Silent(silence),
        Err(NoLetter::Mail(error)) => unwritable(&error),
        // Somebody mends the settings meanwhile: it is tried again, like a mail that the server refused for now.
        Err(unreadable @ NoLetter::Unreadable) => Ending::Refused(unreadable.to_string()),
        Err(worn_out @ NoLetter::WornOut) => Ending::Failed(worn_out.to_string()),
    };
    let outcome = outcome(&row, &ending);
    settle_surely(env, &row, ending).await?;
    tracing::info!(
        reminder_id = %row.id,
        rule = row.rule.name(),
        outcome = outcome.code(),
        attempt = row.attempts,
        "reminder settled"
    );
    Ok(outcome)
}

/// Asks the rule again and writes the mail.
async fn write(env: &Environment, row: &reminder::Model, subject: Subject) -> Result<Message, NoLetter> {
    let now = env.now();
    let facts = match subject {
        Subject::Found(facts) => facts,
        Subject::Gone => return Err(NoLetter::Silent(Silence::SubjectGone)),
        Subject::Unreadable => return Err(NoLetter::Unreadable),
    };
    facts.still_wanted(&key(row), now).map_err(NoLetter::Silent)?;
    let recipient = staff::Entity::find_by_id(row.recipient_id.clone()).one(&env.db).await?;
    let recipient = recipient.filter(|person| person.active).ok_or(NoLetter::Silent(Silence::RecipientInactive))?;
    let content = letter::content(env, row, &facts, calendar::today(now)).await?;
    let envelope = Envelope {
        message_id: letter::message_id(row),
        thread: letter::thread(row),
        to: recipient.email,
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

fn refused(error: &SendError) -> Ending {
    let answer = error.detail().to_owned();
    if error.is_temporary() { Ending::Refused(answer) } else { Ending::Failed(answer) }
}

/// Only the recipient's address is the reminder's own fault; the rest heals with a setting or a
/// new version, for which the retries leave two days.
fn unwritable(error: &MailError) -> Ending {
    let told = error.to_string();
    if matches!(error, MailError::Address { field: "to" }) { Ending::Failed(told) } else { Ending::Refused(told) }
}

fn outcome(row: &reminder::Model, ending: &Ending) -> Outcome {
    match ending {
        Ending::Sent(_) => Outcome::Sent,
        Ending::Refused(_) if row.tries() < MOST_ATTEMPTS => Outcome::Postponed,
        Ending::Refused(_) | Ending::Failed(_) => Outcome::Failed,
        Ending::Silent(silence) => Outcome::Silent(*silence),
    }
}

async fn settle_surely(env: &Environment, row: &reminder::Model, ending: Ending) -> Result<(), DbErr> {
    let mut tries = 1;
    loop {
        match settle(&env.db, env.now(), &env.chance, row, ending.clone()).await {
            Err(error) if tries < SETTLE_TRIES => {
                tracing::warn!(reminder_id = %row.id, tries, %error, "the ending of an attempt is not written yet");
                tokio::time::sleep(Duration::from_millis(250) * tries).await;
                tries += 1;
            }
            settled => return settled,
        }
    }
}
