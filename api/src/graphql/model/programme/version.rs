//! What a programme stated at each of its versions, in the schema.

use std::collections::HashMap;

use async_graphql::{ID, InputObject, Result, SimpleObject};
use entity::model::organisation;
use entity::model::programme_form::ProgrammeForm;
use entity::model::programme_version::{Column, Entity, Relation};
use entity::policy::FieldClass;
use entity::types::OrganisationId;
use futures::TryFutureExt;
use futures::future::{BoxFuture, FutureExt};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter};

use super::form::kept;
use crate::graphql::comparators::{DateComparator, EnumComparator};
use crate::graphql::enums::{FormVersionKind, PartnerKind, RentalModality};
use crate::graphql::errors;
use crate::graphql::model::{Staff, described, listed};
use crate::graphql::plan::{Asker, Computed, Encoding, Filter, Late, Sort, Type, Wanted};
use crate::graphql::scalars::{Date, DateTime};

described!(
    ProgrammeVersion = kept(
        Type::of::<Entity>(
            "ProgrammeVersion",
            "What a programme stated at one of its versions, which is kept as it was."
        )
        .id("Its identifier.")
        .column::<i32>("version", Column::Version, "1 for the form as it was recorded, then one more for each.")
        .column::<FormVersionKind>("kind", Column::Kind, "By what it came to be.")
        .column::<Date>(
            "decidedOn",
            Column::DecidedOn,
            "The day on which the partners agreed on it, or the opinion was given."
        )
        .column::<Option<String>>("reason", Column::Reason, "Why; of a revision or a withdrawal only. Money.")
        .class(FieldClass::Money)
        .column::<DateTime>("recordedAt", Column::RecordedAt, "When it was recorded.")
        .maybe::<Staff>(
            "recordedBy",
            Relation::RecordedBy,
            "By whom; absent of what the product recorded, and of whom the viewer does not see."
        )
        .column::<Vec<String>>(
            "changedFields",
            Column::ChangedFields,
            "The fields in which it differs from the version before, by their names in this type."
        )
    )
    .late::<Vec<StatedCarrier>>(
        "carriers",
        Late { type_name: "StatedCarrier", list: true, compute: carriers },
        "Its carriers (*porteurs*), in the form's order.",
    )
    .late::<Vec<StatedModality>>(
        "modalities",
        Late { type_name: "StatedModality", list: true, compute: modalities },
        "The rental modalities that it offered, in the form's words.",
    )
    .late::<Vec<StatedPartner>>(
        "partners",
        Late { type_name: "StatedPartner", list: true, compute: partners },
        "Its partners by name, with what each did or brought. Money.",
    )
    .class(FieldClass::Money)
    .late::<Vec<StatedTarget>>(
        "yearlyTargets",
        Late { type_name: "StatedTarget", list: true, compute: yearly_targets },
        "What it aimed at in each year.",
    )
);

/// Which versions are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct ProgrammeVersionFilter {
    /// By what it came to be.
    kind: Option<EnumComparator<FormVersionKind>>,
    /// The day on which it was agreed on, or the opinion was given.
    decided_on: Option<DateComparator>,
}

impl Filter for ProgrammeVersionFilter {
    fn condition(self) -> Result<Condition> {
        Ok(Condition::all()
            .add_option(self.kind.map(|names| names.on::<entity::types::FormVersionKind>(Column::Kind)))
            .add_option(self.decided_on.map(|days| days.on(Column::DecidedOn))))
    }
}

listed!(ProgrammeVersion by ProgrammeVersionFilter, "versions" {
    ProgrammeVersionOrderField ProgrammeVersionOrder:
    /// First, second… version.
    Version = Sort::by("VERSION", Column::Version, Encoding::Number),
});

/// A carrier, as a version of a programme named it.
#[derive(SimpleObject, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StatedCarrier {
    /// The organisation.
    organisation_id: ID,
    /// Its name at present.
    name: String,
}

/// A rental modality, as a version of a programme offered it.
#[derive(SimpleObject, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StatedModality {
    /// The modality.
    modality: RentalModality,
    /// The form's words.
    description: String,
}

/// A partner, as a version of a programme named it.
#[derive(SimpleObject, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StatedPartner {
    /// The organisation.
    organisation_id: ID,
    /// Its name at present.
    name: String,
    /// As what.
    kind: PartnerKind,
    /// Whether it took part in identifying the demand.
    identifies_demand: bool,
    /// Whether it took part in mobilising the supply.
    mobilises_supply: bool,
    /// Whether it took part in supporting households.
    supports_households: bool,
    /// What it did or brought, in words; may be empty.
    role: String,
}

/// What a version of a programme aimed at in a year.
#[derive(SimpleObject, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StatedTarget {
    /// The year, from 1.
    year: i32,
    /// Households that are newly supported in it.
    households: i32,
    /// Dwellings that are newly mobilised in it.
    dwellings: i32,
}

fn carriers<'a>(asker: Asker<'a>, wanted: Wanted<'a>) -> BoxFuture<'a, Result<Computed>> {
    listed(asker, wanted, |form, names| {
        let shown = |id: OrganisationId| StatedCarrier { name: name(names, &id), organisation_id: ID(id.to_string()) };
        json(form.carriers.into_iter().map(shown))
    })
}

fn modalities<'a>(asker: Asker<'a>, wanted: Wanted<'a>) -> BoxFuture<'a, Result<Computed>> {
    listed(asker, wanted, |form, _| {
        json(
            form.modalities
                .into_iter()
                .map(|stated| StatedModality { modality: stated.modality.into(), description: stated.description }),
        )
    })
}

fn partners<'a>(asker: Asker<'a>, wanted: Wanted<'a>) -> BoxFuture<'a, Result<Computed>> {
    listed(asker, wanted, |form, names| {
        json(form.partners.into_iter().map(|stated| StatedPartner {
            name: name(names, &stated.organisation_id),
            organisation_id: ID(stated.organisation_id.to_string()),
            kind: stated.kind.into(),
            identifies_demand: stated.identifies_demand,
            mobilises_supply: stated.mobilises_supply,
            supports_households: stated.supports_households,
            role: stated.role,
        }))
    })
}

fn yearly_targets<'a>(asker: Asker<'a>, wanted: Wanted<'a>) -> BoxFuture<'a, Result<Computed>> {
    listed(asker, wanted, |form, _| {
        json(form.yearly_targets.into_iter().map(|stated| StatedTarget {
            year: stated.year,
            households: stated.households,
            dwellings: stated.dwellings,
        }))
    })
}

/// The names of organisations.
type Names = HashMap<OrganisationId, String>;

/// What each of the versions with some identifiers states in a list.
fn listed<'a>(
    asker: Asker<'a>,
    wanted: Wanted<'a>,
    list: fn(ProgrammeForm, &Names) -> Vec<serde_json::Value>,
) -> BoxFuture<'a, Result<Computed>> {
    let read = async move {
        let versions = Entity::find().filter(Column::Id.is_in(wanted.ids.iter().copied())).all(asker.db).await?;
        let named: Vec<_> = versions.iter().flat_map(|version| version.form.organisations()).cloned().collect();
        let known = organisation::Entity::find().filter(organisation::Column::Id.is_in(named)).all(asker.db).await?;
        let known = known.into_iter().map(|organisation| (organisation.id, organisation.name)).collect();
        Ok(versions.into_iter().map(|version| (version.id.to_string(), list(version.form, &known))).collect())
    };
    read.map_err(|error: DbErr| errors::database(error)).boxed()
}

fn name(names: &Names, id: &OrganisationId) -> String {
    names.get(id).cloned().unwrap_or_default()
}

fn json(items: impl Iterator<Item = impl serde::Serialize>) -> Vec<serde_json::Value> {
    items.map(|item| serde_json::to_value(item).unwrap_or_default()).collect()
}
