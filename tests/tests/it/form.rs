//! The table of `entity/README.md`, held against the form, the schema and the sources: every sentence of the form has
//! its type, its operation, its rule and its test, and whatever is named exists.

use std::fs;
use std::path::{Path, PathBuf};

use entity::refusal::Rule;
use entity::rules::programme::ContradictionKind;
use strum::IntoEnumIterator;

const FORM: &str = include_str!("../../../api/src/demo/form.txt");
const TABLE: &str = include_str!("../../../entity/README.md");
const SCHEMA: &str = include_str!("../../../api/schema.graphql");

/// The form's own titles: they say nothing of a project.
const TITLES: [&str; 8] = [
    "Appel à projets",
    "Présentation synthétique du projet",
    "Publics cibles du projet",
    "Modalités de mobilisation des logements",
    "Accompagnement",
    "Partenariat",
    "Montage financier",
    "Inscription de la démarche dans la durée",
];

/// A row of the table: what is quoted, then what is named.
fn rows() -> Vec<(&'static str, [&'static str; 4])> {
    let rows = TABLE.lines().filter(|line| line.starts_with("| « "));
    rows.map(|line| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let named = [cells[1], cells[2], cells[3], cells[4]].map(|cell| cell.trim_matches('`'));
        (cells[0].trim_start_matches("« ").trim_end_matches(" »"), named)
    })
    .collect()
}

/// The form, sentence by sentence, each line and each part of one that ends with a full stop.
fn sentences() -> impl Iterator<Item = String> {
    let plain = FORM.replace('\u{a0}', " ");
    let lines: Vec<_> = plain.lines().map(str::to_owned).collect();
    lines
        .into_iter()
        .flat_map(|line| line.split(". ").map(|sentence| sentence.trim().to_owned()).collect::<Vec<_>>())
        .filter(|sentence| !sentence.is_empty())
}

/// Every Rust source below a folder.
fn sources(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn no_sentence_of_the_form_is_missing() {
    let rows = rows();
    let form = FORM.replace('\u{a0}', " ");
    for (quote, _) in &rows {
        assert!(form.contains(quote), "the form does not say « {quote} »");
    }
    let missing: Vec<_> = sentences()
        .filter(|sentence| !TITLES.iter().any(|title| sentence.starts_with(title)))
        .filter(|sentence| !rows.iter().any(|(quote, _)| sentence.contains(quote)))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn whatever_the_table_names_exists() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut tests = String::new();
    for folder in ["tests/tests", "api/src/demo", "entity/src/rules"] {
        sources(&root.join(folder), &mut tests);
    }
    let codes: Vec<_> =
        Rule::iter().map(Rule::code).chain(ContradictionKind::iter().map(ContradictionKind::code)).collect();
    for (quote, [shown, operation, rule, test]) in rows() {
        let (type_name, field) = shown.split_once('.').unwrap();
        let of_type =
            SCHEMA.split(&format!("\ntype {type_name} ")).nth(1).unwrap_or_else(|| panic!("{quote}: {shown}"));
        let fields = of_type.split("\n}").next().unwrap();
        let is_field =
            |line: &str| line.trim().starts_with(&format!("{field}:")) || line.trim().starts_with(&format!("{field}("));
        assert!(fields.lines().any(is_field), "{quote}: {shown}");
        let (aggregate, name) = operation.split_once("::").unwrap();
        let source = fs::read_to_string(root.join(format!("entity/src/operations/{aggregate}.rs"))).unwrap();
        assert!(source.contains(&format!("pub async fn {name}")), "{quote}: {operation}");
        assert!(rule == "–" || codes.contains(&rule), "{quote}: {rule}");
        assert!(tests.contains(&format!("fn {test}(")), "{quote}: {test}");
    }
}
