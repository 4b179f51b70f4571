//! Reminders of any rule, and when each household and meeting is to be looked at for them. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Lets the ledger hold any rule, and keeps when what may call for a reminder is looked at next.
pub(crate) struct ReminderRules;

impl MigrationName for ReminderRules {
    fn name(&self) -> &'static str {
        "m20261128_000052_reminder_rules"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ReminderRules {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
