//! An agenda item in the schema.

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use entity::model::agenda_item::Model;

use super::{CellMeeting, Household};
use crate::graphql::enums::{AgendaDecision, AgendaItemKind};
use crate::graphql::ids::global;
use crate::graphql::loaders::one;
use crate::graphql::session::RequestExt;

pub struct AgendaItem(pub Model);

/// A household on the agenda of a meeting, and what the cell decided. Read by who sits in the meeting.
#[Object]
impl AgendaItem {
    /// Its identifier.
    pub async fn id(&self) -> ID {
        global(&self.0.id)
    }

    /// Its place on the agenda, from 1.
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// What the cell is asked.
    async fn kind(&self) -> AgendaItemKind {
        self.0.kind.into()
    }

    /// What the cell decided.
    async fn decision(&self) -> Option<AgendaDecision> {
        self.0.decision.map(Into::into)
    }

    /// Why the cell decided so.
    async fn reasons(&self) -> Option<&str> {
        self.0.reasons.as_deref()
    }

    /// When the decision was recorded.
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.0.decided_at
    }

    /// The household.
    async fn household(&self, ctx: &Context<'_>) -> Result<Option<Household>> {
        super::household(ctx, &self.0.household_id).await
    }

    /// The meeting.
    async fn meeting(&self, ctx: &Context<'_>) -> Result<Option<CellMeeting>> {
        Ok(one(ctx.loaders()?, self.0.meeting_id.clone()).await?.map(CellMeeting))
    }
}
