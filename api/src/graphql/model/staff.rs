//! A member of staff in the schema.

use async_graphql::{ID, InputObject, Result};
use entity::model::staff::{Column, Entity, Relation};
use entity::policy::FieldClass;
use entity::types::OrganisationId;
use sea_orm::{ColumnTrait, Condition};

use super::{Organisation, described, is_one_of, listed, wanted};
use crate::graphql::enums::Role;
use crate::graphql::plan::{Encoding, Filter, Sort, Type};

described!(
    Staff = Type::of::<Entity>("Staff", "A member of an organisation's staff.")
        .node("Their identifier.")
        .column::<String>("givenName", Column::GivenName, "Given name.")
        .column::<String>("familyName", Column::FamilyName, "Family name.")
        .column::<Role>("role", Column::Role, "What they are here to do.")
        .column::<bool>("active", Column::Active, "Whether they still work here.")
        .column::<String>("email", Column::Email, "Their address. For who runs accounts or the programme.")
        .class(FieldClass::Account)
        .one::<Organisation>("organisation", Relation::Organisation, "Whom they work for.")
);

/// Which members of staff are wanted: all conditions hold together, one left out does not count.
#[derive(InputObject, Default)]
pub(crate) struct StaffFilter {
    /// Who work for this organisation.
    organisation_id: Option<ID>,
    /// In one of these roles.
    role: Option<Vec<Role>>,
    /// Who still work here, or no longer do.
    active: Option<bool>,
}

impl Filter for StaffFilter {
    fn condition(self) -> Result<Condition> {
        let employer = self.organisation_id.map(|id| wanted::<OrganisationId>(&id, "organisationId")).transpose()?;
        Ok(Condition::all()
            .add_option(employer.map(|id| Column::OrganisationId.eq(id)))
            .add_option(self.role.map(|names| is_one_of::<_, entity::types::Role>(Column::Role, names)))
            .add_option(self.active.map(|active| Column::Active.eq(active))))
    }
}

listed!(Staff by StaffFilter, "members of staff" {
    StaffOrderField StaffOrder:
    /// By family name.
    FamilyName = Sort::by("FAMILY_NAME", Column::FamilyName, Encoding::Text),
});
