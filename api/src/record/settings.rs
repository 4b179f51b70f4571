//! A programme's settings as a file has them: under the schema's names, what is left out being the default.

use std::collections::BTreeMap;

use entity::types::{
    FundingSettings, LeaseReviewSettings, MeetingSettings, ProgrammeSettings, ReminderRule, SeriesSettings, Territory,
};
use serde::Deserialize;

/// Declares each part of the settings as it stands in a file, where its keys are the schema's; in the database they are not.
macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $name:ident for $kept:ident { $($field:ident: $of:ty,)+ })+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Deserialize)]
        #[serde(default, rename_all = "camelCase", deny_unknown_fields)]
        pub(crate) struct $name { $($field: $of,)+ }

        impl Default for $name {
            fn default() -> Self {
                $kept::default().into()
            }
        }

        impl From<$kept> for $name {
            fn from($kept { $($field,)+ }: $kept) -> Self {
                Self { $($field: $field.into(),)+ }
            }
        }

        impl From<$name> for $kept {
            fn from($name { $($field,)+ }: $name) -> Self {
                Self { $($field: $field.into(),)+ }
            }
        }
    )+};
}

settings! {
    /// What a programme may set.
    Settings for ProgrammeSettings {
        territory: Territory,
        reminders: Reminders,
        lease_review: LeaseReview,
        meeting: Meeting,
        funding: Funding,
    }
    /// When the deadlines of one rule are recalled.
    Series for SeriesSettings {
        days_before: Option<Vec<u32>>,
        days_after: Option<Vec<u32>>,
        landlord_from_days: Option<u32>,
        escalation_after_days: Option<u32>,
        escalation_every_days: Option<u32>,
    }
    /// The default periods of a sliding lease.
    LeaseReview for LeaseReviewSettings {
        period_months: u32,
        exam_period_months: u32,
    }
    /// When members are convened to a meeting.
    Meeting for MeetingSettings {
        convocation_days_before: u32,
        reminder_working_days_before: u32,
    }
    /// What is paid where the form says nothing.
    Funding for FundingSettings {
        pays_unretained_diagnosis: bool,
    }
}

/// When the deadlines of each rule are recalled.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Reminders(BTreeMap<ReminderRule, Series>);

impl From<BTreeMap<ReminderRule, SeriesSettings>> for Reminders {
    fn from(kept: BTreeMap<ReminderRule, SeriesSettings>) -> Self {
        Self(kept.into_iter().map(|(rule, series)| (rule, series.into())).collect())
    }
}

impl From<Reminders> for BTreeMap<ReminderRule, SeriesSettings> {
    fn from(Reminders(read): Reminders) -> Self {
        read.into_iter().map(|(rule, series)| (rule, series.into())).collect()
    }
}
