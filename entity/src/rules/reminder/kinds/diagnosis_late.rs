//! A diagnosis is late: after seven and fourteen days to its author, from the twenty-first to the supervisor, until it is
//! done or cancelled.

use super::{Announced, HouseholdFacts, Kind, Offsets, Part, Who};

pub(super) const KIND: Kind = Kind {
    deadlines: |household: &HouseholdFacts| household.while_present(&household.diagnoses),
    offsets: Offsets { days_after: &[7, 14], escalation: (21, 7), ..Offsets::PLAIN },
    audiences: &[(Who::Owner, Part::BeforeEscalation), (Who::Supervisor, Part::Escalation)],
    announced: Announced::Never,
};
