//! What is known of a dwelling: by what its owner knows it, and where it is.

use crate::refusal::{Checks, Rule};

/// The longest reference, in characters. Source: ours.
const LONGEST_REFERENCE: usize = 100;

/// The longest address, and the longest name of a town, in characters. Source: ours.
const LONGEST_ADDRESS: usize = 300;

/// What is said of a dwelling.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The owner's reference.
    pub reference: &'a str,
    /// Street and number.
    pub address: &'a str,
    /// Postal code.
    pub postal_code: &'a str,
    /// Town.
    pub city: &'a str,
}

/// Checks what is said of a dwelling: a postal code has five digits, as all of France has.
pub fn check_dwelling(checks: &mut Checks, said: Said<'_>) {
    checks.line(said.reference, LONGEST_REFERENCE, "reference");
    checks.line(said.address, LONGEST_ADDRESS, "address");
    let digits = said.postal_code.len() == 5 && said.postal_code.bytes().all(|byte| byte.is_ascii_digit());
    checks.require(digits, Rule::PostalCodeMalformed, "postalCode");
    checks.line(said.city, LONGEST_ADDRESS, "city");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dwelling_is_somewhere() {
        let good = Said { reference: "L-1", address: "1, rue Basse", postal_code: "14000", city: "Caen" };
        for (said, broken) in [
            (good, vec![]),
            (Said { postal_code: "97133", ..good }, vec![]),
            (Said { postal_code: "2A004", ..good }, vec![(Rule::PostalCodeMalformed, "postalCode")]),
            (Said { postal_code: "1400", ..good }, vec![(Rule::PostalCodeMalformed, "postalCode")]),
            (Said { postal_code: "140000", ..good }, vec![(Rule::PostalCodeMalformed, "postalCode")]),
            (Said { postal_code: "１４０００", ..good }, vec![(Rule::PostalCodeMalformed, "postalCode")]),
            (
                Said { reference: " ", city: "a\tb", ..good },
                vec![(Rule::TextRequired, "reference"), (Rule::TextMalformed, "city")],
            ),
            (Said { address: &"a".repeat(301), ..good }, vec![(Rule::TextTooLong, "address")]),
        ] {
            let mut checks = Checks::new();
            check_dwelling(&mut checks, said);
            let found: Vec<_> = checks.refusals().iter().map(|refusal| (refusal.rule, refusal.field)).collect();
            assert_eq!(found, broken, "{said:?}");
        }
    }
}
