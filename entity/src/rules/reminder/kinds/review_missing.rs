//! A review of a support measure is missing: the interim one from half of the measure on, the final one from its end or its
//! closing. After seven and fourteen days to the referent, from the twenty-first to the supervisor, until it is recorded.
//! Source: the form has both reviews made with the household; the days are ours.

use chrono::TimeDelta;

use super::{Announced, Deadline, HouseholdFacts, Kind, Offsets, Part, Who};
use crate::rules::reminder::SupportFacts;

pub(super) const KIND: Kind = Kind {
    deadlines: |household: &HouseholdFacts| household.supports.iter().flat_map(of_measure).collect(),
    offsets: Offsets { days_after: &[7, 14], escalation: (21, 7), ..Offsets::PLAIN },
    audiences: &[(Who::Owner, Part::BeforeEscalation), (Who::Supervisor, Part::Escalation)],
    announced: Announced::Never,
};

/// The days of both reviews. The final one does for the interim one, and nothing is reviewed with a household that left.
fn of_measure(measure: &SupportFacts) -> [Deadline; 2] {
    let half_way = measure.start_on + TimeDelta::days((measure.end_on - measure.start_on).num_days() / 2);
    let interim = measure.closed_on.is_none() && !measure.interim_held && !measure.final_held;
    let end_on = measure.closed_on.unwrap_or(measure.end_on);
    [
        Deadline::on(&measure.id, half_way).open(interim),
        Deadline::on(&measure.id, end_on).open(!measure.final_held && !measure.household_left),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_review_is_missed_from_its_day_until_it_is_there() {
        let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
        let measure = SupportFacts {
            id: "sup_1".to_owned(),
            start_on: day("2026-03-02"),
            end_on: day("2027-03-02"),
            closed_on: None,
            household_left: false,
            interim_held: false,
            final_held: false,
        };
        let open = |measure: SupportFacts| {
            let open = of_measure(&measure).into_iter().filter(|deadline| deadline.open);
            open.map(|deadline| deadline.due_on.to_string()).collect::<Vec<_>>()
        };
        let closed = SupportFacts { closed_on: Some(day("2026-12-01")), ..measure.clone() };
        for (measure, expected) in [
            (measure.clone(), vec!["2026-08-31", "2027-03-02"]),
            (SupportFacts { interim_held: true, ..measure.clone() }, vec!["2027-03-02"]),
            (SupportFacts { final_held: true, ..measure.clone() }, vec![]),
            (closed.clone(), vec!["2026-12-01"]),
            (SupportFacts { household_left: true, ..closed.clone() }, vec![]),
            (SupportFacts { final_held: true, ..closed }, vec![]),
        ] {
            assert_eq!(open(measure.clone()), expected, "{measure:?}");
        }
    }
}
