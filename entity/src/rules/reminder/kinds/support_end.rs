//! A support measure nears its end, or has passed it: days before to the referent, and the landlord's contact is told when
//! it is near; afterwards to the referent, the supervisor and the coordinator, until it is closed or extended.

use super::{Announced, Deadline, HouseholdFacts, Kind, Offsets, Part, Who};
use crate::types::EventKind;

pub(super) const KIND: Kind = Kind {
    deadlines: |household: &HouseholdFacts| {
        let measures = household.supports.iter();
        measures.map(|measure| Deadline::on(&measure.id, measure.end_on).open(measure.closed_on.is_none())).collect()
    },
    offsets: Offsets {
        days_before: &[90, 60, 30, 7],
        escalation: (1, 7),
        landlord_from_days: Some(30),
        ..Offsets::PLAIN
    },
    audiences: &[
        (Who::Referent, Part::All),
        (Who::LandlordContact, Part::Near),
        (Who::Supervisor, Part::Escalation),
        (Who::Coordinator, Part::Escalation),
    ],
    announced: Announced::EachStep(EventKind::SupportNearingEnd),
};
