//! A reminder and the attempts to send it in the schema.

use async_graphql::{ID, InputObject, Result};
use entity::model::reminder::{Column, Entity, Relation};
use entity::model::reminder_attempt;
use entity::policy::scope;
use entity::types::{HouseholdId, StaffId};
use sea_orm::Condition;

use super::{Household, Staff, described, listed};
use crate::graphql::comparators::{DateComparator, EnumComparator, IdComparator};
use crate::graphql::enums::{AttemptOutcome, ReminderRule, ReminderState};
use crate::graphql::plan::{Encoding, Filter, Sort, Type};
use crate::graphql::scalars::{Date, DateTime};

described!(
    Reminder = Type::of::<Entity>("Reminder", "A reminder (*rappel*): why, when, to whom, and what became of it.")
        .seen_by(|viewer, _| scope::reminders(viewer))
        .node("Its identifier.")
        .column::<ReminderRule>("rule", Column::Rule, "The rule it comes from.")
        .column::<Date>("dueOn", Column::DueOn, "The day that it recalls.")
        .column::<i32>(
            "step",
            Column::Step,
            "Its step in the series, in days from the day recalled: negative before it, 0 for meetings."
        )
        .column::<i32>("revision", Column::Revision, "The revision of its subject that it speaks of.")
        .column::<ReminderState>("state", Column::State, "What became of it.")
        .column::<Option<String>>(
            "reason",
            Column::Reason,
            "Why it was not sent: a stable code, or the mail server's answer."
        )
        .column::<DateTime>("plannedAt", Column::PlannedAt, "When it was planned.")
        .column::<DateTime>("sendAfter", Column::SendAfter, "Not to be sent before; moved on by every retry.")
        .column::<Option<DateTime>>("sentAt", Column::SentAt, "When the mail server accepted it.")
        .one::<Staff>("recipient", Relation::Staff, "To whom.")
        .maybe::<Household>(
            "household",
            Relation::Household,
            "The household that its subject belongs to, if the viewer sees it."
        )
        .any_node(
            "subject",
            Column::SubjectId,
            "What it is about: a support measure, a lease review or a meeting, if the viewer sees it.",
        )
        .page::<ReminderAttempt>("attempts", reminder_attempt::Relation::Reminder, "Every attempt to send it.")
);

/// Which reminders are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct ReminderFilter {
    /// The rule.
    rule: Option<EnumComparator<ReminderRule>>,
    /// The state.
    state: Option<EnumComparator<ReminderState>>,
    /// The recipient.
    recipient_id: Option<IdComparator>,
    /// The household.
    household_id: Option<IdComparator>,
    /// The day recalled.
    due_on: Option<DateComparator>,
}

impl Filter for ReminderFilter {
    fn condition(self) -> Result<Condition> {
        Ok(Condition::all()
            .add_option(self.rule.map(|names| names.on::<entity::types::ReminderRule>(Column::Rule)))
            .add_option(self.state.map(|names| names.on::<entity::types::ReminderState>(Column::State)))
            .add_option(self.recipient_id.map(|id| id.on::<StaffId>(Column::RecipientId)).transpose()?)
            .add_option(self.household_id.map(|id| id.on::<HouseholdId>(Column::HouseholdId)).transpose()?)
            .add_option(self.due_on.map(|days| days.on(Column::DueOn))))
    }
}

listed!(Reminder by ReminderFilter, "reminders" {
    ReminderOrderField ReminderOrder:
    /// By when it was planned.
    PlannedAt = Sort::by("PLANNED_AT", Column::PlannedAt, Encoding::Instant),
    /// By the day recalled.
    DueOn = Sort::by("DUE_ON", Column::DueOn, Encoding::Date),
});

described!(
    ReminderAttempt = Type::of::<reminder_attempt::Entity>("ReminderAttempt", "An attempt to send a reminder.")
        .value::<ID>("id", "Its identifier.", |row, _| {
            row.pair(reminder_attempt::Column::ReminderId, reminder_attempt::Column::Number)
        })
        .column::<i32>("number", reminder_attempt::Column::Number, "Its number, from 1.")
        .column::<DateTime>("at", reminder_attempt::Column::At, "When.")
        .column::<AttemptOutcome>("outcome", reminder_attempt::Column::Outcome, "What it ended in.")
        .column::<String>("answer", reminder_attempt::Column::Answer, "The mail server's answer, without any address.")
);

/// Which attempts are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct ReminderAttemptFilter {
    /// What it ended in.
    outcome: Option<EnumComparator<AttemptOutcome>>,
}

impl Filter for ReminderAttemptFilter {
    fn condition(self) -> Result<Condition> {
        Ok(Condition::all().add_option(
            self.outcome.map(|names| names.on::<entity::types::AttemptOutcome>(reminder_attempt::Column::Outcome)),
        ))
    }
}

listed!(ReminderAttempt by ReminderAttemptFilter, "attempts" {
    ReminderAttemptOrderField ReminderAttemptOrder:
    /// By number.
    Number = Sort::by("NUMBER", reminder_attempt::Column::Number, Encoding::Number).then(reminder_attempt::Column::ReminderId),
});
