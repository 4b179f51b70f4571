//! What people do about a reminder: its recipient takes note of it or puts it off; whoever runs the programme has one
//! that failed tried again.
//!
//! None of these expects a version. Only its recipient answers a reminder, and what is tried again has failed: the
//! state of the row says as much as a version would.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    TransactionTrait,
};

use super::facts::{Subject, of_reminders};
use super::told::draft;
use crate::event_log;
use crate::model::reminder;
use crate::operations::{Act, locked};
use crate::policy::{Action, Relation, scope};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::reminder::answer::{can_wait, check_snooze, longest_snooze_when_late};
use crate::rules::reminder::{Silence, Wanted};
use crate::types::{EventKind, ReminderId, ReminderState, StaffId};

/// Records that the actor took note of a reminder that was sent to them.
///
/// # Errors
/// NOT_FOUND, NOT_RECIPIENT, REMINDER_NOT_SENT, ALREADY_ACKNOWLEDGED.
pub async fn acknowledge<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    reminder_id: &ReminderId,
) -> Result<reminder::Model, OperationError> {
    let tx = act.begin(db).await?;
    let reminder = reminder_in_scope(&tx, act, reminder_id).await?;
    let staff_id = recipient(act, &reminder)?.clone();
    let mut checks = Checks::new();
    check_open(&mut checks, &reminder);
    checks.done()?;

    let mut answered = reminder.into_active_model();
    answered.acknowledged_at = Set(Some(act.now));
    answered.acknowledged_by_id = Set(Some(staff_id));
    let reminder = answered.update(&tx).await?;
    event_log::append(&tx, act, draft(&tx, EventKind::ReminderAcknowledged, &reminder).await?).await?;
    act.commit(tx, &reminder.id).await?;
    Ok(reminder)
}

/// Until when a reminder is put off.
#[derive(Debug, Clone)]
pub struct SnoozeReminder {
    /// The reminder.
    pub reminder_id: ReminderId,
    /// The day on which it is recalled again.
    pub until: NaiveDate,
}

/// Puts off a reminder that was sent to the actor: nothing of its series is sent to them before the day they choose,
/// and on that day it is recalled again. Another day replaces it.
///
/// # Errors
/// NOT_FOUND, NOT_RECIPIENT, REMINDER_NOT_SENT, ALREADY_ACKNOWLEDGED, REMINDER_CANNOT_WAIT,
/// SNOOZE_OUT_OF_RANGE.
pub async fn snooze<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: SnoozeReminder,
) -> Result<reminder::Model, OperationError> {
    let tx = act.begin(db).await?;
    let reminder = reminder_in_scope(&tx, act, &input.reminder_id).await?;
    recipient(act, &reminder)?;
    let facts = match of_reminders(&tx, std::slice::from_ref(&reminder)).await?.pop() {
        Some(Subject::Found(facts)) => Some(facts),
        // Nothing will be sent of it, however long it is put off.
        _ => None,
    };
    let mut checks = Checks::new();
    check_open(&mut checks, &reminder);
    checks.require(can_wait(reminder.rule), Rule::ReminderCannotWait, "reminderId");
    check_snooze(
        &mut checks,
        input.until,
        reminder.due_on,
        act.today(),
        longest_snooze_when_late(reminder.rule, facts.as_deref()),
    );
    checks.done()?;

    let mut answered = reminder.into_active_model();
    answered.snoozed_until = Set(Some(input.until));
    let reminder = answered.update(&tx).await?;
    let draft = draft(&tx, EventKind::ReminderSnoozed, &reminder).await?.change("until", input.until);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &reminder.id).await?;
    Ok(reminder)
}

/// Has a reminder that failed sent again, now: its attempts are numbered on, and as many as ever are left to it. The
/// sender asks the rule again, so that nothing is sent that is no longer true.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, REMINDER_NOT_FAILED.
pub async fn retry<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    reminder_id: &ReminderId,
) -> Result<reminder::Model, OperationError> {
    let tx = act.begin(db).await?;
    let reminder = reminder_in_scope(&tx, act, reminder_id).await?;
    act.may(Action::RetryReminder, Relation::default())?;
    let mut checks = Checks::new();
    checks.require(reminder.state == ReminderState::Failed, Rule::ReminderNotFailed, "reminderId");
    checks.done()?;

    let tries_from = reminder.attempts;
    let mut planned = reminder.into_active_model();
    planned.state = Set(ReminderState::Planned);
    planned.reason = Set(None);
    planned.send_after = Set(act.now);
    planned.queued_at = Set(None);
    planned.tries_from = Set(tries_from);
    let reminder = planned.update(&tx).await?;
    event_log::append(&tx, act, draft(&tx, EventKind::ReminderRetried, &reminder).await?).await?;
    act.commit(tx, &reminder.id).await?;
    Ok(reminder)
}

/// Whether what a reminder recalls has been dealt with or concerns its recipient no more: nobody would send it now. Not
/// known of a subject whose programme's settings cannot be read.
///
/// # Errors
/// The database's.
pub async fn no_longer_true(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    reminder: &reminder::Model,
) -> Result<bool, DbErr> {
    let key = Wanted {
        rule: reminder.rule,
        subject_id: reminder.subject_id.clone(),
        due_on: reminder.due_on,
        step: reminder.step,
        recipient_id: reminder.recipient_id.clone(),
        revision: reminder.revision,
        household_id: reminder.household_id.clone(),
        silence: None,
    };
    Ok(match of_reminders(db, std::slice::from_ref(reminder)).await?.pop() {
        Some(Subject::Found(facts)) => match facts.still_wanted(&key, now) {
            Ok(()) | Err(Silence::LaterStep | Silence::Acknowledged | Silence::Snoozed) => false,
            Err(_) => true,
        },
        Some(Subject::Gone) => true,
        Some(Subject::Unreadable) | None => false,
    })
}

/// Loads a reminder, locked, if the actor sees it.
async fn reminder_in_scope(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    id: &ReminderId,
) -> Result<reminder::Model, OperationError> {
    let found = locked(reminder::Entity::find_by_id(id.clone())).filter(act.scope(scope::reminders)).one(tx).await?;
    found.ok_or_else(|| Rule::NotFound.refuse("reminderId").into())
}

/// The actor, if the reminder is theirs to answer.
fn recipient<'a>(act: &Act<'a>, reminder: &reminder::Model) -> Result<&'a StaffId, OperationError> {
    act.may(Action::AnswerReminder, Relation::default())?;
    let own = act.actor.staff_id().filter(|id| **id == reminder.recipient_id);
    own.ok_or_else(|| Rule::NotRecipient.refuse("reminderId").into())
}

/// Checks that a reminder may have been received and is not answered for good.
fn check_open(checks: &mut Checks, reminder: &reminder::Model) {
    checks.require(reminder.attempts > 0, Rule::ReminderNotSent, "reminderId");
    checks.require(reminder.acknowledged_at.is_none(), Rule::AlreadyAcknowledged, "reminderId");
}
