//! The counts of a programme, told anew when they have changed. What happens in the programme and may change one
//! makes them be counted again, whether or not the subscriber may see what it was, and so does the day; what they
//! are told is what they may know, and only if it differs from what they were told before.
//!
//! A funder, from whom counts are withheld, is counted for when the day changes and at no other time: what is recorded
//! late, of a month that is over, can move what they are told, and would tell by coming at once that it was now. Nor does
//! their cursor say how far the log has come: it is the log's beginning, which is all that they need to come back.

use std::collections::BTreeSet;
use std::time::Duration;

use async_graphql::{Context, Error, Result, SimpleObject};
use chrono::NaiveDate;
use entity::event_log::{self, Position};
use entity::model::{event, programme};
use entity::policy::disclosure::tells_every_count;
use entity::policy::{FieldClass, Relation, Viewer, may_read};
use entity::refusal::Rule;
use entity::rules::calendar;
use entity::statistics::CHANGED_BY;
use entity::types::ProgrammeId;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait};
use tokio::time::{Instant, sleep_until};

use super::follower::{Follower, Steps};
use crate::graphql::errors;
use crate::graphql::model::{ProgrammeStatistics, figures, selected};
use crate::graphql::plan::{Asker, Wanted};
use crate::graphql::scalars::DateTime;

/// The shortest time between two counts.
const PACE: Duration = Duration::from_secs(1);

/// The counts of a programme have changed.
#[derive(SimpleObject)]
pub struct StatisticsChange {
    /// The place in the log up to which they are true at least: what the subscription resumes from. For funders where
    /// the log begins.
    cursor: String,
    /// When they were counted.
    counted_at: DateTime,
    /// The counts.
    statistics: ProgrammeStatistics,
}

/// A subscriber to the counts of a programme.
pub(super) struct Counting {
    follower: Follower,
    programme_id: ProgrammeId,
    /// The fields of the figures that are selected.
    fields: BTreeSet<String>,
    /// The day for which the subscriber has the counts.
    day: Option<NaiveDate>,
    /// What they were told last.
    told: Option<ProgrammeStatistics>,
    /// When the programme may be counted again.
    not_before: Instant,
}

impl Counting {
    /// Begins at a cursor, or else now.
    pub(super) async fn begin(ctx: &Context<'_>, after: Option<String>, programme_id: ProgrammeId) -> Result<Self> {
        let resumes = after.is_some();
        let mut follower = Follower::begin(ctx, after).await?;
        let viewer = follower.viewer().await?;
        permitted(&viewer)?;
        let fields = selected(&ctx.look_ahead().field("statistics")).into_iter().map(str::to_owned).collect();
        let mut counting = Self { follower, programme_id, fields, day: None, told: None, not_before: Instant::now() };
        counting.exists().await?;
        // To whom counts are withheld, they are told in any case: that they come must not say that one changed.
        if resumes && tells_every_count(&viewer) {
            // They were counted after that event, so not before its day.
            let last = event_log::just_before(counting.follower.db(), counting.follower.place).await;
            let day = last.map_err(errors::database)?.map(|event| calendar::today(event.occurred_at));
            counting.day = day.filter(|day| *day == counting.today());
        }
        Ok(counting)
    }

    /// Whether the counts may have changed.
    async fn is_due(&mut self) -> Result<bool> {
        // What ends soon is another matter every day.
        if self.day != Some(self.today()) {
            return Ok(true);
        }
        if !self.follower.is_behind() {
            return Ok(false);
        }
        // It may be their signing out that has happened.
        let viewer = self.follower.viewer().await?;
        permitted(&viewer)?;
        if !tells_every_count(&viewer) {
            self.follower.pass();
            return Ok(false);
        }
        let changed = Condition::all()
            .add(event::Column::ProgrammeId.eq(self.programme_id.clone()))
            .add(event::Column::Kind.is_in(CHANGED_BY));
        self.follower.anything(changed).await
    }

    /// Counts what is selected, for whoever the subscriber is by now.
    async fn count(&self, viewer: &Viewer) -> Result<ProgrammeStatistics> {
        let (ids, fields) = ([self.programme_id.as_str()], self.fields.iter().map(String::as_str).collect());
        let asker = Asker { db: self.follower.db(), viewer, now: self.follower.now(), today: self.today() };
        let counted = figures(asker, Wanted { ids: &ids, fields: &fields }).await;
        counted.map_err(errors::database)?.remove(&self.programme_id).ok_or_else(not_found)
    }

    /// Where whoever was told now comes back to.
    async fn cursor(&self, viewer: &Viewer) -> Result<Position> {
        if tells_every_count(viewer) {
            return Ok(self.follower.place);
        }
        event_log::horizon(self.follower.db()).await.map_err(errors::database)
    }

    /// Fails if there is no such programme.
    async fn exists(&self) -> Result<()> {
        let found = programme::Entity::find_by_id(self.programme_id.clone()).count(self.follower.db()).await;
        if found.map_err(errors::database)? > 0 { Ok(()) } else { Err(not_found()) }
    }

    fn today(&self) -> NaiveDate {
        calendar::today(self.follower.now())
    }
}

impl Steps for Counting {
    type Item = StatisticsChange;

    async fn next(&mut self) -> Result<StatisticsChange> {
        loop {
            if self.is_due().await? {
                sleep_until(self.not_before).await;
                let viewer = self.follower.viewer().await?;
                permitted(&viewer)?;
                self.not_before = Instant::now() + PACE;
                self.day = Some(self.today());
                // The place first: what is appended meanwhile is counted again.
                self.follower.place = event_log::head(self.follower.db()).await.map_err(errors::database)?;
                let statistics = self.count(&viewer).await?;
                if self.told.as_ref() != Some(&statistics) {
                    self.told = Some(statistics.clone());
                    let (cursor, counted_at) = (self.cursor(&viewer).await?.to_string(), self.follower.now().into());
                    return Ok(StatisticsChange { cursor, counted_at, statistics });
                }
            }
            self.follower.wait().await?;
        }
    }
}

fn not_found() -> Error {
    errors::refused(Rule::NotFound.refuse("programmeId"))
}

/// The decision is that on the field `Programme.statistics`.
fn permitted(viewer: &Viewer) -> Result<()> {
    if may_read(viewer, FieldClass::Aggregate, Relation::default()) {
        Ok(())
    } else {
        Err(errors::forbidden_field("ProgrammeStatistics"))
    }
}
