//! A reminder (*rappel*): one row of the ledger that is also the outbox.

use sea_orm::entity::prelude::*;

use crate::types::{HouseholdId, ReminderId, ReminderRule, ReminderState, StaffId};

/// A reminder (*rappel*): one row of the ledger that is also the outbox.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReminderId,
    /// The rule it comes from.
    pub rule: ReminderRule,
    /// The record that it is about: a support measure, a lease review, a meeting…
    pub subject_id: String,
    /// The household its subject belongs to, if any.
    pub household_id: Option<HouseholdId>,
    /// The day that it recalls.
    pub due_on: Date,
    /// Its place in the series, in days from the day recalled (working days where the rule counts these); always 0 for
    /// meetings, which have no series.
    pub step: i32,
    /// To whom.
    pub recipient_id: StaffId,
    /// The subject's revision it speaks of (a meeting's sequence).
    pub revision: i32,
    /// What became of it.
    pub state: ReminderState,
    /// Why it was not sent.
    pub reason: Option<String>,
    /// When it was planned.
    pub planned_at: DateTimeUtc,
    /// Not to be sent before; moved on by every retry.
    pub send_after: DateTimeUtc,
    /// When it was last put on the queue.
    pub queued_at: Option<DateTimeUtc>,
    /// When a sender took it.
    pub claimed_at: Option<DateTimeUtc>,
    /// When the mail server accepted it.
    pub sent_at: Option<DateTimeUtc>,
    /// While it is being sent: when its text was begun, so that a sender's death from then on leaves its end unknown.
    pub spoken_at: Option<DateTimeUtc>,
    /// How many times sending was tried.
    pub attempts: i32,
    /// The attempts before it was last tried anew: they count no more among those after which it is given up.
    pub tries_from: i32,
    /// When its recipient took note of it.
    pub acknowledged_at: Option<DateTimeUtc>,
    /// Who took note of it.
    pub acknowledged_by_id: Option<StaffId>,
    /// The day on which its recipient wants it recalled again, and not before.
    pub snoozed_until: Option<Date>,
    /// Relation.
    #[sea_orm(belongs_to, relation_enum = "Recipient", from = "recipient_id", to = "id")]
    pub recipient: BelongsTo<super::staff::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, relation_enum = "AcknowledgedBy", from = "acknowledged_by_id", to = "id")]
    pub acknowledged_by: BelongsTo<Option<super::staff::Entity>>,
    /// Relation.
    #[sea_orm(belongs_to, from = "household_id", to = "id")]
    pub household: BelongsTo<Option<super::household::Entity>>,
    /// Relation.
    #[sea_orm(has_many)]
    pub attempt_log: HasMany<super::reminder_attempt::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// How many times sending was tried since it was last tried anew.
    pub fn tries(&self) -> i32 {
        self.attempts - self.tries_from
    }
}
