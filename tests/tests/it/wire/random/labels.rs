//! What the values of enumerations are called on a day, from the table of the domain.

use chrono::{Days, NaiveDate};
use entity::types::labels::labelled_enums;
use serde_json::{Value, json};

use super::rows::Row;

/// How many labels the server reckons with, or some more.
pub(super) const LABELS: usize = 250;

/// Days on which a label begins to hold, days before, the ends of what is read.
pub(super) const DAYS: [&str; 12] = [
    "0001-01-01",
    "2009-12-31",
    "2010-01-01",
    "2014-03-26",
    "2014-03-27",
    "2015-04-01",
    "2015-04-02",
    "2018-11-24",
    "2018-11-25",
    "2021-03-31",
    "2021-04-01",
    "9999-12-31",
];

/// The enumerations that have labels.
pub(super) fn names() -> Vec<&'static str> {
    labelled_enums().map(|of| of.name).collect()
}

/// The labels of the enumerations that are named, or of all, on a day, or today.
pub(super) fn labels(enums: Option<&Value>, on: Option<&Value>, today: NaiveDate) -> Vec<Row> {
    let is_wanted = |name: &str| match enums {
        None | Some(Value::Null) => true,
        Some(Value::Array(names)) => names.iter().any(|wanted| wanted == name),
        // A single one need not stand in a list.
        Some(wanted) => wanted == name,
    };
    let on: NaiveDate = on.and_then(Value::as_str).map_or(today, |day| day.parse().unwrap());
    let mut all = Vec::new();
    for of in labelled_enums().filter(|of| is_wanted(of.name)) {
        for (value, labels) in (of.values)() {
            let (mut wording, mut begun, mut ends) = (labels.first, None, None);
            for (change, other) in labels.renamed {
                if on >= change.on {
                    (wording, begun) = (*other, Some(change));
                } else {
                    ends = ends.or(Some(change.on - Days::new(1)));
                }
            }
            let label = json!({
                "enumName": of.name,
                "value": value,
                "french": wording.french,
                "english": wording.english,
                "validFrom": begun.map(|change| change.on.to_string()),
                "validUntil": ends.map(|day| day.to_string()),
                "source": begun.map(|change| change.source),
            });
            all.push(label.as_object().unwrap().clone());
        }
    }
    all
}
