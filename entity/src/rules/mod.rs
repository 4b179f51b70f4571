//! Pure rules: a state and the present day in, a decision or the names of the broken rules out.

pub mod agenda;
pub mod agreement;
pub mod allocation;
pub mod attendance;
pub mod calendar;
pub mod diagnosis;
pub mod exam_period;
pub mod extension_request;
pub mod funding;
pub mod household;
pub mod interview;
pub mod lease_review;
pub mod meeting;
pub mod meeting_series;
pub mod programme;
pub mod programme_form;
pub mod progress_review;
pub mod reminder;
pub mod settings;
pub mod step_waiver;
pub mod support;
pub mod support_intensity;
pub mod support_objective;
pub mod suspension;
pub mod tenancy;
pub mod text;
