//! A dwelling is recorded.

use sea_orm::{ActiveValue::Set, EntityTrait, TransactionSession, TransactionTrait};

use super::Act;
use crate::database::begin;
use crate::model::dwelling;
use crate::refusal::OperationError;
use crate::types::{DwellingId, DwellingType, OrganisationId};

/// What a dwelling is.
#[derive(Debug, Clone)]
pub struct RecordDwelling {
    /// The owner's reference.
    pub reference: String,
    /// The owner.
    pub owner_id: OrganisationId,
    /// Street and number.
    pub address: String,
    /// Postal code.
    pub postal_code: String,
    /// Town.
    pub city: String,
    /// T1 to T5.
    pub dwelling_type: DwellingType,
    /// Whether it belongs to the insertion stock.
    pub insertion_stock: bool,
}

/// Records dwellings. For the product itself, when a programme is loaded.
///
/// # Errors
/// When the database fails, a reference already taken included.
pub async fn record_all<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    inputs: Vec<RecordDwelling>,
) -> Result<Vec<DwellingId>, OperationError> {
    let tx = begin(db).await?;
    let ids: Vec<_> = inputs.iter().map(|_| DwellingId::generate(act.now, act.chance)).collect();
    let rows = ids.iter().zip(inputs).map(|(id, input)| dwelling::ActiveModel {
        id: Set(id.clone()),
        reference: Set(input.reference),
        owner_id: Set(input.owner_id),
        address: Set(input.address),
        postal_code: Set(input.postal_code),
        city: Set(input.city),
        dwelling_type: Set(input.dwelling_type),
        insertion_stock: Set(input.insertion_stock),
    });
    dwelling::Entity::insert_many(rows).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok(ids)
}
