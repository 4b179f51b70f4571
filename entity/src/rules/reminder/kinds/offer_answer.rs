//! A household has until a day to answer an offer, and silence is a refusal (CCH R441-10): half-way and on the last day, a
//! working one, to the referent; once it is over, to the coordinator as well, until somebody confirms the silence or notes the
//! answer.

use super::{Announced, HouseholdFacts, Kind, Offsets, Part, Who};
use crate::types::EventKind;

pub(super) const KIND: Kind = Kind {
    deadlines: |household: &HouseholdFacts| household.offers.clone(),
    offsets: Offsets { days_before: &[0], half_way: true, escalation: (1, 7), ..Offsets::PLAIN },
    audiences: &[(Who::Referent, Part::All), (Who::Coordinator, Part::Escalation)],
    announced: Announced::Expiry(EventKind::OfferExpired),
};
