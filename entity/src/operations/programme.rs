//! A programme is recorded, as its form states it.

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, TransactionSession, TransactionTrait};

use super::Act;
use super::funding::name_modalities;
use super::programme_form::{keep_version, write_lists};
use crate::database::begin;
use crate::event_log::{self, Draft};
use crate::model::programme_form::{FieldNames, Lists, ProgrammeForm};
use crate::model::versioned::FIRST;
use crate::model::{funding_share, programme, programme_version, unit_rate};
use crate::refusal::{Checks, OperationError};
use crate::rules::funding::{Rate, Share, check_rate, check_shares};
use crate::rules::programme_form::{InUse, check_form};
use crate::rules::settings::check_settings;
use crate::types::{
    EventKind, FormVersionKind, FundingShareId, OrganisationId, ProgrammeId, RateComponent, RateProration, RateUnit,
    ShareBase, UnitRateId,
};

/// A programme and what it states.
#[derive(Debug, Clone)]
pub struct RecordProgramme {
    /// Every field of the form; `id` and `version` are replaced.
    pub form: programme::Model,
    /// What the form states in lists.
    pub lists: Lists,
    /// Its rates: component, unit, cents.
    pub rates: Vec<(RateComponent, RateUnit, i64)>,
    /// Its funders' shares, in the form's order.
    pub shares: Vec<StatedShare>,
}

/// A funder's share, as a form states it.
#[derive(Debug, Clone)]
pub struct StatedShare {
    /// The funder.
    pub funder_id: OrganisationId,
    /// Of what, how much, and what it is said to fund.
    pub share: Share,
    /// What it funds, in the form's words.
    pub purpose: String,
}

impl StatedShare {
    /// A share of the whole that names nothing it funds.
    pub fn of_whole(funder_id: OrganisationId, basis_points: i32, purpose: &str) -> Self {
        let share = Share { base: ShareBase::Whole, basis_points, component: None, modalities: Vec::new() };
        Self { funder_id, share, purpose: purpose.to_owned() }
    }
}

/// Records a programme. For the product itself, when a programme is loaded.
///
/// # Errors
/// The rules of [`crate::rules::settings`], [`crate::rules::programme_form`] and [`crate::rules::funding`], or when the database fails, a name already
/// taken included.
pub async fn record<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordProgramme,
) -> Result<ProgrammeId, OperationError> {
    let mut checks = Checks::new();
    check_settings(&mut checks, &input.form.settings);
    let starts_on = input.form.starts_on;
    let rates: Vec<Rate> = input.rates.iter().map(|rate| as_stated(*rate, starts_on)).collect();
    for rate in &rates {
        check_rate(&mut checks, rate, starts_on);
    }
    let shares: Vec<Share> = input.shares.iter().map(|stated| stated.share.clone()).collect();
    for share in &shares {
        check_shares(&mut checks, share, &shares);
    }
    let id = ProgrammeId::generate(act.now, act.chance);
    let programme = programme::Model { id: id.clone(), version: FIRST, ..input.form };
    let form = ProgrammeForm::of(&programme, input.lists).in_order().trimmed();
    check_form(&mut checks, &form, &InUse::default());
    checks.done()?;
    let tx = begin(db).await?;
    let version =
        keep_version(act, &programme, &form, FormVersionKind::Recorded, starts_on, None, FieldNames::default());
    let mut row = programme::ActiveModel::from(programme).reset_all();
    form.write(&mut row);
    programme::Entity::insert(row).exec_without_returning(&tx).await?;
    write_lists(&tx, &id, &form).await?;
    programme_version::Entity::insert(version).exec_without_returning(&tx).await?;
    let rates = rates.into_iter().map(|rate| unit_rate::ActiveModel {
        id: Set(UnitRateId::generate(act.now, act.chance)),
        programme_id: Set(id.clone()),
        component: Set(rate.component),
        unit: Set(rate.unit),
        proration: Set(rate.proration),
        amount_cents: Set(rate.amount_cents),
        valid_from: Set(rate.valid_from),
        valid_until: Set(rate.valid_until),
    });
    unit_rate::Entity::insert_many(rates).exec_without_returning(&tx).await?;
    for (position, stated) in (1..).zip(input.shares) {
        let share_id = FundingShareId::generate(act.now, act.chance);
        let row = funding_share::ActiveModel {
            id: Set(share_id.clone()),
            programme_id: Set(id.clone()),
            funder_id: Set(stated.funder_id),
            basis_points: Set(stated.share.basis_points),
            base: Set(stated.share.base),
            component: Set(stated.share.component),
            purpose: Set(stated.purpose),
            position: Set(position),
        };
        funding_share::Entity::insert(row).exec_without_returning(&tx).await?;
        name_modalities(&tx, &share_id, &stated.share).await?;
    }
    event_log::append(&tx, act, Draft::new(EventKind::ProgrammeRecorded, &id).programme(&id)).await?;
    tx.commit().await?;
    Ok(id)
}

/// A rate as a form states it: from the programme's first day on; by days, unless it is paid once.
fn as_stated((component, unit, amount_cents): (RateComponent, RateUnit, i64), valid_from: NaiveDate) -> Rate {
    let once = unit == RateUnit::PerHousehold;
    let proration = if once { RateProration::Undivided } else { RateProration::DaysInYear };
    Rate { component, unit, proration, amount_cents, valid_from, valid_until: None }
}
