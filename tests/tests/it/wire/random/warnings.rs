//! Where a programme contradicts itself, as the rule says, of the rows in memory.

use chrono::NaiveDate;
use entity::rules::programme::{Stated, contradictions, names_a_creation};
use serde_json::{Value, json};

use super::funding::{day, lines, named, rates, shares};
use super::rows::{Row, Rows, flag};

/// The warnings of a programme, without their messages.
pub(super) fn warnings(all: &Rows, programme: &Row, today: NaiveDate) -> Vec<Row> {
    let number = |row: &Row, column: &str| row[column].as_i64().unwrap();
    let id = |row: &Row, column: &str| row[column].as_str().unwrap().parse().unwrap();
    let small = |number: i64| i32::try_from(number).unwrap();
    let stated = Stated {
        rates: Stated::rates_on(&rates(all, programme), today, day(&programme["starts_on"])),
        shares: shares(all, programme),
        yearly_targets: lines(all, "yearly_target", "programme_id", programme)
            .iter()
            .map(|line| (small(number(line, "households")), small(number(line, "dwellings"))))
            .collect(),
        funders: lines(all, "funding_share", "programme_id", programme)
            .iter()
            .map(|line| id(line, "funder_id"))
            .collect(),
        financial_partners: lines(all, "programme_partner", "programme_id", programme)
            .iter()
            .filter(|line| line["kind"] == "FINANCIAL")
            .map(|line| id(line, "organisation_id"))
            .collect(),
        household_target: small(number(programme, "household_target")),
        dwelling_target: small(number(programme, "dwelling_target")),
        modalities: lines(all, "programme_modality", "programme_id", programme)
            .iter()
            .map(|line| named(&line["modality"]))
            .collect(),
        takes_a_public: ["dalo", "collective_agreement", "pdalpd"]
            .into_iter()
            .any(|public| flag(&programme[&format!("{public}_eligible")]).unwrap()),
        named_a_creation: names_a_creation(programme["name"].as_str().unwrap()),
        mobilises_new_supply: flag(&programme["mobilises_new_supply"]).unwrap(),
        fndollts: (flag(&programme["fndollts_funded"]), flag(&programme["fndollts_applied"])),
    };
    let found = contradictions(&stated);
    let found =
        found.iter().map(|gap| json!({ "code": gap.kind.code(), "stated": gap.stated, "computed": gap.computed }));
    found.filter_map(|warning| if let Value::Object(warning) = warning { Some(warning) } else { None }).collect()
}
