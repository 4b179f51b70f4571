//! The demo's members of staff: fictitious people with French names. One of each role has an
//! account; the others only fill the places that a programme needs.

use std::collections::BTreeSet;

use entity::types::Role;
use fake::Fake;
use fake::faker::name::fr_fr::{FirstName, LastName};
use rand::rngs::StdRng;

use super::programme::Partner;

/// The accounts, in the order of the first people of a [`Cast`].
pub(super) const ACCOUNTS: [(Role, &str); 7] = [
    (Role::Administrator, "admin@passerelle.example"),
    (Role::ProgrammeManager, "responsable@passerelle.example"),
    (Role::Coordinator, "coordination@passerelle.example"),
    (Role::SocialWorker, "referent@passerelle.example"),
    (Role::LandlordOfficer, "bailleur@passerelle.example"),
    (Role::Funder, "financeur@passerelle.example"),
    (Role::MeetingMember, "membre@passerelle.example"),
];

/// The password of every account.
pub(super) const PASSWORD: &str = "passerelle-demo";

/// Whom the holders of the accounts work for.
const EMPLOYERS: [Partner; 7] = [
    Partner::CaenHabitat,
    Partner::CaenHabitat,
    Partner::Ccas,
    Partner::Ccas,
    Partner::CaenHabitat,
    Partner::Department,
    Partner::Ddcs,
];

/// A person to record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    /// Whom they work for.
    pub(super) employer: Partner,
    /// What they are here to do.
    pub(super) role: Role,
    /// Given name.
    pub(super) given_name: String,
    /// Family name.
    pub(super) family_name: String,
    /// Address.
    pub(super) email: String,
    /// Whether they have an account.
    pub(super) account: bool,
}

/// Somebody of the cast, by place.
pub(super) type Who = usize;

/// Everybody, and the places that some of them hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cast {
    /// Everybody; a [`Who`] is a place in it.
    pub(super) people: Vec<Person>,
    /// Runs the cell.
    pub(super) coordinator: Who,
    /// Supervises the social workers.
    pub(super) supervisor: Who,
    /// The social workers.
    pub(super) referents: Vec<Who>,
    /// The landlord's officers.
    pub(super) officers: Vec<Who>,
    /// Who is convened to the meetings, besides the coordinator who chairs them.
    pub(super) convened: Vec<Who>,
}

/// Makes up the staff that `households` households need.
pub(super) fn cast(rng: &mut StdRng, households: usize) -> Cast {
    let mut cast = Cast {
        people: Vec::new(),
        coordinator: 2,
        supervisor: 0,
        referents: vec![3],
        officers: vec![4],
        convened: vec![1, 6],
    };
    let mut taken = BTreeSet::new();
    for ((role, email), employer) in ACCOUNTS.into_iter().zip(EMPLOYERS) {
        let (given_name, family_name) = name(rng, &mut taken);
        cast.people.push(Person { employer, role, given_name, family_name, email: email.to_owned(), account: true });
    }
    let mut hire = |employer, role, count: usize| -> Vec<Who> {
        (0..count)
            .map(|_| {
                let (given_name, family_name) = name(rng, &mut taken);
                let email = address(&given_name, &family_name, employer);
                cast.people.push(Person { employer, role, given_name, family_name, email, account: false });
                cast.people.len() - 1
            })
            .collect()
    };
    // About thirty households to a social worker, two hundred to a landlord's officer.
    let referents = hire(Partner::Ccas, Role::SocialWorker, households.div_ceil(30).max(5) - 1);
    let officers = hire(Partner::CaenHabitat, Role::LandlordOfficer, households.div_ceil(200).max(3) - 1);
    let supervisors = hire(Partner::Ccas, Role::ProgrammeManager, 1);
    let members = hire(Partner::Town, Role::MeetingMember, 1);
    let more_members = hire(Partner::Department, Role::MeetingMember, 1);
    cast.referents.extend(referents);
    cast.officers.extend(officers);
    cast.supervisor = supervisors.first().copied().unwrap_or_default();
    cast.convened.extend(cast.officers.iter().copied().chain(supervisors).chain(members).chain(more_members));
    cast
}

/// A name that nobody of the cast has yet, accents aside.
fn name(rng: &mut StdRng, taken: &mut BTreeSet<String>) -> (String, String) {
    loop {
        let (given_name, family_name): (String, String) =
            (FirstName().fake_with_rng(rng), LastName().fake_with_rng(rng));
        if taken.insert(mailbox(&given_name, &family_name)) {
            return (given_name, family_name);
        }
    }
}

fn mailbox(given_name: &str, family_name: &str) -> String {
    format!("{}.{}", plain(given_name), plain(family_name))
}

/// `prenom.nom@…`, under a name that no mail server has (RFC 2606).
fn address(given_name: &str, family_name: &str, employer: Partner) -> String {
    let domain = match employer {
        Partner::CaenHabitat => "caen-habitat",
        Partner::Ccas => "ccas",
        Partner::State => "etat",
        Partner::Department => "departement",
        Partner::Town => "ville",
        Partner::Ddcs => "ddcs",
    };
    format!("{}@{domain}.example", mailbox(given_name, family_name))
}

/// Lower-case letters without accents; anything else is a hyphen.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' => plain.push(letter),
            'à' | 'â' | 'ä' => plain.push('a'),
            'ç' => plain.push('c'),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'î' | 'ï' => plain.push('i'),
            'ô' | 'ö' => plain.push('o'),
            'ù' | 'û' | 'ü' => plain.push('u'),
            'ÿ' => plain.push('y'),
            'œ' => plain.push_str("oe"),
            'æ' => plain.push_str("ae"),
            _ => plain.push('-'),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn addresses_are_plain_and_unique() {
        assert_eq!(address("Zoë-Léa", "L’Œuf du Ç", Partner::Ccas), "zoe-lea.l-oeuf-du-c@ccas.example");
        let cast = cast(&mut StdRng::seed_from_u64(1), 10_000);
        let addresses: BTreeSet<_> = cast.people.iter().map(|person| &person.email).collect();
        assert_eq!(addresses.len(), cast.people.len());
        assert!(cast.convened.len() < entity::rules::meeting::MOST_PARTICIPANTS);
    }

    #[test]
    fn each_place_is_held_by_somebody_of_its_role() {
        let cast = cast(&mut StdRng::seed_from_u64(1), 120);
        let role = |who: Who| cast.people[who].role;
        assert_eq!(role(cast.coordinator), Role::Coordinator);
        assert_eq!(role(cast.supervisor), Role::ProgrammeManager);
        assert!(cast.referents.len() >= 5 && cast.referents.iter().all(|who| role(*who) == Role::SocialWorker));
        assert!(cast.officers.len() >= 3 && cast.officers.iter().all(|who| role(*who) == Role::LandlordOfficer));
        assert!(cast.officers.iter().all(|who| cast.convened.contains(who)));
    }
}
