//! A reminder and the attempts to send it in the schema.

use async_graphql::{ID, InputObject, Result};
use entity::model::reminder::{Column, Entity, Relation};
use entity::model::reminder_attempt;
use entity::policy::{Action, Viewer, scope};
use entity::rules::reminder::answer::can_wait;
use entity::types::{HouseholdId, StaffId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{Condition, Iterable};

use super::{Household, Staff, described, listed};
use crate::graphql::comparators::{DateComparator, DateTimeComparator, EnumComparator, IdComparator};
use crate::graphql::enums::{AttemptOutcome, ReminderRule, ReminderState};
use crate::graphql::plan::{Encoding, Filter, Moment, Permission, Row, Sort, Type};
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
        .one::<Staff>("recipient", Relation::Recipient, "To whom.")
        .column::<Option<DateTime>>("acknowledgedAt", Column::AcknowledgedAt, "When its recipient took note of it.")
        .maybe::<Staff>("acknowledgedBy", Relation::AcknowledgedBy, "Who took note of it.")
        .column::<Option<Date>>(
            "snoozedUntil",
            Column::SnoozedUntil,
            "The day to which its recipient put it off: it is recalled again then, and not before."
        )
        .maybe::<Household>(
            "household",
            Relation::Household,
            "The household that its subject belongs to, if the viewer sees it."
        )
        .any_node(
            "subject",
            Column::SubjectId,
            "What it is about, such as a support measure, an agreement or a meeting, if the viewer sees it.",
        )
        .page::<ReminderAttempt>("attempts", reminder_attempt::Relation::Reminder, "Every attempt to send it.")
        .viewer_can::<Reminder>(vec![
            Permission::new(
                "acknowledge",
                Action::AnswerReminder,
                |row, _, viewer| is_unanswered(row, viewer),
                "Whether the viewer is its recipient and may take note of it.",
            ),
            Permission::new(
                "snooze",
                Action::AnswerReminder,
                |row, moment, viewer| is_unanswered(row, viewer).and(may_wait(row, moment)),
                "Whether the viewer is its recipient and may put it off: by a day at least.",
            ),
            Permission::new(
                "retry",
                Action::RetryReminder,
                |row, _, _| row.col(Column::State).eq(entity::types::ReminderState::Failed.name()),
                "Whether it failed and may be tried again.",
            ),
        ])
);

/// Whether the viewer may have received it and has not taken note.
fn is_unanswered(row: &Row, viewer: &Viewer) -> Expr {
    let own = row.col(Column::RecipientId).eq(viewer.staff_id.clone());
    own.and(row.col(Column::Attempts).gt(0)).and(row.col(Column::AcknowledgedAt).is_null())
}

/// Whether it may be put off, by a day at least: there is one left before the day recalled, or that is over.
fn may_wait(row: &Row, moment: &Moment) -> Expr {
    use entity::types::ReminderRule as Rule;
    let rules = Rule::iter().filter(|rule| can_wait(*rule)).map(Rule::name);
    let tomorrow = moment.today.succ_opt().unwrap_or(moment.today);
    let due_on = || row.col(Column::DueOn);
    row.col(Column::Rule).is_in(rules).and(due_on().lt(moment.today).or(due_on().gt(tomorrow)))
}

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
    /// What it is about.
    subject_id: Option<IdComparator>,
    /// When the mail server accepted it.
    sent_at: Option<DateTimeComparator>,
}

impl Filter for ReminderFilter {
    fn condition(self) -> Result<Condition> {
        Ok(Condition::all()
            .add_option(self.rule.map(|names| names.on::<entity::types::ReminderRule>(Column::Rule)))
            .add_option(self.state.map(|names| names.on::<entity::types::ReminderState>(Column::State)))
            .add_option(self.recipient_id.map(|id| id.on::<StaffId>(Column::RecipientId)).transpose()?)
            .add_option(self.household_id.map(|id| id.on::<HouseholdId>(Column::HouseholdId)).transpose()?)
            .add_option(self.due_on.map(|days| days.on(Column::DueOn)))
            .add_option(self.subject_id.map(|id| id.on_any(Column::SubjectId)).transpose()?)
            .add_option(self.sent_at.map(|instants| instants.on(Column::SentAt))))
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
