//! The tripartite agreement of a household, its objectives and its three signatures. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds the agreements, or drops them.
pub(crate) struct Agreement;

impl MigrationName for Agreement {
    fn name(&self) -> &'static str {
        "m20261127_000006_agreement"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Agreement {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
