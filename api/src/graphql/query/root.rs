//! The viewer, and any node by its identifier.

use async_graphql::{Context, ID, Object, Result};
use entity::types::{HouseholdId, MeetingId, ProgrammeId};

use crate::graphql::errors;
use crate::graphql::ids::parse;
use crate::graphql::loaders::one;
use crate::graphql::model::{CellMeeting, Household, Node, Programme, Staff, load_node};
use crate::graphql::session::RequestExt;

#[derive(Default)]
pub struct RootQuery;

#[Object]
impl RootQuery {
    /// Who asks.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Staff> {
        let id = ctx.viewer()?.staff_id.clone();
        one(ctx.loaders()?, id).await?.map(Staff).ok_or_else(errors::not_loaded)
    }

    /// Whatever has this global identifier, if the viewer sees it.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global identifier.")] id: ID,
    ) -> Result<Option<Node>> {
        load_node(ctx, id.as_str()).await
    }

    /// A programme.
    async fn programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its identifier.")] id: ID,
    ) -> Result<Option<Programme>> {
        let key = parse::<ProgrammeId>(&id, "id").map_err(errors::refused)?;
        Ok(one(ctx.loaders()?, key).await?.map(Programme))
    }

    /// A household (*ménage*).
    async fn household(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its identifier.")] id: ID,
    ) -> Result<Option<Household>> {
        let key = parse::<HouseholdId>(&id, "id").map_err(errors::refused)?;
        Ok(one(ctx.loaders()?, key).await?.map(Household))
    }

    /// A meeting of the coordination cell (*séance*).
    async fn meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its identifier.")] id: ID,
    ) -> Result<Option<CellMeeting>> {
        let key = parse::<MeetingId>(&id, "id").map_err(errors::refused)?;
        Ok(one(ctx.loaders()?, key).await?.map(CellMeeting))
    }
}
