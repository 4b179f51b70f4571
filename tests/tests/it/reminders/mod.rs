//! The reminders as their readers meet them: every mail of a year, none twice, none lost.

mod announcements;
mod answers;
mod chaos;
mod crash;
mod deadlines;
mod once;
mod plans;
mod series;
pub(super) mod walk;
