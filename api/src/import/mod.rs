//! `passerelle import`: households from a table, CSV or XLSX, that a landlord keeps. The whole file is read and tried
//! first; every line that will not do is named with its reason; all are registered, or none.
//!
//! Nothing here decides: each household goes through `entity`'s operation, as somebody who may do it.

mod columns;
mod csv_file;
mod fault;
mod line;
mod report;
mod table;
#[cfg(test)]
mod tests;
mod xlsx_file;

use std::collections::HashMap;
use std::path::Path;

use entity::chance::Chance;
use entity::clock::Clock;
use entity::model::{programme, staff};
use entity::operations::household::{Batch, Entry, RegisterHousehold, register_all};
use entity::operations::terms::Confirmed;
use entity::operations::{Act, Terms};
use entity::policy::Actor;
use entity::refusal::{OperationError, Warning};
use entity::types::{ProgrammeId, StaffId};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};
use thiserror::Error;

pub(crate) use self::fault::{Fault, faults};
use self::line::{Draft, drafts};
pub use self::report::Report;
pub use self::table::TableError;

/// What is to be imported, and how.
#[derive(Debug, Clone)]
pub struct Import<'a> {
    /// The programme; absent: the only one there is.
    pub programme: Option<ProgrammeId>,
    /// Who acts.
    pub actor: &'a Actor,
    /// The address of the landlord's officer who proposes the households of lines that name none; absent: who acts.
    pub landlord_contact: Option<&'a str>,
    /// The warnings that are confirmed.
    pub confirmed: Vec<Warning>,
    /// Whether the households are to be registered, rather than tried only.
    pub apply: bool,
}

/// Why nothing was begun, or the whole has failed.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file is no table of households.
    #[error(transparent)]
    Table(#[from] TableError),
    /// There is not exactly one programme.
    #[error("there are {0} programmes; name one by --programme")]
    Programmes(usize),
    /// There is no such programme.
    #[error("there is no programme with this identifier")]
    NoProgramme,
    /// Who acts may not register households.
    #[error("their role does not allow them to register households")]
    Forbidden,
    /// The database failed.
    #[error("the database failed: nothing was written ({0})")]
    Database(#[from] DbErr),
    /// Something else went wrong.
    #[error("nothing was written: {0}")]
    Operation(OperationError),
}

/// Reads a file and registers its households, or tells what would become of each. `progress` is told how many
/// there are, then of each.
pub async fn import(
    db: &DatabaseConnection,
    (clock, chance): (&Clock, &Chance),
    path: &Path,
    import: Import<'_>,
    progress: &mut dyn Progress,
) -> Result<Report, ImportError> {
    let table = table::read(path)?;
    let programme_id = programme_of(db, import.programme.clone()).await?;
    let mut drafts = drafts(&table);
    let contacts = contacts(db, &mut drafts, import.landlord_contact).await?;
    progress.begin(drafts.len());

    let mut report = Report::of(&table, import.apply);
    let mut places = Vec::new();
    let mut inputs = Vec::new();
    for draft in drafts {
        match draft.registration(&programme_id, |address| contacts.get(address).cloned()) {
            Ok(input) => {
                places.push(draft.place());
                inputs.push(input);
            }
            Err(faults) => {
                report.refuse(draft.place(), faults);
                progress.advance();
            }
        }
    }
    // With one line that cannot be read nothing is written; the others are tried all the same.
    let apply = import.apply && report.is_good();
    let batch = register(db, (clock, chance), &import, inputs, apply, progress).await?;
    for (place, entry) in places.into_iter().zip(batch.entries) {
        match entry {
            Entry::Registered(_) => report.create(place),
            Entry::Known { household, differs } => report.know(place, household.reference, differs),
            Entry::Refused(refusals) => report.refuse(place, refusals.into_iter().map(Fault::of_rule).collect()),
            Entry::Unconfirmed(cautions) => report.refuse(place, cautions.into_iter().map(Fault::of_warning).collect()),
        }
    }
    report.end(batch.written);
    progress.end();
    Ok(report)
}

/// Who watches an import.
pub trait Progress: Send {
    /// So many households are about to be looked at.
    fn begin(&mut self, households: usize);
    /// One of them has been.
    fn advance(&mut self);
    /// All have been.
    fn end(&mut self);
}

async fn register(
    db: &DatabaseConnection,
    (clock, chance): (&Clock, &Chance),
    import: &Import<'_>,
    inputs: Vec<RegisterHousehold>,
    apply: bool,
    progress: &mut dyn Progress,
) -> Result<Batch, ImportError> {
    let confirmed = Confirmed::These(import.confirmed.clone());
    let terms = Terms { confirmed, ..Terms::default() };
    let act = Act { terms: &terms, ..Act::new(import.actor, clock.now(), chance) };
    let batch = register_all(db, &act, inputs, apply, || progress.advance()).await;
    batch.map_err(|error| match error {
        OperationError::Refused(_) => ImportError::Forbidden,
        OperationError::Database(error) => ImportError::Database(error),
        error => ImportError::Operation(error),
    })
}

/// The programme that is named, or else the only one there is.
pub(crate) async fn programme_of(
    db: &DatabaseConnection,
    named: Option<ProgrammeId>,
) -> Result<ProgrammeId, ImportError> {
    if let Some(id) = named {
        let found = programme::Entity::find_by_id(id).one(db).await?;
        return found.map(|programme| programme.id).ok_or(ImportError::NoProgramme);
    }
    let mut all = programme::Entity::find().all(db).await?;
    match (all.pop(), all.len()) {
        (Some(only), 0) => Ok(only.id),
        (None, _) => Err(ImportError::Programmes(0)),
        (Some(_), others) => Err(ImportError::Programmes(others + 1)),
    }
}

/// The members of staff whom the lines name, by their addresses, which a line that names nobody is given too.
async fn contacts(
    db: &DatabaseConnection,
    drafts: &mut [Draft],
    for_all: Option<&str>,
) -> Result<HashMap<String, StaffId>, DbErr> {
    if let Some(address) = for_all {
        for draft in &mut *drafts {
            draft.propose_by(address);
        }
    }
    let mut found = HashMap::new();
    for address in drafts.iter().filter_map(Draft::contact).collect::<std::collections::BTreeSet<_>>() {
        if let Some(person) = staff_at(db, &address).await? {
            found.insert(address, person.id);
        }
    }
    Ok(found)
}

/// The member of staff who has an address.
pub async fn staff_at(db: &DatabaseConnection, address: &str) -> Result<Option<staff::Model>, DbErr> {
    let address = address.trim().to_lowercase();
    // PostgreSQL cannot even compare U+0000; nobody's address has it.
    if address.contains('\0') {
        return Ok(None);
    }
    staff::Entity::find().filter(staff::Column::Email.eq(address)).one(db).await
}
