//! A dwelling that a household accepted waits for it no more.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, TransactionTrait,
};

use super::{decision_in_scope, waits};
use crate::event_log::{self, Draft};
use crate::model::{allocation_decision, household, tenancy};
use crate::operations::{Act, locked};
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
        .filter(tenancy::Column::StartOn.gte(decision.decided_on))
        .one(&tx)
        .await?
        .is_some();
    let mut checks = Checks::new();
    let release = rules::Release {
        accepted_on: decision.answered_on.filter(|_| decision.answer == Some(OfferAnswer::Accepted)),
        released: decision.released_on.is_some(),
        taken,
        cause: input.cause,
        released_on: input.released_on,
    };
    rules::check_release(&mut checks, release, act.today());
    checks.text(&input.reasons, 10_000, "reasons");
    checks.done()?;

    let reasons = Some(input.reasons.trim().to_owned());
    let decision = write(&tx, act, decision, &household, (input.released_on, input.cause, reasons)).await?;
    act.commit(tx, &decision.id).await?;
    Ok(decision)
}

/// Releases today every dwelling that waits for a household, whose row is locked and which the cell does not retain: an
/// acceptance must not be there when it is proposed again. Source: ours.
pub(in crate::operations) async fn release_all(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    household: &household::Model,
) -> Result<(), DbErr> {
    let waiting = allocation_decision::Entity::find()
        .filter(allocation_decision::Column::HouseholdId.eq(household.id.clone()))
        .filter(waits())
        .order_by_asc(allocation_decision::Column::Id);
    for decision in locked(waiting).all(tx).await? {
        let on = decision.answered_on.map_or(act.today(), |answered_on| answered_on.max(act.today()));
        write(tx, act, decision, household, (on, ReleaseCause::NotRetained, None)).await?;
    }
    Ok(())
}

/// Writes since when, why and for what reasons a dwelling waits no more, and the event.
async fn write(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    decision: allocation_decision::Model,
    household: &household::Model,
    (on, cause, reasons): (NaiveDate, ReleaseCause, Option<String>),
) -> Result<allocation_decision::Model, DbErr> {
    let mut released = decision.into_active_model();
    released.released_on = Set(Some(on));
    released.release_cause = Set(Some(cause));
    released.release_reasons = Set(reasons);
    let decision = released.update(tx).await?;
    let draft = Draft::new(EventKind::DwellingReleased, &decision.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("releasedOn", on)
        .change("releaseCause", cause);
    event_log::append(tx, act, draft).await?;
    Ok(decision)
}
