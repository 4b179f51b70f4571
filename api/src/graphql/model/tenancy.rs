//! A tenancy in the schema.

use async_graphql::{ID, InputObject, Result};
use entity::model::lease_review;
use entity::model::tenancy::{Column, Entity, Relation};
use entity::policy::{FieldClass, scope};
use entity::types::HouseholdId;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, Condition};

use super::support::referent_of_household;
use super::{Dwelling, Household, LeaseReview, Organisation, described, is_one_of, listed, wanted};
use crate::graphql::enums::{RentalManagement, RentalModality};
use crate::graphql::plan::{Encoding, Filter, Sort, Type};
use crate::graphql::scalars::Date;

described!(Tenancy = Type::of::<Entity>("Tenancy", "A tenancy of a household in a dwelling, by one of the four modalities.")
    .seen_by(|viewer, _| scope::tenancies(viewer))
    .referent(|row| referent_of_household(row.col(Column::HouseholdId)))
    .node("Its identifier.")
    .column::<RentalModality>("modality", Column::Modality, "One of the four rental modalities.")
    .column::<RentalManagement>("rentalManagement", Column::RentalManagement, "The type of rental management (*gestion locative*).")
    .column::<Date>("startOn", Column::StartOn, "First day.")
    .column::<Option<Date>>("endOn", Column::EndOn, "Last day; absent while it goes on.")
    .column::<Option<i32>>(
        "reviewPeriodMonths",
        Column::ReviewPeriodMonths,
        "Months between two reviews of a sliding lease; absent in the other modalities.",
    )
    .column::<Option<Date>>("transferredOn", Column::TransferredOn, "The day on which the lease slid to the household (*glissement*).")
    .maybe_when::<Organisation>(
        "headTenant",
        Relation::Organisation,
        |row| row.col(Column::TransferredOn).is_null(),
        "The organisation that is head tenant; absent when the household itself is, from the start or since the lease slid.",
    )
    .one::<Dwelling>("dwelling", Relation::Dwelling, "The dwelling. Tells where the household lives.")
    .class(FieldClass::Dwelling)
    .page::<LeaseReview>(
        "reviews",
        lease_review::Relation::Tenancy,
        "The reviews of a sliding lease (*examens périodiques contradictoires*).",
    )
    .maybe::<Household>("household", Relation::Household, "The household."));

/// Which tenancies are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct TenancyFilter {
    /// Of this household.
    household_id: Option<ID>,
    /// In one of these modalities.
    modality: Option<Vec<RentalModality>>,
    /// Still open, or ended.
    open: Option<bool>,
}

impl Filter for TenancyFilter {
    fn condition(self) -> Result<Condition> {
        let household = self.household_id.map(|id| wanted::<HouseholdId>(&id, "householdId")).transpose()?;
        let open = |open| if open { Column::EndOn.is_null() } else { Column::EndOn.is_not_null() };
        Ok(Condition::all()
            .add_option(household.map(|id| Column::HouseholdId.eq(id)))
            .add_option(
                self.modality.map(|names| is_one_of::<_, entity::types::RentalModality>(Column::Modality, names)),
            )
            .add_option(self.open.map(open)))
    }
}

listed!(Tenancy by TenancyFilter, "tenancies" {
    TenancyOrderField TenancyOrder:
    /// By first day.
    StartOn = Sort::by("START_ON", Column::StartOn, Encoding::Date),
});
