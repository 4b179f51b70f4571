use std::collections::BTreeSet;

use apollo_compiler::response::JsonMap;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::cell::{harmless, text, unmarked};
use super::csv_file::lines;
use super::headings::word;
use super::tables::{Rows, TABLES};
use super::xlsx_file;
use crate::graphql::{Column, Documents, Encoding, root_lists, sdl};

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

#[test]
fn every_value_of_a_csv_file_is_quoted() {
    let row = ["014000", "", "a;b", "d\"Arc", "a\r\nb", "1E5", "\t=x"].map(|cell| harmless(cell).into_owned());
    let written = String::from_utf8(lines([row.to_vec()]).unwrap()).unwrap();
    let expected = "\"014000\";\"\";\"a;b\";\"d\"\"Arc\";\"a\r\nb\";\"1E5\";\"'\t=x\"\r\n";
    assert_eq!(written, expected);
}

#[tokio::test]
async fn no_text_of_a_workbook_is_a_formula() {
    use calamine::{Data, Reader};
    let texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "014000", "1E5"];
    let column = |encoding| Column { path: vec!["name"], encoding };
    for encoding in [Some(Encoding::Text), Some(Encoding::Name), None] {
        let rows = texts.map(|text| vec![json!(text)]).to_vec();
        let pages = futures::stream::iter([Ok(rows)]);
        let pieces = xlsx_file::write(
            vec!["=heading".to_owned()],
            vec![column(encoding)],
            Box::pin(pages),
            chrono::DateTime::UNIX_EPOCH,
        );
        let pieces: Vec<_> = futures::StreamExt::collect(pieces).await;
        let bytes: Vec<u8> = pieces.into_iter().flat_map(Result::unwrap).collect();
        let mut workbook = calamine::Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let sheet = workbook.sheet_names().remove(0);
        let formulas = workbook.worksheet_formula(&sheet).unwrap();
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{encoding:?}");
        let cells = workbook.worksheet_range(&sheet).unwrap();
        for (row, text) in (1..).zip(texts) {
            assert_eq!(cells.get_value((row, 0)), Some(&Data::String(text.to_owned())), "{encoding:?}");
        }
    }
}

proptest! {
    #[test]
    fn no_text_begins_as_a_formula_does_and_each_is_read_back(cell in r"[ '\t=+@a-]{0,6}|.*") {
        let shown = harmless(&cell);
        prop_assert!(!shown.starts_with(['=', '+', '-', '@', '\t', '\r']));
        prop_assert_eq!(unmarked(&shown), cell.as_str());
    }
}
