//! Value types: identifiers that check themselves, the enumerations of the domain, settings.

mod enums;
mod id;
mod settings;
mod territory;

pub use enums::*;
pub use id::*;
pub use settings::{LeaseReviewSettings, MeetingSettings, ProgrammeSettings, SupportSettings};
pub use territory::Territory;
