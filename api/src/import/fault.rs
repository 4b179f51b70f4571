//! Why a line of a table, or an entry of a file, will not do: what cannot be read in it, or the rule that it breaks.

use entity::refusal::{Caution, Refusal};
use entity::types::Language;

use crate::graphql::{rule_words, warning_words};

/// Why a line or an entry will not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The schema's name of the field at fault; empty when no single one is.
    pub(crate) field: &'static str,
    /// The stable code.
    pub(crate) code: &'static str,
    /// What it means.
    pub(crate) words: &'static str,
}

impl Fault {
    pub(crate) fn of_rule(refusal: Refusal) -> Self {
        Self { field: refusal.field, code: refusal.rule.code(), words: rule_words(refusal.rule, Language::English) }
    }

    /// A warning that is not confirmed.
    pub(super) fn of_warning(caution: Caution) -> Self {
        let Caution { warning, field } = caution;
        Self { field, code: warning.code(), words: warning_words(warning, Language::English) }
    }
}

/// Faults besides broken rules, each a function of the field at fault: its code, and what it means.
macro_rules! faults {
    ($($name:ident = $code:literal, $words:literal;)*) => {
        $(pub(super) const fn $name(field: &'static str) -> Fault {
            Fault { field, code: $code, words: $words }
        })*
    };
}
pub(crate) use faults;

faults! {
    cells_miscounted = "CELLS_MISCOUNTED", "The line has more or fewer cells than the first line has headings.";
    cell_unreadable = "CELL_UNREADABLE", "The cell holds an error, a time or a number where a text is wanted.";
    date_malformed = "DATE_MALFORMED", "A day is written 31/12/1980 or 1980-12-31, or is a date of the workbook.";
    yes_or_no = "YES_OR_NO_EXPECTED", "The cell says oui or non, yes or no, x, 1 or 0, or nothing.";
    relationship_unknown = "RELATIONSHIP_UNKNOWN", "The cell says applicant, partner, child or other, or in French demandeur, conjoint, enfant or autre.";
    number_not_text = "NUMBER_NOT_TEXT", "The workbook holds a number, which has lost the zeros it began with: make the cell a text.";
    applicant_missing = "APPLICANT_MISSING", "The line of an applicant comes before those of the rest of the household.";
    number_of_another = "NUMBER_OF_ANOTHER", "A member has the number of the applicant above, or none.";
    repeated_in_file = "REPEATED_IN_FILE", "An earlier line of the file has this national request number.";
    contact_unknown = "CONTACT_UNKNOWN", "No member of staff has this address.";
}
