//! The terms on which somebody has an act done: only if what it changes is still as they know it, only once
//! however often they ask, and in spite of which warnings.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, TransactionSession,
    TransactionTrait,
};

use super::Act;
use crate::database;
use crate::model::idempotency_key::{ActiveModel, Column, Entity};
use crate::refusal::{Checks, OperationError, Rule, Warning};

/// The longest key, in characters.
const LONGEST_KEY: usize = 100;

/// The terms of an act.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// The version in which the actor knows what the act changes; absent: whichever it is in.
    pub expected_version: Option<i32>,
    /// The key under which the act is done once.
    pub key: Option<IdempotencyKey>,
    /// What is done in spite of warnings.
    pub confirmed: Confirmed,
}

/// A key of the actor's choice, and the hash of what they ask under it.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    /// The key, among the actor's own.
    pub key: String,
    /// The hash of the act and of all that it is given.
    pub fingerprint: String,
}

/// The warnings that are confirmed.
#[derive(Debug, Clone, Default)]
pub enum Confirmed {
    /// All: nobody is there to ask.
    #[default]
    All,
    /// These.
    These(Vec<Warning>),
}

impl Terms {
    /// No terms: what the product does by itself, and once.
    pub const NONE: &'static Self = &Self { expected_version: None, key: None, confirmed: Confirmed::All };
}

impl Act<'_> {
    /// Begins the act's transaction.
    ///
    /// # Errors
    /// [`OperationError::Replayed`] when it was done before under the same key, which waits for whoever is at it
    /// just now; IDEMPOTENCY_KEY_REUSED when something else was.
    pub(super) async fn begin<C: TransactionTrait>(&self, db: &C) -> Result<C::Transaction, OperationError> {
        let tx = database::begin(db).await?;
        let (Some(asked), Some(staff_id)) = (&self.terms.key, self.actor.staff_id()) else { return Ok(tx) };
        let mut checks = Checks::new();
        checks.line(&asked.key, LONGEST_KEY, "idempotencyKey");
        checks.done()?;
        let row = ActiveModel {
            staff_id: Set(staff_id.clone()),
            key: Set(asked.key.clone()),
            fingerprint: Set(asked.fingerprint.clone()),
            subject_id: Set(None),
            used_at: Set(self.now),
        };
        let once = OnConflict::columns([Column::StaffId, Column::Key]).do_nothing().to_owned();
        if Entity::insert_many([row]).on_conflict(once).exec_without_returning(&tx).await? == 1 {
            return Ok(tx);
        }
        let used = Entity::find_by_id((staff_id.clone(), asked.key.clone())).one(&tx).await?;
        let used = used.ok_or_else(|| DbErr::RecordNotFound("an idempotency key that was there".to_owned()))?;
        match used.subject_id {
            Some(id) if used.fingerprint == asked.fingerprint => Err(OperationError::Replayed(id)),
            _ => Err(Rule::IdempotencyKeyReused.refuse("idempotencyKey").into()),
        }
    }

    /// Commits the act's transaction, and remembers what it answers with.
    pub(super) async fn commit<T>(&self, tx: T, id: &(impl ToString + ?Sized)) -> Result<(), OperationError>
    where
        T: TransactionSession + ConnectionTrait,
    {
        if let (Some(asked), Some(staff_id)) = (&self.terms.key, self.actor.staff_id()) {
            Entity::update_many()
                .col_expr(Column::SubjectId, Expr::val(id.to_string()))
                .filter(Column::StaffId.eq(staff_id.clone()))
                .filter(Column::Key.eq(asked.key.as_str()))
                .exec(&tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Has the keys under which something was made, that is gone now, answer no more: they are used up
    /// (IDEMPOTENCY_KEY_REUSED).
    pub(super) async fn forget_answer(
        &self,
        tx: &impl ConnectionTrait,
        id: &(impl ToString + ?Sized),
    ) -> Result<(), DbErr> {
        let gone = Expr::val(None::<String>);
        let under = Column::SubjectId.eq(id.to_string());
        Entity::update_many().col_expr(Column::SubjectId, gone).filter(under).exec(tx).await?;
        Ok(())
    }

    /// Refuses to change what is not in the version that the actor knows.
    pub(super) fn expects(&self, version: i32, id: &(impl ToString + ?Sized)) -> Result<(), OperationError> {
        match self.terms.expected_version {
            Some(expected) if expected != version => Err(OperationError::Conflict(id.to_string())),
            _ => Ok(()),
        }
    }

    /// Refuses if a rule was broken, or a warning is not confirmed.
    pub(super) fn settle(&self, checks: Checks) -> Result<(), OperationError> {
        checks.confirmed(|warning| match &self.terms.confirmed {
            Confirmed::All => true,
            Confirmed::These(these) => these.contains(&warning),
        })
    }
}

/// Forgets the keys that were used before an instant. Returns how many.
///
/// # Errors
/// The database's.
pub async fn forget_keys(db: &impl ConnectionTrait, before: chrono::DateTime<chrono::Utc>) -> Result<u64, DbErr> {
    let forgotten = Entity::delete_many().filter(Column::UsedAt.lt(before)).exec(db).await?;
    Ok(forgotten.rows_affected)
}
