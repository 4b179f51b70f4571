//! A reminder is answered by whoever it was sent to; one that failed is tried again.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::operations::reminder;
use entity::refusal::Refusal;
use entity::types::ReminderId;
use futures::{FutureExt, TryFutureExt};

use super::{ActInput, Once, payload_type, perform};
use crate::graphql::ids::parse;
use crate::graphql::model::Reminder;
use crate::graphql::scalars::Date;

/// A reminder of which the viewer takes note.
#[derive(InputObject)]
pub struct AcknowledgeReminderInput {
    /// The reminder.
    reminder_id: ID,
    #[graphql(flatten)]
    once: Once,
}

/// Until when the viewer puts off a reminder.
#[derive(InputObject)]
pub struct SnoozeReminderInput {
    /// The reminder.
    reminder_id: ID,
    /// The day on which it is recalled again: to come, and before the day recalled; once that is over, at most as far
    /// away as the next escalation (a week, unless the programme says otherwise).
    until: Date,
    #[graphql(flatten)]
    once: Once,
}

/// A reminder that failed, to be tried again.
#[derive(InputObject)]
pub struct RetryReminderInput {
    /// The reminder.
    reminder_id: ID,
    #[graphql(flatten)]
    once: Once,
}

payload_type! {
    /// A reminder taken note of, or why it was not.
    AcknowledgeReminderPayload {
        /// The reminder.
        reminder: Reminder
    }
}

payload_type! {
    /// A reminder put off, or why it was not.
    SnoozeReminderPayload {
        /// The reminder.
        reminder: Reminder
    }
}

payload_type! {
    /// A reminder to be tried again, or why it is not.
    RetryReminderPayload {
        /// The reminder.
        reminder: Reminder
    }
}

#[derive(Default)]
pub struct ReminderMutation;

#[Object]
impl ReminderMutation {
    /// Records that the viewer took note of a reminder that was sent to them (*prise de connaissance*): the other steps
    /// of its series are not sent to them until the day recalled is over. What escalates after it comes all the same.
    async fn acknowledge_reminder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The reminder.")] input: AcknowledgeReminderInput,
    ) -> Option<Result<AcknowledgeReminderPayload>> {
        perform(ctx, input, |db, act, id| {
            async move { Ok(reminder::acknowledge(db, act, &id).await?.id.to_string()) }.boxed()
        })
        .await
    }

    /// Puts off a reminder that was sent to the viewer (*report*): nothing of its series is sent to them before that
    /// day, on which it is recalled again. Others are told as ever. What has to do with a meeting cannot wait.
    async fn snooze_reminder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The reminder, and until when.")] input: SnoozeReminderInput,
    ) -> Option<Result<SnoozeReminderPayload>> {
        perform(ctx, input, |db, act, input| reminder::snooze(db, act, input).map_ok(|row| row.id.to_string()).boxed())
            .await
    }

    /// Has a reminder that failed sent again, at once, if it still holds. Its attempts are numbered on.
    async fn retry_reminder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The reminder.")] input: RetryReminderInput,
    ) -> Option<Result<RetryReminderPayload>> {
        perform(ctx, input, |db, act, id| {
            async move { Ok(reminder::retry(db, act, &id).await?.id.to_string()) }.boxed()
        })
        .await
    }
}

impl ActInput for AcknowledgeReminderInput {
    type Operation = ReminderId;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        parse(&self.reminder_id, "reminderId")
    }
}

impl ActInput for SnoozeReminderInput {
    type Operation = reminder::SnoozeReminder;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        Ok(reminder::SnoozeReminder { reminder_id: parse(&self.reminder_id, "reminderId")?, until: self.until.0 })
    }
}

impl ActInput for RetryReminderInput {
    type Operation = ReminderId;

    fn terms(&self) -> (&Once, Option<i32>) {
        (&self.once, None)
    }

    fn read(self) -> Result<Self::Operation, Refusal> {
        parse(&self.reminder_id, "reminderId")
    }
}
