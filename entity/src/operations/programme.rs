//! A programme is recorded, as its form states it.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, TransactionSession, TransactionTrait};

use super::Act;
use crate::database::begin;
use crate::event_log::{self, Draft};
use crate::model::{funding_share, programme, programme_carrier, programme_modality, unit_rate};
use crate::refusal::{Checks, OperationError};
use crate::rules::settings::check_settings;
use crate::types::{
    EventKind, FundingShareId, OrganisationId, ProgrammeId, RateComponent, RateUnit, RentalModality, UnitRateId,
};

/// A programme and what it states.
#[derive(Debug, Clone)]
pub struct RecordProgramme {
    /// Every field of the form; `id` is replaced.
    pub form: programme::Model,
    /// Its carriers, in the form's order.
    pub carriers: Vec<OrganisationId>,
    /// Its rental modalities, in the form's words.
    pub modalities: Vec<(RentalModality, String)>,
    /// Its rates: component, unit, cents.
    pub rates: Vec<(RateComponent, RateUnit, i64)>,
    /// Its funders' shares, in the form's order: funder, basis points, what it funds.
    pub shares: Vec<(OrganisationId, i32, String)>,
}

/// Records a programme. For the product itself, when a programme is loaded.
///
/// # Errors
/// The rules of [`crate::rules::settings`], or when the database fails, a name already taken included.
pub async fn record<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordProgramme,
) -> Result<ProgrammeId, OperationError> {
    let mut checks = Checks::new();
    check_settings(&mut checks, &input.form.settings);
    checks.done()?;
    let tx = begin(db).await?;
    let id = ProgrammeId::generate(act.now, act.chance);
    let form = programme::Model { id: id.clone(), ..input.form };
    let row = programme::ActiveModel::from(form).reset_all();
    programme::Entity::insert(row).exec_without_returning(&tx).await?;
    let carriers = (1..).zip(input.carriers).map(|(position, organisation_id)| programme_carrier::ActiveModel {
        programme_id: Set(id.clone()),
        organisation_id: Set(organisation_id),
        position: Set(position),
    });
    programme_carrier::Entity::insert_many(carriers).exec_without_returning(&tx).await?;
    let modalities = input.modalities.into_iter().map(|(modality, description)| programme_modality::ActiveModel {
        programme_id: Set(id.clone()),
        modality: Set(modality),
        description: Set(description),
    });
    programme_modality::Entity::insert_many(modalities).exec_without_returning(&tx).await?;
    let rates = input.rates.into_iter().map(|(component, unit, amount_cents)| unit_rate::ActiveModel {
        id: Set(UnitRateId::generate(act.now, act.chance)),
        programme_id: Set(id.clone()),
        component: Set(component),
        unit: Set(unit),
        amount_cents: Set(amount_cents),
    });
    unit_rate::Entity::insert_many(rates).exec_without_returning(&tx).await?;
    let shares =
        (1..).zip(input.shares).map(|(position, (funder_id, basis_points, purpose))| funding_share::ActiveModel {
            id: Set(FundingShareId::generate(act.now, act.chance)),
            programme_id: Set(id.clone()),
            funder_id: Set(funder_id),
            basis_points: Set(basis_points),
            purpose: Set(purpose),
            position: Set(position),
        });
    funding_share::Entity::insert_many(shares).exec_without_returning(&tx).await?;
    event_log::append(&tx, act, Draft::new(EventKind::ProgrammeRecorded, &id).programme(&id)).await?;
    tx.commit().await?;
    Ok(id)
}
