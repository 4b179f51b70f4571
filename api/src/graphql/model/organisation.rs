//! An organisation in the schema.

use async_graphql::{InputObject, Result};
use entity::model::organisation::{Column, Entity};
use entity::model::{dwelling, staff};
use sea_orm::Condition;

use super::{Dwelling, Staff, described, listed};
use crate::graphql::comparators::EnumComparator;
use crate::graphql::enums::OrganisationKind;
use crate::graphql::plan::{Encoding, Filter, Sort, Type};

described!(
    Organisation = Type::of::<Entity>(
        "Organisation",
        "An organisation of the programme: landlord (*bailleur*), social action centre (*CCAS*), funder.",
    )
    .node("Its identifier.")
    .column::<OrganisationKind>("kind", Column::Kind, "What it is in the programme.")
    .column::<String>("name", Column::Name, "Its full name.")
    .column::<String>("shortName", Column::ShortName, "The name people use.")
    .column::<String>(
        "legalStatus",
        Column::LegalStatus,
        "Its legal status (*statut*), as the form states it; empty when not stated.",
    )
    .page::<Staff>("staff", staff::Relation::Organisation, "Who works for it.")
    .page::<Dwelling>("dwellings", dwelling::Relation::Organisation, "The dwellings that it owns.")
);

/// Which organisations are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct OrganisationFilter {
    /// The kind.
    kind: Option<EnumComparator<OrganisationKind>>,
}

impl Filter for OrganisationFilter {
    fn condition(self) -> Result<Condition> {
        Ok(Condition::all()
            .add_option(self.kind.map(|names| names.on::<entity::types::OrganisationKind>(Column::Kind))))
    }
}

listed!(Organisation by OrganisationFilter, "organisations" {
    OrganisationOrderField OrganisationOrder:
    /// By name.
    Name = Sort::by("NAME", Column::Name, Encoding::Text),
});
