//! Whatever has a global identifier.

use async_graphql::{Context, ID, Interface, Result};
use entity::model::dwelling;
use entity::policy::scope;
use entity::types::{
    AgendaItemId, DwellingId, HouseholdId, Identifier, LeaseReviewId, MeetingId, OrganisationId, ProgrammeId,
    ReminderId, StaffId, SupportMeasureId, TenancyId,
};
use sea_orm::{EntityTrait, QueryFilter};

use super::{
    AgendaItem, CellMeeting, Dwelling, Household, LeaseReview, Organisation, Programme, Reminder, Staff,
    SupportMeasure, Tenancy,
};
use crate::graphql::errors;
use crate::graphql::loaders::one;
use crate::graphql::session::RequestExt;

/// Whatever has a global identifier.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The global identifier."))]
#[expect(clippy::large_enum_variant, reason = "short-lived, one for each answer")]
pub enum Node {
    /// A programme.
    Programme(Programme),
    /// An organisation.
    Organisation(Organisation),
    /// A member of staff.
    Staff(Staff),
    /// A household.
    Household(Household),
    /// A dwelling.
    Dwelling(Dwelling),
    /// A support measure.
    SupportMeasure(SupportMeasure),
    /// A tenancy.
    Tenancy(Tenancy),
    /// A lease review.
    LeaseReview(LeaseReview),
    /// A meeting.
    CellMeeting(CellMeeting),
    /// An agenda item.
    AgendaItem(AgendaItem),
    /// A reminder.
    Reminder(Reminder),
}

/// The node with an identifier, if it exists and the viewer sees it.
pub(crate) async fn load(ctx: &Context<'_>, id: &str) -> Result<Option<Node>> {
    let loaders = ctx.loaders()?;
    let node = match id.split_once('_').map(|(prefix, _)| prefix) {
        Some(ProgrammeId::PREFIX) => {
            one(loaders, key::<ProgrammeId>(id)?).await?.map(|row| Node::Programme(Programme(row)))
        }
        Some(OrganisationId::PREFIX) => {
            one(loaders, key::<OrganisationId>(id)?).await?.map(|row| Node::Organisation(Organisation(row)))
        }
        Some(StaffId::PREFIX) => one(loaders, key::<StaffId>(id)?).await?.map(|row| Node::Staff(Staff(row))),
        Some(HouseholdId::PREFIX) => {
            one(loaders, key::<HouseholdId>(id)?).await?.map(|row| Node::Household(Household(row)))
        }
        Some(SupportMeasureId::PREFIX) => {
            one(loaders, key::<SupportMeasureId>(id)?).await?.map(|row| Node::SupportMeasure(SupportMeasure(row)))
        }
        Some(TenancyId::PREFIX) => one(loaders, key::<TenancyId>(id)?).await?.map(|row| Node::Tenancy(Tenancy(row))),
        Some(LeaseReviewId::PREFIX) => {
            one(loaders, key::<LeaseReviewId>(id)?).await?.map(|row| Node::LeaseReview(LeaseReview(row)))
        }
        Some(MeetingId::PREFIX) => {
            one(loaders, key::<MeetingId>(id)?).await?.map(|row| Node::CellMeeting(CellMeeting(row)))
        }
        Some(AgendaItemId::PREFIX) => {
            one(loaders, key::<AgendaItemId>(id)?).await?.map(|row| Node::AgendaItem(AgendaItem(row)))
        }
        Some(ReminderId::PREFIX) => {
            one(loaders, key::<ReminderId>(id)?).await?.map(|row| Node::Reminder(Reminder(row)))
        }
        Some(DwellingId::PREFIX) => {
            // Not through the loader, which serves tenancies whose readers the policy has already let in.
            let query = dwelling::Entity::find_by_id(key::<DwellingId>(id)?).filter(scope::dwellings(ctx.viewer()?));
            query.one(ctx.db()).await.map_err(errors::database)?.map(|row| Node::Dwelling(Dwelling(row)))
        }
        _ => None,
    };
    Ok(node)
}

fn key<T: Identifier>(id: &str) -> Result<T> {
    crate::graphql::ids::parse(&ID::from(id), "id").map_err(errors::refused)
}
