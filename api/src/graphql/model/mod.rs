//! The types of the schema: each wraps a row and loads its relations in batches. What may not be read
//! is decided by the policy, through `access`.

mod agenda;
mod dwelling;
mod event;
mod household;
mod lease_review;
mod meeting;
mod node;
mod organisation;
mod programme;
mod reminder;
mod staff;
mod support;
mod tenancy;

pub use agenda::AgendaItem;
pub use dwelling::Dwelling;
pub use event::Event;
pub use household::Household;
pub use lease_review::LeaseReview;
pub use meeting::CellMeeting;
pub use node::Node;
pub(crate) use node::load as load_node;
pub use organisation::Organisation;
pub use programme::Programme;
pub use reminder::Reminder;
pub use staff::Staff;
pub use support::SupportMeasure;
pub use tenancy::Tenancy;

use async_graphql::{Context, Result};
use entity::types::{HouseholdId, OrganisationId, StaffId};

use super::errors;
use super::loaders::one;
use super::session::RequestExt;

/// Somebody, by a foreign key that always leads somewhere.
async fn staff(ctx: &Context<'_>, id: &StaffId) -> Result<Staff> {
    one(ctx.loaders()?, id.clone()).await?.map(Staff).ok_or_else(errors::not_loaded)
}

/// An organisation, by a foreign key that always leads somewhere.
async fn organisation(ctx: &Context<'_>, id: &OrganisationId) -> Result<Organisation> {
    one(ctx.loaders()?, id.clone()).await?.map(Organisation).ok_or_else(errors::not_loaded)
}

/// A household, if the viewer sees it.
async fn household(ctx: &Context<'_>, id: &HouseholdId) -> Result<Option<Household>> {
    Ok(one(ctx.loaders()?, id.clone()).await?.map(Household))
}
