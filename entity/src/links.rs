//! The links in mails: whoever holds one sees what one reminder recalls, and answers it as the person it was sent to.
//!
//! A token says for what it is, which reminder it is about and until when it holds, and carries a MAC over all of it
//! (HMAC-SHA256, its first 128 bits): nothing is kept of it, and none can be made up or turned to another purpose. Who
//! acts by it is the reminder's recipient, with what they may do by then and no more. It is as good as a key: it belongs
//! in a mail to that person, and in no log. Source of the purposes and of the thirty days: ours.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::types::{ReminderId, ReminderRule};

/// The fewest bytes of a secret.
pub const SHORTEST_SECRET: usize = 32;

/// How long a link holds. Longer than a reminder's series leaves it the last word: a week between two escalations.
const LINKS_HOLD: TimeDelta = TimeDelta::days(30);

/// What signs links on a developer's machine. Everybody knows it: never in production.
const DEVELOPMENT_SECRET: &str = "a secret that is none, for development only";

/// The layout of a token: how many bytes of what, in this order.
const VERSION: u8 = 1;
const HEAD: usize = 2;
const EXPIRY: usize = 4;
const ID: usize = 30;
const TAG: usize = 16;
const LENGTH: usize = HEAD + EXPIRY + ID + TAG;
/// Its characters, in base64 without padding.
const CHARACTERS: usize = LENGTH.div_ceil(3) * 4 - (3 - LENGTH % 3) % 3;

/// What a link is for: one thing, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To take note of the reminder.
    Acknowledge,
    /// To answer the convocation to the meeting that it is about.
    AnswerConvocation,
}

impl Purpose {
    /// What the link in the mail of a reminder is for.
    pub fn of(rule: ReminderRule) -> Self {
        match rule {
            ReminderRule::MeetingConvocation | ReminderRule::MeetingReminder | ReminderRule::MeetingCancellation => {
                Self::AnswerConvocation
            }
            _ => Self::Acknowledge,
        }
    }

    fn byte(self) -> u8 {
        match self {
            Self::Acknowledge => 1,
            Self::AnswerConvocation => 2,
        }
    }
}

/// What a genuine link says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is for.
    pub purpose: Purpose,
    /// The reminder.
    pub reminder_id: ReminderId,
}

/// Why a token is none, or none any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadLink {
    /// It was not made here.
    #[error("not a link of ours")]
    Forged,
    /// It held until some time ago.
    #[error("the link has expired")]
    Expired,
}

/// Secrets that do not serve: none, or a short one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write secrets of {SHORTEST_SECRET} bytes at least, the newest first, separated by commas")]
pub struct WeakSecret;

/// Makes links, and tells its own from others. Cloning it is cheap.
#[derive(Clone)]
pub struct Links(Arc<Keys>);

struct Keys {
    newest: Hmac<Sha256>,
    older: Vec<Hmac<Sha256>>,
    secret: bool,
}

impl std::fmt::Debug for Links {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Links").finish_non_exhaustive()
    }
}

impl Links {
    /// Signs by the first of these secrets, separated by commas, and knows what any of them signed: a secret is replaced
    /// by writing the new one before it, and left out a month later.
    ///
    /// # Errors
    /// When one is shorter than [`SHORTEST_SECRET`].
    pub fn new(secrets: &str) -> Result<Self, WeakSecret> {
        let mut secrets = secrets.split(',').map(str::trim);
        let strong = |secret: &str| if secret.len() < SHORTEST_SECRET { Err(WeakSecret) } else { Ok(keyed(secret)) };
        let newest = strong(secrets.next().unwrap_or_default())?;
        let older = secrets.map(strong).collect::<Result<_, _>>()?;
        Ok(Self(Arc::new(Keys { newest, older, secret: true })))
    }

    /// Signs by a secret that everybody knows, for development.
    pub fn development() -> Self {
        Self(Arc::new(Keys { newest: keyed(DEVELOPMENT_SECRET), older: Vec::new(), secret: false }))
    }

    /// Whether nobody else can make such links.
    pub fn are_secret(&self) -> bool {
        self.0.secret
    }

    /// A token that lets whoever holds it do one thing about a reminder in its recipient's name, for thirty days from
    /// `now`.
    pub fn sign(&self, purpose: Purpose, reminder_id: &ReminderId, now: DateTime<Utc>) -> String {
        let until = u32::try_from((now + LINKS_HOLD).timestamp()).unwrap_or(u32::MAX);
        let mut token = Vec::with_capacity(LENGTH);
        token.extend([VERSION, purpose.byte()]);
        token.extend(until.to_be_bytes());
        token.extend(reminder_id.as_str().as_bytes());
        let tag = self.0.newest.clone().chain_update(&token).finalize().into_bytes();
        token.extend(tag.iter().take(TAG));
        URL_SAFE_NO_PAD.encode(token)
    }

    /// What a token says, if it was made here and still holds at `now`.
    ///
    /// # Errors
    /// [`BadLink`].
    pub fn read(&self, token: &str, now: DateTime<Utc>) -> Result<Link, BadLink> {
        // Whatever is of another length costs nothing. Base64 is read strictly, so that a token has one spelling.
        let bytes = if token.len() == CHARACTERS { URL_SAFE_NO_PAD.decode(token).ok() } else { None };
        let bytes = bytes.filter(|bytes| bytes.len() == LENGTH).ok_or(BadLink::Forged)?;
        let (said, tag) = bytes.split_at(LENGTH - TAG);
        let by = |key: &Hmac<Sha256>| key.clone().chain_update(said).verify_truncated_left(tag).is_ok();
        if !(by(&self.0.newest) || self.0.older.iter().any(by)) {
            return Err(BadLink::Forged);
        }
        let (head, rest) = said.split_at(HEAD);
        let (until, id) = rest.split_at(EXPIRY);
        let purpose = [Purpose::Acknowledge, Purpose::AnswerConvocation]
            .into_iter()
            .find(|purpose| head == [VERSION, purpose.byte()])
            .ok_or(BadLink::Forged)?;
        let id = std::str::from_utf8(id).ok().and_then(|id| id.parse().ok()).ok_or(BadLink::Forged)?;
        let until = until.iter().fold(0_i64, |until, byte| until << 8 | i64::from(*byte));
        if now.timestamp() > until {
            return Err(BadLink::Expired);
        }
        Ok(Link { purpose, reminder_id: id })
    }
}

/// A key of a secret, however long that is: its hash, which HMAC takes as it is.
fn keyed(secret: &str) -> Hmac<Sha256> {
    let mut key = [0; 64];
    for (place, byte) in key.iter_mut().zip(Sha256::digest(secret)) {
        *place = byte;
    }
    Hmac::new(&key.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    const OLD: &str = "an old secret of more than thirty-two bytes";
    const NEW: &str = "a new secret of more than thirty-two bytes";

    fn start() -> DateTime<Utc> {
        "2026-03-02T07:00:00Z".parse().unwrap()
    }

    fn reminder_id() -> ReminderId {
        ReminderId::generate(start(), &Chance::seeded(1))
    }

    fn token(links: &Links) -> String {
        links.sign(Purpose::Acknowledge, &reminder_id(), start())
    }

    #[test]
    fn a_link_says_what_it_was_made_for_and_holds_for_thirty_days() {
        let links = Links::new(NEW).unwrap();
        for purpose in [Purpose::Acknowledge, Purpose::AnswerConvocation] {
            let token = links.sign(purpose, &reminder_id(), start());
            assert_eq!(token.len(), CHARACTERS);
            let link = Ok(Link { purpose, reminder_id: reminder_id() });
            assert_eq!(links.read(&token, start()), link);
            assert_eq!(links.read(&token, start() + TimeDelta::days(30)), link);
            let later = start() + TimeDelta::days(30) + TimeDelta::seconds(1);
            assert_eq!(links.read(&token, later), Err(BadLink::Expired));
        }
    }

    #[test]
    fn nothing_of_a_link_can_be_changed() {
        let links = Links::new(NEW).unwrap();
        let token = token(&links);
        let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        for place in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[place] ^= 1 << bit;
                assert_eq!(links.read(&URL_SAFE_NO_PAD.encode(changed), start()), Err(BadLink::Forged), "{place}");
            }
        }
        // The other spellings of the same bytes are none of ours.
        let last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".chars();
        let genuine = last.filter(|letter| {
            let respelled = format!("{}{letter}", &token[..token.len() - 1]);
            links.read(&respelled, start()).is_ok()
        });
        assert_eq!(genuine.count(), 1);
    }

    #[test]
    fn whatever_is_no_link_is_refused() {
        let links = Links::new(NEW).unwrap();
        let token = token(&links);
        let expired = start() + TimeDelta::days(99);
        for other in [
            "",
            "x",
            &token[1..],
            &token[..token.len() - 1],
            &format!("{token}="),
            &format!("{token}A"),
            &format!("{}/", &token[1..]),
            &"A".repeat(CHARACTERS),
            &"é".repeat(CHARACTERS / 2),
            &"A".repeat(1_000_000),
        ] {
            assert_eq!(links.read(other, start()), Err(BadLink::Forged), "{other:.80}");
            assert_eq!(links.read(other, expired), Err(BadLink::Forged), "nobody is told that it was ever one");
        }
    }

    #[test]
    fn a_secret_is_replaced_without_a_link_being_lost() {
        let (old, new) = (Links::new(OLD).unwrap(), Links::new(NEW).unwrap());
        let both = Links::new(&format!("{NEW}, {OLD}")).unwrap();
        let (from_old, from_both) = (token(&old), token(&both));
        assert!(both.read(&from_old, start()).is_ok());
        assert!(new.read(&from_both, start()).is_ok(), "the first signs");
        assert_eq!(new.read(&from_old, start()), Err(BadLink::Forged));
        assert_eq!(new.read(&token(&Links::development()), start()), Err(BadLink::Forged));
    }

    #[test]
    fn a_short_secret_is_refused_and_none_is_shown() {
        let just = "é".repeat(SHORTEST_SECRET / 2);
        for secrets in ["", "short", &format!("{NEW},short"), &format!("{NEW},"), &format!(",{NEW}"), &just[2..]] {
            assert_eq!(Links::new(secrets).err(), Some(WeakSecret), "{secrets}");
        }
        let links = Links::new(&just).unwrap();
        assert!(!format!("{links:?}").contains('é'));
    }

    #[test]
    fn the_tag_is_hmac_sha256() {
        // RFC 4231, test case 2, whose key is shorter than a block: here as the hash that stands for a secret.
        let mut key = [0; 64];
        key[..4].copy_from_slice(b"Jefe");
        let tag =
            Hmac::<Sha256>::new(&key.into()).chain_update(b"what do ya want for nothing?").finalize().into_bytes();
        assert_eq!(tag[..4], [0x5b, 0xdc, 0xc1, 0x46]);
    }
}
