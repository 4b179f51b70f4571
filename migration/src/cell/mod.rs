//! The cell's recurring meetings, who came to each, and their minutes. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds series, attendance and minutes, or drops them.
pub(crate) struct Cell;

impl MigrationName for Cell {
    fn name(&self) -> &'static str {
        "m20261127_000011_cell"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Cell {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
