//! What an operation told the event log: one event and no more, or one for each thing that it changed.

use std::time::{Duration, Instant};

use entity::event_log::{self, Position};
use entity::model::event;
use entity::types::EventKind;
use sea_orm::{EntityTrait, QueryOrder};

use crate::world::{CONFIDENTIAL, World};

/// How far the log went before an operation.
pub struct Log<'a> {
    world: &'a World,
    before: usize,
}

impl World {
    /// Every event, in the log's order, the ones that readers may not be given yet included.
    pub async fn events(&self) -> Vec<event::Model> {
        let ordered = event::Entity::find().order_by_asc(event::Column::Tx).order_by_asc(event::Column::Seq);
        ordered.all(&self.db).await.unwrap()
    }

    /// Every event of a kind, in the log's order.
    pub async fn events_of(&self, kind: EventKind) -> Vec<event::Model> {
        self.events().await.into_iter().filter(|event| event.kind == kind).collect()
    }

    /// The head of the log, once it has reached the last event. A transaction of another database of the same
    /// server can hold it back for a moment.
    pub async fn settled(&self) -> Position {
        let last = self.events().await.last().map(Position::after).unwrap_or_default();
        let begun = Instant::now();
        loop {
            let head = event_log::head(&self.db).await.unwrap();
            if head >= last {
                return head;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "the head stays at {head}, below {last}");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Remembers how far the log goes.
    pub async fn log(&self) -> Log<'_> {
        Log { world: self, before: self.events().await.len() }
    }
}

impl Log<'_> {
    /// The event that was appended since, by a single operation, checked as every event is: it happened
    /// now, and tells nothing confidential.
    pub async fn only_event(self) -> event::Model {
        let [event] = self.events().await;
        event
    }

    /// The events that were appended since, in the log's order, checked likewise: so many and no more.
    pub async fn events<const N: usize>(self) -> [event::Model; N] {
        let events = self.world.events().await.split_off(self.before);
        for event in &events {
            assert_eq!(event.occurred_at, self.world.clock.now());
            assert!(!event.changes.to_string().contains(CONFIDENTIAL), "an event tells a secret: {}", event.changes);
        }
        events.try_into().unwrap_or_else(|events| panic!("{N} events were to be appended: {events:#?}"))
    }

    /// Fails if anything was appended since.
    pub async fn nothing(self) {
        let events = self.world.events().await.split_off(self.before);
        assert!(events.is_empty(), "nothing was to be appended: {events:#?}");
    }
}
