//! Whom a household's reminders go to.

use std::collections::HashSet;

use crate::types::StaffId;

/// The people that a household's reminders go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    /// The household's referent; while there is none, the supervisor stands in.
    pub referent: Option<StaffId>,
    /// The landlord's contact.
    pub landlord_contact: StaffId,
    /// The programme managers of the landlord's contact's organisation; while there is none, the coordinator stands in.
    pub landlord_managers: Vec<StaffId>,
    /// Who supervises the referents.
    pub supervisor: StaffId,
    /// Who coordinates the programme.
    pub coordinator: StaffId,
    /// The programme managers of the coordinator's organisation, who decide on extensions; while there is none, the
    /// coordinator stands in.
    pub deciders: Vec<StaffId>,
}

/// To whom a reminder goes, by what they are to the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Whoever has to act: the one named by the record, such as a diagnosis's author, else the referent.
    Owner,
    /// The household's referent.
    Referent,
    /// The landlord's contact.
    LandlordContact,
    /// The landlord's managers.
    LandlordManager,
    /// Who supervises the referents.
    Supervisor,
    /// Who coordinates the programme.
    Coordinator,
    /// Who decides on an extension.
    Decider,
}

impl People {
    /// The same, with those who no longer work here replaced: the referent by the supervisor, the landlord's contact and
    /// the supervisor by the coordinator, who finds somebody. A reminder to nobody would be a deadline missed. Source: ours.
    #[must_use]
    pub fn still_here(self, gone: &HashSet<StaffId>) -> Self {
        let coordinator = self.coordinator;
        let or_coordinator = |id: StaffId| if gone.contains(&id) { coordinator.clone() } else { id };
        Self {
            referent: self.referent.filter(|id| !gone.contains(id)),
            landlord_contact: or_coordinator(self.landlord_contact),
            supervisor: or_coordinator(self.supervisor),
            coordinator,
            ..self
        }
    }

    /// Those who are meant; `owner` is the one that the record names, if it names one.
    pub(super) fn meant(&self, who: Who, owner: Option<&StaffId>) -> Vec<StaffId> {
        let referent = || self.referent.as_ref().unwrap_or(&self.supervisor);
        let or_coordinator = |people: &[StaffId]| match people {
            [] => vec![self.coordinator.clone()],
            people => people.to_vec(),
        };
        match who {
            Who::Owner => vec![owner.unwrap_or_else(referent).clone()],
            Who::Referent => vec![referent().clone()],
            Who::LandlordContact => vec![self.landlord_contact.clone()],
            Who::LandlordManager => or_coordinator(&self.landlord_managers),
            Who::Supervisor => vec![self.supervisor.clone()],
            Who::Coordinator => vec![self.coordinator.clone()],
            Who::Decider => or_coordinator(&self.deciders),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn somebody_stands_in_for_whoever_left() {
        let chance = crate::chance::Chance::seeded(1);
        let [referent, contact, supervisor, coordinator, manager] =
            [(); 5].map(|()| StaffId::generate(DateTime::UNIX_EPOCH, &chance));
        let people = || People {
            referent: Some(referent.clone()),
            landlord_contact: contact.clone(),
            landlord_managers: Vec::new(),
            supervisor: supervisor.clone(),
            coordinator: coordinator.clone(),
            deciders: vec![manager.clone()],
        };
        for (gone, first, landlord, second) in [
            (vec![], &referent, &contact, &supervisor),
            (vec![&referent], &supervisor, &contact, &supervisor),
            (vec![&contact], &referent, &coordinator, &supervisor),
            (vec![&supervisor], &referent, &contact, &coordinator),
            (vec![&referent, &supervisor], &coordinator, &contact, &coordinator),
            (vec![&referent, &contact, &supervisor, &coordinator], &coordinator, &coordinator, &coordinator),
        ] {
            let found = people().still_here(&gone.iter().map(|id| (*id).clone()).collect());
            let told = [
                (Who::Referent, first),
                (Who::Owner, first),
                (Who::LandlordContact, landlord),
                (Who::LandlordManager, &coordinator),
                (Who::Supervisor, second),
                (Who::Coordinator, &coordinator),
                (Who::Decider, &manager),
            ];
            for (who, expected) in told {
                assert_eq!(found.meant(who, None), std::slice::from_ref(expected), "{who:?} without {gone:?}");
            }
            assert_eq!(found.meant(Who::Owner, Some(&manager)), std::slice::from_ref(&manager));
        }
    }
}
