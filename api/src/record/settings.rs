//! A programme's settings as a file has them: under the schema's names, what is left out being the default.

use entity::types::{
    FundingSettings, LeaseReviewSettings, MeetingSettings, ProgrammeSettings, SupportSettings, Territory,
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
        support: Support,
        lease_review: LeaseReview,
        meeting: Meeting,
        funding: Funding,
    }
    /// When the end of a support measure is recalled.
    Support for SupportSettings {
        days_before: Vec<u32>,
        landlord_from_days: u32,
        escalation_after_days: u32,
        escalation_every_days: u32,
    }
    /// When the review of a sliding lease is recalled.
    LeaseReview for LeaseReviewSettings {
        days_before: Vec<u32>,
        escalation_after_days: u32,
        escalation_every_days: u32,
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
