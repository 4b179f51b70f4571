//! Where a programme contradicts itself, as the rule says, of the rows in memory.

use entity::rules::programme::{Stated, contradictions};
use sea_orm::ActiveEnum;
use serde_json::{Value, json};

use super::rows::{Row, Rows, flag};

/// The warnings of a programme, without their messages.
pub(super) fn warnings(all: &Rows, programme: &Row) -> Vec<Row> {
    let number = |row: &Row, column: &str| row[column].as_i64().unwrap();
    let small = |number: i64| i32::try_from(number).unwrap();
    let lines = |table, order: &str| {
        let mut lines: Vec<_> = all.of(table).iter().filter(|line| line["programme_id"] == programme["id"]).collect();
        lines.sort_by_key(|line| line[order].as_i64());
        lines
    };
    let shares = lines("funding_share", "position");
    let of_management = shares.iter().filter(|share| share["purpose"].as_str().unwrap().contains("gestion locative"));
    let stated = Stated {
        rates: lines("unit_rate", "amount_cents")
            .iter()
            .map(|rate| (named(&rate["component"]), named(&rate["unit"]), number(rate, "amount_cents")))
            .collect(),
        share_basis_points: small(shares.iter().map(|share| number(share, "basis_points")).sum()),
        rental_management_basis_points: small(of_management.map(|share| number(share, "basis_points")).sum()),
        household_target: small(number(programme, "household_target")),
        dwelling_target: small(number(programme, "dwelling_target")),
        modalities: lines("programme_modality", "modality").iter().map(|line| named(&line["modality"])).collect(),
        named_a_creation: programme["name"].as_str().unwrap().contains("Création"),
        mobilises_new_supply: flag(&programme["mobilises_new_supply"]).unwrap(),
        fndollts: (flag(&programme["fndollts_funded"]), flag(&programme["fndollts_applied"])),
    };
    let found = contradictions(&stated);
    let found =
        found.iter().map(|gap| json!({ "code": gap.kind.code(), "stated": gap.stated, "computed": gap.computed }));
    found.filter_map(|warning| if let Value::Object(warning) = warning { Some(warning) } else { None }).collect()
}

fn named<E: ActiveEnum<Value = String>>(value: &Value) -> E {
    E::try_from_value(&value.as_str().unwrap().to_owned()).unwrap()
}
