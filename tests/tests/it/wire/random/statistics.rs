//! What a programme amounts to, of the rows in memory: one household after the other.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use entity::rules::calendar;
use entity::types::Role;
use serde_json::{Value, json};

use super::funding::costs;
use super::rows::{Row, Rows, flag, instant};

const STEPS: [&str; 8] =
    ["proposed", "preselected", "diagnosed", "allocated", "agreed", "housed", "supported", "closed"];

const OUTCOMES: [&str; 6] = ["DIRECT_LEASE", "LEASE_TRANSFERRED", "HOUSING_KEPT", "MOVED_ON", "LOST", "LEFT"];

/// What a programme amounts to, as a role is shown it.
pub(super) fn statistics(all: &Rows, programme: &Row, today: NaiveDate, role: Role) -> Value {
    let funder = role == Role::Funder;
    let until = if funder { today.with_day(1).unwrap() - Days::new(1) } else { today };
    let counting = Counting { all, programme, until, funder };
    let mut figures = json!({
        "countedUntil": until,
        "steps": counting.steps(|_| true),
        "byModality": counting.groups("modality", &["DIRECT_ACCESS", "TEMPORARY_SOCIAL_RESIDENCE", "SLIDING_LEASE", "SUBLEASE"], |household, name| {
            counting.begun("tenancy", household).any(|tenancy| tenancy["modality"] == name)
        }),
        "byPublic": counting.groups("ground", &["DALO", "COLLECTIVE_AGREEMENT", "PDALPD"], |household, name| {
            flag(&household[&name.to_lowercase()]).unwrap()
        }),
        "byAxis": counting.groups("axis", &["SOCIAL_AND_PROFESSIONAL_INSERTION", "BUDGET_MANAGEMENT", "HOUSING_PATH", "USE_OF_DWELLING", "OTHER"], |household, name| {
            counting.begun("support_measure", household).any(|measure| {
                all.of("support_axis").iter().any(|axis| axis["support_measure_id"] == measure["id"] && axis["axis"] == name)
            })
        }),
        "byDwellingType": counting.groups("dwellingType", &["T1", "T2", "T3", "T4", "T5"], |household, name| {
            counting.begun("tenancy", household)
                .any(|tenancy| all.find("dwelling", &tenancy["dwelling_id"]).unwrap()["dwelling_type"] == name)
        }),
        "byMonth": counting.months(),
        "byYear": counting.years(),
        "delays": {
            "toPreselection": counting.delay("proposed", "preselected"),
            "toDiagnosis": counting.delay("preselected", "diagnosed"),
            "toAllocation": counting.delay("diagnosed", "allocated"),
            "toAgreement": counting.delay("allocated", "agreed"),
            "toHousing": counting.delay("allocated", "housed"),
            "toSupport": counting.delay("agreed", "supported"),
            "fromProposalToHousing": counting.delay("proposed", "housed"),
        },
        "support": counting.support(),
        "occupation": counting.occupation(),
        "costs": costs(all, programme, today, role),
    });
    for (name, count) in as_it_stands(all, programme, today) {
        figures[name] = if funder { Value::Null } else { json!(count) };
    }
    figures
}

fn as_it_stands(all: &Rows, programme: &Row, today: NaiveDate) -> [(&'static str, usize); 8] {
    let households: Vec<_> =
        all.of("household").iter().filter(|household| household["programme_id"] == programme["id"]).collect();
    let ours = |row: &&Row| households.iter().any(|household| household["id"] == row["household_id"]);
    let open = |table, end: &'static str| all.of(table).iter().filter(ours).filter(move |row| row[end].is_null());
    let soon = (today + Days::new(90)).to_string();
    let ends_soon = |row: &&Row| row["end_on"].as_str().unwrap() <= soon.as_str();
    let at = |stage: &str| households.iter().filter(|household| household["stage"] == stage).count();
    [
        ("householdsProposed", at("PROPOSED")),
        ("householdsPreselected", at("PRESELECTED")),
        ("householdsNotRetained", at("NOT_RETAINED")),
        ("householdsHoused", at("HOUSED")),
        ("householdsExited", at("EXITED")),
        ("supportsOpen", open("support_measure", "closed_on").count()),
        ("supportsEndingSoon", open("support_measure", "closed_on").filter(ends_soon).count()),
        ("tenanciesOpen", open("tenancy", "end_on").count()),
    ]
}

struct Counting<'r> {
    all: &'r Rows,
    programme: &'r Row,
    until: NaiveDate,
    funder: bool,
}

impl<'r> Counting<'r> {
    fn households(&self) -> impl Iterator<Item = &'r Row> {
        let programme = self.programme;
        self.all.of("household").iter().filter(move |household| household["programme_id"] == programme["id"])
    }

    /// The rows of a household that have begun.
    fn begun(&self, table: &str, household: &Row) -> impl Iterator<Item = &'r Row> {
        let (id, until) = (household["id"].clone(), self.until);
        self.all
            .of(table)
            .iter()
            .filter(move |row| row["household_id"] == id && date(&row["start_on"]).unwrap() <= until)
    }

    /// The first day on which a household reached a step, if it has.
    fn reached(&self, household: &Row, step: &str) -> Option<NaiveDate> {
        let of = |table: &str| self.all.of(table).iter().filter(|row| row["household_id"] == household["id"]);
        let first = |table: &str, column: &str| of(table).filter_map(|row| date(&row[column])).min();
        let day = match step {
            "proposed" => date(&household["registered_on"]),
            "preselected" => of("agenda_item")
                .filter(|item| item["kind"] == "PRESELECTION" && item["decision"] == "PRESELECTED")
                .filter_map(|item| instant(&item["decided_at"]).map(calendar::today))
                .min(),
            "diagnosed" => first("social_diagnosis", "done_on"),
            "allocated" => of("allocation_decision")
                .filter_map(|decision| match decision["outcome"].as_str().unwrap() {
                    "ALLOCATED" => date(&decision["decided_on"]),
                    "CONDITIONAL" => date(&decision["condition_lifted_on"]),
                    "RANKED" => date(&decision["offered_on"]),
                    _ => None,
                })
                .min(),
            "agreed" => first("tripartite_agreement", "signed_on"),
            "housed" => first("tenancy", "start_on"),
            "supported" => first("support_measure", "start_on"),
            _ => first("support_measure", "closed_on"),
        };
        day.filter(|day| *day <= self.until && date(&household["registered_on"]).unwrap() <= self.until)
    }

    fn shown(&self, count: usize) -> Value {
        match count {
            0..5 if self.funder => Value::Null,
            count if self.funder => json!(count / 5 * 5),
            count => json!(count),
        }
    }

    fn steps(&self, who: impl Fn(&Row) -> bool) -> Value {
        let count = |step: &&str| {
            let count = self.households().filter(|one| who(one) && self.reached(one, step).is_some()).count();
            ((*step).to_owned(), self.shown(count))
        };
        STEPS.iter().map(count).collect::<serde_json::Map<_, _>>().into()
    }

    fn groups(&self, key: &str, names: &[&str], belongs: impl Fn(&Row, &str) -> bool) -> Value {
        if self.funder && names.len() == 5 {
            return Value::Null;
        }
        names
            .iter()
            .map(|name| json!({ key: name, "steps": self.steps(|household| belongs(household, name)) }))
            .collect()
    }

    fn months(&self) -> Value {
        if self.funder {
            return Value::Null;
        }
        let mut months: BTreeMap<NaiveDate, BTreeMap<&str, usize>> = BTreeMap::new();
        for household in self.households() {
            for step in STEPS {
                if let Some(day) = self.reached(household, step) {
                    *months.entry(day.with_day(1).unwrap()).or_default().entry(step).or_default() += 1;
                }
            }
        }
        let steps = |counts: &BTreeMap<&str, usize>| -> Value {
            let count = |step: &&str| ((*step).to_owned(), json!(counts.get(step).unwrap_or(&0)));
            STEPS.iter().map(count).collect::<serde_json::Map<_, _>>().into()
        };
        months.iter().map(|(month, counts)| json!({ "month": month, "steps": steps(counts) })).collect()
    }

    fn years(&self) -> Value {
        if self.funder {
            return Value::Null;
        }
        let targets = |year: i64| {
            let mut stated = self.all.of("yearly_target").iter();
            stated.find(|target| target["programme_id"] == self.programme["id"] && target["year"] == year)
        };
        // Dwellings, by the first day on which a household of the programme lives in each.
        let mut places: BTreeMap<&str, NaiveDate> = BTreeMap::new();
        let proposed = self.households().filter(|household| self.reached(household, "proposed").is_some());
        for tenancy in proposed.flat_map(|household| self.begun("tenancy", household)) {
            let day = date(&tenancy["start_on"]).unwrap();
            let first = places.entry(tenancy["dwelling_id"].as_str().unwrap()).or_insert(day);
            *first = day.min(*first);
        }
        let starts_on = date(&self.programme["starts_on"]).unwrap();
        let years = 1..=self.programme["commitment_years"].as_i64().unwrap();
        years
            .map(|year| {
                let [from, next] =
                    [year - 1, year].map(|years| starts_on + Months::new(u32::try_from(years).unwrap() * 12));
                let within = |day: NaiveDate| from <= day && day < next;
                let reached =
                    |step| self.households().filter(|one| self.reached(one, step).is_some_and(within)).count();
                let target = |column: &str| targets(year).map(|target| target[column].clone());
                json!({
                    "year": year, "startsOn": from,
                    "householdTarget": target("households"), "householdsSupported": reached("supported"),
                    "householdsHoused": reached("housed"), "dwellingTarget": target("dwellings"),
                    "places": places.values().filter(|day| within(**day)).count(),
                })
            })
            .collect()
    }

    fn delay(&self, from: &str, to: &str) -> Value {
        let days = self.households().filter_map(|household| {
            let (from, to) = (self.reached(household, from)?, self.reached(household, to)?);
            Some((to - from).num_days()).filter(|days| *days >= 0)
        });
        let days: Vec<i64> = days.collect();
        json!({ "cases": self.shown(days.len()), "medianDays": self.median(&days), "p90Days": self.p90(&days) })
    }

    fn median(&self, days: &[i64]) -> Option<i64> {
        self.percentile(days, 0.5, 10)
    }

    fn p90(&self, days: &[i64]) -> Option<i64> {
        self.percentile(days, 0.9, 20)
    }

    /// The smallest value that so large a part of all do not exceed; to a funder the multiple of fifteen next to it, of
    /// so many values at least.
    fn percentile(&self, values: &[i64], part: f64, least: usize) -> Option<i64> {
        if self.funder && values.len() < least {
            return None;
        }
        let reach = |value: &i64| {
            let below = values.iter().filter(|other| *other <= value).count();
            f64::from(u32::try_from(below).unwrap()) >= part * f64::from(u32::try_from(values.len()).unwrap()) - 1e-9
        };
        let found = values.iter().copied().filter(reach).min()?;
        let steps = (0..=found + 15).step_by(15);
        if self.funder { steps.min_by_key(|step| (step - found).abs()) } else { Some(found) }
    }

    fn support(&self) -> Value {
        let measures: Vec<&Row> =
            self.households().flat_map(|household| self.begun("support_measure", household)).collect();
        let beyond = |measure: &&&Row| {
            let of_measure = |extension: &&Row| extension["support_measure_id"] == measure["id"];
            let extensions = || self.all.of("support_extension").iter().filter(of_measure);
            let shared = date(&measure["shared_cap_on"]);
            let first_end = extensions().filter_map(|extension| date(&extension["previous_end_on"])).min();
            let started_beyond = shared.is_some() && first_end.or(date(&measure["end_on"])) > shared;
            let extended_beyond = |extension: &Row| {
                date(&extension["decided_on"]).unwrap() <= self.until
                    && date(&extension["end_on"]) > shared.or(date(&measure["cap_on"]))
            };
            started_beyond || extensions().any(extended_beyond)
        };
        let closed: Vec<(&Row, i64)> = measures
            .iter()
            .filter_map(|measure| {
                let closed_on = date(&measure["closed_on"]).filter(|day| *day <= self.until)?;
                Some((*measure, (closed_on - date(&measure["start_on"]).unwrap()).num_days()))
            })
            .collect();
        let days: Vec<i64> = closed.iter().map(|(_, days)| *days).collect();
        let (all, beyond) = (self.shown(measures.len()), self.shown(measures.iter().filter(beyond).count()));
        let outcomes = OUTCOMES.map(|outcome| {
            let count = closed.iter().filter(|(measure, _)| measure["outcome"] == outcome).count();
            json!({ "outcome": outcome, "measures": self.shown(count) })
        });
        json!({
            "measures": all, "beyondCap": beyond, "exceptionRate": rate(&beyond, &all), "closed": self.shown(closed.len()),
            "medianDays": self.median(&days), "p90Days": self.p90(&days), "outcomes": outcomes,
        })
    }

    fn occupation(&self) -> Value {
        let proposed = self.households().filter(|household| self.reached(household, "proposed").is_some());
        let tenancies: Vec<&Row> = proposed.flat_map(|household| self.begun("tenancy", household)).collect();
        let now = |tenancy: &&&Row| date(&tenancy["end_on"]).is_none_or(|last| last >= self.until);
        let different = |column: &str, rows: Vec<&&Row>| {
            let mut values: Vec<_> = rows.into_iter().map(|row| row[column].as_str().unwrap()).collect();
            values.sort_unstable();
            values.dedup();
            self.shown(values.len())
        };
        let (places, households) = (
            different("dwelling_id", tenancies.iter().collect()),
            different("household_id", tenancies.iter().collect()),
        );
        let occupied = different("dwelling_id", tenancies.iter().filter(now).collect());
        let (dwelling_target, household_target) =
            (&self.programme["dwelling_target"], &self.programme["household_target"]);
        json!({
            "dwellingTarget": dwelling_target, "places": places, "occupied": occupied,
            "occupiedOfTarget": rate(&occupied, dwelling_target), "occupiedOfPlaces": rate(&occupied, &places),
            "householdTarget": household_target, "households": households,
            "householdsNow": different("household_id", tenancies.iter().filter(now).collect()),
            "householdsOfTarget": rate(&households, household_target),
        })
    }
}

fn rate(part: &Value, whole: &Value) -> Option<i64> {
    let whole = whole.as_i64().filter(|whole| *whole > 0)?;
    Some(part.as_i64()? * 10_000 / whole)
}

fn date(value: &Value) -> Option<NaiveDate> {
    value.as_str().map(|text| text.parse().unwrap())
}
