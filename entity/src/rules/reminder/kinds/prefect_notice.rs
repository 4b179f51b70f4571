//! The landlord tells the Prefect whether it offers the lease that slides, two months before the end of the exam period
//! (CCH L442-8-3): working days before to its contact; from the day on to its managers and the coordinator, until it is told.

use super::{Announced, HouseholdFacts, Kind, Offsets, Part, Who};

pub(super) const KIND: Kind = Kind {
    deadlines: |household: &HouseholdFacts| household.prefect_notices.clone(),
    offsets: Offsets { days_before: &[30, 10, 3], in_working_days: true, escalation: (0, 7), ..Offsets::PLAIN },
    audiences: &[
        (Who::LandlordContact, Part::BeforeEscalation),
        (Who::LandlordManager, Part::Escalation),
        (Who::Coordinator, Part::Escalation),
    ],
    announced: Announced::Never,
};
