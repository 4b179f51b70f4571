//! When a household or a meeting is to be looked at for reminders.

use sea_orm::entity::prelude::*;

/// When a household or a meeting is to be looked at for reminders.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder_watch")]
pub struct Model {
    /// The household or the meeting.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: String,
    /// When.
    pub look_at: DateTimeUtc,
    /// The number of the last event about it: a look that was begun before counts no more.
    pub stamp: i64,
}

impl ActiveModelBehavior for ActiveModel {}
