use proptest::prelude::*;

use serde_json::{Value, json};

use super::YEARLY_REPORT;
use super::figures::{Answer, Cents};
use super::page::{Page, euros, marks};
use crate::paper::words;

fn programme(statistics: &Value, due: &Value, lines: &Value) -> Value {
    let nothing = json!("0.00");
    json!({
        "name": "Programme d’essai", "callName": "Appel", "location": "Caen", "startsOn": "2026-01-01",
        "commitmentYears": 3, "householdTarget": 120, "dwellingTarget": 120, "carriers": [{ "shortName": "CCAS" }],
        "statistics": statistics,
        "shares": [{ "funder": { "id": "org_1", "shortName": "État" } }],
        "fundingYears": [{
            "year": 1, "startsOn": "2026-01-01", "endsOn": "2026-12-31",
            "statedPerHousehold": null, "computedPerHousehold": "2150.00", "stated": null, "computed": "258000.00",
            "due": due, "unfunded": due,
            "byMonth": lines, "byComponent": lines,
            "byFunder": [{ "funderId": "org_1", "due": due, "requested": nothing, "granted": nothing, "received": nothing }],
            "warnings": [{ "message": "Rien n’est demandé.", "funderId": "org_1" }],
        }],
    })
}

/// What is written in the report of the first year, in the middle of March 2026.
fn written(programme: Value) -> String {
    let answer: Answer = serde_json::from_value(programme).unwrap();
    let page = Page::of(&answer, 1, "2026-03-15T09:00:00Z".parse().unwrap());
    words(YEARLY_REPORT, &page).unwrap().concat()
}

#[test]
fn a_report_shows_what_is_told_and_says_what_is_withheld() {
    let names = [
        "householdsProposed",
        "householdsPreselected",
        "householdsHoused",
        "householdsExited",
        "householdsNotRetained",
        "supportsOpen",
        "supportsEndingSoon",
        "tenanciesOpen",
    ];
    let counts = |count: Value| Value::Object(names.iter().map(|name| ((*name).to_owned(), count.clone())).collect());
    let line = json!([{ "month": "2026-01-01", "component": "SUPPORT", "due": "1250.00" }]);

    let whole = written(programme(&counts(json!(61)), &json!("1250.00"), &line));
    for text in ["61", "1\u{202f}250,00\u{a0}€", "janvier 2026", "Accompagnement", "14 mars 2026", "État\u{a0}: Rien"]
    {
        assert!(whole.contains(text), "{text} in {whole}");
    }
    assert!(!whole.contains("n. c.") && !whole.contains("inférieur à cinq"), "{whole}");

    let masked = written(programme(&counts(Value::Null), &Value::Null, &Value::Null));
    assert!(masked.contains("n. c.") && masked.contains("inférieur à cinq"), "{masked}");
    assert!(!masked.contains("Dû par mois"), "{masked}");
    // A landlord reads the money and not the counts.
    let money = written(programme(&Value::Null, &json!("0.00"), &json!([])));
    assert!(!money.contains("Les ménages") && money.contains("Coûts de l’année 1"), "{money}");
}

#[test]
fn an_amount_is_read_to_the_cent_and_written_in_french() {
    for (json, cents, french) in [
        ("\"0.00\"", 0, "0,00\u{a0}€"),
        ("\"1250.00\"", 125_000, "1\u{202f}250,00\u{a0}€"),
        ("\"-0.05\"", -5, "\u{2212}0,05\u{a0}€"),
        ("\"258000.10\"", 25_800_010, "258\u{202f}000,10\u{a0}€"),
    ] {
        let read: Cents = serde_json::from_str(json).unwrap();
        assert_eq!((read, euros(read).as_str()), (Cents(cents), french));
    }
    for json in ["\"1\"", "\"1.5\"", "\"x.00\"", "1.5"] {
        assert!(serde_json::from_str::<Cents>(json).is_err(), "{json}");
    }
}

proptest! {
    #[test]
    fn the_marks_of_a_chart_are_few_and_reach_above_what_they_measure(most in 0_i64..100_000_000_000) {
        let marks = serde_json::to_value(marks(most)).unwrap();
        let values: Vec<i64> = marks.as_array().unwrap().iter().map(|mark| mark["value"].as_i64().unwrap()).collect();
        prop_assert!((3..=6).contains(&values.len()), "{values:?}");
        prop_assert!(values[0] == 0 && *values.last().unwrap() >= most);
    }
}
