//! How far households have come on their path: how many have reached each step, of all and by what they have in
//! common; how many reached it in each month; how long it took from one to the next.
//!
//! A step is reached on the first day on which it is recorded to have been done, and stays reached: a household that
//! has left still counts in every step that it has been through. So the steps are no partition of the households.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ActiveEnum, ConnectionTrait, DbErr, Iterable, QueryResult};

use super::sql::{Words, nearest_rank, rows};
use crate::types::{DwellingType, PriorityGround, ProgrammeId, RentalModality, SupportAxis};

/// How many households have reached each step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Steps {
    /// The landlord has proposed it.
    pub proposed: i64,
    /// The cell has preselected it.
    pub preselected: i64,
    /// It has been diagnosed.
    pub diagnosed: i64,
    /// The allocation committee has allocated it a dwelling: at once, when the condition was lifted, or when it was its
    /// turn among those ranked.
    pub allocated: i64,
    /// Household, landlord and support organisation have signed its agreement.
    pub agreed: i64,
    /// Its first tenancy has begun.
    pub housed: i64,
    /// Its first support measure has begun.
    pub supported: i64,
    /// A support measure of it has been closed.
    pub closed: i64,
}

/// Households by what they have in common. Whoever has several counts in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// The modalities in which they have been housed.
    Modality,
    /// The priority publics to which they belong.
    Public,
    /// The axes of their support.
    Axis,
    /// The types of the dwellings in which they have been housed.
    DwellingType,
}

/// How long it took from one step to the next, in days: of the households that have reached the second, on the day of
/// the first or later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Delay {
    /// How many households.
    pub cases: i64,
    /// The median; absent without a case.
    pub median_days: Option<i64>,
    /// The 90th percentile; absent without a case.
    pub p90_days: Option<i64>,
}

/// The delays that are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Delays {
    /// From the proposal to the preselection.
    pub to_preselection: Delay,
    /// From the preselection to the diagnosis.
    pub to_diagnosis: Delay,
    /// From the diagnosis to the allocation.
    pub to_allocation: Delay,
    /// From the allocation to the agreement.
    pub to_agreement: Delay,
    /// From the allocation to the first tenancy.
    pub to_housing: Delay,
    /// From the agreement to the first support measure.
    pub to_support: Delay,
    /// From the proposal to the first tenancy: the whole wait.
    pub from_proposal_to_housing: Delay,
}

/// The steps by name, and the column that holds the day on which each is reached.
const STEPS: [(&str, &str); 8] = [
    ("proposed", "proposed_on"),
    ("preselected", "preselected_on"),
    ("diagnosed", "diagnosed_on"),
    ("allocated", "allocated_on"),
    ("agreed", "agreed_on"),
    ("housed", "housed_on"),
    ("supported", "supported_on"),
    ("closed", "closed_on"),
];

/// The delays by name, from which step to which.
const DELAYS: [(&str, &str, &str); 7] = [
    ("to_preselection", "proposed_on", "preselected_on"),
    ("to_diagnosis", "preselected_on", "diagnosed_on"),
    ("to_allocation", "diagnosed_on", "allocated_on"),
    ("to_agreement", "allocated_on", "agreed_on"),
    ("to_housing", "allocated_on", "housed_on"),
    ("to_support", "agreed_on", "supported_on"),
    ("from_proposal_to_housing", "proposed_on", "housed_on"),
];

/// How many households have reached each step, by programme.
///
/// # Errors
/// The database's.
pub async fn steps(
    db: &impl ConnectionTrait,
    programme_ids: &[&str],
    until: NaiveDate,
) -> Result<HashMap<ProgrammeId, Steps>, DbErr> {
    let counts = counts(|day| format!("{day} <= $1"));
    let text = format!("{} SELECT programme_id, {counts} FROM path GROUP BY programme_id", path(Words::of(db)));
    let rows = rows(db, &text, programme_ids, until).await?;
    rows.iter().map(|row| Ok((row.try_get("", "programme_id")?, Steps::read(row)?))).collect()
}

/// The same by the values of a grouping that occur, by their names.
///
/// # Errors
/// The database's.
pub async fn steps_by(
    db: &impl ConnectionTrait,
    grouping: Grouping,
    programme_ids: &[&str],
    until: NaiveDate,
) -> Result<HashMap<ProgrammeId, HashMap<String, Steps>>, DbErr> {
    let (counts, members) = (counts(|day| format!("{day} <= $1")), grouping.members());
    let text = format!(
        "{} SELECT programme_id, name, {counts} FROM path \
         JOIN ({members}) members ON members.household_id = path.household_id GROUP BY programme_id, name",
        path(Words::of(db))
    );
    let mut found: HashMap<ProgrammeId, HashMap<String, Steps>> = HashMap::new();
    for row in rows(db, &text, programme_ids, until).await? {
        let steps = Steps::read(&row)?;
        found.entry(row.try_get("", "programme_id")?).or_default().insert(row.try_get("", "name")?, steps);
    }
    Ok(found)
}

/// How many households reached each step in each month in which one was, by the month's first day.
///
/// # Errors
/// The database's.
pub async fn steps_by_month(
    db: &impl ConnectionTrait,
    programme_ids: &[&str],
    until: NaiveDate,
) -> Result<HashMap<ProgrammeId, Vec<(NaiveDate, Steps)>>, DbErr> {
    let words = Words::of(db);
    let reached = STEPS.map(|(name, day)| {
        let month = words.month(day);
        format!("SELECT programme_id, {month} AS month, '{name}' AS step FROM path WHERE {day} <= $1")
    });
    let counts = STEPS.map(|(name, _)| format!("count(*) FILTER (WHERE step = '{name}') AS {name}")).join(", ");
    let text = format!(
        "{} SELECT programme_id, month, {counts} FROM ({}) reached GROUP BY programme_id, month ORDER BY month",
        path(words),
        reached.join(" UNION ALL ")
    );
    let mut found: HashMap<ProgrammeId, Vec<(NaiveDate, Steps)>> = HashMap::new();
    for row in rows(db, &text, programme_ids, until).await? {
        found
            .entry(row.try_get("", "programme_id")?)
            .or_default()
            .push((row.try_get("", "month")?, Steps::read(&row)?));
    }
    Ok(found)
}

/// How long it took from one step to the next.
///
/// # Errors
/// The database's.
pub async fn delays(
    db: &impl ConnectionTrait,
    programme_ids: &[&str],
    until: NaiveDate,
) -> Result<HashMap<ProgrammeId, Delays>, DbErr> {
    let words = Words::of(db);
    let waits = DELAYS.map(|(name, from, to)| {
        let days = words.days(from, to);
        format!("SELECT programme_id, '{name}' AS name, {days} AS days FROM path WHERE {to} <= $1 AND {to} >= {from}")
    });
    let (median, p90) = (nearest_rank(50, "cases"), nearest_rank(90, "cases"));
    let text = format!(
        "{}, ranked AS (\
            SELECT programme_id, name, days, \
                row_number() OVER (PARTITION BY programme_id, name ORDER BY days) AS place, \
                count(*) OVER (PARTITION BY programme_id, name) AS cases \
            FROM ({}) waits) \
         SELECT programme_id, name, max(cases) AS cases, \
            max(days) FILTER (WHERE place = {median}) AS median_days, \
            max(days) FILTER (WHERE place = {p90}) AS p90_days \
         FROM ranked GROUP BY programme_id, name",
        path(words),
        waits.join(" UNION ALL ")
    );
    let mut found: HashMap<ProgrammeId, Delays> = HashMap::new();
    for row in rows(db, &text, programme_ids, until).await? {
        let delay = Delay {
            cases: row.try_get("", "cases")?,
            median_days: row.try_get("", "median_days")?,
            p90_days: row.try_get("", "p90_days")?,
        };
        let delays = found.entry(row.try_get("", "programme_id")?).or_default();
        let name: String = row.try_get("", "name")?;
        if let Some(place) = delays.by_name(&name) {
            *place = delay;
        }
    }
    Ok(found)
}

impl Grouping {
    /// The names of all its values, in their order.
    pub fn names(self) -> Vec<String> {
        match self {
            Self::Modality => RentalModality::iter().map(|value| value.to_value()).collect(),
            Self::Public => PriorityGround::ALL.iter().map(|value| value.name().to_owned()).collect(),
            Self::Axis => SupportAxis::iter().map(|value| value.to_value()).collect(),
            Self::DwellingType => DwellingType::iter().map(|value| value.to_value()).collect(),
        }
    }

    /// Which households belong to which of its values, once each.
    fn members(self) -> &'static str {
        match self {
            Self::Modality => "SELECT DISTINCT household_id, modality AS name FROM tenancy WHERE start_on <= $1",
            Self::Public => {
                "SELECT id AS household_id, 'DALO' AS name FROM household WHERE dalo \
                 UNION ALL SELECT id, 'COLLECTIVE_AGREEMENT' FROM household WHERE collective_agreement \
                 UNION ALL SELECT id, 'PDALPD' FROM household WHERE pdalpd"
            }
            Self::Axis => {
                "SELECT DISTINCT m.household_id, a.axis AS name FROM support_measure m \
                 JOIN support_axis a ON a.support_measure_id = m.id WHERE m.start_on <= $1"
            }
            Self::DwellingType => {
                "SELECT DISTINCT t.household_id, d.dwelling_type AS name FROM tenancy t \
                 JOIN dwelling d ON d.id = t.dwelling_id WHERE t.start_on <= $1"
            }
        }
    }
}

impl Steps {
    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            proposed: row.try_get("", "proposed")?,
            preselected: row.try_get("", "preselected")?,
            diagnosed: row.try_get("", "diagnosed")?,
            allocated: row.try_get("", "allocated")?,
            agreed: row.try_get("", "agreed")?,
            housed: row.try_get("", "housed")?,
            supported: row.try_get("", "supported")?,
            closed: row.try_get("", "closed")?,
        })
    }
}

impl Delays {
    fn by_name(&mut self, name: &str) -> Option<&mut Delay> {
        Some(match name {
            "to_preselection" => &mut self.to_preselection,
            "to_diagnosis" => &mut self.to_diagnosis,
            "to_allocation" => &mut self.to_allocation,
            "to_agreement" => &mut self.to_agreement,
            "to_housing" => &mut self.to_housing,
            "to_support" => &mut self.to_support,
            "from_proposal_to_housing" => &mut self.from_proposal_to_housing,
            _ => return None,
        })
    }
}

fn counts(reached: impl Fn(&str) -> String) -> String {
    STEPS.map(|(name, day)| format!("count(*) FILTER (WHERE {}) AS {name}", reached(day))).join(", ")
}

/// The households of the programmes that have been proposed, each with the first day of every step.
pub(super) fn path(words: Words) -> String {
    let decided_on = words.local_day("i.decided_at");
    format!(
        "WITH path AS (\
            SELECT h.id AS household_id, h.programme_id, h.registered_on AS proposed_on, \
                (SELECT min({decided_on}) FROM agenda_item i WHERE i.household_id = h.id \
                    AND i.kind = 'PRESELECTION' AND i.decision = 'PRESELECTED') AS preselected_on, \
                (SELECT min(d.done_on) FROM social_diagnosis d WHERE d.household_id = h.id) AS diagnosed_on, \
                (SELECT min(CASE a.outcome WHEN 'ALLOCATED' THEN a.decided_on \
                        WHEN 'CONDITIONAL' THEN a.condition_lifted_on WHEN 'RANKED' THEN a.offered_on END) \
                    FROM allocation_decision a WHERE a.household_id = h.id) AS allocated_on, \
                (SELECT min(g.signed_on) FROM tripartite_agreement g WHERE g.household_id = h.id) AS agreed_on, \
                (SELECT min(t.start_on) FROM tenancy t WHERE t.household_id = h.id) AS housed_on, \
                (SELECT min(m.start_on) FROM support_measure m WHERE m.household_id = h.id) AS supported_on, \
                (SELECT min(m.closed_on) FROM support_measure m WHERE m.household_id = h.id) AS closed_on \
            FROM household h WHERE h.programme_id IN ({{ids}}) AND h.registered_on <= $1)"
    )
}
