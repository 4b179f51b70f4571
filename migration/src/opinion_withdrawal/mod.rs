//! An opinion on a programme is taken back, which makes a version. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Keeps one more kind of version, or takes it for a revision.
pub(crate) struct OpinionWithdrawal;

impl MigrationName for OpinionWithdrawal {
    fn name(&self) -> &'static str {
        "m20261128_000051_opinion_withdrawal"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for OpinionWithdrawal {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
