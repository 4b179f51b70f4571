//! What a programme costs and who bears it, of the rows in memory: the rules' own figures, read another way.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::rules::funding::{
    Facts, FundedModality, Funding, Housing, Line, Period, Rate, Share, Terms, full_year, gaps, ledger, programme_year,
    readings,
};
use entity::types::{RateComponent, Role};
use sea_orm::ActiveEnum;
use serde_json::{Value, json};

use super::resolver::Eyes;
use super::rows::{Row, Rows, flag};

/// The rates of a programme.
pub(super) fn rates(all: &Rows, programme: &Row) -> Vec<Rate> {
    let rate = |row: &&Row| Rate {
        component: named(&row["component"]),
        unit: named(&row["unit"]),
        proration: named(&row["proration"]),
        amount_cents: row["amount_cents"].as_i64().unwrap(),
        valid_from: day(&row["valid_from"]),
        valid_until: some_day(&row["valid_until"]),
    };
    lines(all, "unit_rate", "programme_id", programme).iter().map(rate).collect()
}

/// The shares of a programme, in the form's order.
pub(super) fn shares(all: &Rows, programme: &Row) -> Vec<Share> {
    let mut rows = lines(all, "funding_share", "programme_id", programme);
    rows.sort_by_key(|row| row["position"].as_i64());
    let share = |row: &&Row| Share {
        base: named(&row["base"]),
        basis_points: i32::try_from(row["basis_points"].as_i64().unwrap()).unwrap(),
        component: Some(&row["component"]).filter(|component| !component.is_null()).map(named),
        modalities: lines(all, "funding_share_modality", "funding_share_id", row)
            .iter()
            .map(|named_there| FundedModality {
                modality: named(&named_there["modality"]),
                where_applicable: flag(&named_there["where_applicable"]).unwrap(),
            })
            .collect(),
    };
    rows.iter().map(share).collect()
}

/// The rows of a table whose key names another row.
pub(super) fn lines<'r>(all: &'r Rows, table: &str, key: &str, of: &Row) -> Vec<&'r Row> {
    all.of(table).iter().filter(|row| row[key] == of["id"]).collect()
}

/// The value of an enumeration that a column holds.
pub(super) fn named<E: ActiveEnum<Value = String>>(value: &Value) -> E {
    E::try_from_value(&value.as_str().unwrap().to_owned()).unwrap()
}

/// The day that a column holds.
pub(super) fn day(value: &Value) -> NaiveDate {
    some_day(value).unwrap()
}

fn some_day(value: &Value) -> Option<NaiveDate> {
    value.as_str().map(|text| text.parse().unwrap())
}

/// The years of a programme, as a viewer is shown them.
pub(super) fn years(all: &Rows, eyes: &Eyes, programme: &Row, today: NaiveDate) -> Vec<Value> {
    let number = |row: &Row, column: &str| i32::try_from(row[column].as_i64().unwrap()).unwrap();
    (1..=number(programme, "commitment_years")).map(|year| one_year(all, eyes, programme, year, today)).collect()
}

fn one_year(all: &Rows, eyes: &Eyes, programme: &Row, number: i32, today: NaiveDate) -> Value {
    let (rates, shares) = (rates(all, programme), shares(all, programme));
    let mut households = lines(all, "household", "programme_id", programme);
    households.sort_by_key(|household| household["id"].as_str());
    let facts: Vec<Facts> = households.iter().map(|household| facts(all, household, today)).collect();
    let settings: Value = match &programme["settings"] {
        Value::String(text) => serde_json::from_str(text).unwrap(),
        other => other.clone(),
    };
    let pays_unretained_diagnosis = settings["funding"]["pays_unretained_diagnosis"].as_bool().unwrap();
    let year = programme_year(day(&programme["starts_on"]), u32::try_from(number).unwrap());
    let terms = Terms { rates: &rates, shares: &shares, pays_unretained_diagnosis };
    let ledger = ledger(terms, &facts, year, today);
    let mut rows = lines(all, "funding_share", "programme_id", programme);
    rows.sort_by_key(|row| row["position"].as_i64());
    let funder = |place: usize| rows[place]["funder_id"].clone();

    let hides = !matches!(eyes.viewer.role, Role::ProgrammeManager | Role::Coordinator);
    let sum = |lines: &[Line]| lines.iter().map(|line| line.cents).sum::<i64>();
    let shown = |key: &dyn Fn(&Line) -> Key| -> Value {
        if hides {
            return Value::Null;
        }
        let mut groups: BTreeMap<Key, Vec<Line>> = BTreeMap::new();
        for line in &ledger {
            groups.entry(key(line)).or_default().push(*line);
        }
        let line = |((month, component, share, household), lines): (Key, Vec<Line>)| {
            json!({
                "month": month, "component": component, "funderId": share.flatten().map(funder),
                "householdId": household.map(|place| households[place]["id"].clone()), "due": euros(sum(&lines)),
            })
        };
        groups.into_iter().map(line).collect()
    };
    let told = |cents: i64| (!hides).then(|| euros(cents));
    let borne =
        |share: Option<usize>| -> i64 { ledger.iter().filter(|line| line.share == share).map(|line| line.cents).sum() };
    let programme_number = |column: &str| i32::try_from(programme[column].as_i64().unwrap()).unwrap();
    let plan = full_year(&rates, year, programme_number("household_target"), programme_number("dwelling_target"));
    let recorded = |place: usize, state: &str| -> i64 {
        let entries = lines(all, "funding_entry", "programme_id", programme);
        let theirs = entries
            .iter()
            .filter(|entry| entry["funder_id"] == funder(place) && entry["year"] == number && entry["state"] == state);
        theirs.map(|entry| entry["amount_cents"].as_i64().unwrap()).sum()
    };
    let funding: Vec<Funding> = (0..shares.len())
        .map(|place| Funding {
            due: borne(Some(place)),
            requested: recorded(place, "REQUESTED"),
            granted: recorded(place, "GRANTED"),
            received: recorded(place, "RECEIVED"),
        })
        .collect();
    let by_funder = funding.iter().enumerate().map(|(place, money)| {
        let read = readings(&shares[place], &ledger);
        json!({
            "funderId": funder(place), "due": told(money.due), "shareOfWhole": told(read.of_whole),
            "shareOfNamed": read.of_named.and_then(told),
            "requested": euros(money.requested), "granted": euros(money.granted), "received": euros(money.received),
        })
    });
    let unfunded: i64 = borne(None);
    let warnings = gaps(unfunded, &funding).into_iter().filter(|gap| !hides || !gap.kind.tells_what_is_due());
    let warnings = warnings.map(|gap| {
        json!({
            "code": gap.kind.code(), "funderId": gap.share.map(funder), "stated": gap.stated.map(euros),
            "computed": euros(gap.computed),
        })
    });
    let by_household = if eyes.viewer.role == Role::Funder {
        Value::Null
    } else {
        let opened = |line: &&Line| eyes.opened.find("household", &households[line.household]["id"]).is_some();
        let mut sums: BTreeMap<usize, i64> = BTreeMap::new();
        for line in ledger.iter().filter(opened) {
            *sums.entry(line.household).or_default() += line.cents;
        }
        let line = |(place, cents): (usize, i64)| {
            json!({
                "month": null, "component": null, "funderId": null, "householdId": households[place]["id"],
                "due": euros(cents),
            })
        };
        sums.into_iter().map(line).collect()
    };
    json!({
        "year": number, "startsOn": year.from, "endsOn": year.until.pred_opt(),
        "statedPerHousehold": plan.stated_per_household.map(euros),
        "computedPerHousehold": euros(plan.computed_per_household),
        "stated": plan.stated.map(euros), "computed": euros(plan.computed),
        "due": told(sum(&ledger)), "unfunded": told(unfunded),
        "byMonth": shown(&|line| (Some(line.month), None, None, None)),
        "byComponent": shown(&|line| (None, Some(line.component), None, None)),
        "byHousehold": by_household,
        "lines": shown(&|line| (Some(line.month), Some(line.component), Some(line.share), None)),
        "byFunder": by_funder.collect::<Vec<_>>(), "warnings": warnings.collect::<Vec<_>>(),
    })
}

/// What a programme was to cost against what it has cost, as a role is shown it.
pub(super) fn costs(all: &Rows, programme: &Row, today: NaiveDate, role: Role) -> Value {
    let number = |column: &str| i32::try_from(programme[column].as_i64().unwrap()).unwrap();
    let (rates, shares) = (rates(all, programme), shares(all, programme));
    let households = lines(all, "household", "programme_id", programme);
    let facts: Vec<Facts> = households.iter().map(|household| facts(all, household, today)).collect();
    let settings: Value = match &programme["settings"] {
        Value::String(text) => serde_json::from_str(text).unwrap(),
        other => other.clone(),
    };
    let pays_unretained_diagnosis = settings["funding"]["pays_unretained_diagnosis"].as_bool().unwrap();
    let terms = Terms { rates: &rates, shares: &shares, pays_unretained_diagnosis };
    let commitment = number("commitment_years");
    let years: Vec<Period> = (1..=commitment)
        .map(|year| programme_year(day(&programme["starts_on"]), u32::try_from(year).unwrap()))
        .collect();
    let ledgers: Vec<Vec<Line>> = years.iter().map(|year| ledger(terms, &facts, *year, today)).collect();
    let of = |wanted: Option<RateComponent>| -> Vec<Rate> {
        rates.iter().filter(|rate| wanted.is_none_or(|wanted| rate.component == wanted)).copied().collect()
    };
    let plan =
        |wanted, year: Period| full_year(&of(wanted), year, number("household_target"), number("dwelling_target"));
    let spread = |cents: i64| euros(cents / i64::from(commitment));
    let planned = |wanted| spread(years.iter().map(|year| plan(wanted, *year).computed).sum());
    let incurred = |wanted: Option<RateComponent>| {
        let lines = ledgers.iter().flatten().filter(|line| wanted.is_none_or(|wanted| line.component == wanted));
        euros(lines.map(|line| line.cents).sum())
    };
    let so_far = years.iter().map(|year| {
        let over = (today.clamp(year.from, year.until) - year.from).num_days();
        plan(None, *year).computed * over / (year.until - year.from).num_days()
    });
    let stated: Vec<i64> = years.iter().filter_map(|year| plan(None, *year).stated).collect();
    let components = [RateComponent::Diagnosis, RateComponent::Support, RateComponent::AdaptedRentalManagement];
    let by_component = components.map(|component| {
        json!({ "component": component, "planned": planned(Some(component)), "incurred": incurred(Some(component)) })
    });
    json!({
        "stated": (stated.len() == years.len()).then(|| spread(stated.iter().sum())),
        "planned": planned(None), "plannedSoFar": spread(so_far.sum()),
        "incurred": (role != Role::Funder).then(|| incurred(None)),
        "byComponent": (role != Role::Funder).then_some(by_component),
    })
}

type Key = (Option<NaiveDate>, Option<entity::types::RateComponent>, Option<Option<usize>>, Option<usize>);

/// What happened to a household, up to yesterday.
fn facts(all: &Rows, household: &Row, today: NaiveDate) -> Facts {
    let ours = |table| lines(all, table, "household_id", household);
    let diagnoses = ours("social_diagnosis").into_iter().filter_map(|diagnosis| some_day(&diagnosis["done_on"]));
    let support = ours("support_measure").into_iter().map(|measure| Period {
        from: day(&measure["start_on"]),
        until: some_day(&measure["closed_on"]).unwrap_or(today),
    });
    let housing = ours("tenancy").into_iter().map(|tenancy| Housing {
        period: Period {
            from: day(&tenancy["start_on"]),
            until: some_day(&tenancy["end_on"]).map_or(today, |last| last.succ_opt().unwrap()),
        },
        modality: named(&tenancy["modality"]),
        adapted: tenancy["rental_management"] == "ADAPTED",
    });
    Facts {
        diagnosed_on: diagnoses.min(),
        not_retained: household["stage"] == "NOT_RETAINED",
        support: support.collect(),
        housing: housing.collect(),
    }
}

/// Cents as euros.
pub(super) fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
