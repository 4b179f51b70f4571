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

/// What a list costs: as many times its fields as rows are asked for.
fn list_cost(first: Option<i32>, last: Option<i32>, child_complexity: usize) -> usize {
    let rows = first.or(last).map_or(20, |rows| usize::try_from(rows).unwrap_or_default().min(100));
    1 + rows * child_complexity
}
