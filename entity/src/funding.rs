//! What a programme's books are made of, read as it stands: its rates and shares, the facts that cost something, and
//! what its funders were asked for, have granted, have paid. In a fixed number of statements for however many
//! programmes. What follows from them is for [`crate::rules::funding`] to say; who may know, for the policy.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::model::{
    funding_entry, funding_share, funding_share_modality, household, programme, social_diagnosis, support_measure,
    tenancy, unit_rate,
};
use crate::rules::funding::{Facts, FundedModality, Housing, Line, Period, Rate, Share, Terms, ledger, programme_year};
use crate::types::{HouseholdId, HouseholdStage, ProgrammeId, RentalManagement, RentalModality};

/// The books of a programme.
#[derive(Debug, Clone)]
pub struct Books {
    /// The programme.
    pub programme: programme::Model,
    /// Its rates.
    pub rates: Vec<Rate>,
    /// The rows of its shares, in the form's order.
    pub funders: Vec<funding_share::Model>,
    /// The same as the rules have them.
    pub shares: Vec<Share>,
    /// Its households: identifier and reference, in the order of the identifiers.
    pub households: Vec<(HouseholdId, String)>,
    /// What happened to each of them.
    pub facts: Vec<Facts>,
    /// What its funders were asked for, have granted, have paid.
    pub entries: Vec<funding_entry::Model>,
}

impl Books {
    /// The days of one of its years, from 1.
    pub fn year(&self, number: i32) -> Period {
        programme_year(self.programme.starts_on, u32::try_from(number).unwrap_or_default())
    }

    /// The ledger of one of its years, of the days that are over.
    pub fn ledger(&self, number: i32, today: NaiveDate) -> Vec<Line> {
        let terms = Terms {
            rates: &self.rates,
            shares: &self.shares,
            pays_unretained_diagnosis: self.programme.settings.funding.pays_unretained_diagnosis,
        };
        ledger(terms, &self.facts, self.year(number), today)
    }
}

/// The books of the programmes with some identifiers.
///
/// # Errors
/// The database's.
pub async fn books(db: &impl ConnectionTrait, programme_ids: &[&str], today: NaiveDate) -> Result<Vec<Books>, DbErr> {
    let ids = || programme_ids.iter().copied();
    let programmes = programme::Entity::find().filter(programme::Column::Id.is_in(ids())).all(db).await?;
    let rates = unit_rate::Entity::find().filter(unit_rate::Column::ProgrammeId.is_in(ids())).all(db).await?;
    let shares = shares(db, ids()).await?;
    let entries = funding_entry::Entity::find()
        .filter(funding_entry::Column::ProgrammeId.is_in(ids()))
        .order_by_asc(funding_entry::Column::Id)
        .all(db)
        .await?;
    let households = household::Entity::find()
        .select_only()
        .columns([
            household::Column::Id,
            household::Column::ProgrammeId,
            household::Column::Reference,
            household::Column::Stage,
        ])
        .filter(household::Column::ProgrammeId.is_in(ids()))
        .order_by_asc(household::Column::Id)
        .into_tuple::<(HouseholdId, ProgrammeId, String, HouseholdStage)>()
        .all(db)
        .await?;
    let mut facts = facts(db, programme_ids, today).await?;
    let books = programmes.into_iter().map(|programme| {
        let (funders, shares) = shares.iter().filter(|(row, _)| row.programme_id == programme.id).cloned().unzip();
        let ours = households.iter().filter(|(_, programme_id, ..)| *programme_id == programme.id);
        let (households, facts) = ours
            .map(|(id, _, reference, stage)| {
                let mut facts = facts.remove(id).unwrap_or_default();
                facts.not_retained = *stage == HouseholdStage::NotRetained;
                ((id.clone(), reference.clone()), facts)
            })
            .unzip();
        Books {
            rates: rates.iter().filter(|rate| rate.programme_id == programme.id).map(Rate::from).collect(),
            entries: entries.iter().filter(|entry| entry.programme_id == programme.id).cloned().collect(),
            programme,
            funders,
            shares,
            households,
            facts,
        }
    });
    Ok(books.collect())
}

/// The shares of the programmes with some identifiers, in the form's order.
///
/// # Errors
/// The database's.
pub async fn shares<'i>(
    db: &impl ConnectionTrait,
    programme_ids: impl IntoIterator<Item = &'i str>,
) -> Result<Vec<(funding_share::Model, Share)>, DbErr> {
    let rows = funding_share::Entity::find()
        .filter(funding_share::Column::ProgrammeId.is_in(programme_ids))
        .order_by_asc(funding_share::Column::Position)
        .all(db)
        .await?;
    let named = funding_share_modality::Entity::find()
        .filter(funding_share_modality::Column::FundingShareId.is_in(rows.iter().map(|row| row.id.clone())))
        .order_by_asc(funding_share_modality::Column::Modality)
        .all(db)
        .await?;
    let shares = rows.into_iter().map(|row| {
        let named = named.iter().filter(|named| named.funding_share_id == row.id);
        let named =
            named.map(|named| FundedModality { modality: named.modality, where_applicable: named.where_applicable });
        let share = Share {
            base: row.base,
            basis_points: row.basis_points,
            component: row.component,
            modalities: named.collect(),
        };
        (row, share)
    });
    Ok(shares.collect())
}

/// What happened to the households of the programmes with some identifiers, up to yesterday: a day that is not over is
/// not counted, and neither is the day on which support is closed, so that twelve months cost a year (CPC 641). Of a
/// tenancy the last day counts.
async fn facts(
    db: &impl ConnectionTrait,
    programme_ids: &[&str],
    today: NaiveDate,
) -> Result<HashMap<HouseholdId, Facts>, DbErr> {
    let ours = || households_of(programme_ids);
    let mut facts: HashMap<HouseholdId, Facts> = HashMap::new();
    // The diagnosis is paid once per household: the first that was made. Source: the form.
    let diagnoses = social_diagnosis::Entity::find()
        .select_only()
        .column(social_diagnosis::Column::HouseholdId)
        .column_as(social_diagnosis::Column::DoneOn.min(), "first")
        .filter(social_diagnosis::Column::HouseholdId.in_subquery(ours()))
        .filter(social_diagnosis::Column::DoneOn.is_not_null())
        .group_by(social_diagnosis::Column::HouseholdId)
        .into_tuple::<(HouseholdId, Option<NaiveDate>)>()
        .all(db)
        .await?;
    for (household_id, first) in diagnoses {
        facts.entry(household_id).or_default().diagnosed_on = first;
    }
    let measures = support_measure::Entity::find()
        .select_only()
        .columns([
            support_measure::Column::HouseholdId,
            support_measure::Column::StartOn,
            support_measure::Column::ClosedOn,
        ])
        .filter(support_measure::Column::HouseholdId.in_subquery(ours()))
        .into_tuple::<(HouseholdId, NaiveDate, Option<NaiveDate>)>()
        .all(db)
        .await?;
    for (household_id, from, closed_on) in measures {
        let period = Period { from, until: closed_on.unwrap_or(today) };
        facts.entry(household_id).or_default().support.push(period);
    }
    let tenancies = tenancy::Entity::find()
        .select_only()
        .columns([
            tenancy::Column::HouseholdId,
            tenancy::Column::StartOn,
            tenancy::Column::EndOn,
            tenancy::Column::Modality,
            tenancy::Column::RentalManagement,
        ])
        .filter(tenancy::Column::HouseholdId.in_subquery(ours()))
        .into_tuple::<(HouseholdId, NaiveDate, Option<NaiveDate>, RentalModality, RentalManagement)>()
        .all(db)
        .await?;
    for (household_id, from, end_on, modality, management) in tenancies {
        let until = end_on.map_or(today, |last| last.succ_opt().unwrap_or(last));
        let adapted = management == RentalManagement::Adapted;
        let housing = Housing { period: Period { from, until }, modality, adapted };
        facts.entry(household_id).or_default().housing.push(housing);
    }
    Ok(facts)
}

fn households_of(programme_ids: &[&str]) -> SelectStatement {
    Query::select()
        .column(household::Column::Id)
        .from(household::Entity)
        .and_where(household::Column::ProgrammeId.is_in(programme_ids.iter().copied()))
        .to_owned()
}
