//! A review of a sliding lease is due: days before to the referent and the landlord's contact; afterwards to the
//! coordinator, until it is held.

use super::{Announced, HouseholdFacts, Kind, Offsets, Part, Who};
use crate::types::EventKind;

pub(super) const KIND: Kind = Kind {
    deadlines: |household: &HouseholdFacts| household.lease_reviews.clone(),
    offsets: Offsets { days_before: &[30, 7], escalation: (7, 7), ..Offsets::PLAIN },
    audiences: &[
        (Who::Referent, Part::BeforeEscalation),
        (Who::LandlordContact, Part::BeforeEscalation),
        (Who::Coordinator, Part::Escalation),
    ],
    announced: Announced::EachStep(EventKind::LeaseReviewDue),
};
