//! The twelve months that a measure shares with earlier ones. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds the day on which they end, and reckons it for the measures that are there, or drops it.
pub(crate) struct SharedCap;

impl MigrationName for SharedCap {
    fn name(&self) -> &'static str {
        "m20261128_000043_shared_cap"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SharedCap {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
