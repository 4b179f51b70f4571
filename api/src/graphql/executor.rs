//! The one way in which an operation is executed, by whichever transport it came.

use apollo_compiler::executable::OperationType;
use async_graphql::{Response, ServerError};
use entity::types::StaffId;
use futures::Stream;
use futures::stream::{self, StreamExt};
use sea_orm::DbErr;

use super::documents::{Price, Ready};
use super::errors::Code;
use super::plan;
use super::rate_limit::{Cost, RateLimited, Reserved};
use super::session::{Caller, admit};
use crate::app::App;

/// What becomes of a request.
pub(crate) enum Answer {
    /// Nothing was executed: what is wrong with the request. The answer has no data.
    Refused(Vec<ServerError>),
    /// Nothing was executed: the viewer has asked too much lately.
    RateLimited(RateLimited),
    /// Nothing was executed: we are at fault, for now.
    Failed,
    /// It was executed, with or without errors. What it may cost has been taken out of the viewer's bucket,
    /// if there is one and this is the answer by which it is settled.
    Executed(Box<Response>, Option<Reserved>),
}

impl Answer {
    /// The answer as JSON, and what it cost.
    pub(crate) fn json(self) -> String {
        let (mut json, cost) = self.parts();
        if let Some(cost) = cost {
            cost.tell(&mut json);
        }
        json
    }

    /// The answer as JSON without what it cost, which is another each time, and what it cost.
    pub(crate) fn parts(self) -> (String, Option<Cost>) {
        match self {
            Self::Refused(errors) => (plan::write_errors(&errors), None),
            Self::RateLimited(limited) => (plan::write_errors(&[limited.error()]), Some(limited.cost())),
            Self::Failed => (plan::write_errors(&[Code::Internal.error()]), None),
            Self::Executed(response, reserved) => {
                let json = plan::write(&response);
                let cost = reserved.map(|reserved| reserved.settle(json.len()));
                (json, cost)
            }
        }
    }
}

/// Executes a query or a mutation for a caller.
pub(crate) async fn execute(app: &App, caller: &Caller, ready: Ready) -> Answer {
    let Ready { mut request, price, .. } = ready;
    let reserved = match admit(app, caller, &mut request.data).await {
        Ok(viewer) => viewer.and_then(|viewer| reserve(app, &viewer, price)).transpose(),
        Err(error) => return failed(&error),
    };
    match reserved {
        Ok(reserved) => Answer::Executed(coded(app.schema.execute(request).await), reserved),
        Err(limited) => Answer::RateLimited(limited),
    }
}

/// Executes any operation for a caller: as many answers as it has. Without a token that is good now, there is
/// one, which says so. The first answer of a subscription is paid when it begins, each that follows before the next
/// is looked for: whoever has every event told from long ago gets them as fast as their bucket fills.
pub(crate) fn execute_stream(app: App, caller: Caller, ready: Ready) -> impl Stream<Item = Answer> + Send {
    let answers = async move {
        let Ready { mut request, kind, price } = ready;
        let (viewer, reserved) = match admit(&app, &caller, &mut request.data).await {
            Ok(Some(viewer)) => {
                let reserved = reserve(&app, &viewer, price).transpose();
                (viewer, reserved)
            }
            Ok(None) => return one(Answer::Refused(vec![Code::Unauthenticated.error()])),
            Err(error) => return one(failed(&error)),
        };
        match reserved {
            Ok(mut reserved) if kind != OperationType::Subscription => {
                let responses = app.schema.execute_stream(request);
                responses.map(move |response| Answer::Executed(coded(response), reserved.take())).boxed()
            }
            Ok(_) => {
                let responses = app.schema.execute_stream(request).boxed();
                let limiter = app.rate_limiter.clone();
                // What was told is paid before more is looked for: what is found is then told at once.
                let told = stream::unfold((responses, limiter, viewer, None), move |going| async move {
                    let (mut responses, limiter, viewer, owed) = going;
                    if let (Some(limiter), Some(cost)) = (&limiter, owed) {
                        limiter.pay(&viewer, cost).await;
                    }
                    let response = responses.next().await?;
                    let cost = limiter.as_ref().map_or(0, |_| price.spent(plan::write(&response).len()));
                    // The first is paid already.
                    let owed = Some(owed.map_or(0, |_| cost));
                    Some((Answer::Executed(coded(response), None), (responses, limiter, viewer, owed)))
                });
                told.boxed()
            }
            Err(limited) => one(Answer::RateLimited(limited)),
        }
    };
    stream::once(answers).flatten()
}

/// Takes a price out of a viewer's bucket, if viewers have one.
fn reserve(app: &App, viewer: &StaffId, price: Price) -> Option<Result<Reserved, RateLimited>> {
    app.rate_limiter.as_ref().map(|limiter| limiter.reserve(viewer, price))
}

fn one(answer: Answer) -> stream::BoxStream<'static, Answer> {
    stream::once(std::future::ready(answer)).boxed()
}

fn failed(error: &DbErr) -> Answer {
    tracing::error!(%error, "a token could not be checked");
    Answer::Failed
}

/// Gives a code to the library's own errors. Values are checked before they come here (`documents/values.rs`);
/// should it still refuse one, that is the client's all the same. Anything else is a fault of ours.
fn coded(mut response: Response) -> Box<Response> {
    for error in &mut response.errors {
        if error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some()) {
            continue;
        }
        // What it says goes on with the value.
        let of_a_value = ["Failed to parse", "Expected input type"];
        let code = if of_a_value.iter().any(|begin| error.message.starts_with(begin)) {
            Code::BadUserInput
        } else {
            tracing::error!(message = error.message, "an error without a code");
            Code::Internal
        };
        let coded = code.error();
        error.message = coded.message;
        error.extensions = coded.extensions;
    }
    Box::new(response)
}
