//! The reminders as their readers meet them: every mail of a year, none twice, none lost.

mod crash;
mod once;
mod walk;
