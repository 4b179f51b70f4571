//! Who came to a meeting of the cell: present, represented by a colleague, excused or absent. Source: ours.

use crate::refusal::{Checks, Rule};
use crate::types::{Attendance, OrganisationId, StaffId};

/// Somebody who stands in for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Representative {
    /// Who.
    pub staff_id: StaffId,
    /// Whom they work for.
    pub organisation_id: OrganisationId,
}

/// Checks that whoever is represented is so by another member of their organisation, and nobody else is.
pub fn check_representative(
    checks: &mut Checks,
    attendance: Attendance,
    person: &Representative,
    by: Option<&Representative>,
) {
    let represented = attendance == Attendance::Represented;
    checks.require(!represented || by.is_some(), Rule::RepresentativeRequired, "attendances");
    checks.require(represented || by.is_none(), Rule::RepresentativeNotAllowed, "attendances");
    let colleague = by.is_none_or(|by| by.organisation_id == person.organisation_id && by.staff_id != person.staff_id);
    checks.require(!represented || colleague, Rule::RepresentativeNotColleague, "attendances");
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::chance::Chance;

    #[test]
    fn a_colleague_stands_in_for_whoever_is_represented() {
        let chance = Chance::seeded(5);
        let new = |organisation_id: &OrganisationId| Representative {
            staff_id: StaffId::generate(DateTime::UNIX_EPOCH, &chance),
            organisation_id: organisation_id.clone(),
        };
        let [ours, theirs] = [0, 1].map(|_| OrganisationId::generate(DateTime::UNIX_EPOCH, &chance));
        let (person, colleague, stranger) = (new(&ours), new(&ours), new(&theirs));
        for (attendance, by, broken) in [
            (Attendance::Present, None, None),
            (Attendance::Excused, None, None),
            (Attendance::Absent, Some(&colleague), Some(Rule::RepresentativeNotAllowed)),
            (Attendance::Represented, Some(&colleague), None),
            (Attendance::Represented, None, Some(Rule::RepresentativeRequired)),
            (Attendance::Represented, Some(&person), Some(Rule::RepresentativeNotColleague)),
            (Attendance::Represented, Some(&stranger), Some(Rule::RepresentativeNotColleague)),
        ] {
            let mut checks = Checks::new();
            check_representative(&mut checks, attendance, &person, by);
            assert_eq!(
                checks.refusals().iter().map(|refusal| refusal.rule).collect::<Vec<_>>(),
                Vec::from_iter(broken)
            );
        }
    }
}
