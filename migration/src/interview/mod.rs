//! The interviews of a support. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds the interviews, or drops them.
pub(crate) struct Interview;

impl MigrationName for Interview {
    fn name(&self) -> &'static str {
        "m20261127_000024_interview"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Interview {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
