//! Who may be a member of staff, hold which place, and by what password they come in.

use std::ops::RangeInclusive;

use crate::refusal::{Checks, Rule};
use crate::types::{OrganisationKind, Role};

/// The longest name, in characters. Source: ours, as a member of a household's.
const LONGEST_NAME: usize = 200;

/// The longest address, its local part and each label of its domain, in characters. Source: RFC 5321, 4.5.3.1, and
/// RFC 1035, 2.3.4.
const LONGEST_ADDRESS: usize = 254;
const LONGEST_LOCAL_PART: usize = 64;
const LONGEST_LABEL: usize = 63;

/// Characters of a password. Source: ours, after the ANSSI's recommendations on passwords: twelve where nothing else
/// protects the account; more than two hundred is no password but a mistake.
const PASSWORD: RangeInclusive<usize> = 12..=200;

/// Checks the names of somebody.
pub fn check_person(checks: &mut Checks, given_name: &str, family_name: &str) {
    checks.line(given_name, LONGEST_NAME, "givenName");
    checks.line(family_name, LONGEST_NAME, "familyName");
}

/// Whether a text is an address that mail goes to: `local@domain`, of letters without accents, digits and signs, without
/// quotes, a domain of two labels at least. Narrower than RFC 5321, which allows what no mail server of an organisation has.
/// Source: ours.
pub fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let letter = |byte: u8| byte.is_ascii_alphanumeric();
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| letter(byte) || b"!#$%&'*+/=?^_`{|}~-".contains(&byte))
    };
    let label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && label.bytes().all(|byte| letter(byte) || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= LONGEST_ADDRESS
        && local.len() <= LONGEST_LOCAL_PART
        && local.split('.').all(part)
        && domain.contains('.')
        && domain.split('.').all(label)
}

/// Checks that a role is one that this kind of organisation has: a social worker is a support organisation's, an officer a
/// landlord's; whoever funds is not the one who is paid to support. Every other role may be of any. Source: ours.
pub fn check_role(checks: &mut Checks, role: Role, employer: OrganisationKind) {
    let fits = match role {
        Role::SocialWorker => employer == OrganisationKind::SupportOrganisation,
        Role::LandlordOfficer => employer == OrganisationKind::Landlord,
        Role::Funder => employer != OrganisationKind::SupportOrganisation,
        Role::Administrator | Role::ProgrammeManager | Role::Coordinator | Role::MeetingMember => true,
    };
    checks.require(fits, Rule::RoleNotOfOrganisation, "role");
}

/// Whether somebody of a role can run a programme's cell: they see all of it. Source: ours.
pub fn coordinates(role: Role) -> bool {
    matches!(role, Role::ProgrammeManager | Role::Coordinator)
}

/// Whether somebody can supervise a programme's referents: they work for a support organisation, as somebody who sees what
/// a referent does. Source: ours.
pub fn supervises(role: Role, employer: OrganisationKind) -> bool {
    employer == OrganisationKind::SupportOrganisation && (coordinates(role) || role == Role::SocialWorker)
}

/// Checks a password that somebody chooses.
pub fn check_password(checks: &mut Checks, password: &str) {
    let characters = password.chars().count();
    // Blanks around it keep nobody out.
    let told = password.trim().chars().count();
    checks.require(told >= *PASSWORD.start(), Rule::PasswordTooShort, "password");
    checks.require(characters <= *PASSWORD.end(), Rule::TextTooLong, "password");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn an_address_is_one() {
        let long = |local: usize, label: usize| format!("{}@{}.fr", "a".repeat(local), "b".repeat(label));
        for (text, is) in [
            ("prenom.nom@ville.fr", true),
            ("a@b.c", true),
            ("O'Neil+bail@sous-domaine.ville.example", true),
            ("a@xn--caf-dma.fr", true),
            (&long(64, 63), true),
            (&long(65, 63), false),
            (&long(64, 64), false),
            (&format!("{}@{}fr", "a".repeat(64), "b.".repeat(95)), false),
            ("", false),
            ("nom", false),
            ("@ville.fr", false),
            ("nom@", false),
            ("nom@ville", false),
            ("nom@@ville.fr", false),
            ("nom@ville@fr.fr", false),
            (".nom@ville.fr", false),
            ("nom.@ville.fr", false),
            ("a..b@ville.fr", false),
            ("nom@.fr", false),
            ("nom@ville.", false),
            ("nom@-ville.fr", false),
            ("nom@ville-.fr", false),
            ("nom@[127.0.0.1]", false),
            ("\"un nom\"@ville.fr", false),
            ("un nom@ville.fr", false),
            ("Nom <nom@ville.fr>", false),
            ("nom@ville.fr,autre@ville.fr", false),
            ("nom@ville.fr\r\nBcc: autre@ville.fr", false),
            ("prénom@ville.fr", false),
            ("nom@café.fr", false),
            ("nom\0@ville.fr", false),
        ] {
            assert_eq!(is_address(text), is, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn an_address_fits_in_a_header_as_it_is(text in "\\PC{0,20}@?\\PC{0,20}") {
            if is_address(&text) {
                let signs = "<>,;:\"()[]\\";
                prop_assert!(text.is_ascii() && !text.contains(|c: char| c.is_whitespace() || signs.contains(c)));
            }
        }
    }

    #[test]
    fn some_roles_are_of_one_kind_of_organisation() {
        use OrganisationKind::{Landlord, SupportOrganisation};
        for kind in OrganisationKind::iter() {
            for role in Role::iter() {
                let mut checks = Checks::new();
                check_role(&mut checks, role, kind);
                let fits = match role {
                    Role::SocialWorker => kind == SupportOrganisation,
                    Role::LandlordOfficer => kind == Landlord,
                    Role::Funder => kind != SupportOrganisation,
                    _ => true,
                };
                assert_eq!(checks.refusals().is_empty(), fits, "{role:?} of {kind:?}");
                assert!(!supervises(role, kind) || fits, "{role:?} of {kind:?}");
            }
        }
    }

    #[test]
    fn the_places_of_a_programme_are_held_by_who_sees_enough() {
        let all = || Role::iter();
        assert!(all().filter(|role| coordinates(*role)).eq([Role::ProgrammeManager, Role::Coordinator]));
        let supervising = all().filter(|role| supervises(*role, OrganisationKind::SupportOrganisation));
        assert!(supervising.eq([Role::ProgrammeManager, Role::Coordinator, Role::SocialWorker]));
        assert!(!all().any(|role| supervises(role, OrganisationKind::Landlord)));
    }

    #[test]
    fn a_password_has_twelve_characters() {
        for (password, broken) in [
            ("douze lettre", None),
            ("éééééééééééé", None),
            ("onze lettre", Some(Rule::PasswordTooShort)),
            ("", Some(Rule::PasswordTooShort)),
            ("            ", Some(Rule::PasswordTooShort)),
            (" onze lettre ", Some(Rule::PasswordTooShort)),
            (&"é".repeat(200), None),
            (&"é".repeat(201), Some(Rule::TextTooLong)),
        ] {
            let mut checks = Checks::new();
            check_password(&mut checks, password);
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{password:?}");
        }
    }
}
