//! Live changes: the event log as a stream.

use async_graphql::{Context, Error, Result, Subscription as GraphQLSubscription};
use entity::event_log::{self, Position};
use entity::model::event;
use entity::operations::session::authenticate;
use entity::policy::scope;
use futures::Stream;
use futures::stream::{self, StreamExt};
use sea_orm::{ColumnTrait, Condition};
use tokio::sync::watch;

use super::errors;
use super::model::{Event, EventFilter};
use super::plan::{Filter, Planned};
use super::session::{RequestExt, Session};
use crate::app::App;

/// How many events are read at a time.
const BATCH: u64 = 200;

pub struct Subscription;

/// What can be subscribed to.
#[GraphQLSubscription]
impl Subscription {
    /// The events that the viewer may see, from now on, or from after a cursor on: an `Event.cursor` that
    /// the client kept. Each comes exactly once and in one order. The stream ends when the token does.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cursor of the last event that the client has.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<EventFilter>,
    ) -> Result<impl Stream<Item = Result<Planned<Event>>> + use<>> {
        let session = ctx.session()?.clone();
        let app = ctx.app().clone();
        let mut heads = app.feed.subscribe();
        let place = match after {
            Some(cursor) => cursor.parse().map_err(|_| errors::bad_cursor())?,
            None => event_log::head(&app.db).await.map_err(errors::database)?,
        };
        if place > event_log::head(&app.db).await.map_err(errors::database)? {
            return Err(errors::bad_cursor());
        }
        heads.mark_changed();
        let wanted = filter.unwrap_or_default().condition()?;
        let reader = Reader { app, session, heads, place, wanted };
        Ok(stream::unfold(Some(reader), Reader::next).flat_map(stream::iter))
    }
}

/// A subscriber's place in the log.
struct Reader {
    app: App,
    session: Session,
    heads: watch::Receiver<Position>,
    place: Position,
    /// Which events the client wants of those that it may see.
    wanted: Condition,
}

impl Reader {
    /// The next events, at least one, or the error that ends the stream.
    async fn next(reader: Option<Self>) -> Option<(Vec<Result<Planned<Event>>>, Option<Self>)> {
        let mut reader = reader?;
        match reader.read().await {
            Ok(events) if events.is_empty() => None,
            Ok(events) => Some((events.iter().map(|row| Ok(planned(row))).collect(), Some(reader))),
            Err(error) => Some((vec![Err(error)], None)),
        }
    }

    /// Waits until there is something to see. Empty only when the server stops.
    async fn read(&mut self) -> Result<Vec<event::Model>, Error> {
        loop {
            let head = *self.heads.borrow_and_update();
            if self.place < head {
                let visible = self.visible().await?;
                let events = event_log::between(&self.app.db, self.place, head, visible, BATCH)
                    .await
                    .map_err(errors::database)?;
                // A full batch may not be all; otherwise whatever lies below the head has been seen.
                let full = u64::try_from(events.len()).is_ok_and(|count| count == BATCH);
                self.place = events.last().filter(|_| full).map_or(head, Position::after);
                if !events.is_empty() {
                    return Ok(events);
                }
            }
            if self.heads.changed().await.is_err() {
                return Ok(Vec::new());
            }
        }
    }

    /// The viewer's scope, asked for anew: the token may have ended, the role may have changed.
    async fn visible(&self) -> Result<Condition, Error> {
        let admitted =
            authenticate(&self.app.db, self.app.clock.now(), &self.session.token).await.map_err(errors::database)?;
        let (viewer, _) = admitted.ok_or_else(errors::unauthenticated)?;
        Ok(Condition::all().add(scope::events(&viewer)).add(self.wanted.clone()))
    }
}

fn planned(row: &event::Model) -> Planned<Event> {
    Planned::found(Condition::all().add(event::Column::Tx.eq(row.tx)).add(event::Column::Seq.eq(row.seq)))
}
