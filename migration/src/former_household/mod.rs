//! A household that has left the programme comes back. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds which it was, or drops it.
pub(crate) struct FormerHousehold;

impl MigrationName for FormerHousehold {
    fn name(&self) -> &'static str {
        "m20261128_000044_former_household"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for FormerHousehold {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
