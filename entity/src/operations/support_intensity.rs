//! The intensity of a support changes, from a day on.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, TransactionTrait,
};

use super::Act;
use super::support::measure_in_scope;
use crate::event_log::{self, Draft};
use crate::model::support_intensity_period::{ActiveModel, Column, Entity};
use crate::model::support_measure;
use crate::policy::Action;
use crate::refusal::{Checks, OperationError};
use crate::rules::support_intensity as rules;
use crate::types::{EventKind, SupportIntensity, SupportIntensityPeriodId, SupportMeasureId};

/// A change of intensity.
#[derive(Debug, Clone)]
pub struct ChangeSupportIntensity {
    /// The measure.
    pub support_measure_id: SupportMeasureId,
    /// What it becomes.
    pub intensity: SupportIntensity,
    /// From which day on.
    pub from_on: NaiveDate,
    /// Why; social content.
    pub reasons: String,
}

/// Changes the intensity of an open measure: the period that runs ends on the eve.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, CONFLICT, TEXT_REQUIRED, or the rules of [`crate::rules::support_intensity`].
pub async fn change<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: ChangeSupportIntensity,
) -> Result<support_measure::Model, OperationError> {
    let tx = act.begin(db).await?;
    let (measure, household) = measure_in_scope(&tx, act, &input.support_measure_id).await?;
    act.may(Action::ChangeSupportIntensity, act.relation(&household))?;
    act.expects(measure.version, &measure.id)?;
    let last = Entity::find()
        .filter(Column::SupportMeasureId.eq(measure.id.clone()))
        .order_by_desc(Column::FromOn)
        .one(&tx)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("a support measure without an intensity".to_owned()))?;
    let change = rules::Change {
        present: last.intensity,
        since: last.from_on,
        closed: measure.closed_on.is_some(),
        intensity: input.intensity,
        from_on: input.from_on,
    };
    let mut checks = Checks::new();
    rules::check_change(&mut checks, change, act.today());
    checks.text(&input.reasons, 10_000, "reasons");
    checks.done()?;

    let row = ActiveModel {
        id: Set(SupportIntensityPeriodId::generate(act.now, act.chance)),
        support_measure_id: Set(measure.id.clone()),
        from_on: Set(input.from_on),
        previous_from_on: Set(Some(last.from_on)),
        intensity: Set(input.intensity),
        reasons: Set(Some(input.reasons.trim().to_owned())),
    };
    Entity::insert(row).exec_without_returning(&tx).await?;
    let mut changed = measure.into_active_model();
    changed.intensity = Set(input.intensity);
    let measure = changed.update(&tx).await?;
    // Not the intensity, which is social content.
    let draft = Draft::new(EventKind::SupportIntensityChanged, &measure.id)
        .programme(&household.programme_id)
        .household(&household.id)
        .change("fromOn", input.from_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &measure.id).await?;
    Ok(measure)
}

/// Begins the first period of a measure that starts.
pub(super) async fn begin(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    measure: &support_measure::Model,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(SupportIntensityPeriodId::generate(act.now, act.chance)),
        support_measure_id: Set(measure.id.clone()),
        from_on: Set(measure.start_on),
        previous_from_on: Set(None),
        intensity: Set(measure.intensity),
        reasons: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}
