//! What recipients answer to reminders, and what is tried again. Read `up.sql`.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds the answers, or drops them.
pub(crate) struct ReminderAnswer;

impl MigrationName for ReminderAnswer {
    fn name(&self) -> &'static str {
        "m20261128_000060_reminder_answer"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ReminderAnswer {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("down.sql")).await
    }
}
