//! The development mailbox: where mail goes while no mail server is named.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};

use crate::chance::Chance;
use crate::model::mailbox_message;
use crate::types::MailboxMessageId;

/// A mail to keep.
#[derive(Debug, Clone)]
pub struct KeepMail {
    /// Its Message-ID.
    pub message_id: String,
    /// To whom.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// The whole message (RFC 5322).
    pub raw: String,
}

/// Keeps a mail in the development mailbox.
pub async fn keep(db: &impl ConnectionTrait, now: DateTime<Utc>, chance: &Chance, mail: KeepMail) -> Result<(), DbErr> {
    let row = mailbox_message::ActiveModel {
        id: Set(MailboxMessageId::generate(now, chance)),
        message_id: Set(mail.message_id),
        received_at: Set(now),
        recipient: Set(mail.recipient),
        subject: Set(mail.subject),
        raw: Set(mail.raw),
    };
    mailbox_message::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}
