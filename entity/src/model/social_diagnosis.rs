//! A social diagnosis (*diagnostic social*): ordered by the cell, then made, with what it found and recommends.

use sea_orm::entity::prelude::*;

use crate::types::{
    AgendaItemId, DiagnosisManner, HouseholdId, RentalModality, SocialDiagnosisId, StaffId, SupportIntensity,
};

/// A social diagnosis (*diagnostic social*): ordered by the cell, then made, with what it found and recommends.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "social_diagnosis")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SocialDiagnosisId,
    /// The household.
    pub household_id: HouseholdId,
    /// The decision of the cell that orders it.
    pub agenda_item_id: AgendaItemId,
    /// First, second… diagnosis of the household, from 1.
    pub rank: i32,
    /// How it is made.
    pub manner: DiagnosisManner,
    /// Who makes it.
    pub author_id: StaffId,
    /// Who followed the household before the author did: they do again if it is cancelled.
    pub former_referent_id: Option<StaffId>,
    /// The day on which it was ordered.
    pub ordered_on: Date,
    /// The day by which it is to be made.
    pub due_on: Date,
    /// The day on which it was made.
    pub done_on: Option<Date>,
    /// How close the support should be; social content, as all that follows but the cancellation.
    pub intensity: Option<SupportIntensity>,
    /// How long the support should last, in months.
    pub duration_months: Option<i32>,
    /// How the household should be housed.
    pub modality: Option<RentalModality>,
    /// The social and budget situation.
    pub situation: Option<String>,
    /// Rights open, or to be claimed.
    pub rights: Option<String>,
    /// Where the household lives now.
    pub current_housing: Option<String>,
    /// How far it manages alone.
    pub autonomy: Option<String>,
    /// Where it has lived (*parcours logement*).
    pub housing_path: Option<String>,
    /// What it needs.
    pub needs: Option<String>,
    /// What comes in in a month, in cents.
    pub monthly_income_cents: Option<i64>,
    /// What goes out in a month, in cents.
    pub monthly_expenses_cents: Option<i64>,
    /// Debts, in cents.
    pub debts_cents: Option<i64>,
    /// For the referent alone: health, and what was said in confidence.
    pub confidential_note: Option<String>,
    /// When it was cancelled before it was made.
    pub cancelled_on: Option<Date>,
    /// Why it was cancelled; social content.
    pub cancellation_reason: Option<String>,
    /// Raised by every change of the row, from 1.
    pub version: i32,
    /// Relation.
    #[sea_orm(belongs_to, from = "household_id", to = "id")]
    pub household: BelongsTo<super::household::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, from = "agenda_item_id", to = "id")]
    pub agenda_item: BelongsTo<super::agenda_item::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, relation_enum = "Author", from = "author_id", to = "id")]
    pub author: BelongsTo<super::staff::Entity>,
    /// Relation.
    #[sea_orm(belongs_to, relation_enum = "FormerReferent", from = "former_referent_id", to = "id")]
    pub former_referent: BelongsTo<Option<super::staff::Entity>>,
    /// Relation.
    #[sea_orm(has_many)]
    pub obstacles: HasMany<super::autonomy_obstacle::Entity>,
    /// Relation.
    #[sea_orm(has_many)]
    pub recommended_axes: HasMany<super::recommended_axis::Entity>,
}

super::versioned::versioned!();
