//! A mail in the development mailbox.

use sea_orm::entity::prelude::*;

use crate::types::MailboxMessageId;

/// A mail in the development mailbox.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mailbox_message")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MailboxMessageId,
    /// Its Message-ID.
    pub message_id: String,
    /// When it arrived.
    pub received_at: DateTimeUtc,
    /// To whom.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// The whole message (RFC 5322).
    pub raw: String,
}

impl ActiveModelBehavior for ActiveModel {}
