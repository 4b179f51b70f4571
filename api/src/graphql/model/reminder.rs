//! A reminder in the schema.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use entity::model::{reminder, reminder_attempt};

use super::{Household, Node, Staff, load_node};
use crate::graphql::enums::{AttemptOutcome, ReminderRule, ReminderState};
use crate::graphql::ids::global;
use crate::graphql::loaders::{AttemptsOf, many};
use crate::graphql::scalars::Date;
use crate::graphql::session::RequestExt;

pub struct Reminder(pub reminder::Model);

/// A reminder (*rappel*): why, when, to whom, and what became of it.
#[Object]
impl Reminder {
    /// Its identifier.
    pub async fn id(&self) -> ID {
        global(&self.0.id)
    }

    /// The rule it comes from.
    async fn rule(&self) -> ReminderRule {
        self.0.rule.into()
    }

    /// The day that it recalls.
    async fn due_on(&self) -> Date {
        self.0.due_on.into()
    }

    /// Its step in the series, in days from the day recalled: negative before it, 0 for meetings.
    async fn step(&self) -> i32 {
        self.0.step
    }

    /// The revision of its subject that it speaks of.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// What became of it.
    async fn state(&self) -> ReminderState {
        self.0.state.into()
    }

    /// Why it was not sent: a stable code, or the mail server's answer.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When it was planned.
    async fn planned_at(&self) -> DateTime<Utc> {
        self.0.planned_at
    }

    /// Not to be sent before; moved on by every retry.
    async fn send_after(&self) -> DateTime<Utc> {
        self.0.send_after
    }

    /// When the mail server accepted it.
    async fn sent_at(&self) -> Option<DateTime<Utc>> {
        self.0.sent_at
    }

    /// To whom.
    async fn recipient(&self, ctx: &Context<'_>) -> Result<Staff> {
        super::staff(ctx, &self.0.recipient_id).await
    }

    /// The household that its subject belongs to, if the viewer sees it.
    async fn household(&self, ctx: &Context<'_>) -> Result<Option<Household>> {
        match &self.0.household_id {
            Some(id) => super::household(ctx, id).await,
            None => Ok(None),
        }
    }

    /// What it is about: a support measure, a lease review or a meeting, if the viewer sees it.
    async fn subject(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        load_node(ctx, &self.0.subject_id).await
    }

    /// Every attempt to send it.
    async fn attempts(&self, ctx: &Context<'_>) -> Result<Vec<ReminderAttempt>> {
        let rows = many(ctx.loaders()?, AttemptsOf(self.0.id.clone())).await?;
        Ok(rows.into_iter().map(ReminderAttempt::from).collect())
    }
}

/// An attempt to send a reminder.
#[derive(SimpleObject)]
pub struct ReminderAttempt {
    /// Its number, from 1.
    number: i32,
    /// When.
    at: DateTime<Utc>,
    /// What it ended in.
    outcome: AttemptOutcome,
    /// The mail server's answer, without any address.
    answer: String,
}

impl From<reminder_attempt::Model> for ReminderAttempt {
    fn from(row: reminder_attempt::Model) -> Self {
        Self { number: row.number, at: row.at, outcome: row.outcome.into(), answer: row.answer }
    }
}
