//! The extensions that are asked for, and what was decided. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds the requests, or drops them.
pub(crate) struct ExtensionRequest;

impl MigrationName for ExtensionRequest {
    fn name(&self) -> &'static str {
        "m20261127_000009_extension_request"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ExtensionRequest {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
