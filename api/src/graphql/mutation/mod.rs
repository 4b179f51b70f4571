//! The acts of the work. Each takes one input and answers with one payload: the entity, or the user
//! errors with their stable codes; nothing changed when there is one.

mod household;
mod lease_review;
mod meeting;
mod session;
mod support;
mod tenancy;

use async_graphql::{ID, MergedObject, Result};
use entity::refusal::{OperationError, Refusal};

use super::errors::{UserError, payload};

/// The acts of the work.
#[derive(MergedObject, Default)]
pub struct Mutation(
    session::SessionMutation,
    household::HouseholdMutation,
    support::SupportMutation,
    tenancy::TenancyMutation,
    lease_review::LeaseReviewMutation,
    meeting::MeetingMutation,
);

/// Reads an input, which may refuse an identifier, and runs the operation on it.
async fn run<I, M, F>(input: Result<I, Refusal>, operation: impl FnOnce(I) -> F) -> Result<(Option<M>, Vec<UserError>)>
where
    F: Future<Output = Result<M, OperationError>>,
{
    match input {
        Ok(input) => payload(operation(input).await),
        Err(refusal) => payload(Err(refusal.into())),
    }
}

fn ids<T: entity::types::Identifier>(ids: &[ID], field: &'static str) -> Result<Vec<T>, Refusal> {
    ids.iter().map(|id| super::ids::parse(id, field)).collect()
}

/// Declares a mutation's payload: the entity under its own name, and the user errors.
macro_rules! payload_type {
    ($(#[doc = $doc:literal])* $name:ident { $(#[doc = $field_doc:literal])* $field:ident: $type:ty }) => {
        $(#[doc = $doc])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $name {
            $(#[doc = $field_doc])*
            $field: Option<crate::graphql::plan::Planned<$type>>,
            /// Why nothing changed; empty when it did.
            user_errors: Vec<crate::graphql::errors::UserError>,
        }
    };
}
use payload_type;
