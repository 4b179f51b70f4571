//! Signing in with an address and a password, and out again. A bearer token is random, shown once,
//! and kept only as a hash.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, TransactionSession,
    TransactionTrait,
};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::Act;
use crate::chance::Chance;
use crate::database::begin;
use crate::event_log::{self, Draft};
use crate::model::{access_token, staff};
use crate::policy::{Actor, Viewer};
use crate::refusal::{OperationError, Rule};
use crate::types::{AccessTokenId, EventKind};

/// How long a bearer token is good for. Source: ours, a working day and its evening.
pub const TOKEN_LIFE: TimeDelta = TimeDelta::hours(12);

/// How many passwords are hashed at once. Each takes 19 MiB and a core: more would only wait for each other,
/// and who asks without an end takes no more than this.
static HASHING: Semaphore = Semaphore::const_new(2);

/// A token just made. Its text is not kept anywhere.
pub struct SignedIn {
    /// The bearer token.
    pub token: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// Whose it is.
    pub staff: staff::Model,
}

/// Signs somebody in. An unknown address takes as long as a wrong password and is answered alike.
///
/// # Errors
/// `BAD_CREDENTIALS`.
pub async fn sign_in<C: TransactionTrait + ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    chance: &Chance,
    email: &str,
    password: &str,
) -> Result<SignedIn, OperationError> {
    let refused = || Rule::BadCredentials.refuse("");
    let email = email.trim().to_lowercase();
    // PostgreSQL cannot even compare U+0000; nobody's address has it.
    let found = if email.contains('\0') {
        None
    } else {
        staff::Entity::find().filter(staff::Column::Email.eq(email)).one(db).await?
    };
    let person = found.filter(|person| person.active);
    let stored = person.as_ref().and_then(|person| person.password_hash.clone());
    let password = password.to_owned();
    // Whoever goes away meanwhile does not make room: what is begun is finished.
    let turn = HASHING.acquire().await.map_err(|_| OperationError::Hash)?;
    // Pure computation: not on a thread that serves requests.
    let verified = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        verify_password(&password, stored.as_deref())
    })
    .await;
    let person = person.filter(|_| matches!(verified, Ok(true))).ok_or_else(refused)?;

    let token = format!("psl_{}", URL_SAFE_NO_PAD.encode(chance.bytes::<32>()));
    let expires_at = now + TOKEN_LIFE;
    let actor = Actor::Staff(viewer(&person));
    let act = Act::new(&actor, now, chance);
    let tx = begin(db).await?;
    let row = access_token::ActiveModel {
        id: Set(AccessTokenId::generate(now, chance)),
        staff_id: Set(person.id.clone()),
        token_hash: Set(hash_token(&token)),
        created_at: Set(now),
        expires_at: Set(expires_at),
        revoked_at: Set(None),
    };
    access_token::Entity::insert(row).exec_without_returning(&tx).await?;
    event_log::append(&tx, &act, Draft::new(EventKind::SignedIn, &person.id)).await?;
    tx.commit().await?;
    Ok(SignedIn { token, expires_at, staff: person })
}

/// Revokes a bearer token. Revoking it twice does no harm.
pub async fn sign_out<C: TransactionTrait>(db: &C, act: &Act<'_>, token: &str) -> Result<(), OperationError> {
    let tx = begin(db).await?;
    let revoked = access_token::Entity::update_many()
        .col_expr(access_token::Column::RevokedAt, Expr::val(act.now))
        .filter(access_token::Column::TokenHash.eq(hash_token(token)))
        .filter(access_token::Column::RevokedAt.is_null())
        .exec(&tx)
        .await?;
    if let (1, Some(staff_id)) = (revoked.rows_affected, act.actor.staff_id()) {
        event_log::append(&tx, act, Draft::new(EventKind::SignedOut, staff_id)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The person a bearer token stands for and when it ends; none if it is unknown, over or revoked.
pub async fn authenticate(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    token: &str,
) -> Result<Option<(Viewer, DateTime<Utc>)>, DbErr> {
    let found = access_token::Entity::find()
        .find_also_related(staff::Entity)
        .filter(access_token::Column::TokenHash.eq(hash_token(token)))
        .one(db)
        .await?;
    let Some((token, Some(person))) = found else { return Ok(None) };
    let good = token.revoked_at.is_none() && token.expires_at > now && person.active;
    Ok(good.then(|| (viewer(&person), token.expires_at)))
}

/// The viewer that a member of staff is.
pub fn viewer(person: &staff::Model) -> Viewer {
    Viewer { staff_id: person.id.clone(), organisation_id: person.organisation_id.clone(), role: person.role }
}

/// Hashes a password with argon2id, in PHC format.
///
/// # Errors
/// When the password is too long to be hashed.
pub fn hash_password(password: &str, chance: &Chance) -> Result<String, OperationError> {
    let salt = chance.bytes::<16>();
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|_| OperationError::Hash)
}

fn verify_password(password: &str, stored: Option<&str>) -> bool {
    // The hash of a password nobody has: as much work as for an address that exists.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$cGFzc2VyZWxsZS1ub2JvZHk$2P8YgZOsZXLF0z2dXxuSVsPm0CvHqAZ3Gm7ZsC2LwAo";
    let known = stored.is_some();
    let Ok(hash) = PasswordHash::new(stored.unwrap_or(NOBODY)) else { return false };
    let matches = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
    known && matches
}

fn hash_token(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().fold(String::with_capacity(64), |mut text, byte| {
        use std::fmt::Write;
        let _ = write!(text, "{byte:02x}");
        text
    })
}
