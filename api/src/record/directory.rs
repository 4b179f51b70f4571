//! Whom a file can name: the organisations and the people that are recorded, as its own are one after the other.

use entity::model::{organisation, staff};
use entity::rules::organisation::Names;
use entity::rules::text::named_alike;
use entity::types::{OrganisationId, StaffId};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use super::faults;
use crate::import::Fault;

/// Whom a file can name.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(super) organisations: Vec<organisation::Model>,
    pub(super) staff: Vec<staff::Model>,
    /// What the entries of the file that are refused go by.
    pub(super) refused: Vec<String>,
}

impl Directory {
    /// Whoever is recorded.
    pub(crate) async fn of(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let organisations = organisation::Entity::find().all(db).await?;
        let staff = staff::Entity::find().all(db).await?;
        Ok(Self { organisations, staff, refused: Vec::new() })
    }

    /// The organisation that goes by a name.
    pub(super) fn organisation_named(&self, name: &str) -> Option<&organisation::Model> {
        self.organisations.iter().find(|row| Names::from(*row).goes_by(name))
    }

    /// The member of staff who has an address.
    pub(super) fn person_at(&self, address: &str) -> Option<&staff::Model> {
        let address = address.trim().to_lowercase();
        self.staff.iter().find(|row| row.email == address)
    }

    /// The organisation that a field names, or what is wrong with it.
    pub(super) fn organisation(&self, name: &str, field: &'static str) -> Result<OrganisationId, Fault> {
        let found = self.organisation_named(name).map(|row| row.id.clone());
        found.ok_or_else(|| self.unknown(name, faults::organisation_unknown(field)))
    }

    /// The member of staff whom a field names, or what is wrong with it.
    pub(super) fn person(&self, address: &str, field: &'static str) -> Result<StaffId, Fault> {
        let found = self.person_at(address).map(|row| row.id.clone());
        found.ok_or_else(|| self.unknown(address, faults::staff_unknown(field)))
    }

    /// What is said of a name that is nobody's, unless it is that of an entry that is refused.
    fn unknown(&self, name: &str, fault: Fault) -> Fault {
        if self.refused.iter().any(|refused| named_alike(refused, name)) {
            faults::entry_refused(fault.field)
        } else {
            fault
        }
    }
}
