//! The partners of a programme, and what it aims at in each year, in the schema.

use async_graphql::ID;
use entity::model::{programme_partner, yearly_target};
use entity::policy::FieldClass;

use crate::graphql::enums::PartnerKind;
use crate::graphql::model::{Organisation, described};
use crate::graphql::plan::Type;

described!(
    ProgrammePartner = Type::of::<programme_partner::Entity>(
        "ProgrammePartner",
        "A partner of a programme (*partenaire mobilisé*): operational or financial, in two lines if both.",
    )
    .value::<ID>("id", "Its identifier.", |row, _| {
        row.pair(programme_partner::Column::ProgrammeId, programme_partner::Column::Position)
    })
    .one::<Organisation>("organisation", programme_partner::Relation::Organisation, "Who.")
    .column::<PartnerKind>("kind", programme_partner::Column::Kind, "As what.")
    .column::<bool>(
        "identifiesDemand",
        programme_partner::Column::IdentifiesDemand,
        "Whether it takes part in identifying the demand (*identification de la demande*)."
    )
    .column::<bool>(
        "mobilisesSupply",
        programme_partner::Column::MobilisesSupply,
        "Whether it takes part in mobilising the supply (*mobilisation de l'offre*)."
    )
    .column::<bool>(
        "supportsHouseholds",
        programme_partner::Column::SupportsHouseholds,
        "Whether it takes part in supporting households (*accompagnement social*)."
    )
    .column::<String>("role", programme_partner::Column::Role, "What it does or brings, in words; may be empty. Money.")
    .class(FieldClass::Money)
);

described!(
    YearlyTarget = Type::of::<yearly_target::Entity>(
        "YearlyTarget",
        "What a programme aims at in a year of its commitment: households and dwellings are two counts.",
    )
    .value::<ID>("id", "Its identifier.", |row, _| {
        row.pair(yearly_target::Column::ProgrammeId, yearly_target::Column::Year)
    })
    .column::<i32>("year", yearly_target::Column::Year, "The year, from 1.")
    .column::<i32>("households", yearly_target::Column::Households, "Households that are newly supported in it.")
    .column::<i32>("dwellings", yearly_target::Column::Dwellings, "Dwellings that are newly mobilised in it.")
);
