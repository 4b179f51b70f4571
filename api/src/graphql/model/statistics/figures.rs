//! How long it took, how support goes, how places are occupied and what it costs, in the schema.

use async_graphql::SimpleObject;
use entity::policy::Viewer;
use entity::policy::disclosure::{shown_due, shown_in_fives, shown_median, shown_p90, shown_parts, shown_rate};
use entity::statistics;

use crate::graphql::enums::{RateComponent, SupportOutcome};
use crate::graphql::scalars::Money;

/// How long it took from one step to another, of the households that have reached both, the second on the day of the
/// first or later.
#[derive(SimpleObject, serde::Serialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct StepDelays {
    /// From the proposal to the preselection.
    to_preselection: Delay,
    /// From the preselection to the diagnosis.
    to_diagnosis: Delay,
    /// From the diagnosis to the allocation.
    to_allocation: Delay,
    /// From the allocation to the last signature of the agreement.
    to_agreement: Delay,
    /// From the allocation to the first tenancy.
    to_housing: Delay,
    /// From the last signature of the agreement to the first support measure.
    to_support: Delay,
    /// From the proposal to the first tenancy: the whole wait.
    from_proposal_to_housing: Delay,
}

impl StepDelays {
    pub(super) fn shown(viewer: &Viewer, delays: &statistics::Delays) -> Self {
        let shown = |delay| Delay::shown(viewer, delay);
        Self {
            to_preselection: shown(delays.to_preselection),
            to_diagnosis: shown(delays.to_diagnosis),
            to_allocation: shown(delays.to_allocation),
            to_agreement: shown(delays.to_agreement),
            to_housing: shown(delays.to_housing),
            to_support: shown(delays.to_support),
            from_proposal_to_housing: shown(delays.from_proposal_to_housing),
        }
    }
}

/// A delay. A percentile is the nearest rank: the smallest number of days that so many per cent of the cases do not
/// exceed, and so one that occurred.
#[derive(SimpleObject, serde::Serialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct Delay {
    /// How many households. For funders in fives, under 5 absent.
    cases: Option<i64>,
    /// The median, in days; absent without a case. For funders to the nearest half-month (a multiple of 15), and absent
    /// of fewer than 10.
    median_days: Option<i64>,
    /// The 90th percentile, in days; absent without a case. For funders to the nearest half-month, and absent of fewer
    /// than 20.
    p90_days: Option<i64>,
}

impl Delay {
    fn shown(viewer: &Viewer, delay: statistics::Delay) -> Self {
        Self {
            cases: shown_in_fives(viewer, delay.cases),
            median_days: shown_median(viewer, delay.cases, delay.median_days),
            p90_days: shown_p90(viewer, delay.cases, delay.p90_days),
        }
    }
}

/// The support measures (*mesures d'accompagnement*) of a programme. A household may have had several. For funders in
/// fives, under 5 absent.
#[derive(SimpleObject, serde::Serialize, Debug, Clone, PartialEq, Eq)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct SupportFigures {
    /// Measures that have begun.
    measures: Option<i64>,
    /// Of these, those that an extension (*prolongation*) has taken beyond the cap of twelve months.
    beyond_cap: Option<i64>,
    /// The exception rate of the 12-month rule: `beyondCap` of `measures`, in hundredths of a per cent, rounded down.
    /// Absent without a measure, or where one of the two is.
    exception_rate: Option<i64>,
    /// Of the measures that have begun, those that have been closed.
    closed: Option<i64>,
    /// How long those lasted that have been closed, in days, the day of the closing not among them: the median, as of
    /// delays; absent without one. For funders to the nearest half-month, and absent of fewer than 10.
    median_days: Option<i64>,
    /// The 90th percentile of the same; for funders to the nearest half-month, and absent of fewer than 20.
    p90_days: Option<i64>,
    /// How those ended that have been closed: every outcome. They add up to `closed`, except as told to funders.
    outcomes: Option<Vec<OutcomeCount>>,
}

impl SupportFigures {
    pub(super) fn shown(viewer: &Viewer, support: &statistics::Support) -> Self {
        let shown = |count| shown_in_fives(viewer, count);
        let (measures, beyond_cap) = (shown(support.measures), shown(support.beyond_cap));
        Self {
            measures,
            beyond_cap,
            exception_rate: shown_rate(beyond_cap, measures),
            closed: shown(support.closed),
            median_days: shown_median(viewer, support.closed, support.median_days),
            p90_days: shown_p90(viewer, support.closed, support.p90_days),
            outcomes: shown_parts(viewer, support.outcomes.clone(), |(outcome, count)| OutcomeCount {
                outcome: outcome.into(),
                measures: shown(count),
            }),
        }
    }
}

/// How many support measures ended in one way.
#[derive(SimpleObject, serde::Serialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct OutcomeCount {
    /// The way.
    outcome: SupportOutcome,
    /// How many measures.
    measures: Option<i64>,
}

/// How the places of a programme are occupied. Places and households are two counts: a dwelling can serve several
/// households one after the other. For funders in fives, under 5 absent; the targets are the form's.
#[derive(SimpleObject, serde::Serialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct Occupation {
    /// Dwellings to be mobilised, as the form states them.
    dwelling_target: i64,
    /// Dwellings in which a household of the programme lives or has lived: the places that there are.
    places: Option<i64>,
    /// Of these, those in which one lives. Of a tenancy the last day counts.
    occupied: Option<i64>,
    /// `occupied` of `dwellingTarget`, in hundredths of a per cent, rounded down.
    occupied_of_target: Option<i64>,
    /// `occupied` of `places`, in hundredths of a per cent, rounded down.
    occupied_of_places: Option<i64>,
    /// Households to be housed and supported, as the form states them.
    household_target: i64,
    /// Households that have been housed.
    households: Option<i64>,
    /// Of these, those that are. Of a tenancy the last day counts.
    households_now: Option<i64>,
    /// `households` of `householdTarget`, in hundredths of a per cent, rounded down.
    households_of_target: Option<i64>,
}

impl Occupation {
    pub(super) fn shown(viewer: &Viewer, found: &statistics::Occupation) -> Self {
        let shown = |count| shown_in_fives(viewer, count);
        let (places, occupied, households) = (shown(found.places), shown(found.occupied), shown(found.households));
        Self {
            dwelling_target: found.dwelling_target,
            places,
            occupied,
            occupied_of_target: shown_rate(occupied, Some(found.dwelling_target)),
            occupied_of_places: shown_rate(occupied, places),
            household_target: found.household_target,
            households,
            households_now: shown(found.households_now),
            households_of_target: shown_rate(households, Some(found.household_target)),
        }
    }
}

/// What a programme was to cost against what it has cost, over all its years. Planned are the targets at the rates:
/// each household diagnosed once and supported for the twelve months that the form allows, each dwelling managed for
/// as long, the same part of them in each year. `Programme.fundingYears` has the years one by one.
#[derive(SimpleObject, serde::Serialize, Debug, Clone, PartialEq, Eq)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct CostFigures {
    /// What the form states, by its overall cost; absent unless it states one for each year.
    stated: Option<Money>,
    /// What follows from the rates of the components.
    planned: Money,
    /// Of this, what falls to the days that are over.
    planned_so_far: Money,
    /// What is due of the days that are over, by the ledger. Absent for funders.
    incurred: Option<Money>,
    /// Planned and incurred, by component. Absent for funders.
    by_component: Option<Vec<ComponentCost>>,
}

impl CostFigures {
    pub(super) fn shown(viewer: &Viewer, costs: &statistics::Costs) -> Self {
        let by_component = costs.by_component.iter().map(|cost| ComponentCost {
            component: cost.component.into(),
            planned: Money(cost.planned),
            incurred: Money(cost.incurred),
        });
        Self {
            stated: costs.stated.map(Money),
            planned: Money(costs.planned),
            planned_so_far: Money(costs.planned_so_far),
            incurred: shown_due(viewer, Money(costs.incurred)),
            by_component: shown_due(viewer, by_component.collect()),
        }
    }
}

/// What a component was to cost against what it has cost, over all years.
#[derive(SimpleObject, serde::Serialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct ComponentCost {
    /// The component.
    component: RateComponent,
    /// What follows from its rates.
    planned: Money,
    /// What is due of the days that are over.
    incurred: Money,
}
