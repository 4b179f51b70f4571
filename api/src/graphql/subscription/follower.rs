//! A subscriber's place in the event log, and how they go on from it: each event once, in one order, as
//! whoever they are by then. The place is a cursor, good in every process for as long as the log reaches back
//! to it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use async_graphql::{Context, Result};
use chrono::{DateTime, Utc};
use entity::event_log::{self, Position};
use entity::operations::session::authenticate;
use entity::policy::Viewer;
use futures::Stream;
use futures::stream;
use sea_orm::{Condition, DatabaseConnection};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::app::App;
use crate::graphql::errors;
use crate::graphql::session::RequestExt;

/// How many events are read at a time.
const BATCH: u64 = 200;
/// How long what was read is told without asking again whether the subscriber may still know.
const FRESH: Duration = Duration::from_millis(500);
/// How often somebody who waits is looked at: their token ends even when nothing happens.
const TICK: Duration = Duration::from_secs(1);

/// A subscriber's place in the event log.
pub(super) struct Follower {
    app: App,
    token: String,
    /// When the token ends, if nobody revokes it before.
    ends_at: DateTime<Utc>,
    heads: watch::Receiver<Position>,
    /// Up to here they were told whatever they want to know.
    pub(super) place: Position,
}

impl Follower {
    /// Begins at a cursor, or else where the log ends.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, `BAD_CURSOR`, and `CURSOR_EXPIRED` when the log does not reach back to the cursor, or
    /// ends before it: then it is another log's, such as that of a database which was restored from a backup.
    pub(super) async fn begin(ctx: &Context<'_>, after: Option<String>) -> Result<Self> {
        let token = ctx.session()?.token.clone();
        let app = ctx.app().clone();
        let heads = app.feed.subscribe();
        let after = after.map(|cursor| cursor.parse()).transpose().map_err(|_| errors::bad_cursor())?;
        let head = event_log::head(&app.db).await.map_err(errors::database)?;
        let place = after.unwrap_or(head);
        let mut follower = Self { ends_at: app.clock.now(), app, token, heads, place };
        follower.viewer().await?;
        let horizon = event_log::horizon(follower.db()).await.map_err(errors::database)?;
        if horizon <= place && place <= head { Ok(follower) } else { Err(errors::cursor_expired()) }
    }

    /// The database.
    pub(super) fn db(&self) -> &DatabaseConnection {
        &self.app.db
    }

    /// The present instant.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    /// Who the subscriber is now: the token may have ended, the role may have changed.
    pub(super) async fn viewer(&mut self) -> Result<Viewer> {
        let admitted = authenticate(self.db(), self.now(), &self.token).await.map_err(errors::database)?;
        let (viewer, ends_at) = admitted.ok_or_else(errors::unauthenticated)?;
        self.ends_at = ends_at;
        Ok(viewer)
    }

    /// Whether anything at all has happened since.
    pub(super) fn is_behind(&self) -> bool {
        self.place < *self.heads.borrow()
    }

    /// Goes on to the head, whatever happened.
    pub(super) fn pass(&mut self) {
        self.place = self.place.max(*self.heads.borrow_and_update());
    }

    /// Whether anything that fulfils a condition has happened since; if not, goes on to the head.
    ///
    /// # Errors
    /// `CURSOR_EXPIRED` when events after the place were trimmed meanwhile.
    pub(super) async fn anything(&mut self, condition: Condition) -> Result<bool> {
        let head = *self.heads.borrow_and_update();
        if self.place >= head {
            return Ok(false);
        }
        let found = self.events(head, condition, 1).await?;
        if found.is_empty() {
            self.place = head;
        }
        Ok(!found.is_empty())
    }

    /// Waits until the head of the log has moved, or for a moment.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` when the token is over.
    pub(super) async fn wait(&mut self) -> Result<()> {
        // This process's feed lives as long as `app`, so that the head can always move.
        let _ = timeout(TICK, self.heads.changed()).await;
        if self.now() < self.ends_at { Ok(()) } else { Err(errors::unauthenticated()) }
    }

    /// The events from the place to the head that fulfil a condition.
    async fn events(&self, head: Position, condition: Condition, limit: u64) -> Result<Vec<Position>> {
        let found = event_log::read(self.db(), self.place, head, condition, limit).await.map_err(errors::database)?;
        found.ok_or_else(errors::cursor_expired)
    }
}

/// Something that goes on until it fails.
pub(super) trait Steps: Send {
    /// What each step gives.
    type Item: Send;

    /// The next step.
    fn next(&mut self) -> impl Future<Output = Result<Self::Item>> + Send;
}

/// One step after the other; the error is the last.
pub(super) fn until_error<S: Steps>(steps: S) -> impl Stream<Item = Result<S::Item>> {
    stream::unfold(Some(steps), |going| async move {
        let mut steps = going?;
        let item = steps.next().await;
        let going = item.is_ok().then_some(steps);
        Some((item, going))
    })
}

/// The events that `visible` lets a viewer see, each with the viewer that it is told.
pub(super) struct Following<V> {
    follower: Follower,
    visible: V,
    read: Option<Read>,
}

/// Events that were read, and are not told yet.
struct Read {
    events: VecDeque<Position>,
    /// Up to here the log was read.
    until: Position,
    viewer: Viewer,
    at: Instant,
}

impl<V: Fn(&Viewer) -> Condition + Send> Following<V> {
    /// From the follower's place on.
    pub(super) fn new(follower: Follower, visible: V) -> Self {
        Self { follower, visible, read: None }
    }

    /// The next of what was read just now.
    fn take(&mut self) -> Option<(Position, Viewer)> {
        let read = self.read.as_mut().filter(|read| read.at.elapsed() < FRESH)?;
        let event = read.events.pop_front()?;
        self.follower.place = if read.events.is_empty() { read.until } else { event };
        Some((event, read.viewer.clone()))
    }

    /// Reads on from the place, if there is more.
    async fn read(&mut self) -> Result<()> {
        let follower = &mut self.follower;
        let head = *follower.heads.borrow_and_update();
        if follower.place >= head {
            return follower.wait().await;
        }
        let at = Instant::now();
        let viewer = follower.viewer().await?;
        let visible = (self.visible)(&viewer);
        let events = follower.events(head, visible, BATCH).await?;
        // A full batch may not be all; otherwise whatever lies below the head has been seen.
        let full = u64::try_from(events.len()).is_ok_and(|count| count == BATCH);
        let until = events.last().filter(|_| full).map_or(head, |last| *last);
        if events.is_empty() {
            follower.place = until;
        }
        self.read = Some(Read { events: events.into(), until, viewer, at });
        Ok(())
    }
}

impl<V: Fn(&Viewer) -> Condition + Send> Steps for Following<V> {
    type Item = (Position, Viewer);

    async fn next(&mut self) -> Result<Self::Item> {
        loop {
            if let Some(told) = self.take() {
                return Ok(told);
            }
            self.read().await?;
        }
    }
}
