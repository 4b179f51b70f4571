//! The tables as SeaORM entities, one file each. What a column may hold is checked by the
//! database too (see the `migration` crate).

pub mod access_token;
pub mod agenda_item;
pub mod dwelling;
pub mod event;
pub mod funding_entry;
pub mod funding_share;
pub mod funding_share_modality;
pub mod household;
pub mod household_member;
pub mod idempotency_key;
pub mod lease_review;
pub mod log_horizon;
pub mod mailbox_message;
pub mod meeting;
pub mod meeting_participant;
pub mod organisation;
pub mod programme;
pub mod programme_carrier;
pub mod programme_modality;
pub mod reminder;
pub mod reminder_attempt;
pub mod staff;
pub mod support_axis;
pub mod support_extension;
pub mod support_measure;
pub mod support_objective;
pub mod tenancy;
pub mod unit_rate;
pub(crate) mod versioned;
