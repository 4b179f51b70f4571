//! The first schema: everything the first issue of the product needs, from the programme to the
//! event log. The tables themselves are in `up.sql`, to be read as SQL.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates the tables of the core schema, or drops them.
pub(crate) struct Core;

impl MigrationName for Core {
    fn name(&self) -> &'static str {
        "m20261123_000001_core"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Core {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
