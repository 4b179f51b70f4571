//! Identifiers: a prefix that names the type, then a ULID, such as `hh_01JD…`.
//!
//! The same text is the primary key, the GraphQL id and what a log shows, so nothing is encoded
//! or decoded on the way, and an identifier of one type is refused where another is wanted.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use ulid::Ulid;

use crate::chance::Chance;

/// A text that is not an identifier of the type wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier of type {wanted}")]
pub struct WrongId {
    /// The type wanted, as the schema names it.
    pub wanted: &'static str,
}

/// What every identifier can tell of its type.
pub trait Identifier: FromStr<Err = WrongId> + fmt::Display {
    /// The letters before the underscore.
    const PREFIX: &'static str;
    /// The type's name in the schema.
    const TYPE_NAME: &'static str;
}

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal, $type_name:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, sea_orm::DeriveValueType, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// A new identifier, unique by the instant and 80 random bits.
            pub fn generate(now: DateTime<Utc>, chance: &Chance) -> Self {
                let milliseconds = u64::try_from(now.timestamp_millis()).unwrap_or_default();
                Self(format!("{}_{}", $prefix, Ulid::from_parts(milliseconds, chance.u128())))
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Identifier for $name {
            const PREFIX: &'static str = $prefix;
            const TYPE_NAME: &'static str = $type_name;
        }

        impl FromStr for $name {
            type Err = WrongId;

            fn from_str(text: &str) -> Result<Self, WrongId> {
                let wrong = WrongId { wanted: $type_name };
                let (prefix, ulid) = text.split_once('_').ok_or(wrong.clone())?;
                match Ulid::from_string(ulid) {
                    // Parsed and printed again: a ULID has lower-case spellings, a key has one.
                    Ok(parsed) if prefix == $prefix && parsed.to_string() == ulid => Ok(Self(text.to_owned())),
                    _ => Err(wrong),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )*};
}

identifiers! {
    /// An organisation: landlord, social action centre, funder.
    OrganisationId = "org", "Organisation";
    /// A member of an organisation's staff, who may hold an account.
    StaffId = "stf", "Staff";
    /// A bearer token.
    AccessTokenId = "tok", "AccessToken";
    /// A programme: one answer to a call for projects.
    ProgrammeId = "prg", "Programme";
    /// A version of what a programme states.
    ProgrammeVersionId = "prv", "ProgrammeVersion";
    /// What one component costs (*tarif*).
    UnitRateId = "rat", "UnitRate";
    /// A funder's share (*part*).
    FundingShareId = "shr", "FundingShare";
    /// An amount that a funder was asked for, has granted or has paid.
    FundingEntryId = "fnd", "FundingEntry";
    /// A household (*ménage*).
    HouseholdId = "hh", "Household";
    /// A member of a household.
    HouseholdMemberId = "mbr", "HouseholdMember";
    /// A dwelling (*logement*).
    DwellingId = "dwl", "Dwelling";
    /// A step of a household's path that may be left out (*dispense*).
    StepWaiverId = "wvr", "StepWaiver";
    /// A social diagnosis (*diagnostic social*).
    SocialDiagnosisId = "dia", "SocialDiagnosis";
    /// A decision of the allocation committee (*CAL*).
    AllocationDecisionId = "alc", "AllocationDecision";
    /// A tripartite agreement (*convention tripartite de suivi social*).
    TripartiteAgreementId = "agr", "TripartiteAgreement";
    /// An objective of a tripartite agreement.
    AgreementObjectiveId = "aob", "AgreementObjective";
    /// A support measure (*mesure d'accompagnement*).
    SupportMeasureId = "sup", "SupportMeasure";
    /// An extension of a support measure (*prolongation*).
    SupportExtensionId = "ext", "SupportExtension";
    /// An extension of a support measure that is asked for (*demande de prolongation*).
    SupportExtensionRequestId = "exr", "SupportExtensionRequest";
    /// How close a support is, from a day on.
    SupportIntensityPeriodId = "int", "SupportIntensityPeriod";
    /// A review of a support measure (*bilan*).
    ProgressReviewId = "bil", "ProgressReview";
    /// An objective of a support measure.
    SupportObjectiveId = "obj", "SupportObjective";
    /// An interview with a household that is supported (*entretien*).
    SupportInterviewId = "itw", "SupportInterview";
    /// A suspension of a support measure.
    SupportSuspensionId = "sus", "SupportSuspension";
    /// How an objective of a support measure went on.
    SupportObjectiveProgressId = "obp", "SupportObjectiveProgress";
    /// A tenancy.
    TenancyId = "ten", "Tenancy";
    /// The exam period of a sliding lease.
    ExamPeriodId = "exp", "ExamPeriod";
    /// A review of a sliding lease (*examen périodique contradictoire*).
    LeaseReviewId = "rev", "LeaseReview";
    /// A meeting of the coordination cell (*séance*).
    MeetingId = "mtg", "CellMeeting";
    /// A series of meetings.
    MeetingSeriesId = "mse", "MeetingSeries";
    /// An item of a meeting's agenda.
    AgendaItemId = "agi", "AgendaItem";
    /// A reminder (*rappel*).
    ReminderId = "rem", "Reminder";
    /// A mail in the development mailbox.
    MailboxMessageId = "msg", "MailboxMessage";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_of_another_type_is_refused() {
        let chance = Chance::seeded(1);
        let tenancy = TenancyId::generate(DateTime::UNIX_EPOCH, &chance);
        assert_eq!(tenancy.as_str().parse(), Ok(tenancy.clone()));
        assert_eq!(tenancy.as_str().parse::<HouseholdId>(), Err(WrongId { wanted: "Household" }));
        for text in ["", "hh", "hh_", "hh_0", "ten_01jd0000000000000000000000", "01JD0000000000000000000000"] {
            assert!(text.parse::<HouseholdId>().is_err(), "{text}");
        }
    }
}
