//! The reminder ledger, which is also the outbox: what the planner records, what the dispatcher puts
//! on the queue, what a sender claims and how each attempt ends.
//!
//! The unique key makes planning repeatable; the conditional claim makes a doubled job harmless.
//! A sender that dies keeps its claim for [`CLAIM_LEASE`](crate::rules::reminder::CLAIM_LEASE); then the row is planned again and
//! sent again, under the same Message-ID. Between the server's acceptance and our commit a death
//! therefore sends twice rather than never: a doubled reminder is a nuisance, a lost one a home.

mod answer;
mod facts;
mod planning;
mod sending;
mod settling;
mod told;
mod watch;

pub use answer::{SnoozeReminder, acknowledge, no_longer_true, retry, snooze};
pub use facts::{Places, Subject, of_places, of_reminders, unreadable_programmes};
pub use planning::record;
pub use sending::{claim, due, due_count, leave_queue, reclaim, take_for_queue};
pub use settling::{Ending, settle};
pub use watch::{Place, due_places, due_query, looked_at, watch_all};
