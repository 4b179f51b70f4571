//! A meeting of the coordination cell and its participants in the schema.

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use entity::model::{meeting, meeting_participant};

use super::{AgendaItem, Programme, Staff};
use crate::graphql::enums::ParticipantResponse;
use crate::graphql::errors;
use crate::graphql::ids::global;
use crate::graphql::loaders::{AgendaOf, ParticipantsOf, many, one};
use crate::graphql::session::RequestExt;

pub struct CellMeeting(pub meeting::Model);

/// A meeting of the coordination cell (*séance de la cellule de coordination*).
#[Object]
impl CellMeeting {
    /// Its identifier.
    pub async fn id(&self) -> ID {
        global(&self.0.id)
    }

    /// Its start.
    async fn starts_at(&self) -> DateTime<Utc> {
        self.0.starts_at
    }

    /// Its end.
    async fn ends_at(&self) -> DateTime<Utc> {
        self.0.ends_at
    }

    /// Where it is held.
    async fn location(&self) -> &str {
        &self.0.location
    }

    /// Raised by every move and by the cancellation: the SEQUENCE of its calendar entry.
    async fn sequence(&self) -> i32 {
        self.0.sequence
    }

    /// When it was cancelled.
    async fn cancelled_at(&self) -> Option<DateTime<Utc>> {
        self.0.cancelled_at
    }

    /// The programme.
    async fn programme(&self, ctx: &Context<'_>) -> Result<Programme> {
        one(ctx.loaders()?, self.0.programme_id.clone()).await?.map(Programme).ok_or_else(errors::not_loaded)
    }

    /// Who chairs it.
    async fn chair(&self, ctx: &Context<'_>) -> Result<Staff> {
        super::staff(ctx, &self.0.chair_id).await
    }

    /// Who is convened, the chair included.
    async fn participants(&self, ctx: &Context<'_>) -> Result<Vec<MeetingParticipant>> {
        let rows = many(ctx.loaders()?, ParticipantsOf(self.0.id.clone())).await?;
        Ok(rows.into_iter().map(MeetingParticipant).collect())
    }

    /// Its agenda (*ordre du jour*).
    async fn agenda(&self, ctx: &Context<'_>) -> Result<Vec<AgendaItem>> {
        let rows = many(ctx.loaders()?, AgendaOf(self.0.id.clone())).await?;
        Ok(rows.into_iter().map(AgendaItem).collect())
    }
}

pub struct MeetingParticipant(meeting_participant::Model);

/// A person convened to a meeting.
#[Object]
impl MeetingParticipant {
    /// The person.
    async fn staff(&self, ctx: &Context<'_>) -> Result<Staff> {
        super::staff(ctx, &self.0.staff_id).await
    }

    /// Their answer to the convocation.
    async fn response(&self) -> ParticipantResponse {
        self.0.response.into()
    }

    /// When they answered.
    async fn responded_at(&self) -> Option<DateTime<Utc>> {
        self.0.responded_at
    }
}
