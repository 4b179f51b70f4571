//! How the objectives of a support go on. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds the steps, or drops them.
pub(crate) struct ObjectiveProgress;

impl MigrationName for ObjectiveProgress {
    fn name(&self) -> &'static str {
        "m20261127_000022_objective_progress"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ObjectiveProgress {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
