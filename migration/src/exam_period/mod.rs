//! The exam periods of sliding leases and the notices to the Prefect. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds the exam periods, or drops them.
pub(crate) struct ExamPeriod;

impl MigrationName for ExamPeriod {
    fn name(&self) -> &'static str {
        "m20261127_000010_exam_period"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ExamPeriod {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
