//! The reminders as their readers meet them: every mail of a year, none twice, none lost.

mod announcements;
mod chaos;
mod crash;
mod once;
mod series;
pub(super) mod walk;
