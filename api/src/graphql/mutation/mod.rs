//! The acts of the work. Each takes one input and answers with one payload: the entity, or why nothing changed:
//! the user errors with their stable codes, or the warnings to confirm.

mod agreement;
mod allocation;
mod diagnosis;
mod exam_period;
mod extension_request;
mod funding;
mod household;
mod interview;
mod lease_review;
mod meeting;
mod meeting_series;
mod minutes;
mod programme;
mod progress_review;
mod reminder;
mod session;
mod step_waiver;
mod support;
mod support_intensity;
mod support_objective;
mod suspension;
mod tenancy;
mod terms;

use async_graphql::{Context, ID, InputType, MergedObject, Result};
use entity::operations::{Act, Terms};
use entity::policy::Actor;
use entity::refusal::{OperationError, Refusal};
use futures::future::BoxFuture;
use sea_orm::DatabaseConnection;

use self::terms::Once;
use super::errors::{Outcome, outcome};
use super::session::RequestExt;

/// The acts of the work.
#[derive(MergedObject, Default)]
pub struct Mutation(
    session::SessionMutation,
    household::HouseholdMutation,
    diagnosis::DiagnosisMutation,
    allocation::AllocationMutation,
    agreement::AgreementMutation,
    step_waiver::StepWaiverMutation,
    support::SupportMutation,
    extension_request::ExtensionRequestMutation,
    support_intensity::SupportIntensityMutation,
    support_objective::SupportObjectiveMutation,
    suspension::SuspensionMutation,
    interview::InterviewMutation,
    progress_review::ProgressReviewMutation,
    tenancy::TenancyMutation,
    lease_review::LeaseReviewMutation,
    exam_period::ExamPeriodMutation,
    meeting::MeetingMutation,
    meeting_series::MeetingSeriesMutation,
    minutes::MinutesMutation,
    reminder::ReminderMutation,
    programme::ProgrammeMutation,
    funding::FundingMutation,
);

/// The input of an act.
trait ActInput: InputType {
    /// What the operation is given.
    type Operation;

    /// On which terms: once under a key, and in which version the viewer knows what is changed.
    fn terms(&self) -> (&Once, Option<i32>);

    /// Reads it, which may refuse an identifier.
    fn read(self) -> Result<Self::Operation, Refusal>;
}

/// What an operation comes to: the identifier of its subject, or why there is none.
type Done<'a> = BoxFuture<'a, Result<String, OperationError>>;

/// Does an act on its terms. The field is null, with an error, only for what nobody expected.
async fn perform<I: ActInput, P: From<Outcome>>(
    ctx: &Context<'_>,
    input: I,
    operation: impl for<'a> FnOnce(&'a DatabaseConnection, &'a Act<'a>, I::Operation) -> Done<'a>,
) -> Option<Result<P>> {
    let done = async {
        let actor = ctx.actor()?;
        let (once, expected_version) = input.terms();
        let terms = Terms { expected_version, ..once.terms(ctx.field().name(), &input) };
        let act = Act { terms: &terms, ..ctx.act(&actor) };
        let done = match input.read() {
            Ok(input) => operation(ctx.db(), &act, input).await,
            Err(refusal) => Err(refusal.into()),
        };
        if let Err(refused) = &done {
            leave_trace(&actor, ctx.field().name(), refused);
        }
        outcome(done)
    };
    Some(done.await.map(P::from))
}

/// Logs who was told of what they may not see, by a refusal or a warning: the act and the codes, and nothing of what they
/// asked. Whoever tries numbers or names one after the other is found by it.
fn leave_trace(actor: &Actor, act: &str, refused: &OperationError) {
    let codes = refused.codes_that_tell_of_another();
    if let (false, Some(staff_id)) = (codes.is_empty(), actor.staff_id()) {
        tracing::warn!(%staff_id, act, codes = codes.join(" "), "a refusal tells of another row");
    }
}

fn ids<T: entity::types::Identifier>(ids: &[ID], field: &'static str) -> Result<Vec<T>, Refusal> {
    ids.iter().map(|id| super::ids::parse(id, field)).collect()
}

/// Declares a mutation's payload: the entity under its own name, the user errors and the warnings.
macro_rules! payload_type {
    ($(#[doc = $doc:literal])* $name:ident { $(#[doc = $field_doc:literal])* $field:ident: $type:ty }) => {
        $(#[doc = $doc])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $name {
            $(#[doc = $field_doc])*
            $field: Option<crate::graphql::plan::Planned<$type>>,
            /// Why nothing changed; empty when it did. With `CONFLICT` the entity is there, as it is now.
            user_errors: Vec<crate::graphql::errors::UserError>,
            /// What has to be confirmed, since it is probably not meant: nothing changed, and the same with these
            /// codes in `confirm` does it. Empty when there is nothing to confirm.
            warnings: Vec<crate::graphql::errors::ActWarning>,
        }

        impl From<crate::graphql::errors::Outcome> for $name {
            fn from(outcome: crate::graphql::errors::Outcome) -> Self {
                let crate::graphql::errors::Outcome { subject, user_errors, warnings } = outcome;
                Self { $field: subject.map(|subject| subject.planned()), user_errors, warnings }
            }
        }
    };
}
use payload_type;
