use chrono::NaiveDate;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::fault::Fault;
use super::line::{Draft, drafts};
use super::table::{Cell, LARGEST_FILE, Table, TableError, of_bytes};

const HEADINGS: &str = "Numéro unique;Nom;Prénom;Date de naissance;DALO;Accords collectifs;PDALHPD\n";

fn csv(text: &str) -> Result<Table, TableError> {
    of_bytes(Some("csv"), text.as_bytes().to_vec())
}

fn lines(text: &str) -> Vec<Draft> {
    drafts(&csv(&format!("{HEADINGS}{text}")).unwrap())
}

fn faults(draft: &Draft) -> Vec<(&'static str, &'static str)> {
    let made = draft.registration(&"prg_00000000000000000000000000".parse().unwrap(), |_| None);
    made.err().unwrap_or_default().iter().map(|fault: &Fault| (fault.code, fault.field)).collect()
}

#[test]
fn a_file_is_read_whatever_wrote_it() {
    let french = format!("{HEADINGS}014ABC;Lefèvre;Élodie;31/12/1980;oui;;\n");
    let english = "nationalRequestNumber,familyName,givenName,birthDate,dalo\n014ABC,Lefèvre,Élodie,1980-12-31,true\n";
    let mut utf_16 = vec![0xff, 0xfe];
    utf_16.extend(french.replace(';', "\t").encode_utf16().flat_map(u16::to_le_bytes));
    let windows = encoding_rs::WINDOWS_1252.encode(&french).0.into_owned();
    for bytes in [
        french.clone().into_bytes(),
        format!("\u{feff}{french}").into_bytes(),
        windows,
        utf_16,
        english.as_bytes().to_vec(),
        format!("\u{feff}{}", english.replace('\n', "\r\n")).into_bytes(),
    ] {
        let table = of_bytes(Some("csv"), bytes).unwrap();
        let [draft] = drafts(&table).try_into().unwrap();
        let input = draft.registration(&"prg_00000000000000000000000000".parse().unwrap(), |_| None).unwrap();
        assert_eq!(input.national_request_number.as_deref(), Some("014ABC"));
        assert_eq!((input.family_name.as_str(), input.members[0].given_name.as_str()), ("Lefèvre", "Élodie"));
        assert_eq!(input.members[0].birth_date, NaiveDate::from_ymd_opt(1980, 12, 31));
        assert!(input.grounds.dalo && !input.grounds.pdalpd);
    }
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    let text = format!("{HEADINGS}1;\"Nom\nsur deux lignes\";A;;x;;\n\n;;;;;;\n2;B;B;;x;;\n\n3;C;C;;x;;");
    for end in ["\n", "\r\n", "\r"] {
        let drafts = drafts(&csv(&text.replace('\n', end)).unwrap());
        assert_eq!(drafts.iter().map(Draft::place).collect::<Vec<_>>(), [(2, 2), (6, 6), (8, 8)], "{end:?}");
    }
}

#[test]
fn a_household_is_an_applicant_and_those_who_follow() {
    let table = csv("numéro unique;nom;prénom;lien;dalo\n1;A;A;demandeur;x\n;A;B;Conjoint;\n1;A;C;enfant;\n2;D;D;;x\n3;E;E;Enfant;\n4;F;F;voisin;")
        .unwrap();
    let drafts = drafts(&table);
    assert_eq!(drafts.iter().map(Draft::place).collect::<Vec<_>>(), [(2, 4), (5, 7)]);
    assert!(faults(&drafts[0]).is_empty());
    // A child after another household is that household's, and has not its number.
    let wrong = [
        ("NUMBER_OF_ANOTHER", "nationalRequestNumber"),
        ("RELATIONSHIP_UNKNOWN", "relationship"),
        ("NUMBER_OF_ANOTHER", "nationalRequestNumber"),
    ];
    assert_eq!(faults(&drafts[1]), wrong);
    let orphan = super::line::drafts(&csv("numéro unique;nom;prénom;lien\n1;A;A;enfant\n").unwrap());
    assert_eq!(faults(&orphan[0]), [("APPLICANT_MISSING", "relationship")]);
}

#[test]
fn what_a_line_gets_wrong_is_named() {
    for (line, wrong) in [
        ("1;A;A;31/12/1980;x;;", vec![]),
        ("1;A;A;1/2/1980;OUI;non;0", vec![]),
        ("1;A;A;31/02/1980;x;;", vec![("DATE_MALFORMED", "birthDate")]),
        ("1;A;A;31/12/80;x;;", vec![("DATE_MALFORMED", "birthDate")]),
        ("1;A;A;12-31-1980;x;;", vec![("DATE_MALFORMED", "birthDate")]),
        ("1;A;A;1980/+1/2;x;;", vec![("DATE_MALFORMED", "birthDate")]),
        ("1;A;A;;peut-être;;", vec![("YES_OR_NO_EXPECTED", "dalo")]),
        ("1;A;A;;x;", vec![("CELLS_MISCOUNTED", "")]),
        ("1;A;A;;x;;;", vec![("CELLS_MISCOUNTED", "")]),
    ] {
        assert_eq!(faults(&lines(line)[0]), wrong, "{line}");
    }
    let twice = lines("1 2;A;A;;x;;\n1-2;B;B;;x;;\n12;C;C;;x;;\n;D;D;;x;;\n;E;E;;x;;");
    assert_eq!(twice.iter().map(|draft| faults(draft).len()).collect::<Vec<_>>(), [0, 1, 1, 0, 0]);
    assert_eq!(faults(&twice[1]), [("REPEATED_IN_FILE", "nationalRequestNumber")]);
}

#[test]
fn a_file_without_its_headings_is_refused() {
    for (text, expected) in [
        ("", "the file is empty"),
        ("\n;;\n", "the file is empty"),
        ("a;b\n1;2\n", "the first line names no column for nationalRequestNumber, familyName, givenName"),
        ("numéro unique;nom;name;prénom\n", "two columns are for familyName"),
    ] {
        assert_eq!(csv(text).unwrap_err().to_string(), expected);
    }
    assert!(matches!(of_bytes(Some("ods"), Vec::new()), Err(TableError::Kind)));
    assert!(matches!(of_bytes(None, Vec::new()), Err(TableError::Kind)));
    let large = vec![b'a'; usize::try_from(LARGEST_FILE).unwrap() + 1];
    assert!(matches!(of_bytes(Some("csv"), large), Err(TableError::TooLarge)));
    assert!(matches!(csv(&"a\n".repeat(60_000)), Err(TableError::TooMany)));
    assert!(matches!(csv(&";".repeat(300)), Err(TableError::TooMany)));
}

fn workbook(write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, heading) in (0..).zip(HEADINGS.trim().split(';')) {
        sheet.write(0, column, heading).unwrap();
    }
    write(sheet);
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_with_its_own_dates() {
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let bytes = workbook(|sheet| {
        sheet.write(1, 0, "014A").unwrap();
        sheet.write(1, 1, "Lefèvre").unwrap();
        sheet.write_formula(1, 2, Formula::new("\"É\"&\"lodie\"").set_result("Élodie")).unwrap();
        sheet.write_with_format(1, 3, ExcelDateTime::from_ymd(1980, 2, 29).unwrap(), &day).unwrap();
        sheet.write(1, 4, true).unwrap();
        sheet.write(1, 6, 1).unwrap();
        // A number, a serial number of a day and an error.
        sheet.write(3, 0, 140_119_012_345_i64).unwrap();
        sheet.write(3, 1, "A").unwrap();
        sheet.write_formula(3, 2, Formula::new("#REF!").set_result("#REF!")).unwrap();
        sheet.write(3, 3, 29280).unwrap();
        sheet.write(3, 4, 2).unwrap();
    });
    let table = of_bytes(Some("xlsx"), bytes).unwrap();
    assert_eq!(table.lines[0].cells[3], Cell::Day(NaiveDate::from_ymd_opt(1980, 2, 29).unwrap()));
    let drafts = drafts(&table);
    assert_eq!(drafts.iter().map(Draft::place).collect::<Vec<_>>(), [(2, 2), (4, 4)]);
    let input = drafts[0].registration(&"prg_00000000000000000000000000".parse().unwrap(), |_| None).unwrap();
    assert_eq!(
        (input.members[0].given_name.as_str(), input.grounds.dalo, input.grounds.pdalpd),
        ("Élodie", true, true)
    );
    let codes: Vec<_> = faults(&drafts[1]).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes[0], "NUMBER_NOT_TEXT");
    assert!(codes.contains(&"DATE_MALFORMED") && codes.contains(&"YES_OR_NO_EXPECTED"), "{codes:?}");
}

#[test]
fn a_hostile_workbook_is_refused() {
    use std::io::Write;
    let good = workbook(|_| {});
    assert!(of_bytes(Some("xlsx"), good.clone()).is_ok());
    assert!(matches!(of_bytes(Some("xlsx"), b"PK\x03\x04".to_vec()), Err(TableError::Broken(_))));
    assert!(matches!(of_bytes(Some("xlsx"), good[..good.len() / 2].to_vec()), Err(TableError::Broken(_))));
    assert!(matches!(of_bytes(Some("xlsx"), HEADINGS.as_bytes().to_vec()), Err(TableError::Broken(_))));
    // A few kilobytes that unpack to more than we take.
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let zeros = vec![b' '; 1024 * 1024];
    for _ in 0..200 {
        archive.write_all(&zeros).unwrap();
    }
    let bomb = archive.finish().unwrap().into_inner();
    assert!(bomb.len() < 1024 * 1024);
    assert!(matches!(of_bytes(Some("xlsx"), bomb), Err(TableError::TooLarge)));
    // A cell in the last corner of the sheet: a rectangle of seventeen thousand million.
    let wide = workbook(|sheet| {
        sheet.write(1_048_575, 16_383, "x").unwrap();
    });
    assert!(matches!(of_bytes(Some("xlsx"), wide), Err(TableError::TooMany)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600), headed in any::<bool>()) {
        let mut file = if headed { HEADINGS.as_bytes().to_vec() } else { Vec::new() };
        file.extend(&bytes);
        if let Ok(table) = of_bytes(Some("csv"), file) {
            for draft in drafts(&table) {
                let _ = faults(&draft);
            }
        }
        let _ = of_bytes(Some("xlsx"), bytes);
    }

    #[test]
    fn a_broken_workbook_is_read_or_refused(place in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = workbook(|sheet| { sheet.write(1, 0, "014A").unwrap(); });
        let place = place.index(bytes.len());
        bytes[place] = byte;
        let _ = of_bytes(Some("xlsx"), bytes);
    }
}
