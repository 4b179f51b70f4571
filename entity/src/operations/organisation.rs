//! An organisation is recorded.

use sea_orm::{ActiveValue::Set, EntityTrait, TransactionTrait};

use super::Act;
use crate::database::serialise;
use crate::event_log::{self, Draft};
use crate::model::organisation;
use crate::refusal::{Checks, OperationError};
use crate::rules::organisation::{Names, check_legal_status, check_names};
use crate::types::{EventKind, OrganisationId, OrganisationKind};

/// What an organisation is.
#[derive(Debug, Clone)]
pub struct RecordOrganisation {
    /// What it is in the programme.
    pub kind: OrganisationKind,
    /// Its full name.
    pub name: String,
    /// The name people use.
    pub short_name: String,
    /// Its legal status; may be empty.
    pub legal_status: String,
}

/// Records an organisation. For the product itself, when it is filled.
///
/// # Errors
/// The rules of [`crate::rules::organisation`].
pub async fn record<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordOrganisation,
) -> Result<organisation::Model, OperationError> {
    let tx = act.begin(db).await?;
    // Compared here, SQLite knowing no capitals beyond A to Z: whoever records the same at the same time waits.
    serialise(&tx, "the names of organisations").await?;
    let others = organisation::Entity::find().all(&tx).await?;
    let others: Vec<_> = others.iter().map(Names::from).collect();
    let mut checks = Checks::new();
    check_names(&mut checks, Names { name: &input.name, short_name: &input.short_name }, &others);
    check_legal_status(&mut checks, &input.legal_status);
    act.settle(checks)?;

    let row = organisation::ActiveModel {
        id: Set(OrganisationId::generate(act.now, act.chance)),
        kind: Set(input.kind),
        name: Set(input.name.trim().to_owned()),
        short_name: Set(input.short_name.trim().to_owned()),
        legal_status: Set(input.legal_status.trim().to_owned()),
    };
    let organisation = organisation::Entity::insert(row).exec_with_returning(&tx).await?;
    let draft = Draft::new(EventKind::OrganisationRecorded, &organisation.id).change("kind", organisation.kind);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &organisation.id).await?;
    Ok(organisation)
}
