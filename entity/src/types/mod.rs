//! Value types: identifiers that check themselves, the enumerations of the domain and their labels, settings.

mod concepts;
mod enums;
mod id;
pub mod labels;
mod settings;
mod territory;

pub use concepts::{PriorityGround, PublicBody};
pub use enums::*;
pub use id::*;
pub use labels::Language;
pub use settings::{FundingSettings, LeaseReviewSettings, MeetingSettings, ProgrammeSettings, SeriesSettings};
pub use territory::Territory;
