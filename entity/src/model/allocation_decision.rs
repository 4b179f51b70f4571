//! What the allocation committee (*CAL*) decided on a household and a dwelling, and what became of the offer.

use sea_orm::entity::prelude::*;

use crate::types::{AllocationDecisionId, AllocationOutcome, DwellingId, HouseholdId, OfferAnswer, ReleaseCause};

/// What the allocation committee (*CAL*) decided on a household and a dwelling, and what became of the offer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "allocation_decision")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AllocationDecisionId,
    /// The household.
    pub household_id: HouseholdId,
    /// The dwelling.
    pub dwelling_id: DwellingId,
    /// The day on which the committee decided.
    pub decided_on: Date,
    /// What it decided.
    pub outcome: AllocationOutcome,
    /// The household's place among those ranked for the dwelling that day, from 1.
    pub candidate_rank: Option<i32>,
    /// The document that is missing.
    pub missing_document: Option<String>,
    /// The day on which it was there.
    pub condition_lifted_on: Option<Date>,
    /// Why the committee decided so.
    pub reasons: Option<String>,
    /// The day on which the household was notified of the offer.
    pub offered_on: Option<Date>,
    /// The last day on which it may answer.
    pub answer_due_on: Option<Date>,
    /// What it answered.
    pub answer: Option<OfferAnswer>,
    /// The day of the answer; of a silence, the day on which somebody took note of it.
    pub answered_on: Option<Date>,
    /// The day since which the dwelling that the household accepted waits for it no more, though it never moved in.
    pub released_on: Option<Date>,
    /// What came in between.
    pub release_cause: Option<ReleaseCause>,
    /// Why.
    pub release_reasons: Option<String>,
    /// Raised by every change of the row, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "household_id", to = "id")]
    pub household: BelongsTo<super::household::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "dwelling_id", to = "id")]
    pub dwelling: BelongsTo<super::dwelling::Entity>,
}

super::versioned::versioned!();
