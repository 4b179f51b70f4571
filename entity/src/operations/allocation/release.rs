//! A dwelling that a household accepted waits for it no more.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, TransactionTrait,
};

use super::decision_in_scope;
use crate::event_log::{self, Draft};
use crate::model::{allocation_decision, tenancy};
use crate::operations::Act;
use crate::policy::Action;
use crate::refusal::{Checks, OperationError};
use crate::rules::allocation as rules;
use crate::types::{AllocationDecisionId, EventKind, OfferAnswer, ReleaseCause};

/// What came between an acceptance and the tenancy.
#[derive(Debug, Clone)]
pub struct ReleaseDwelling {
    /// The decision by which the dwelling was offered and accepted.
    pub allocation_decision_id: AllocationDecisionId,
    /// Whose doing it was.
    pub cause: ReleaseCause,
    /// The day since which it is so.
    pub released_on: NaiveDate,
    /// Why.
    pub reasons: String,
}

/// Records that a household which accepted a dwelling withdrew (*désistement*), or that the landlord could not deliver it.
/// The dwelling may be offered to others, and another to the household; a tenancy in this one wants another decision.
/// Whoever may record the answer may record that it came to nothing. Source: ours.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, TEXT_REQUIRED, or the rules of [`rules::check_release`].
pub async fn release<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: ReleaseDwelling,
) -> Result<allocation_decision::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (decision, household) = decision_in_scope(&tx, act, &input.allocation_decision_id).await?;
    act.may(Action::AnswerOffer, act.relation(&household))?;
    act.expects(decision.version, &decision.id)?;
    // The household's row is locked: it moves nowhere meanwhile.
    let taken = tenancy::Entity::find()
        .filter(tenancy::Column::HouseholdId.eq(household.id.clone()))
        .filter(tenancy::Column::DwellingId.eq(decision.dwelling_id.clone()))
        .one(&tx)
        .await?
        .is_some();
    let mut checks = Checks::new();
    let release = rules::Release {
        accepted_on: decision.answered_on.filter(|_| decision.answer == Some(OfferAnswer::Accepted)),
        released: decision.released_on.is_some(),
        taken,
        released_on: input.released_on,
    };
    rules::check_release(&mut checks, release, act.today());
    checks.text(&input.reasons, 10_000, "reasons");
    checks.done()?;

    let mut released = decision.into_active_model();
    released.released_on = Set(Some(input.released_on));
    released.release_cause = Set(Some(input.cause));
    released.release_reasons = Set(Some(input.reasons.trim().to_owned()));
    let decision = released.update(&tx).await?;
    let draft = Draft::new(EventKind::DwellingReleased, &decision.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("releasedOn", input.released_on)
        .change("releaseCause", input.cause);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &decision.id).await?;
    Ok(decision)
}
