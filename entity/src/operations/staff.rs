//! A member of staff is recorded, with or without an account.

use sea_orm::{ActiveValue::Set, EntityTrait, TransactionSession, TransactionTrait};

use super::Act;
use super::session::hash_password;
use crate::database::begin;
use crate::model::staff;
use crate::refusal::OperationError;
use crate::types::{OrganisationId, Role, StaffId};

/// Who somebody is.
#[derive(Debug, Clone)]
pub struct RecordStaff {
    /// Whom they work for.
    pub organisation_id: OrganisationId,
    /// Their address.
    pub email: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// What they are here to do.
    pub role: Role,
    /// Their password; absent: no account.
    pub password: Option<String>,
}

/// Records a member of staff. For the product itself, when a programme is loaded.
///
/// # Errors
/// When the database fails, an address already taken included.
pub async fn record<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordStaff,
) -> Result<staff::Model, OperationError> {
    let password_hash = input.password.map(|password| hash_password(&password, act.chance)).transpose()?;
    let tx = begin(db).await?;
    let row = staff::ActiveModel {
        id: Set(StaffId::generate(act.now, act.chance)),
        organisation_id: Set(input.organisation_id),
        email: Set(input.email.to_lowercase()),
        given_name: Set(input.given_name),
        family_name: Set(input.family_name),
        role: Set(input.role),
        password_hash: Set(password_hash),
        active: Set(true),
    };
    let staff = staff::Entity::insert(row).exec_with_returning(&tx).await?;
    tx.commit().await?;
    Ok(staff)
}
