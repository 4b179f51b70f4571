//! Who the demo's households are: fictitious people of plausible ages, never more of them than a
//! dwelling holds.

use chrono::{Datelike, Days, NaiveDate};
use entity::operations::household::NewMember;
use entity::rules::calendar;
use entity::rules::household::PriorityGrounds;
use entity::types::Relationship;
use fake::Fake;
use fake::faker::name::fr_fr::{FirstName, LastName};
use rand::RngExt;
use rand::rngs::StdRng;

/// A household to register.
#[derive(Debug, Clone)]
pub(super) struct Household {
    /// The name it is known by.
    pub(super) family_name: String,
    /// *Numéro unique*.
    pub(super) national_request_number: String,
    /// Its priority publics, at least one.
    pub(super) grounds: PriorityGrounds,
    /// Its members, the applicant first.
    pub(super) members: Vec<NewMember>,
}

/// Makes up household `number` (from 0), of `people` people, as it is on the day of its registration.
pub(super) fn household(rng: &mut StdRng, number: usize, people: usize, registered_on: NaiveDate) -> Household {
    let family_name: String = LastName().fake_with_rng(rng);
    // With three people or more, two in three have a second adult; two people are as often a parent and a child.
    let partner = if people == 2 { rng.random_ratio(1, 2) } else { people > 2 && rng.random_ratio(2, 3) };
    let age: u32 = if people == 1 { rng.random_range(19..72) } else { rng.random_range(24..52) };
    let mut members = vec![member(rng, &family_name, Relationship::Applicant, age, registered_on)];
    if partner {
        let name = if rng.random_ratio(1, 3) { LastName().fake_with_rng(rng) } else { family_name.clone() };
        let age = (age + rng.random_range(0..9)).saturating_sub(4).max(19);
        members.push(member(rng, &name, Relationship::Partner, age, registered_on));
    }
    while members.len() < people {
        let oldest = age.saturating_sub(20).clamp(1, 17);
        let age = rng.random_range(0..=oldest);
        members.push(member(rng, &family_name, Relationship::Child, age, registered_on));
    }
    Household {
        family_name,
        national_request_number: request_number(number, registered_on),
        grounds: grounds(rng),
        members,
    }
}

/// How many people a household has.
pub(super) fn size(rng: &mut StdRng) -> usize {
    match rng.random_range(0..20_u32) {
        0..=6 => 1,
        7..=11 => 2,
        12..=15 => 3,
        16..=17 => 4,
        18 => 5,
        _ => 6,
    }
}

/// Somebody who has been `age` years old for less than a year.
fn member(rng: &mut StdRng, family_name: &str, relationship: Relationship, age: u32, today: NaiveDate) -> NewMember {
    let birth_date = calendar::sub_months(today, 12 * age) - Days::new(rng.random_range(0..365));
    NewMember {
        given_name: FirstName().fake_with_rng(rng),
        family_name: family_name.to_owned(),
        birth_date: Some(birth_date),
        relationship,
    }
}

/// The form takes three publics; a household belongs to one, or to several.
fn grounds(rng: &mut StdRng) -> PriorityGrounds {
    let mut grounds = PriorityGrounds {
        dalo: rng.random_ratio(2, 5),
        collective_agreement: rng.random_ratio(1, 3),
        pdalpd: rng.random_ratio(1, 2),
    };
    if !grounds.dalo && !grounds.collective_agreement {
        grounds.pdalpd = true;
    }
    grounds
}

/// Eighteen characters: the *département*, month and year of the request, a number, the town's code.
fn request_number(number: usize, registered_on: NaiveDate) -> String {
    format!("014{:02}{:02}{:06}14118", registered_on.month(), registered_on.year() % 100, number + 1)
}
