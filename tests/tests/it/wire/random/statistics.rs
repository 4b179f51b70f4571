//! How many there are in a programme, of the rows in memory.

use chrono::{Days, NaiveDate};
use entity::types::Role;
use serde_json::{Value, json};

use super::rows::{Row, Rows};

/// The counts of a programme, as a role is shown them.
pub(super) fn statistics(all: &Rows, programme: &Row, today: NaiveDate, role: Role) -> Row {
    let households: Vec<_> =
        all.of("household").iter().filter(|household| household["programme_id"] == programme["id"]).collect();
    let ours = |row: &&Row| households.iter().any(|household| household["id"] == row["household_id"]);
    let open = |table, end: &'static str| all.of(table).iter().filter(ours).filter(move |row| row[end].is_null());
    let soon = (today + Days::new(90)).to_string();
    let ends_soon = |row: &&Row| row["end_on"].as_str().unwrap() <= soon.as_str();
    let at = |stage: &str| households.iter().filter(|household| household["stage"] == stage).count();
    let counts = [
        ("householdsProposed", at("PROPOSED")),
        ("householdsPreselected", at("PRESELECTED")),
        ("householdsNotRetained", at("NOT_RETAINED")),
        ("householdsHoused", at("HOUSED")),
        ("householdsExited", at("EXITED")),
        ("supportsOpen", open("support_measure", "closed_on").count()),
        ("supportsEndingSoon", open("support_measure", "closed_on").filter(ends_soon).count()),
        ("tenanciesOpen", open("tenancy", "end_on").count()),
    ];
    let shown = |count| if role == Role::Funder && count < 5 { Value::Null } else { json!(count) };
    counts.into_iter().map(|(name, count)| (name.to_owned(), shown(count))).collect()
}
