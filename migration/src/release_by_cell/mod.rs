//! An accepted dwelling is released as well when the cell does not retain the household. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Lets one more cause be recorded, or no more.
pub(crate) struct ReleaseByCell;

impl MigrationName for ReleaseByCell {
    fn name(&self) -> &'static str {
        "m20261128_000045_release_by_cell"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ReleaseByCell {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
