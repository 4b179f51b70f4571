//! An attempt to send a reminder, with the server's answer.

use sea_orm::entity::prelude::*;

use crate::types::{AttemptOutcome, ReminderId};

/// An attempt to send a reminder, with the server's answer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder_attempt")]
pub struct Model {
    /// The reminder.
    #[sea_orm(primary_key, auto_increment = false)]
    pub reminder_id: ReminderId,
    /// Its number, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// When.
    pub at: DateTimeUtc,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The server's answer, without any address.
    pub answer: String,
    /// Relation.
    #[sea_orm(belongs_to, from = "reminder_id", to = "id")]
    pub reminder: BelongsTo<super::reminder::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
