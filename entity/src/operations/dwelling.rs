//! A dwelling is recorded.

use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, SqlErr, TransactionTrait};

use super::Act;
use crate::event_log::{self, Draft};
use crate::model::{dwelling, organisation};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::dwelling::{Said, check_dwelling};
use crate::types::{DwellingId, DwellingType, EventKind, OrganisationId};

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

/// Records a dwelling. For the product itself, when it is filled.
///
/// # Errors
/// NOT_FOUND, DWELLING_REFERENCE_TAKEN, or the rules of [`crate::rules::dwelling`].
pub async fn record<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordDwelling,
) -> Result<dwelling::Model, OperationError> {
    let reference = input.reference.trim();
    let postal_code = input.postal_code.trim();
    let said = Said { reference, address: &input.address, postal_code, city: &input.city };
    let mut checks = Checks::new();
    check_dwelling(&mut checks, said);
    let tx = act.begin(db).await?;
    let owner = organisation::Entity::find_by_id(input.owner_id.clone()).one(&tx).await?;
    checks.require(owner.is_some(), Rule::NotFound, "ownerId");
    // PostgreSQL cannot even compare U+0000; no reference has it.
    if !reference.contains('\0') {
        let known = dwelling::Entity::find().filter(dwelling::Column::Reference.eq(reference)).one(&tx).await?;
        checks.require(known.is_none(), Rule::DwellingReferenceTaken, "reference");
    }
    act.settle(checks)?;

    let row = dwelling::ActiveModel {
        id: Set(DwellingId::generate(act.now, act.chance)),
        reference: Set(reference.to_owned()),
        owner_id: Set(input.owner_id),
        address: Set(input.address.trim().to_owned()),
        postal_code: Set(postal_code.to_owned()),
        city: Set(input.city.trim().to_owned()),
        dwelling_type: Set(input.dwelling_type),
        insertion_stock: Set(input.insertion_stock),
    };
    let dwelling = dwelling::Entity::insert(row).exec_with_returning(&tx).await.map_err(reference_taken)?;
    let draft = Draft::new(EventKind::DwellingRecorded, &dwelling.id)
        .change("ownerId", &dwelling.owner_id)
        .change("dwellingType", dwelling.dwelling_type)
        .change("insertionStock", dwelling.insertion_stock);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &dwelling.id).await?;
    Ok(dwelling)
}

/// Another dwelling was recorded with the reference meanwhile.
fn reference_taken(error: DbErr) -> OperationError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Rule::DwellingReferenceTaken.refuse("reference").into(),
        _ => error.into(),
    }
}
