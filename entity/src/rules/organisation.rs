//! What an organisation is called.

use crate::model::organisation;
use crate::refusal::{Checks, Rule};
use crate::rules::text::named_alike;

/// The longest name, and the longest legal status, in characters. Source: ours; the form's longest has some fifty.
const LONGEST_NAME: usize = 300;

/// The longest of the names that people use, in characters. Source: ours.
const LONGEST_SHORT_NAME: usize = 100;

/// What an organisation is called.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// Its full name.
    pub name: &'a str,
    /// The name people use.
    pub short_name: &'a str,
}

impl Names<'_> {
    /// Whether it goes by this name, the full one or the one that people use.
    pub fn goes_by(&self, name: &str) -> bool {
        named_alike(self.name, name) || named_alike(self.short_name, name)
    }
}

impl<'a> From<&'a organisation::Model> for Names<'a> {
    fn from(row: &'a organisation::Model) -> Self {
        Self { name: &row.name, short_name: &row.short_name }
    }
}

/// Checks what an organisation is called among the others: whoever says a name means one of them. Source: ours.
pub fn check_names(checks: &mut Checks, own: Names<'_>, others: &[Names<'_>]) {
    checks.line(own.name, LONGEST_NAME, "name");
    checks.line(own.short_name, LONGEST_SHORT_NAME, "shortName");
    for (name, field) in [(own.name, "name"), (own.short_name, "shortName")] {
        let taken = others.iter().any(|other| other.goes_by(name));
        checks.require(!taken, Rule::OrganisationNameTaken, field);
    }
}

/// Checks a legal status, which may be empty.
pub fn check_legal_status(checks: &mut Checks, legal_status: &str) {
    if !legal_status.trim().is_empty() {
        checks.line(legal_status, LONGEST_NAME, "legalStatus");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_organisations() {
        let known = [
            Names { name: "Centre communal d’action sociale", short_name: "CCAS" },
            Names { name: "Ville", short_name: "Ville" },
        ];
        for (name, short_name, broken) in [
            ("Département", "Département", vec![]),
            ("Autre centre", "ccas ", vec![(Rule::OrganisationNameTaken, "shortName")]),
            ("CCAS", "Centre", vec![(Rule::OrganisationNameTaken, "name")]),
            (
                "VILLE",
                "centre communal D’ACTION sociale",
                vec![(Rule::OrganisationNameTaken, "name"), (Rule::OrganisationNameTaken, "shortName")],
            ),
            ("", "a\nb", vec![(Rule::TextRequired, "name"), (Rule::TextMalformed, "shortName")]),
            ("N", &"n".repeat(101), vec![(Rule::TextTooLong, "shortName")]),
        ] {
            let mut checks = Checks::new();
            check_names(&mut checks, Names { name, short_name }, &known);
            let found: Vec<_> = checks.refusals().iter().map(|refusal| (refusal.rule, refusal.field)).collect();
            assert_eq!(found, broken, "{name:?}, {short_name:?}");
        }
    }

    #[test]
    fn a_legal_status_is_a_line_or_nothing() {
        for (text, broken) in [("", None), (" ", None), ("Office public", None), ("a\nb", Some(Rule::TextMalformed))] {
            let mut checks = Checks::new();
            check_legal_status(&mut checks, text);
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{text:?}");
        }
    }
}
