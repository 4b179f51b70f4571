//! What a programme amounts to in the schema: how many there are as it stands, and what has happened up to a day. What
//! of it is asked for is counted, each figure by a statement of its own.

mod figures;
mod steps;
mod years;

use std::collections::{BTreeSet, HashMap};

use async_graphql::{Result, SimpleObject};
use entity::funding::books;
use entity::policy::Viewer;
use entity::policy::disclosure::{counted_until, tells_every_count};
use entity::statistics::{
    Costs, Counts, Grouping, count, delays, occupation, steps, steps_by, steps_by_month, support, years,
};
use entity::types::ProgrammeId;
use futures::future::{BoxFuture, FutureExt};
use sea_orm::DbErr;

use self::figures::{CostFigures, Occupation, StepDelays, SupportFigures};
use self::steps::{AxisSteps, DwellingTypeSteps, ModalitySteps, MonthSteps, PublicSteps, StepCounts};
use self::years::YearFigures;
use crate::graphql::errors;
use crate::graphql::plan::{Asker, Computed, Wanted};
use crate::graphql::scalars::Date;

/// What a programme amounts to. The first eight are counts as it stands: of a household that moves on, one falls and
/// another rises. The others are what has happened up to a day (`countedUntil`), by the days that are recorded.
///
/// A funder is told none of the eight, which would tell of each household when it moves on, and of the others what
/// there was at the end of the last month, in fives: 14 and 10 are both 10, under 5 is absent. By axis, by type of
/// dwelling, by month and by year they are told nothing, and neither what has been incurred, since small counts could be worked
/// out.
#[derive(SimpleObject, serde::Serialize, Debug, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProgrammeStatistics {
    /// Households (*ménages*) that the landlord has proposed, and of which the cell has not decided yet.
    households_proposed: Option<i64>,
    /// Households that the cell has preselected, and that are not housed yet.
    households_preselected: Option<i64>,
    /// Households that the cell has not retained.
    households_not_retained: Option<i64>,
    /// Households that are housed.
    households_housed: Option<i64>,
    /// Households that are out of the programme.
    households_exited: Option<i64>,
    /// Support measures (*mesures d'accompagnement*) that are not closed.
    supports_open: Option<i64>,
    /// Of these, those that end within 90 days or are past their end.
    supports_ending_soon: Option<i64>,
    /// Tenancies that have not ended.
    tenancies_open: Option<i64>,
    /// The last day whose facts count in what follows: the present one, for funders the last of the month before.
    counted_until: Date,
    /// How many households have reached each step of their path.
    steps: Option<StepCounts>,
    /// The same of the households that have been housed in each modality (*modalité d'intermédiation*): every modality.
    by_modality: Option<Vec<ModalitySteps>>,
    /// The same of the households of each priority public (*public prioritaire*): every public.
    by_public: Option<Vec<PublicSteps>>,
    /// The same of the households that have been supported along each axis (*axe d'accompagnement*): every axis. Absent
    /// for funders.
    by_axis: Option<Vec<AxisSteps>>,
    /// The same of the households that have been housed in a dwelling of each type (*typologie*): every type. Absent
    /// for funders.
    by_dwelling_type: Option<Vec<DwellingTypeSteps>>,
    /// How many households reached each step in each month: the months in which one was reached, in their order.
    /// Absent for funders.
    by_month: Option<Vec<MonthSteps>>,
    /// What was aimed at in each year of the commitment, and what was reached in it: every year. Absent for funders.
    by_year: Option<Vec<YearFigures>>,
    /// How long it took from one step to another.
    delays: Option<StepDelays>,
    /// How many support measures, how long, how many beyond the cap, how they ended.
    support: Option<SupportFigures>,
    /// How the places are occupied.
    occupation: Option<Occupation>,
    /// What was planned against what has been incurred, of the days that are over. Whoever is told counts may know it.
    costs: Option<CostFigures>,
}

/// The counts as it stands, which one statement finds.
const AS_IT_STANDS: [&str; 8] = [
    "householdsProposed",
    "householdsPreselected",
    "householdsNotRetained",
    "householdsHoused",
    "householdsExited",
    "supportsOpen",
    "supportsEndingSoon",
    "tenanciesOpen",
];

/// The figures of the programmes with some identifiers, as far as they are wanted.
pub(super) fn statistics<'a>(asker: Asker<'a>, wanted: Wanted<'a>) -> BoxFuture<'a, Result<Computed>> {
    async move {
        let shown = figures(asker, wanted).await.map_err(errors::database)?;
        let json = |shown| vec![serde_json::to_value(shown).unwrap_or_default()];
        Ok(shown.into_iter().map(|(id, shown)| (id.to_string(), json(shown))).collect())
    }
    .boxed()
}

/// The figures of programmes as a viewer is shown them; what is not wanted is absent.
pub(crate) async fn figures(
    asker: Asker<'_>,
    wanted: Wanted<'_>,
) -> std::result::Result<HashMap<ProgrammeId, ProgrammeStatistics>, DbErr> {
    let (Asker { db, viewer, today, .. }, ids) = (asker, wanted.ids);
    let until = counted_until(viewer, today);
    let wants = |name: &str| wanted.fields.contains(name);
    let told = |name: &str| wants(name) && tells_every_count(viewer);
    let mut shown: HashMap<ProgrammeId, ProgrammeStatistics> =
        ids.iter().filter_map(|id| Some((id.parse().ok()?, ProgrammeStatistics::none(Date(until))))).collect();

    if AS_IT_STANDS.into_iter().any(told) {
        for (id, counts) in count(db, ids.iter().copied(), today).await? {
            with(&mut shown, &id, |figures| figures.stand(&counts));
        }
    }
    if wants("steps") {
        let mut found = steps(db, ids, until).await?;
        for (id, figures) in &mut shown {
            figures.steps = Some(StepCounts::shown(viewer, found.remove(id).unwrap_or_default()));
        }
    }
    for (name, grouping) in [
        ("byModality", Grouping::Modality),
        ("byPublic", Grouping::Public),
        ("byAxis", Grouping::Axis),
        ("byDwellingType", Grouping::DwellingType),
    ] {
        if wants(name) {
            let mut found = steps_by(db, grouping, ids, until).await?;
            for (id, figures) in &mut shown {
                figures.group(viewer, grouping, &found.remove(id).unwrap_or_default());
            }
        }
    }
    if told("byMonth") {
        let mut found = steps_by_month(db, ids, until).await?;
        for (id, figures) in &mut shown {
            let months = found.remove(id).unwrap_or_default();
            figures.by_month = Some(months.into_iter().map(|month| MonthSteps::shown(viewer, month)).collect());
        }
    }
    if told("byYear") {
        for (id, found) in years(db, ids, until).await? {
            let shown_years = found.into_iter().map(YearFigures::from).collect();
            with(&mut shown, &id, |figures| figures.by_year = Some(shown_years));
        }
    }
    if wants("delays") {
        let mut found = delays(db, ids, until).await?;
        for (id, figures) in &mut shown {
            figures.delays = Some(StepDelays::shown(viewer, &found.remove(id).unwrap_or_default()));
        }
    }
    if wants("support") {
        let mut found = support(db, ids, until).await?;
        for (id, figures) in &mut shown {
            figures.support = Some(SupportFigures::shown(viewer, &found.remove(id).unwrap_or_default()));
        }
    }
    if wants("occupation") {
        for (id, found) in occupation(db, ids, until).await? {
            with(&mut shown, &id, |figures| figures.occupation = Some(Occupation::shown(viewer, &found)));
        }
    }
    if wants("costs") {
        for books in books(db, ids, today).await? {
            let costs = Costs::of(&books, today);
            with(&mut shown, &books.programme.id, |figures| figures.costs = Some(CostFigures::shown(viewer, &costs)));
        }
    }
    Ok(shown)
}

fn with(
    shown: &mut HashMap<ProgrammeId, ProgrammeStatistics>,
    id: &ProgrammeId,
    change: impl FnOnce(&mut ProgrammeStatistics),
) {
    if let Some(figures) = shown.get_mut(id) {
        change(figures);
    }
}

impl ProgrammeStatistics {
    fn none(counted_until: Date) -> Self {
        Self {
            households_proposed: None,
            households_preselected: None,
            households_not_retained: None,
            households_housed: None,
            households_exited: None,
            supports_open: None,
            supports_ending_soon: None,
            tenancies_open: None,
            counted_until,
            steps: None,
            by_modality: None,
            by_public: None,
            by_axis: None,
            by_dwelling_type: None,
            by_month: None,
            by_year: None,
            delays: None,
            support: None,
            occupation: None,
            costs: None,
        }
    }

    /// Fills in the counts as it stands.
    fn stand(&mut self, counts: &Counts) {
        self.households_proposed = Some(counts.proposed);
        self.households_preselected = Some(counts.preselected);
        self.households_not_retained = Some(counts.not_retained);
        self.households_housed = Some(counts.housed);
        self.households_exited = Some(counts.exited);
        self.supports_open = Some(counts.open_supports);
        self.supports_ending_soon = Some(counts.supports_ending_soon);
        self.tenancies_open = Some(counts.open_tenancies);
    }

    /// Fills in a grouping.
    fn group(&mut self, viewer: &Viewer, grouping: Grouping, found: &HashMap<String, entity::statistics::Steps>) {
        match grouping {
            Grouping::Modality => self.by_modality = ModalitySteps::shown(viewer, found),
            Grouping::Public => self.by_public = PublicSteps::shown(viewer, found),
            Grouping::Axis => self.by_axis = AxisSteps::shown(viewer, found),
            Grouping::DwellingType => self.by_dwelling_type = DwellingTypeSteps::shown(viewer, found),
        }
    }
}

/// The fields of [`ProgrammeStatistics`] that are selected below a field of a request.
pub(crate) fn selected<'a>(field: &async_graphql::Lookahead<'a>) -> BTreeSet<&'a str> {
    let fields = field.selection_fields();
    fields.iter().flat_map(async_graphql::SelectionField::selection_set).map(|field| field.name()).collect()
}
