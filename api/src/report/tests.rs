//! What is written in a report, for whom.

use serde_json::{Value, json};

use super::YEARLY_REPORT;
use super::figures::Answer;
use super::page::Page;
use crate::paper::words;

/// What a programme amounts to, every count the same; `all` for a reader who is told everything.
fn statistics(count: &Value, all: bool) -> Value {
    let of_all = |value: Value| if all { value } else { Value::Null };
    let steps = json!({
        "proposed": count, "preselected": count, "diagnosed": count, "allocated": count, "agreed": count,
        "housed": count, "supported": count, "closed": count,
    });
    let delay = json!({ "cases": count, "medianDays": count, "p90Days": count });
    let mut figures = json!({
        "countedUntil": if all { "2026-03-15" } else { "2026-02-28" }, "steps": steps,
        "byModality": [{ "modality": "SLIDING_LEASE", "steps": steps }],
        "byPublic": [{ "ground": "DALO", "steps": steps }],
        "byAxis": of_all(json!([{ "axis": "BUDGET_MANAGEMENT", "steps": steps }])),
        "byDwellingType": of_all(json!([{ "dwellingType": "T3", "steps": steps }])),
        "byMonth": of_all(json!([{ "month": "2026-02-01", "steps": steps }])),
        "delays": {
            "toPreselection": delay, "toDiagnosis": delay, "toAllocation": delay, "toAgreement": delay,
            "toHousing": delay, "toSupport": delay, "fromProposalToHousing": delay,
        },
        "support": {
            "measures": count, "beyondCap": count, "exceptionRate": 1_250, "closed": count, "medianDays": count,
            "p90Days": count, "outcomes": [{ "outcome": "HOUSING_KEPT", "measures": count }],
        },
        "occupation": {
            "dwellingTarget": 120, "places": count, "occupied": count, "occupiedOfTarget": null,
            "occupiedOfPlaces": null, "householdTarget": 120, "households": count, "householdsNow": count,
            "householdsOfTarget": null,
        },
        "costs": {
            "stated": "261000.00", "planned": "258000.00", "plannedSoFar": "50000.00",
            "incurred": of_all(json!("1250.00")),
            "byComponent": of_all(json!([{ "component": "SUPPORT", "planned": "150000.00", "incurred": "1250.00" }])),
        },
    });
    for name in [
        "householdsProposed",
        "householdsPreselected",
        "householdsHoused",
        "householdsExited",
        "householdsNotRetained",
        "supportsOpen",
        "supportsEndingSoon",
        "tenanciesOpen",
    ] {
        figures[name] = of_all(count.clone());
    }
    figures
}

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
fn written(programme: Value, told_all: bool) -> String {
    let answer: Answer = serde_json::from_value(programme).unwrap();
    let page = Page::of(&answer, 1, "2026-03-15T09:00:00Z".parse().unwrap(), told_all);
    words(YEARLY_REPORT, &page).unwrap().concat()
}

#[test]
fn a_report_shows_what_is_told() {
    let line = json!([{ "month": "2026-01-01", "component": "SUPPORT", "due": "1250.00" }]);
    let whole = written(programme(&statistics(&json!(61), true), &json!("1250.00"), &line), true);
    for text in [
        "Les ménages au 15 mars 2026",
        "jusqu’au 15 mars 2026",
        "61",
        "Bail glissant",
        "Gestion budgétaire",
        "T3 (trois pièces",
        "février 2026",
        "Entrées dans un logement",
        "61 j",
        "12,5\u{a0}%",
        "Maintien dans le logement",
        "1\u{202f}250,00\u{a0}€",
        "janvier 2026",
        "Accompagnement",
        "14 mars 2026",
        "État\u{a0}: Rien",
        "Part du dû",
    ] {
        assert!(whole.contains(text), "{text} in {whole}");
    }
    assert!(!whole.contains("n. c.") && !whole.contains("multiples de cinq"), "{whole}");
}

#[test]
fn a_report_says_what_is_withheld_and_leaves_it_out() {
    let masked = written(programme(&statistics(&Value::Null, false), &Value::Null, &Value::Null), false);
    for text in
        ["n. c.", "multiples de cinq", "28 février 2026", "Bail glissant", "258\u{202f}000,00\u{a0}€", "Demandé"]
    {
        assert!(masked.contains(text), "{text} in {masked}");
    }
    for text in
        ["Les ménages au", "Par axe", "typologie de logement", "Dû ", "Part du dû", "Sans financeur", "de l’année Mois"]
    {
        assert!(!masked.contains(text), "{text} in {masked}");
    }
    // A landlord reads the money and not the counts, nor what is due by them.
    let money = written(programme(&Value::Null, &Value::Null, &Value::Null), true);
    assert!(
        !money.contains("Le parcours") && money.contains("Coûts de l’année 1") && !money.contains("Dû "),
        "{money}"
    );
}
