//! What a component costs is set, what a funder bears is set, an amount asked for, granted or received is recorded.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, TransactionTrait,
};

use super::{Act, equals, locked, next_position};
use crate::event_log::{self, Draft};
use crate::funding::shares;
use crate::model::{funding_entry, funding_share, funding_share_modality, organisation, programme, unit_rate};
use crate::policy::{Action, Relation};
use crate::refusal::{Checks, OperationError, Rule, Warning};
use crate::rules::funding::{self as rules, Rate, Share};
use crate::types::{
    EventKind, FundingEntryId, FundingShareId, FundingState, OrganisationId, ProgrammeId, RateComponent, RateProration,
    RateUnit, ShareBase, UnitRateId,
};

/// The longest text on what a share funds, in characters.
const LONGEST_PURPOSE: usize = 500;

/// What a component costs from a day on.
#[derive(Debug, Clone)]
pub struct SetUnitRate {
    /// The programme.
    pub programme_id: ProgrammeId,
    /// What it pays for.
    pub component: RateComponent,
    /// What it is counted by.
    pub unit: RateUnit,
    /// How a part of a year is paid.
    pub proration: RateProration,
    /// In cents.
    pub amount_cents: i64,
    /// The first day on which it is valid.
    pub valid_from: NaiveDate,
}

impl SetUnitRate {
    /// A rate as a form states it: from the programme's first day on; by days, unless it is paid once.
    pub fn stated(
        programme_id: &ProgrammeId,
        (component, unit, amount_cents): (RateComponent, RateUnit, i64),
        valid_from: NaiveDate,
    ) -> Self {
        let once = unit == RateUnit::PerHousehold;
        let proration = if once { RateProration::Undivided } else { RateProration::DaysInYear };
        Self { programme_id: programme_id.clone(), component, unit, proration, amount_cents, valid_from }
    }
}

/// Sets what a component costs from a day on: until the next rate begins, if there is one. The rate before it ends
/// on the day before; one that begins on the same day is replaced.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, or the rules of [`crate::rules::funding`]. To be confirmed: RATE_DATED_BACK.
pub async fn set_rate<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: SetUnitRate,
) -> Result<unit_rate::Model, OperationError> {
    let tx = act.begin(db).await?;
    let programme = programme_to_fund(&tx, act, &input.programme_id).await?;
    let mut checks = Checks::new();
    let rate = Rate {
        component: input.component,
        unit: input.unit,
        proration: input.proration,
        amount_cents: input.amount_cents,
        valid_from: input.valid_from,
        valid_until: None,
    };
    rules::check_rate(&mut checks, &rate, programme.starts_on);
    let others = unit_rate::Entity::find()
        .filter(unit_rate::Column::ProgrammeId.eq(programme.id.clone()))
        .filter(unit_rate::Column::Component.eq(input.component))
        .order_by_asc(unit_rate::Column::ValidFrom)
        .all(&tx)
        .await?;
    let next = others.iter().find(|other| other.valid_from > input.valid_from);
    let valid_until = next.and_then(|next| next.valid_from.pred_opt());
    let next_rate = next.map(Rate::from);
    let same = others.iter().find(|other| other.valid_from == input.valid_from).cloned();
    let before = others.into_iter().find(|other| {
        other.valid_from < input.valid_from && other.valid_until.is_none_or(|last| last >= input.valid_from)
    });
    if let Some(before) = &before {
        rules::check_succession(&mut checks, &Rate::from(before), &rate, programme.starts_on);
    }
    if let Some(next) = next_rate {
        rules::check_succession(&mut checks, &rate, &next, programme.starts_on);
    }
    let over = rules::is_of_a_year_over(programme.starts_on, input.valid_from, act.today());
    checks.warn(!over, Warning::RateDatedBack, "validFrom");
    act.settle(checks)?;

    if let Some(before) = before {
        let mut ended = before.into_active_model();
        ended.valid_until = Set(input.valid_from.pred_opt());
        ended.update(&tx).await?;
    }
    let row = unit_rate::ActiveModel {
        id: Set(same.as_ref().map_or_else(|| UnitRateId::generate(act.now, act.chance), |same| same.id.clone())),
        programme_id: Set(programme.id.clone()),
        component: Set(input.component),
        unit: Set(input.unit),
        proration: Set(input.proration),
        amount_cents: Set(input.amount_cents),
        valid_from: Set(input.valid_from),
        valid_until: Set(valid_until),
    };
    let set = match &same {
        Some(_) => row.update(&tx).await?,
        None => unit_rate::Entity::insert(row).exec_with_returning(&tx).await?,
    };
    let draft = Draft::new(EventKind::UnitRateSet, &set.id)
        .programme(&programme.id)
        .change("component", set.component)
        .change("unit", set.unit)
        .change("proration", set.proration)
        .change("amountCents", set.amount_cents)
        .change_if_any("amountCentsBefore", same.map(|same| same.amount_cents))
        .change("validFrom", set.valid_from);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &set.id).await?;
    Ok(set)
}

/// What a funder bears.
#[derive(Debug, Clone)]
pub struct SetFundingShare {
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The funder.
    pub funder_id: OrganisationId,
    /// Of what, how much, and what it is said to fund.
    pub share: Share,
    /// What it funds, in words.
    pub purpose: String,
}

impl SetFundingShare {
    /// A share of the whole that names nothing it funds.
    pub fn of_whole(programme_id: &ProgrammeId, funder_id: OrganisationId, basis_points: i32, purpose: &str) -> Self {
        let share = Share { base: ShareBase::Whole, basis_points, component: None, modalities: Vec::new() };
        Self { programme_id: programme_id.clone(), funder_id, share, purpose: purpose.to_owned() }
    }
}

/// Sets the share of a funder: anew, or in place of the one that they have. For all the time of the programme.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, TEXT_TOO_LONG, or the rules of [`crate::rules::funding`].
pub async fn set_share<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: SetFundingShare,
) -> Result<funding_share::Model, OperationError> {
    let tx = act.begin(db).await?;
    let programme = programme_to_fund(&tx, act, &input.programme_id).await?;
    let funder = organisation::Entity::find_by_id(input.funder_id.clone()).one(&tx).await?;
    funder.ok_or_else(|| Rule::NotFound.refuse("funderId"))?;
    let (own, others): (Vec<_>, Vec<_>) =
        shares(&tx, [programme.id.as_str()]).await?.into_iter().partition(|(row, _)| row.funder_id == input.funder_id);
    let before = own.into_iter().next().map(|(row, _)| row);
    let mut checks = Checks::new();
    checks.bounded(&input.purpose, LONGEST_PURPOSE, "purpose");
    let all: Vec<Share> = others.into_iter().map(|(_, share)| share).chain([input.share.clone()]).collect();
    rules::check_shares(&mut checks, &input.share, &all);
    act.settle(checks)?;

    let of_programme = equals(funding_share::Column::ProgrammeId, programme.id.clone());
    let position = match &before {
        Some(before) => before.position,
        None => next_position::<funding_share::Entity, _>(&tx, funding_share::Column::Position, of_programme).await?,
    };
    let id = before.as_ref().map_or_else(|| FundingShareId::generate(act.now, act.chance), |before| before.id.clone());
    // What it names goes first, or it would bear what it no longer names for the while of a statement.
    funding_share_modality::Entity::delete_many()
        .filter(funding_share_modality::Column::FundingShareId.eq(id.clone()))
        .exec(&tx)
        .await?;
    let row = funding_share::ActiveModel {
        id: Set(id.clone()),
        programme_id: Set(programme.id.clone()),
        funder_id: Set(input.funder_id.clone()),
        basis_points: Set(input.share.basis_points),
        base: Set(input.share.base),
        component: Set(input.share.component),
        purpose: Set(input.purpose),
        position: Set(position),
    };
    let set = match &before {
        Some(_) => row.update(&tx).await?,
        None => funding_share::Entity::insert(row).exec_with_returning(&tx).await?,
    };
    name_modalities(&tx, &id, &input.share).await?;
    let modalities: Vec<_> = input.share.modalities.iter().map(|named| named.modality).collect();
    let draft = Draft::new(EventKind::FundingShareSet, &set.id)
        .programme(&programme.id)
        .change("funderId", &set.funder_id)
        .change("base", set.base)
        .change("basisPoints", set.basis_points)
        .change_if_any("basisPointsBefore", before.map(|before| before.basis_points))
        .change_if_any("component", set.component)
        .change("modalities", modalities);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &set.id).await?;
    Ok(set)
}

/// An amount that a funder was asked for, has granted or has paid.
#[derive(Debug, Clone)]
pub struct RecordFunding {
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The funder.
    pub funder_id: OrganisationId,
    /// The year of the programme, from 1.
    pub year: i32,
    /// How far the money has come.
    pub state: FundingState,
    /// In cents.
    pub amount_cents: i64,
    /// The day of the request, of the decision or of the payment.
    pub dated_on: NaiveDate,
}

/// Records an amount asked for, granted or received. A second one of a year adds to the first. That one state differs
/// from another is told where they are read, not refused: it is what happens.
///
/// # Errors
/// FORBIDDEN, NOT_FOUND, NOT_FUNDER, DATE_IN_FUTURE, or the rules of [`crate::rules::funding`].
pub async fn record<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordFunding,
) -> Result<funding_entry::Model, OperationError> {
    let tx = act.begin(db).await?;
    let programme = programme_to_fund(&tx, act, &input.programme_id).await?;
    let funds = funding_share::Entity::find()
        .filter(funding_share::Column::ProgrammeId.eq(programme.id.clone()))
        .filter(funding_share::Column::FunderId.eq(input.funder_id.clone()))
        .one(&tx)
        .await?;
    let mut checks = Checks::new();
    checks.require(funds.is_some(), Rule::NotFunder, "funderId");
    rules::check_year(&mut checks, input.year, programme.commitment_years);
    rules::check_amount(&mut checks, input.amount_cents, 1);
    checks.day(input.dated_on, "datedOn");
    checks.require(input.dated_on <= act.today(), Rule::DateInFuture, "datedOn");
    act.settle(checks)?;

    let row = funding_entry::ActiveModel {
        id: Set(FundingEntryId::generate(act.now, act.chance)),
        programme_id: Set(programme.id.clone()),
        funder_id: Set(input.funder_id),
        year: Set(input.year),
        state: Set(input.state),
        amount_cents: Set(input.amount_cents),
        dated_on: Set(input.dated_on),
    };
    let entry = funding_entry::Entity::insert(row).exec_with_returning(&tx).await?;
    let draft = Draft::new(EventKind::FundingRecorded, &entry.id)
        .programme(&programme.id)
        .change("funderId", &entry.funder_id)
        .change("year", entry.year)
        .change("state", entry.state)
        .change("amountCents", entry.amount_cents)
        .change("datedOn", entry.dated_on);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &entry.id).await?;
    Ok(entry)
}

/// Writes what a share is said to fund.
async fn name_modalities(tx: &impl ConnectionTrait, id: &FundingShareId, share: &Share) -> Result<(), DbErr> {
    let rows = share.modalities.iter().map(|named| funding_share_modality::ActiveModel {
        funding_share_id: Set(id.clone()),
        modality: Set(named.modality),
        where_applicable: Set(named.where_applicable),
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        funding_share_modality::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Loads the programme whose funding an act is about, locked, if the actor may do it. Everybody sees programmes.
async fn programme_to_fund(
    tx: &impl ConnectionTrait,
    act: &Act<'_>,
    id: &ProgrammeId,
) -> Result<programme::Model, OperationError> {
    let found = locked(programme::Entity::find_by_id(id.clone())).one(tx).await?;
    let found = found.ok_or_else(|| Rule::NotFound.refuse("programmeId"))?;
    act.may(Action::ManageFunding, Relation::default())?;
    Ok(found)
}
