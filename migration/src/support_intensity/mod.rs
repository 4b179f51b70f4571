//! The intensity of a support, as it changes. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds the periods, or drops them.
pub(crate) struct SupportIntensity;

impl MigrationName for SupportIntensity {
    fn name(&self) -> &'static str {
        "m20261127_000021_support_intensity"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SupportIntensity {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
