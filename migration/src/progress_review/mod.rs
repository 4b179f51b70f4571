//! The reviews of a support measure, and what the cell took note of. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds the reviews, or drops them.
pub(crate) struct ProgressReview;

impl MigrationName for ProgressReview {
    fn name(&self) -> &'static str {
        "m20261127_000007_progress_review"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ProgressReview {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
