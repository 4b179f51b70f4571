//! A member of staff is recorded, with or without an account; somebody is given a password.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, SqlErr,
    TransactionTrait,
};

use super::session::hash_password;
use super::{Act, active_staff};
use crate::event_log::{self, Draft};
use crate::model::{access_token, organisation, staff};
use crate::refusal::{Checks, OperationError, Rule};
use crate::rules::staff::{check_password, check_person, check_role, is_address};
use crate::types::{EventKind, OrganisationId, Role, StaffId};

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

/// Records a member of staff. For the product itself, when it is filled.
///
/// # Errors
/// NOT_FOUND, ADDRESS_MALFORMED, ADDRESS_TAKEN, or the rules of [`crate::rules::staff`].
pub async fn record<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: RecordStaff,
) -> Result<staff::Model, OperationError> {
    let email = input.email.trim().to_lowercase();
    let mut checks = Checks::new();
    checks.require(is_address(&email), Rule::AddressMalformed, "email");
    check_person(&mut checks, &input.given_name, &input.family_name);
    if let Some(password) = &input.password {
        check_password(&mut checks, password);
    }
    let tx = act.begin(db).await?;
    let employer = organisation::Entity::find_by_id(input.organisation_id.clone()).one(&tx).await?;
    match &employer {
        Some(employer) => check_role(&mut checks, input.role, employer.kind),
        None => checks.require(false, Rule::NotFound, "organisationId"),
    }
    if is_address(&email) {
        let known = staff::Entity::find().filter(staff::Column::Email.eq(email.as_str())).one(&tx).await?;
        checks.require(known.is_none(), Rule::AddressTaken, "email");
    }
    act.settle(checks)?;

    let password_hash = input.password.map(|password| hash_password(&password, act.chance)).transpose()?;
    let row = staff::ActiveModel {
        id: Set(StaffId::generate(act.now, act.chance)),
        organisation_id: Set(input.organisation_id),
        email: Set(email),
        given_name: Set(input.given_name.trim().to_owned()),
        family_name: Set(input.family_name.trim().to_owned()),
        role: Set(input.role),
        password_hash: Set(password_hash),
        active: Set(true),
    };
    let person = staff::Entity::insert(row).exec_with_returning(&tx).await.map_err(address_taken)?;
    let draft = Draft::new(EventKind::StaffRecorded, &person.id)
        .change("organisationId", &person.organisation_id)
        .change("role", person.role);
    event_log::append(&tx, act, draft).await?;
    act.commit(tx, &person.id).await?;
    Ok(person)
}

/// A password for somebody.
#[derive(Debug, Clone)]
pub struct SetPassword {
    /// Who.
    pub staff_id: StaffId,
    /// By what they come in from now on.
    pub password: String,
}

/// Gives somebody a password, in place of the one they have if they have one. Their bearer tokens are revoked: whoever came
/// in by the old one is out. For the product itself, on the command line.
///
/// # Errors
/// NOT_FOUND, STAFF_INACTIVE, PASSWORD_TOO_SHORT, TEXT_TOO_LONG.
pub async fn set_password<C: TransactionTrait>(
    db: &C,
    act: &Act<'_>,
    input: SetPassword,
) -> Result<staff::Model, OperationError> {
    let mut checks = Checks::new();
    check_password(&mut checks, &input.password);
    act.settle(checks)?;
    // Before the transaction: it takes its time.
    let password_hash = hash_password(&input.password, act.chance)?;
    let tx = act.begin(db).await?;
    let mut row = active_staff(&tx, &input.staff_id, "staffId").await?.into_active_model();
    row.password_hash = Set(Some(password_hash));
    let person = row.update(&tx).await?;
    access_token::Entity::update_many()
        .col_expr(access_token::Column::RevokedAt, Expr::val(act.now))
        .filter(access_token::Column::StaffId.eq(person.id.clone()))
        .filter(access_token::Column::RevokedAt.is_null())
        .exec(&tx)
        .await?;
    event_log::append(&tx, act, Draft::new(EventKind::PasswordSet, &person.id)).await?;
    act.commit(tx, &person.id).await?;
    Ok(person)
}

/// Somebody else was recorded with the address meanwhile.
fn address_taken(error: DbErr) -> OperationError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Rule::AddressTaken.refuse("email").into(),
        _ => error.into(),
    }
}
