//! What comes before a household is supported and housed: the diagnosis that the cell ordered, the agreement that
//! the three sign, the dwelling that the committee allocates.

use chrono::{Days, NaiveDate};
use entity::rules::calendar::{next_working_day, previous_working_day};
use entity::types::{AllocationOutcome, OfferAnswer, RentalModality};

use super::{Teller, What};
use crate::demo::path::{Hearing, Path, Proposal, Stay, Support};

impl Teller<'_> {
    /// From the meeting that preselects a household to the day on which its support starts: the day on which it was
    /// diagnosed.
    pub(super) fn prepared(&mut self, path: &Path, support: &Support) -> NaiveDate {
        let (household, coordinator, referent) = (self.household, self.coordinator, self.referent);
        let start = self.begins(support.start_on);
        let preselected = path.proposals.iter().rfind(|(_, proposal)| *proposal == Proposal::Preselected);
        let met = preselected.map_or(start, |(meeting, _)| self.cell.day(*meeting));
        let ordered = next_working_day(met + Days::new(1)).min(start);
        self.tell(ordered, 8, coordinator, What::OrderDiagnosis(household, referent));
        let days = u64::try_from((start - ordered).num_days() / 2).unwrap_or_default();
        let diagnosed = previous_working_day(ordered + Days::new(days)).max(ordered);
        let first = path.stays.first().map_or(RentalModality::DirectAccess, |stay| stay.modality);
        self.tell(diagnosed, 8, referent, What::Diagnose(household, diagnosed, support.clone(), first));
        // Now and then support cannot wait for the three signatures.
        let later = next_working_day(start + Days::new(14));
        if household % 29 == 7 && later <= self.yesterday {
            self.tell(start, 8, self.supervisor, What::WaiveAgreement(household));
            self.agreed(later, support);
        } else {
            self.agreed(previous_working_day(start - Days::new(1)).max(diagnosed), support);
        }
        diagnosed
    }

    /// What leads to a stay: but for a residence, the committee allocates the dwelling and the household accepts.
    pub(super) fn allocated(&mut self, stay: &Stay, diagnosed: NaiveDate) {
        if stay.modality == RentalModality::TemporarySocialResidence {
            return;
        }
        let (household, officer) = (self.household, self.officer);
        let opened = self.begins(stay.start_on);
        let lead = Days::new(8 + u64::from(self.minute % 5));
        let decided = previous_working_day(opened - lead).max(diagnosed);
        let next = |day: NaiveDate| next_working_day(day + Days::new(1)).min(opened);
        let (offered, answered) = (next(decided), next(next(decided)));
        self.tell(
            decided,
            10,
            officer,
            What::Allocate(household, decided, stay.dwelling, AllocationOutcome::Allocated),
        );
        self.tell(offered, 11, officer, What::Offer(household, offered));
        self.tell(answered, 12, officer, What::AnswerOffer(household, answered, OfferAnswer::Accepted));
    }

    /// What became of a household that still waits for a dwelling.
    pub(super) fn heard(&mut self, hearing: &Hearing, diagnosed: NaiveDate) {
        let (household, officer) = (self.household, self.officer);
        let ago = |days: u64| previous_working_day(self.yesterday - Days::new(days)).max(diagnosed);
        let (decided, offered) = (ago(24), ago(20));
        self.tell(decided, 10, officer, What::Allocate(household, decided, hearing.dwelling, hearing.outcome));
        if hearing.offered {
            self.tell(offered, 11, officer, What::Offer(household, offered));
        }
        if let Some(answer) = hearing.answer {
            let answered = next_working_day(offered + Days::new(2)).min(self.yesterday);
            self.tell(answered, 12, officer, What::AnswerOffer(household, answered, answer));
        }
    }

    /// The day on which what begins on another is recorded: a day that is worked, and not yet to come.
    pub(super) fn begins(&self, day: NaiveDate) -> NaiveDate {
        previous_working_day(day).min(self.yesterday)
    }
}
