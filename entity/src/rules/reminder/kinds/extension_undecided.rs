//! An extension was asked for and nobody decided: after ten and twenty days to whoever decides; from the thirtieth to the
//! coordinator as well, week after week, until it is decided or withdrawn.

use super::{Announced, HouseholdFacts, Kind, Offsets, Part, Who};

pub(super) const KIND: Kind = Kind {
    deadlines: |household: &HouseholdFacts| household.extension_requests.clone(),
    offsets: Offsets { days_after: &[10, 20], escalation: (30, 7), ..Offsets::PLAIN },
    audiences: &[(Who::Decider, Part::All), (Who::Coordinator, Part::Escalation)],
    announced: Announced::Never,
};
