//! The minutes of a meeting in the schema.

use async_graphql::{Result, SimpleObject};
use entity::minutes::Minutes;
use futures::TryFutureExt;
use futures::future::{BoxFuture, FutureExt};
use sea_orm::DbErr;

use crate::graphql::errors;
use crate::graphql::plan::{Asker, Computed, Wanted};
use crate::graphql::scalars::DateTime;
use crate::minutes::text;

/// The minutes of a meeting (*compte rendu*), written from what was recorded of it, as the viewer may read it:
/// households by their reference, and by their name for who may read their identity. The same is served as a file at
/// `/meetings/{id}/minutes.txt` and `/meetings/{id}/minutes.pdf`, to the same bearer token.
#[derive(SimpleObject, serde::Serialize)]
#[serde(tag = "__typename", rename_all = "camelCase")]
pub(crate) struct MeetingMinutes {
    /// How often they were approved or corrected: 1 once approved, one more for each correction. Absent of a draft.
    edition: Option<i32>,
    /// When they were approved; absent of a draft.
    approved_at: Option<DateTime>,
    /// Their text, in French.
    text: String,
}

/// The minutes of the meetings with some identifiers.
pub(super) fn minutes<'a>(asker: Asker<'a>, Wanted { ids, .. }: Wanted<'a>) -> BoxFuture<'a, Result<Computed>> {
    let written = async move {
        let found = entity::minutes::minutes(asker.db, asker.viewer, ids, asker.now).await?;
        let all = found.iter().map(|minutes| {
            let shown = serde_json::to_value(shown(minutes)).unwrap_or_default();
            (minutes.meeting.id.to_string(), vec![shown])
        });
        Ok(all.collect())
    };
    written.map_err(|error: DbErr| errors::database(error)).boxed()
}

fn shown(minutes: &Minutes) -> MeetingMinutes {
    MeetingMinutes {
        edition: minutes.editions.last().map(|last| last.edition),
        approved_at: minutes.editions.first().map(|first| DateTime(first.recorded_at)),
        text: text(minutes),
    }
}
