//! The steps of a household's path that may be left out, and those that never are. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds the waivers and the order of the steps, or drops them.
pub(crate) struct StepWaiver;

impl MigrationName for StepWaiver {
    fn name(&self) -> &'static str {
        "m20261127_000008_step_waiver"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for StepWaiver {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
