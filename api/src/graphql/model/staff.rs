//! A member of staff in the schema.

use async_graphql::{InputObject, Result};
use entity::model::staff::{Column, Entity, Relation};
use entity::policy::FieldClass;
use entity::types::OrganisationId;
use sea_orm::{ColumnTrait, Condition};

use super::{Organisation, described, listed};
use crate::graphql::comparators::{EnumComparator, IdComparator};
use crate::graphql::enums::Role;
use crate::graphql::plan::{Encoding, Filter, Sort, Type};
use crate::graphql::scalars::EmailAddress;

described!(
    Staff = Type::of::<Entity>("Staff", "A member of an organisation's staff.")
        .node("Their identifier.")
        .column::<String>("givenName", Column::GivenName, "Given name.")
        .column::<String>("familyName", Column::FamilyName, "Family name.")
        .column::<Role>("role", Column::Role, "What they are here to do.")
        .column::<bool>("active", Column::Active, "Whether they still work here.")
        .column::<EmailAddress>("email", Column::Email, "Their address. For who runs accounts or the programme.")
        .class(FieldClass::Account)
        .one::<Organisation>("organisation", Relation::Organisation, "Whom they work for.")
);

/// Which members of staff are wanted: all conditions hold together, one that is null or left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct StaffFilter {
    /// The employer.
    organisation_id: Option<IdComparator>,
    /// The role.
    role: Option<EnumComparator<Role>>,
    /// Who still work here, or no longer do.
    active: Option<bool>,
}

impl Filter for StaffFilter {
    fn condition(self) -> Result<Condition> {
        Ok(Condition::all()
            .add_option(self.organisation_id.map(|id| id.on::<OrganisationId>(Column::OrganisationId)).transpose()?)
            .add_option(self.role.map(|names| names.on::<entity::types::Role>(Column::Role)))
            .add_option(self.active.map(|active| Column::Active.eq(active))))
    }
}

listed!(Staff by StaffFilter, "members of staff" {
    StaffOrderField StaffOrder:
    /// By family name.
    FamilyName = Sort::by("FAMILY_NAME", Column::FamilyName, Encoding::Text),
});
