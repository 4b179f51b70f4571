//! The kinds of reminders of a household's deadlines: one file each, as data. Which there are is one list,
//! [`for_each_reminder_rule`](crate::for_each_reminder_rule).

mod agreement_unsigned;
mod diagnosis_late;
mod extension_undecided;
mod lease_review;
mod offer_answer;
mod prefect_notice;
mod review_missing;
mod support_end;

use super::household::{Deadline, HouseholdFacts};
use super::people::Who;
use super::series::{Offsets, Part};
use crate::types::{EventKind, ReminderRule};

/// A kind of reminder: when, to whom, what is announced.
pub(super) struct Kind {
    /// The days that it recalls, open or over: a deadline that is not open any more silences what was planned of it.
    pub deadlines: fn(&HouseholdFacts) -> Vec<Deadline>,
    /// When it speaks, unless the programme says otherwise.
    pub offsets: Offsets,
    /// Who gets which steps.
    pub audiences: &'static [(Who, Part)],
    /// What the event log tells of it.
    pub announced: Announced,
}

/// What the event log tells of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Announced {
    /// Nothing.
    Never,
    /// Each step that opens.
    EachStep(EventKind),
    /// That its time ran out, once.
    Expiry(EventKind),
}

/// Makes the table of kinds from the list of rules: those that name a file have one.
macro_rules! table {
    ($($(#[$doc:meta])* $rule:ident $labels:tt $(in $file:ident)?;)*) => {
        /// The kind of a rule; none of a meeting's, which are not series.
        pub(super) fn of(rule: ReminderRule) -> Option<&'static Kind> {
            match rule {
                $($(ReminderRule::$rule => Some(&$file::KIND),)?)*
                _ => None,
            }
        }

        const RULES: &[ReminderRule] = &[$(ReminderRule::$rule),*];
    };
}
crate::for_each_reminder_rule!(table);

/// Every kind with its rule.
pub(super) fn all() -> impl Iterator<Item = (ReminderRule, &'static Kind)> {
    RULES.iter().filter_map(|rule| Some((*rule, of(*rule)?)))
}
