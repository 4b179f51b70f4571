//! An organisation is recorded.

use sea_orm::{ActiveValue::Set, EntityTrait, TransactionSession, TransactionTrait};

use super::Act;
use crate::database::begin;
use crate::model::organisation;
use crate::refusal::OperationError;
use crate::types::{OrganisationId, OrganisationKind};

/// What an organisation is.
#[derive(Debug, Clone)]
pub struct RecordOrganisation {
    /// What it is in the programme.
    pub kind: OrganisationKind,
    /// Its full name.
    pub name: String,
    /// The name people use.
    pub short_name: String,
    /// Its legal status.
    pub legal_status: String,
}

/// Records an organisation. For the product itself, when a programme is loaded.
///
/// # Errors
/// When the database fails, a name already taken included.
pub async fn record<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordOrganisation,
) -> Result<organisation::Model, OperationError> {
    let tx = begin(db).await?;
    let row = organisation::ActiveModel {
        id: Set(OrganisationId::generate(act.now, act.chance)),
        kind: Set(input.kind),
        name: Set(input.name),
        short_name: Set(input.short_name),
        legal_status: Set(input.legal_status),
    };
    let organisation = organisation::Entity::insert(row).exec_with_returning(&tx).await?;
    tx.commit().await?;
    Ok(organisation)
}
