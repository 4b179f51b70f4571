//! An event of the log in the schema.

use async_graphql::{Context, ID, Json, Object, Result};
use chrono::{DateTime, Utc};
use entity::event_log::Position;
use entity::model::event::Model;

use super::{CellMeeting, Household, Node, Staff, load_node};
use crate::graphql::enums::EventKind;
use crate::graphql::loaders::one;
use crate::graphql::session::RequestExt;

pub struct Event(pub Model);

/// An event: who did what, on which subject, when.
#[Object]
impl Event {
    /// Its place in the log: what `events(after:)` resumes from.
    async fn cursor(&self) -> String {
        Position::after(&self.0).to_string()
    }

    /// What happened.
    async fn kind(&self) -> EventKind {
        self.0.kind.into()
    }

    /// When.
    async fn occurred_at(&self) -> DateTime<Utc> {
        self.0.occurred_at
    }

    /// Who did it; absent when the product itself did.
    async fn actor(&self, ctx: &Context<'_>) -> Result<Option<Staff>> {
        match &self.0.actor_id {
            Some(id) => super::staff(ctx, id).await.map(Some),
            None => Ok(None),
        }
    }

    /// The identifier of its subject.
    async fn subject_id(&self) -> ID {
        ID(self.0.subject_id.clone())
    }

    /// Its subject, if the viewer sees it.
    async fn subject(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        load_node(ctx, &self.0.subject_id).await
    }

    /// The household it concerns, if the viewer sees it.
    async fn household(&self, ctx: &Context<'_>) -> Result<Option<Household>> {
        match &self.0.household_id {
            Some(id) => super::household(ctx, id).await,
            None => Ok(None),
        }
    }

    /// The meeting it concerns, if the viewer sees it.
    async fn meeting(&self, ctx: &Context<'_>) -> Result<Option<CellMeeting>> {
        match &self.0.meeting_id {
            Some(id) => Ok(one(ctx.loaders()?, id.clone()).await?.map(CellMeeting)),
            None => Ok(None),
        }
    }

    /// The changed fields, without identity or social content.
    async fn changes(&self) -> Json<&serde_json::Value> {
        Json(&self.0.changes)
    }
}
