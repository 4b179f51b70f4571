//! The event log may be trimmed from its beginning, and says how far it was; and an announcement, by which
//! the product itself tells that a day comes near, is in it once.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds the horizon of the event log and the key of its announcements, or takes them away.
pub(crate) struct LogHorizon;

impl MigrationName for LogHorizon {
    fn name(&self) -> &'static str {
        "m20261124_000003_log_horizon"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for LogHorizon {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
