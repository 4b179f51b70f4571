//! The one way in which an operation is executed, by whichever transport it came.

use async_graphql::{Response, ServerError};
use futures::Stream;
use futures::stream::{self, StreamExt};
use sea_orm::DbErr;

use super::documents::Ready;
use super::errors::Code;
use super::plan;
use super::session::{Caller, admit};
use crate::app::App;

/// What becomes of a request.
pub(crate) enum Answer {
    /// Nothing was executed: what is wrong with the request. The answer has no data.
    Refused(Vec<ServerError>),
    /// Nothing was executed: we are at fault, for now.
    Failed,
    /// It was executed, with or without errors.
    Executed(Response),
}

impl Answer {
    /// The answer as JSON.
    pub(crate) fn json(&self) -> String {
        match self {
            Self::Refused(errors) => plan::write_errors(errors),
            Self::Failed => plan::write_errors(&[Code::Internal.error()]),
            Self::Executed(response) => plan::write(response),
        }
    }
}

/// Executes a query or a mutation for a caller.
pub(crate) async fn execute(app: &App, caller: &Caller, ready: Ready) -> Answer {
    let mut request = ready.request;
    match admit(app, caller, &mut request.data).await {
        Ok(_) => Answer::Executed(coded(app.schema.execute(request).await)),
        Err(error) => failed(&error),
    }
}

/// Executes any operation for a caller: as many answers as it has. Without a token that is good now, there is
/// one, which says so.
pub(crate) fn execute_stream(app: App, caller: Caller, ready: Ready) -> impl Stream<Item = Answer> + Send {
    let answers = async move {
        let mut request = ready.request;
        match admit(&app, &caller, &mut request.data).await {
            Ok(true) => {
                let responses = app.schema.execute_stream(request);
                responses.map(|response| Answer::Executed(coded(response))).boxed()
            }
            Ok(false) => one(Answer::Refused(vec![Code::Unauthenticated.error()])),
            Err(error) => one(failed(&error)),
        }
    };
    stream::once(answers).flatten()
}

fn one(answer: Answer) -> stream::BoxStream<'static, Answer> {
    stream::once(std::future::ready(answer)).boxed()
}

fn failed(error: &DbErr) -> Answer {
    tracing::error!(%error, "a token could not be checked");
    Answer::Failed
}

/// Gives a code to the library's own errors. What it still refuses of a checked document is a value: a text
/// that is no date, an input of several where one is meant. Anything else is a fault of ours.
fn coded(mut response: Response) -> Response {
    for error in &mut response.errors {
        if error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some()) {
            continue;
        }
        let code = if error.message.starts_with("Failed to parse") { Code::BadUserInput } else { Code::Internal };
        let message = if code == Code::Internal {
            tracing::error!(message = error.message, "an error without a code");
            code.message().to_owned()
        } else {
            std::mem::take(&mut error.message)
        };
        let coded = code.at(message, None);
        error.message = coded.message;
        error.extensions = coded.extensions;
    }
    response
}
