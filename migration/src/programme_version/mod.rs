//! A programme has versions, partners by name, and what is aimed at in each year. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Keeps what a programme states, version by version; or forgets all but the last, which is the first when it is applied
/// again.
pub(crate) struct ProgrammeVersion;

impl MigrationName for ProgrammeVersion {
    fn name(&self) -> &'static str {
        "m20261128_000031_programme_version"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ProgrammeVersion {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
