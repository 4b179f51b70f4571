//! An interview with a household that is supported (*entretien*) is recorded, and corrected by its author.

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QueryFilter, TransactionTrait};

use super::support::measure_in_scope;
use super::{Act, locked};
use crate::event_log::{self, Draft};
use crate::model::support_interview::{ActiveModel, Entity, Model};
use crate::model::support_measure;
use crate::model::versioned::FIRST;
use crate::policy::{Action, scope};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::interview as rules;
use crate::types::{EventKind, InterviewKind, SupportInterviewId, SupportMeasureId};

/// The longest text of an interview, in characters.
const LONGEST_TEXT: usize = 10_000;

/// What is told of an interview.
#[derive(Debug, Clone)]
pub struct Interview {
    /// The day.
    pub held_on: NaiveDate,
    /// Where, and how.
    pub kind: InterviewKind,
    /// Who of the household was there.
    pub attendees: Option<String>,
    /// What was said and agreed on.
    pub summary: String,
    /// For the referent alone.
    pub confidential_note: Option<String>,
    /// The day of the next appointment.
    pub next_on: Option<NaiveDate>,
}

/// An interview that was held.
#[derive(Debug, Clone)]
pub struct RecordInterview {
    /// The measure.
    pub support_measure_id: SupportMeasureId,
    /// What is told of it.
    pub interview: Interview,
}

/// Records an interview. Whoever records it is its author.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, TEXT_REQUIRED, or the rules of [`crate::rules::interview`].
pub async fn record<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordInterview,
) -> Result<Model, OperationError> {
    let tx = act.begin(db).await?;
    let (measure, household) = measure_in_scope(&tx, act, &input.support_measure_id).await?;
    act.may(Action::RecordInterview, act.relation(&household))?;
    let author = act.actor.staff_id().cloned().ok_or_else(|| Rule::Forbidden.refuse(""))?;
    let told = checked(act, &measure, input.interview)?;

    let row = ActiveModel {
        id: Set(SupportInterviewId::generate(act.now, act.chance)),
        support_measure_id: Set(measure.id),
        held_on: Set(told.held_on),
        kind: Set(told.kind),
        author_id: Set(author),
        attendees: Set(told.attendees),
        summary: Set(told.summary),
        confidential_note: Set(told.confidential_note),
        next_on: Set(told.next_on),
        version: Set(FIRST),
    };
    let interview = Entity::insert(row).exec_with_returning(&tx).await?;
    let draft = Draft::new(EventKind::InterviewRecorded, &interview.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("supportMeasureId", &interview.support_measure_id)
        .change("heldOn", interview.held_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &interview.id).await?;
    Ok(interview)
}

/// An interview told otherwise, as a whole.
#[derive(Debug, Clone)]
pub struct CorrectInterview {
    /// The interview.
    pub support_interview_id: SupportInterviewId,
    /// What is told of it now.
    pub interview: Interview,
}

/// The fields of an interview that whoever sees it reads.
const OPEN: [&str; 2] = ["heldOn", "nextOn"];

/// Corrects an interview: only its author does, while they may record one. The event names the days that changed, and
/// nothing else of what is told.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, INTERVIEW_UNCHANGED, TEXT_REQUIRED, or the rules of [`crate::rules::interview`].
pub async fn correct<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: CorrectInterview,
) -> Result<Model, OperationError> {
    let tx = act.begin(db).await?;
    let not_found = || Rule::NotFound.refuse("supportInterviewId");
    let visible = Entity::find_by_id(input.support_interview_id).filter(act.scope(scope::support_interviews));
    let measure_id = visible.clone().one(&tx).await?.ok_or_else(not_found)?.support_measure_id;
    let (measure, household) = measure_in_scope(&tx, act, &measure_id).await.map_err(|error| match error {
        OperationError::Refused(_) => not_found().into(),
        other => other,
    })?;
    let before = locked(visible).one(&tx).await?.ok_or_else(not_found)?;
    act.may(Action::RecordInterview, act.relation(&household))?;
    if act.actor.staff_id() != Some(&before.author_id) {
        return Err(Rule::Forbidden.refuse("").into());
    }
    act.expects(before.version, &before.id)?;
    let mut told = checked(act, &measure, input.interview)?;
    // Whoever does not read the note, an author who does not follow the household, cannot mean to take it away.
    if told.confidential_note.is_none() && !act.relation(&household).referent {
        told.confidential_note.clone_from(&before.confidential_note);
    }
    let fields = changed(&before, &told);
    let mut checks = Checks::new();
    checks.require(!fields.is_empty(), Rule::InterviewUnchanged, "");
    checks.done()?;

    let mut corrected = before.into_active_model();
    corrected.held_on = Set(told.held_on);
    corrected.kind = Set(told.kind);
    corrected.attendees = Set(told.attendees);
    corrected.summary = Set(told.summary);
    corrected.confidential_note = Set(told.confidential_note);
    corrected.next_on = Set(told.next_on);
    let interview = corrected.update(&tx).await?;
    let draft = Draft::new(EventKind::InterviewCorrected, &interview.id)
        .programme(&household.programme_id)
        .household(&household.id)
        // That there is a note, and that it changed, would tell something of it.
        .change("fields", fields.into_iter().filter(|field| OPEN.contains(field)).collect::<Vec<_>>());
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &interview.id).await?;
    Ok(interview)
}

/// What is told of an interview, as it is kept, if no rule forbids it.
fn checked(act: &Act<'_>, measure: &support_measure::Model, interview: Interview) -> Result<Interview, OperationError> {
    let held = rules::Held {
        start_on: measure.start_on,
        closed_on: measure.closed_on,
        held_on: interview.held_on,
        next_on: interview.next_on,
    };
    let mut checks = Checks::new();
    rules::check_held(&mut checks, held, act.today());
    checks.bounded(interview.attendees.as_deref().unwrap_or_default(), 1_000, "attendees");
    checks.text(&interview.summary, LONGEST_TEXT, "summary");
    checks.bounded(interview.confidential_note.as_deref().unwrap_or_default(), LONGEST_TEXT, "confidentialNote");
    checks.done()?;
    let some = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(Interview {
        attendees: some(interview.attendees),
        summary: interview.summary.trim().to_owned(),
        confidential_note: some(interview.confidential_note),
        ..interview
    })
}

/// The fields that are told otherwise, as the schema names them.
fn changed(before: &Model, told: &Interview) -> Vec<&'static str> {
    let fields = [
        ("heldOn", before.held_on != told.held_on),
        ("kind", before.kind != told.kind),
        ("attendees", before.attendees != told.attendees),
        ("summary", before.summary != told.summary),
        ("confidentialNote", before.confidential_note != told.confidential_note),
        ("nextOn", before.next_on != told.next_on),
    ];
    fields.into_iter().filter(|(_, changed)| *changed).map(|(field, _)| field).collect()
}
