//! What can be read: one connection for each list, and any node by its identifier.

mod dwelling;
mod event;
mod household;
mod lease_review;
mod meeting;
mod organisation;
mod programme;
mod reminder;
mod root;
mod staff;
mod support;
mod tenancy;

use async_graphql::MergedObject;

/// What can be read.
#[derive(MergedObject, Default)]
pub struct Query(
    root::RootQuery,
    programme::ProgrammeQuery,
    organisation::OrganisationQuery,
    staff::StaffQuery,
    household::HouseholdQuery,
    dwelling::DwellingQuery,
    support::SupportQuery,
    tenancy::TenancyQuery,
    lease_review::LeaseReviewQuery,
    meeting::MeetingQuery,
    reminder::ReminderQuery,
    event::EventQuery,
);

/// What a list costs: its fields as many times as a page may have rows. The arguments are not looked at:
/// the library refuses a document whose variables for them are left out.
fn list_cost(child_complexity: usize) -> usize {
    1 + 100 * child_complexity
}
