//! A dwelling in the schema.

use async_graphql::{InputObject, Result};
use entity::model::dwelling::{Column, Entity, Relation};
use entity::model::tenancy;
use entity::policy::scope;
use entity::types::OrganisationId;
use sea_orm::{ColumnTrait, Condition};

use super::{Organisation, Tenancy, described, listed};
use crate::graphql::comparators::{EnumComparator, IdComparator};
use crate::graphql::enums::DwellingType;
use crate::graphql::plan::{Encoding, Filter, Sort, Type};

described!(
    Dwelling = Type::of::<Entity>(
        "Dwelling",
        "A dwelling (*logement*). It tells who lives there to nobody but those who may know."
    )
    .seen_by(|viewer, _| scope::dwellings(viewer))
    .node("Its identifier.")
    .column::<String>("reference", Column::Reference, "The owner's reference.")
    .column::<String>("address", Column::Address, "Street and number.")
    .column::<String>("postalCode", Column::PostalCode, "Postal code.")
    .column::<String>("city", Column::City, "Town.")
    .column::<DwellingType>("dwellingType", Column::DwellingType, "T1 to T5 (*typologie*).")
    .column::<bool>(
        "insertionStock",
        Column::InsertionStock,
        "Whether it belongs to the insertion stock (*parc d'insertion*)."
    )
    .one::<Organisation>("owner", Relation::Organisation, "Who owns it.")
    .page_within::<Tenancy>(
        "tenancies",
        tenancy::Relation::Dwelling,
        scope::located_tenancies,
        "The tenancies in it of the households of which the viewer may know where they live.",
    )
);

/// Which dwellings are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct DwellingFilter {
    /// The owner.
    owner_id: Option<IdComparator>,
    /// The type.
    dwelling_type: Option<EnumComparator<DwellingType>>,
    /// Of the insertion stock, or not.
    insertion_stock: Option<bool>,
}

impl Filter for DwellingFilter {
    fn condition(self) -> Result<Condition> {
        Ok(Condition::all()
            .add_option(self.owner_id.map(|id| id.on::<OrganisationId>(Column::OwnerId)).transpose()?)
            .add_option(self.dwelling_type.map(|names| names.on::<entity::types::DwellingType>(Column::DwellingType)))
            .add_option(self.insertion_stock.map(|stock| Column::InsertionStock.eq(stock))))
    }
}

listed!(Dwelling by DwellingFilter, "dwellings" {
    DwellingOrderField DwellingOrder:
    /// By the owner's reference.
    Reference = Sort::by("REFERENCE", Column::Reference, Encoding::Text),
});
