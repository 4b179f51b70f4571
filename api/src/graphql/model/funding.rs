//! What a programme costs and who bears it in the schema: its rates and shares, and what its funders were asked for,
//! have granted, have paid. What follows from them is in [`years`].

mod years;

use async_graphql::ID;
use entity::model::{funding_entry, funding_share, funding_share_modality, unit_rate};

use super::{Organisation, described};
use crate::graphql::enums::{FundingState, RateComponent, RateProration, RateUnit, RentalModality, ShareBase};
use crate::graphql::plan::Type;
use crate::graphql::scalars::{Date, Money};

pub(super) use self::years::{FundingYear, funding_years};

described!(
    UnitRate = Type::of::<unit_rate::Entity>("UnitRate", "What one component costs (*tarif*), as stated.")
        .id("Its identifier.")
        .column::<RateComponent>("component", unit_rate::Column::Component, "What it pays for.")
        .column::<RateUnit>("unit", unit_rate::Column::Unit, "What it is counted by.")
        .column::<RateProration>("proration", unit_rate::Column::Proration, "How a part of a year is paid.")
        .column::<Money>("amount", unit_rate::Column::AmountCents, "How much, in euros.")
        .column::<Date>("validFrom", unit_rate::Column::ValidFrom, "The first day on which it is valid.")
        .column::<Option<Date>>(
            "validUntil",
            unit_rate::Column::ValidUntil,
            "The last day; absent while no other rate of the component follows."
        )
);

described!(
    FundingShare = Type::of::<funding_share::Entity>(
        "FundingShare",
        "A funder's share of the overall funding (*part*), as stated.",
    )
    .id("Its identifier.")
    .one::<Organisation>("funder", funding_share::Relation::Organisation, "Who funds.")
    .column::<i32>("basisPoints", funding_share::Column::BasisPoints, "In hundredths of a per cent: 7100 is 71 %.")
    .column::<ShareBase>("base", funding_share::Column::Base, "What it is a share of: the ledger counts by it.")
    .column::<Option<RateComponent>>(
        "component",
        funding_share::Column::Component,
        "The component that it is said to fund; absent when none is named."
    )
    .all::<FundedModality>(
        "modalities",
        funding_share_modality::Relation::FundingShare,
        funding_share_modality::Column::Modality,
        "The rental modalities that it is said to fund; none when none is named.",
    )
    .column::<String>("purpose", funding_share::Column::Purpose, "What the form says it funds.")
);

described!(
    FundedModality =
        Type::of::<funding_share_modality::Entity>("FundedModality", "A rental modality that a share is said to fund.")
            .value::<ID>("id", "Its identifier.", |row, _| {
                row.pair(funding_share_modality::Column::FundingShareId, funding_share_modality::Column::Modality)
            })
            .column::<RentalModality>("modality", funding_share_modality::Column::Modality, "The modality.")
            .column::<bool>(
                "whereApplicable",
                funding_share_modality::Column::WhereApplicable,
                "Whether only where applicable (*le cas échéant*)."
            )
);

described!(
    FundingEntry = Type::of::<funding_entry::Entity>(
        "FundingEntry",
        "An amount that a funder was asked for, has granted or has paid, for a year of a programme.",
    )
    .id("Its identifier.")
    .one::<Organisation>("funder", funding_entry::Relation::Organisation, "Who funds.")
    .column::<i32>("year", funding_entry::Column::Year, "The year of the programme, from 1.")
    .column::<FundingState>("state", funding_entry::Column::State, "How far the money has come.")
    .column::<Money>("amount", funding_entry::Column::AmountCents, "How much, in euros.")
    .column::<Date>(
        "datedOn",
        funding_entry::Column::DatedOn,
        "The day of the request, of the decision or of the payment."
    )
);
