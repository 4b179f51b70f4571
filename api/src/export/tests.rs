use std::collections::BTreeSet;

use apollo_compiler::response::JsonMap;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::cell::{harmless, text, unmarked};
use super::headings::word;
use super::tables::{Rows, TABLES};
use crate::graphql::{Documents, Encoding, root_lists, sdl};

#[test]
fn every_list_of_the_whole_is_a_table() {
    let left_out: Vec<_> = root_lists().filter(|list| !TABLES.iter().any(|table| table.name == *list)).collect();
    assert!(left_out.is_empty(), "{left_out:?}");
}

#[test]
fn every_column_has_a_french_heading() {
    let columns = TABLES.iter().flat_map(super::tables::Table::columns);
    let parts: BTreeSet<_> = columns.flat_map(|column| column.path).collect();
    let nameless: Vec<_> = parts.into_iter().filter(|part| word(part) == *part).collect();
    assert!(nameless.is_empty(), "{nameless:?}");
}

#[test]
fn what_a_table_asks_fits_the_schema() {
    let documents = Documents::new(&sdl(), None);
    for table in &TABLES {
        assert!(table.columns().len() > 2, "{}", table.name);
        assert!(documents.filter_of(table.list).is_some(), "{}", table.name);
        let query = format!("{{ {}(first: {}) {{ nodes {{ {} }} }} }}", table.list, table.page(), table.selection());
        let ready = documents.ours(&query, &JsonMap::default());
        assert!(ready.is_ok(), "{query}: {:?}", ready.err());
        if let Rows::Each { of, .. } = &table.rows {
            assert!(table.columns().len() > of.len() + 1, "{}", table.name);
        }
    }
}

#[test]
fn a_formula_is_marked_as_a_text_and_an_amount_is_none() {
    for (cell, expected) in [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2", "'-2"),
        ("+33 2", "'+33 2"),
        ("  =x", "'  =x"),
        ("\t=x", "'\t=x"),
        ("\rx", "'\rx"),
        ("＝x", "'＝x"),
        ("'=x", "''=x"),
        ("'x", "'x"),
        ("d'Arc", "d'Arc"),
        ("a=b", "a=b"),
        ("", ""),
    ] {
        assert_eq!(harmless(cell), expected);
    }
    assert_eq!(text(&json!("-5.00"), Some(Encoding::Money)), "-5.00");
    assert_eq!(text(&json!(-5), Some(Encoding::Number)), "-5");
    assert_eq!(text(&json!("-5"), Some(Encoding::Text)), "'-5");
    assert_eq!(text(&json!(["A", "B"]), None), "A | B");
    assert_eq!(text(&Value::Null, None), "");
}

proptest! {
    #[test]
    fn no_text_begins_as_a_formula_does_and_each_is_read_back(cell in r"[ '\t=+@a-]{0,6}|.*") {
        let shown = harmless(&cell);
        prop_assert!(!shown.starts_with(['=', '+', '-', '@', '\t', '\r']));
        prop_assert_eq!(unmarked(&shown), cell.as_str());
    }
}
