//! The suspensions of a support. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds the suspensions, or drops them.
pub(crate) struct Suspension;

impl MigrationName for Suspension {
    fn name(&self) -> &'static str {
        "m20261127_000023_suspension"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Suspension {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
