//! What a report is made of, as the schema answers it.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

/// A programme. What the reader may not read is absent.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    pub(super) name: String,
    pub(super) call_name: String,
    pub(super) location: String,
    pub(super) starts_on: NaiveDate,
    pub(super) commitment_years: i32,
    pub(super) household_target: i64,
    pub(super) dwelling_target: i64,
    pub(super) carriers: Vec<Named>,
    pub(super) statistics: Option<Statistics>,
    pub(super) shares: Option<Vec<Share>>,
    pub(super) funding_years: Option<Vec<FundingYear>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Named {
    #[serde(default)]
    pub(super) id: String,
    pub(super) short_name: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Share {
    pub(super) funder: Named,
}

/// What a programme amounts to. A count that is withheld is absent, and so is a table that would tell one.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Statistics {
    pub(super) households_proposed: Option<i64>,
    pub(super) households_preselected: Option<i64>,
    pub(super) households_housed: Option<i64>,
    pub(super) households_exited: Option<i64>,
    pub(super) households_not_retained: Option<i64>,
    pub(super) supports_open: Option<i64>,
    pub(super) supports_ending_soon: Option<i64>,
    pub(super) tenancies_open: Option<i64>,
    pub(super) counted_until: NaiveDate,
    pub(super) steps: Steps,
    pub(super) by_modality: Option<Vec<Group>>,
    pub(super) by_public: Option<Vec<Group>>,
    pub(super) by_axis: Option<Vec<Group>>,
    pub(super) by_dwelling_type: Option<Vec<Group>>,
    pub(super) by_month: Option<Vec<MonthSteps>>,
    pub(super) delays: Delays,
    pub(super) support: Support,
    pub(super) occupation: Occupation,
    pub(super) costs: Costs,
}

/// How many households have reached each step.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct Steps {
    pub(super) proposed: Option<i64>,
    pub(super) preselected: Option<i64>,
    pub(super) diagnosed: Option<i64>,
    pub(super) allocated: Option<i64>,
    pub(super) agreed: Option<i64>,
    pub(super) housed: Option<i64>,
    pub(super) supported: Option<i64>,
    pub(super) closed: Option<i64>,
}

/// Those of the households that have a value in common.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Group {
    #[serde(alias = "modality", alias = "ground", alias = "axis", alias = "dwellingType")]
    pub(super) value: String,
    pub(super) steps: Steps,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct MonthSteps {
    pub(super) month: NaiveDate,
    pub(super) steps: Steps,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Delays {
    pub(super) to_preselection: Delay,
    pub(super) to_diagnosis: Delay,
    pub(super) to_allocation: Delay,
    pub(super) to_agreement: Delay,
    pub(super) to_housing: Delay,
    pub(super) to_support: Delay,
    pub(super) from_proposal_to_housing: Delay,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Delay {
    pub(super) cases: Option<i64>,
    pub(super) median_days: Option<i64>,
    pub(super) p90_days: Option<i64>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Support {
    pub(super) measures: Option<i64>,
    pub(super) beyond_cap: Option<i64>,
    pub(super) exception_rate: Option<i64>,
    pub(super) closed: Option<i64>,
    pub(super) median_days: Option<i64>,
    pub(super) p90_days: Option<i64>,
    pub(super) outcomes: Option<Vec<Outcome>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Outcome {
    pub(super) outcome: String,
    pub(super) measures: Option<i64>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Occupation {
    pub(super) dwelling_target: i64,
    pub(super) places: Option<i64>,
    pub(super) occupied: Option<i64>,
    pub(super) occupied_of_target: Option<i64>,
    pub(super) occupied_of_places: Option<i64>,
    pub(super) household_target: i64,
    pub(super) households: Option<i64>,
    pub(super) households_now: Option<i64>,
    pub(super) households_of_target: Option<i64>,
}

/// What was planned of all years, and what of it is due; what is withheld is absent.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Costs {
    pub(super) stated: Option<Cents>,
    pub(super) planned: Cents,
    pub(super) planned_so_far: Cents,
    pub(super) incurred: Option<Cents>,
    pub(super) by_component: Option<Vec<ComponentCost>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct ComponentCost {
    pub(super) component: String,
    pub(super) planned: Cents,
    pub(super) incurred: Cents,
}

/// A year's money; an amount that is withheld is absent.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FundingYear {
    pub(super) year: i32,
    pub(super) starts_on: NaiveDate,
    pub(super) ends_on: NaiveDate,
    pub(super) stated_per_household: Option<Cents>,
    pub(super) computed_per_household: Cents,
    pub(super) stated: Option<Cents>,
    pub(super) computed: Cents,
    pub(super) due: Option<Cents>,
    pub(super) unfunded: Option<Cents>,
    pub(super) by_month: Option<Vec<Sum>>,
    pub(super) by_component: Option<Vec<Sum>>,
    pub(super) by_funder: Vec<Payer>,
    pub(super) warnings: Vec<Warning>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Sum {
    #[serde(default)]
    pub(super) month: Option<NaiveDate>,
    #[serde(default)]
    pub(super) component: Option<String>,
    pub(super) due: Cents,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payer {
    pub(super) funder_id: String,
    pub(super) due: Option<Cents>,
    pub(super) requested: Cents,
    pub(super) granted: Cents,
    pub(super) received: Cents,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Warning {
    pub(super) message: String,
    pub(super) funder_id: Option<String>,
}

impl FundingYear {
    /// Its first and its last day.
    pub(super) fn days(&self) -> (NaiveDate, NaiveDate) {
        (self.starts_on, self.ends_on)
    }
}

/// An amount, in cents: the schema writes euros with two decimals, which no floating-point number holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cents(pub(super) i64);

impl<'de> Deserialize<'de> for Cents {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let cents = text.split_once('.').filter(|(_, cents)| cents.len() == 2).and_then(|(euros, cents)| {
            let sign = if euros.starts_with('-') { -1 } else { 1 };
            let (euros, cents) = (euros.parse::<i64>().ok()?, cents.parse::<i64>().ok()?);
            euros.checked_mul(100)?.checked_add(sign * cents)
        });
        cents.map(Self).ok_or_else(|| serde::de::Error::custom("not an amount"))
    }
}
