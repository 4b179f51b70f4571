//! The demo: the programme of Caen exactly as its form states it, and generated households around
//! the present day, so that whoever tries the product finds a programme in full swing.
//!
//! Nothing here writes a row: a story is made up ([`story`]), told as deeds in the order of time
//! ([`deeds`]), and every deed goes through `entity::operations` at the instant at which it is said
//! to have happened ([`teller`]). All of it is one transaction: a demo is loaded whole or not at
//! all. People, households and dwellings are fictitious, and the same seed on the same day gives
//! the same demo.

mod cell;
mod deeds;
mod dwellings;
mod fates;
mod households;
mod path;
mod people;
mod pins;
mod programme;
mod story;
mod teller;
mod words;

#[cfg(test)]
mod tests;

use entity::chance::Chance;
use entity::clock::Clock;
use entity::database;
use entity::model;
use entity::refusal::OperationError;
use entity::rules::calendar;
use entity::types::Role;
use rand::SeedableRng;
use rand::rngs::StdRng;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, PaginatorTrait};

/// How many households the demo has. Source: the form.
pub const HOUSEHOLDS: usize = 120;

/// What the demo is generated from.
const SEED: u64 = 10_000;

/// An account that everybody knows: for a demo only, and for nothing that holds real people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoAccount {
    /// What its holder is here to do.
    pub role: Role,
    /// Its address, under a name that no mail server has (RFC 2606).
    pub email: &'static str,
    /// Its password.
    pub password: &'static str,
}

/// The demo's accounts: one for each role.
pub fn accounts() -> Vec<DemoAccount> {
    people::ACCOUNTS
        .iter()
        .map(|(role, email)| DemoAccount { role: *role, email, password: people::PASSWORD })
        .collect()
}

/// Whether the database holds a programme, demo or not: then there is nothing to load.
pub async fn is_loaded(db: &DatabaseConnection) -> Result<bool, DbErr> {
    any_programme(db).await
}

/// Loads the demo around the clock's present day. Does nothing when a programme is there already,
/// so that two processes that start at once load one demo.
///
/// `progress` is told how many deeds are done, and of how many.
///
/// # Errors
/// When the database fails. Nothing is kept then.
pub async fn load(
    db: &DatabaseConnection,
    clock: &Clock,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<(), OperationError> {
    generate(db, clock, SEED, HOUSEHOLDS, progress).await
}

/// Loads a demo of any size from any seed: what a benchmark needs.
///
/// # Errors
/// When the database fails. Nothing is kept then.
pub async fn generate(
    db: &DatabaseConnection,
    clock: &Clock,
    seed: u64,
    households: usize,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<(), OperationError> {
    let today = calendar::today(clock.now());
    let mut rng = StdRng::seed_from_u64(seed);
    let file = programme::file()?;
    let script = story::imagine(&file, &mut rng, today, households);
    let chance = Chance::seeded(seed);

    let tx = database::begin(db).await?;
    // On SQLite whoever comes second has waited for its turn to write; now it sees the first one's.
    if any_programme(&tx).await? {
        return Ok(());
    }
    match teller::tell(&tx, &chance, &file, &script, progress).await {
        Ok(()) => Ok(tx.commit().await?),
        Err(error) => {
            tx.rollback().await?;
            // On PostgreSQL whoever comes second fails on the first one's unique names.
            if any_programme(db).await? { Ok(()) } else { Err(error) }
        }
    }
}

async fn any_programme(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(model::programme::Entity::find().count(db).await? > 0)
}
