//! The social diagnosis of a household: ordered by the cell, made, with the obstacles it found and what it
//! recommends. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds the diagnoses, or drops them.
pub(crate) struct Diagnosis;

impl MigrationName for Diagnosis {
    fn name(&self) -> &'static str {
        "m20261127_000004_diagnosis"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Diagnosis {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
