//! What the allocation committee decided on a household and a dwelling, and what the household answered. Read
//! `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds the decisions, or drops them.
pub(crate) struct Allocation;

impl MigrationName for Allocation {
    fn name(&self) -> &'static str {
        "m20261127_000005_allocation"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Allocation {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
