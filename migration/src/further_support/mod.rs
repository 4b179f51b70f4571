//! A waiver of the year between two measures. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Lets one more thing be waived, or no more.
pub(crate) struct FurtherSupport;

impl MigrationName for FurtherSupport {
    fn name(&self) -> &'static str {
        "m20261128_000041_further_support"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for FurtherSupport {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
