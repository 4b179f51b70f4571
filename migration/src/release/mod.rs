//! An accepted dwelling that the household never moves into waits for it no more. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds why and since when, or drops it.
pub(crate) struct Release;

impl MigrationName for Release {
    fn name(&self) -> &'static str {
        "m20261128_000042_release"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Release {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
