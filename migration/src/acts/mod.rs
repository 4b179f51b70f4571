//! What makes acts safe to send: versions of the rows that are changed, and the keys under which an act is
//! done once. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds the versions and the keys, or drops them.
pub(crate) struct Acts;

impl MigrationName for Acts {
    fn name(&self) -> &'static str {
        "m20261124_000002_acts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Acts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
