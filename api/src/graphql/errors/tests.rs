//! The codes of what the work forbids, held against their documentation: `api/CODES.md` has every rule and every warning,
//! and nothing else. Those of what is wrong with a request are held in `code.rs`.

use std::collections::BTreeSet;

use entity::refusal::{Rule, Warning};
use strum::IntoEnumIterator;

use super::{message, warning_message};
use crate::graphql::language::Language::{English, French};

const CODES: &str = include_str!("../../../CODES.md");

/// What `CODES.md` says from the first table on: written anew with `UPDATE_CODES=1`.
fn tables() -> String {
    let row = |code: &str, french: &str, english: &str| format!("| `{code}` | {french} | {english} |\n");
    let head = "\n\n| code | in French | in English |\n|---|---|---|\n";
    let rules = Rule::iter().map(|rule| row(rule.code(), message(rule, French), message(rule, English)));
    let warnings = Warning::iter()
        .map(|warning| row(warning.code(), warning_message(warning, French), warning_message(warning, English)));
    format!(
        "## Rules: `userErrors`{head}{}\n## Warnings: `warnings`{head}{}",
        rules.collect::<String>(),
        warnings.collect::<String>()
    )
}

#[test]
fn every_rule_and_every_warning_is_documented_under_a_code_of_its_own() {
    let start = CODES.find("## Rules").unwrap();
    if std::env::var_os("UPDATE_CODES").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/CODES.md");
        std::fs::write(path, format!("{}{}", &CODES[..start], tables())).unwrap();
        return;
    }
    for (found, written) in tables().lines().zip(CODES[start..].lines()) {
        assert_eq!(found, written, "api/CODES.md is out of date: UPDATE_CODES=1 cargo test -p api documented");
    }
    assert_eq!(tables(), CODES[start..]);
    let codes: Vec<_> = Rule::iter().map(Rule::code).chain(Warning::iter().map(Warning::code)).collect();
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "a code means one thing");
}
