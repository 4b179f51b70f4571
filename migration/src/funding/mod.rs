//! What a programme costs and who bears it: rates while they are valid, shares of a base, amounts asked for, granted
//! and received. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives rates their time, shares their base, and keeps amounts; or takes all of it back.
pub(crate) struct Funding;

impl MigrationName for Funding {
    fn name(&self) -> &'static str {
        "m20261127_000003_funding"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Funding {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
