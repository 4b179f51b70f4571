//! The file as it is read: what it may say, and where it says that something is wrong.

use proptest::prelude::*;

use super::*;

const CAEN: &str = include_str!("../../examples/programmes/caen.toml");

/// A file that will do, of one entry of each kind.
const GOOD: &str = r#"
[[organisations]]
kind = "LANDLORD"
name = "Office public"
shortName = "Office"

[[staff]]
organisation = "Office"
email = "a@b.example"
givenName = "A"
familyName = "B"
role = "LANDLORD_OFFICER"

[programme]
callName = "Appel"
name = "Programme"
location = "Ville"
householdTarget = 1
dwellingTarget = 1
smallestDwellingType = "T1"
largestDwellingType = "T5"
commitmentYears = 1
startsOn = 2026-01-31
coordinator = "a@b.example"
supervisor = "a@b.example"
carriers = ["Office"]
modalities = [{ modality = "DIRECT_ACCESS", description = "accès direct" }]

[programme.settings]
territory = "SAINT_MARTIN"
reminders.SUPPORT_END.daysBefore = [60]

[[rates]]
component = "SUPPORT"
unit = "PER_HOUSEHOLD_YEAR"
amount = "1250.00"

[[shares]]
funder = "Office"
percent = "7.25"

[[dwellings]]
reference = "L-1"
owner = "Office"
address = "1 rue Basse"
postalCode = "14000"
city = "Caen"
dwellingType = "T2"
"#;

fn fault(text: &str) -> (usize, usize, String) {
    match parse(text) {
        Err(RecordError::Malformed { line, column, words }) => (line, column, words),
        other => panic!("{other:?} of {text}"),
    }
}

#[test]
fn a_file_is_read_and_each_entry_has_its_line() {
    let file = parse(GOOD).unwrap();
    let lines = [
        file.organisations[0].span().start,
        file.staff[0].span().start,
        file.programme.as_ref().unwrap().span().start,
        file.rates[0].span().start,
        file.shares[0].span().start,
        file.dwellings[0].span().start,
    ];
    let said = lines.map(|start| GOOD.lines().nth(line_of(GOOD, start) - 1).unwrap());
    assert_eq!(said, ["[[organisations]]", "[[staff]]", "[programme]", "[[rates]]", "[[shares]]", "[[dwellings]]"]);
    let programme = file.programme.as_ref().unwrap().get_ref();
    assert_eq!(programme.starts_on, Day("2026-01-31".parse().unwrap()));
    let settings = entity::types::ProgrammeSettings::from(programme.settings.clone().unwrap());
    let support_end = &settings.reminders[&entity::types::ReminderRule::SupportEnd];
    assert_eq!((support_end.days_before.as_deref(), support_end.landlord_from_days), (Some([60].as_slice()), None));
    assert_eq!(settings.territory.name(), "SAINT_MARTIN");
    assert_eq!(file.shares[0].get_ref().percent.0, 725);
    let caen = parse(CAEN).unwrap();
    assert_eq!((caen.organisations.len(), caen.staff.len(), caen.rates.len(), caen.shares.len()), (6, 2, 4, 4));
    assert!(parse("").unwrap().programme.is_none(), "an empty file says nothing");
    assert!(parse("\u{feff}[[organisations]]\nkind = \"TOWN\"\nname = \"V\"\nshortName = \"V\"").is_ok());
}

#[test]
fn what_has_no_place_in_a_file_is_refused_where_it_stands() {
    for (was, is, line, words) in [
        ("shortName = \"Office\"", "shortname = \"Office\"", 5, "unknown field `shortname`"),
        ("[[rates]]", "[[rate]]", 33, "unknown field `rate`"),
        ("reminders.SUPPORT_END.daysBefore", "reminders.SUPPORT_END.days_before", 31, "unknown field `days_before`"),
        ("reminders.SUPPORT_END.daysBefore = [60]", "reminders.SUPPORT_END.daysBefore = 60", 31, "expected a sequence"),
        ("reminders.SUPPORT_END", "reminders.SUPPORT", 31, "expected one of `SUPPORT_END`"),
        ("kind = \"LANDLORD\"", "kind = \"BAILLEUR\"", 3, "expected one of `LANDLORD`"),
        ("amount = \"1250.00\"", "amount = 1250.00", 36, "expected an amount in euros between quotes"),
        ("amount = \"1250.00\"", "amount = \"1250,00\"", 36, "expected an amount in euros between quotes"),
        ("percent = \"7.25\"", "percent = \"7.255\"", 40, "expected a percentage"),
        ("percent = \"7.25\"", "percent = \"99999999999\"", 40, "expected a percentage"),
        ("startsOn = 2026-01-31", "startsOn = \"2026-01-31\"", 23, "expected"),
        ("startsOn = 2026-01-31", "startsOn = 2026-01-31T08:00:00Z", 23, "expected a day without quotes"),
        ("startsOn = 2026-01-31", "startsOn = 2026-02-30", 23, ""),
        ("householdTarget = 1", "householdTarget = \"1\"", 18, "expected i32"),
        ("householdTarget = 1", "householdTarget = 99999999999", 18, "expected i32"),
        ("email = \"a@b.example\"\n", "", 7, "missing field `email`"),
        ("email = \"a@b.example\"", "email = \"a@b.example", 9, ""),
        ("givenName = \"A\"", "givenName = \"A\"\ngivenName = \"A\"", 11, "duplicate key"),
    ] {
        assert!(GOOD.contains(was), "{was}");
        let (found, column, said) = fault(&GOOD.replacen(was, is, 1));
        assert_eq!(found, line, "{is}: {said}");
        assert!(column > 0 && said.contains(words), "{is}: {said}");
    }
    for alone in [
        "[[rates]]\ncomponent = \"SUPPORT\"\nunit = \"PER_HOUSEHOLD\"\namount = \"1\"",
        "[[shares]]\nfunder = \"X\"\npercent = \"1\"",
    ] {
        assert!(matches!(parse(alone), Err(RecordError::NoProgramme)), "{alone}");
    }
}

#[test]
fn what_is_wrong_with_a_file_repeats_no_value_of_it() {
    for (was, is) in [
        ("role = \"LANDLORD_OFFICER\"", "role = \"Dupont\""),
        ("householdTarget = 1", "householdTarget = \"Dupont\""),
        ("amount = \"1250.00\"", "amount = \"Dupont\""),
        ("startsOn = 2026-01-31", "startsOn = \"Dupont\""),
    ] {
        let (_, _, said) = fault(&GOOD.replacen(was, is, 1));
        assert!(!said.contains("Dupont"), "{said}");
    }
}

proptest! {
    /// A file that somebody cut, or typed into, is read or refused at a place that it has.
    #[test]
    fn no_file_is_too_odd(start in 0..GOOD.len(), length in 0..80_usize, typed in "[\\PC\n\"\\[\\]={}.#']{0,8}") {
        let floor = |place: usize| (0..=place.min(GOOD.len())).rev().find(|place| GOOD.is_char_boundary(*place)).unwrap_or(0);
        let (start, end) = (floor(start), floor(start + length).max(floor(start)));
        let text = format!("{}{typed}{}", &GOOD[..start], &GOOD[end..]);
        match parse(&text) {
            Ok(_) | Err(RecordError::NoProgramme) => {}
            Err(RecordError::Malformed { line, column, words }) => {
                prop_assert!(line <= text.lines().count() + 1 && column <= text.chars().count() + 1 && !words.is_empty());
            }
            Err(error) => prop_assert!(false, "{error}"),
        }
    }

    #[test]
    fn nor_any_text(text in "\\PC{0,60}") {
        let _ = parse(&text);
    }
}
