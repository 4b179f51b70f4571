//! The counts of a programme in the schema.

use async_graphql::{Result, SimpleObject};
use entity::policy::{Viewer, shown_count, shown_part};
use entity::statistics::{Counts, count};
use futures::future::{BoxFuture, FutureExt};

use crate::graphql::errors;
use crate::graphql::plan::{Asker, Computed};

/// How many there are in a programme, as it stands. A count under 5 is absent for funders, and so is one that would tell it
/// by a subtraction.
#[derive(SimpleObject, serde::Serialize, Debug, Clone, PartialEq, Eq)]
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
}

impl ProgrammeStatistics {
    /// The counts as a viewer is shown them.
    pub(crate) fn shown(counts: &Counts, viewer: &Viewer) -> Self {
        let shown = |count| shown_count(viewer, count);
        Self {
            households_proposed: shown(counts.proposed),
            households_preselected: shown(counts.preselected),
            households_not_retained: shown(counts.not_retained),
            households_housed: shown(counts.housed),
            households_exited: shown(counts.exited),
            supports_open: shown(counts.open_supports),
            supports_ending_soon: shown_part(viewer, counts.supports_ending_soon, counts.open_supports),
            // Most of them are those of the households that are housed.
            tenancies_open: shown_part(viewer, counts.open_tenancies, counts.housed),
        }
    }
}

/// The counts of the programmes with some identifiers.
pub(super) fn statistics<'a>(asker: Asker<'a>, ids: &'a [&'a str]) -> BoxFuture<'a, Result<Computed>> {
    async move {
        let counted = count(asker.db, ids.iter().copied(), asker.today).await.map_err(errors::database)?;
        let shown = counted.values().map(|counts| {
            let shown = ProgrammeStatistics::shown(counts, asker.viewer);
            (counts.programme_id.to_string(), vec![serde_json::to_value(shown).unwrap_or_default()])
        });
        Ok(shown.collect())
    }
    .boxed()
}
