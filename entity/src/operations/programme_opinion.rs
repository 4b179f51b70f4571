//! What is thought of a programme by who was asked: an opinion is recorded in place of the one before, and taken back
//! if it was recorded by error. Each makes a version; the ones before stay readable.

use chrono::NaiveDate;
use sea_orm::TransactionTrait;

use super::Act;
use super::programme_form::{Step, next_version, programme_to_revise};
use crate::model::programme;
use crate::model::programme_form::FormRevision;
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::programme_form::{LONGEST_FIELD, Opinion, check_opinion};
use crate::types::{EventKind, FormVersionKind, OpinionLevel, ProgrammeId, RegionalOpinion, Reproducibility};

/// The opinion of the departmental service (*avis du service départemental*).
#[derive(Debug, Clone)]
pub struct RecordDepartmentalOpinion {
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The day on which it was given.
    pub given_on: NaiveDate,
    /// In words.
    pub opinion: String,
    /// How far the project answers the call (*pertinence*).
    pub relevance: String,
    /// How far it could be reproduced.
    pub reproducibility: Option<Reproducibility>,
    /// What is thought necessary (*conditions jugées nécessaires*).
    pub conditions: String,
}

/// Records the opinion of the departmental service, in place of the one before.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, DATE_IN_FUTURE, NOTHING_REVISED, a text's, or the rules of [`check_opinion`].
pub async fn record_departmental_opinion<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordDepartmentalOpinion,
) -> Result<programme::Model, OperationError> {
    let tx = act.begin(db).await?;
    let programme = programme_to_revise(&tx, act, &input.programme_id).await?;
    let step = Step {
        kind: FormVersionKind::DepartmentalOpinion,
        event: EventKind::DepartmentalOpinionRecorded,
        decided_on: input.given_on,
        field: "givenOn",
        reason: None,
    };
    let says_something = input.reproducibility.is_some()
        || [&input.opinion, &input.relevance, &input.conditions].into_iter().any(|text| !text.trim().is_empty());
    let last_given_on = programme.departmental_opinion_on;
    let mut checks = Checks::new();
    check_opinion(&mut checks, Opinion { given_on: input.given_on, says_something, last_given_on });
    let revision = FormRevision {
        departmental_opinion_on: Some(Some(input.given_on)),
        departmental_opinion: Some(input.opinion),
        departmental_relevance: Some(input.relevance),
        reproducibility: Some(input.reproducibility),
        departmental_conditions: Some(input.conditions),
        ..Default::default()
    };
    let programme = Box::pin(next_version(&tx, act, programme, step, revision, checks)).await?;
    act.commit(tx, &programme.id).await?;
    Ok(programme)
}

/// The opinion of the region (*avis global du niveau régional*).
#[derive(Debug, Clone)]
pub struct RecordRegionalOpinion {
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The day on which it was given.
    pub given_on: NaiveDate,
    /// What it is.
    pub opinion: RegionalOpinion,
    /// In words.
    pub comment: String,
}

/// Records the opinion of the region, in place of the one before.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, DATE_IN_FUTURE, NOTHING_REVISED, a text's, or the rules of [`check_opinion`].
pub async fn record_regional_opinion<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordRegionalOpinion,
) -> Result<programme::Model, OperationError> {
    let tx = act.begin(db).await?;
    let programme = programme_to_revise(&tx, act, &input.programme_id).await?;
    let step = Step {
        kind: FormVersionKind::RegionalOpinion,
        event: EventKind::RegionalOpinionRecorded,
        decided_on: input.given_on,
        field: "givenOn",
        reason: None,
    };
    let last_given_on = programme.regional_opinion_on;
    let mut checks = Checks::new();
    // Its box says something, whatever the words.
    check_opinion(&mut checks, Opinion { given_on: input.given_on, says_something: true, last_given_on });
    let revision = FormRevision {
        regional_opinion_on: Some(Some(input.given_on)),
        regional_opinion: Some(Some(input.opinion)),
        regional_comment: Some(input.comment),
        ..Default::default()
    };
    let programme = Box::pin(next_version(&tx, act, programme, step, revision, checks)).await?;
    act.commit(tx, &programme.id).await?;
    Ok(programme)
}

/// An opinion that was recorded by error.
#[derive(Debug, Clone)]
pub struct WithdrawOpinion {
    /// The programme.
    pub programme_id: ProgrammeId,
    /// Whose opinion.
    pub level: OpinionLevel,
    /// Why.
    pub reason: String,
}

/// Takes back an opinion that was recorded by error: there is none then, and another may be recorded, of an earlier day
/// too. The one that it had taken the place of does not come back by itself: whether it holds is for a person to say.
/// Source: ours.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, OPINION_MISSING, or the reason's.
pub async fn withdraw<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: WithdrawOpinion,
) -> Result<programme::Model, OperationError> {
    let tx = act.begin(db).await?;
    let programme = programme_to_revise(&tx, act, &input.programme_id).await?;
    if !is_recorded(&programme, input.level) {
        return Err(Rule::OpinionMissing.refuse("level").into());
    }
    let mut checks = Checks::new();
    checks.text(&input.reason, LONGEST_FIELD, "reason");
    let step = Step {
        kind: FormVersionKind::OpinionWithdrawn,
        event: EventKind::OpinionWithdrawn,
        decided_on: act.today(),
        field: "",
        reason: Some(input.reason.trim().to_owned()),
    };
    let programme = Box::pin(next_version(&tx, act, programme, step, none(input.level), checks)).await?;
    act.commit(tx, &programme.id).await?;
    Ok(programme)
}

/// Whether a programme has an opinion: of one that was recorded with its form the day may be unknown.
fn is_recorded(programme: &programme::Model, level: OpinionLevel) -> bool {
    match level {
        OpinionLevel::Departmental => {
            let texts = [
                &programme.departmental_opinion,
                &programme.departmental_relevance,
                &programme.departmental_conditions,
            ];
            programme.departmental_opinion_on.is_some()
                || programme.reproducibility.is_some()
                || texts.into_iter().any(|text| !text.is_empty())
        }
        OpinionLevel::Regional => {
            programme.regional_opinion_on.is_some()
                || programme.regional_opinion.is_some()
                || !programme.regional_comment.is_empty()
        }
    }
}

/// What a form states where there is no opinion.
fn none(level: OpinionLevel) -> FormRevision {
    match level {
        OpinionLevel::Departmental => FormRevision {
            departmental_opinion_on: Some(None),
            departmental_opinion: Some(String::new()),
            departmental_relevance: Some(String::new()),
            reproducibility: Some(None),
            departmental_conditions: Some(String::new()),
            ..Default::default()
        },
        OpinionLevel::Regional => FormRevision {
            regional_opinion_on: Some(None),
            regional_opinion: Some(None),
            regional_comment: Some(String::new()),
            ..Default::default()
        },
    }
}
