//! Pure rules: a state and the present day in, a decision or the names of the broken rules out.

pub mod agenda;
pub mod agreement;
pub mod allocation;
pub mod attendance;
pub mod calendar;
pub mod diagnosis;
pub mod funding;
pub mod household;
pub mod lease_review;
pub mod meeting;
pub mod meeting_series;
pub mod programme;
pub mod progress_review;
pub mod reminder;
pub mod settings;
pub mod support;
pub mod tenancy;
