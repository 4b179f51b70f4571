//! Errors of the API, each with a stable code, and the user errors that a mutation answers with.
//! What the database or Rust says goes to the log, never to the answer.

mod code;
mod messages;
#[cfg(test)]
mod tests;

use async_graphql::{Context, Error, ErrorExtensions, Object};
use entity::refusal::{Caution, OperationError, Refusal, Rule};
use sea_orm::DbErr;

pub(crate) use self::messages::{message, warning_message};
use super::enums::WarningCode;
use super::language::Language;
use super::plan::{Described, Planned};

pub(crate) use self::code::Code;

/// Why a mutation changed nothing.
#[derive(Debug, Clone)]
pub struct UserError(Refusal);

/// Why a mutation changed nothing.
#[Object]
impl UserError {
    /// The input's field at fault; absent when no single field is.
    async fn field(&self) -> Option<&'static str> {
        Some(self.0.field).filter(|field| !field.is_empty())
    }

    /// The stable code of the rule broken, such as `END_BEYOND_CAP`.
    async fn code(&self) -> &'static str {
        self.0.rule.code()
    }

    /// What to tell the user: in French, or in English to a client whose `Accept-Language` prefers it.
    async fn message(&self, ctx: &Context<'_>) -> &'static str {
        message(self.0.rule, *ctx.data_unchecked())
    }
}

/// What is allowed but probably not meant.
#[derive(Debug, Clone)]
pub struct ActWarning(Caution);

/// What is allowed but probably not meant: it is done once it is confirmed.
#[Object]
impl ActWarning {
    /// The input's field that gave rise to it.
    async fn field(&self) -> &'static str {
        self.0.field
    }

    /// The code, by which it is confirmed.
    async fn code(&self) -> WarningCode {
        self.0.warning.into()
    }

    /// What to tell the user: in French, or in English to a client whose `Accept-Language` prefers it.
    async fn message(&self, ctx: &Context<'_>) -> &'static str {
        warning_message(self.0.warning, *ctx.data_unchecked())
    }
}

/// What an act comes to: what a payload is made of.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) subject: Option<Subject>,
    pub(crate) user_errors: Vec<UserError>,
    pub(crate) warnings: Vec<ActWarning>,
}

/// The entity that a payload shows, by its identifier.
pub(crate) enum Subject {
    /// The viewer has just made or changed it.
    Changed(String),
    /// It is shown as it is now, if the viewer sees it.
    Present(String),
}

impl Subject {
    /// The entity, read when the payload is.
    pub(crate) fn planned<T: Described>(&self) -> Planned<T> {
        match self {
            Self::Changed(id) => Planned::made(id),
            Self::Present(id) => Planned::by_id(Ok(id)),
        }
    }
}

/// What an operation comes to. Only what nobody expected is an error.
pub(crate) fn outcome(done: Result<String, OperationError>) -> async_graphql::Result<Outcome> {
    Ok(match done {
        Ok(id) => Outcome { subject: Some(Subject::Changed(id)), ..Outcome::default() },
        Err(OperationError::Replayed(id)) => Outcome { subject: Some(Subject::Present(id)), ..Outcome::default() },
        Err(OperationError::Conflict(id)) => {
            let conflict = UserError(Rule::Conflict.refuse("expectedVersion"));
            Outcome { subject: Some(Subject::Present(id)), user_errors: vec![conflict], ..Outcome::default() }
        }
        Err(OperationError::Unconfirmed(cautions)) => {
            Outcome { warnings: cautions.into_iter().map(ActWarning).collect(), ..Outcome::default() }
        }
        refused => Outcome { user_errors: payload(refused)?.1, ..Outcome::default() },
    })
}

/// The result of signing in or out as a payload: what it brings, or the user errors.
pub(crate) fn payload<T>(result: Result<T, OperationError>) -> async_graphql::Result<(Option<T>, Vec<UserError>)> {
    match result {
        Ok(entity) => Ok((Some(entity), Vec::new())),
        Err(OperationError::Refused(refusals)) => Ok((None, refusals.into_iter().map(UserError).collect())),
        Err(OperationError::Database(error)) => Err(database(error)),
        Err(error) => Err(internal(&error)),
    }
}

/// The viewer has to sign in.
pub(crate) fn unauthenticated() -> Error {
    coded(Code::Unauthenticated, Code::Unauthenticated.message())
}

/// A field of a type may not be read by the viewer.
pub(crate) fn forbidden_field(type_name: &str) -> Error {
    coded(Code::ForbiddenField, &format!("Des champs du type {type_name} ne vous sont pas accessibles."))
}

/// An argument is more than is taken.
pub(crate) fn bad_user_input(why: &str) -> Error {
    coded(Code::BadUserInput, why)
}

/// The page asked for is out of bounds.
pub(crate) fn bad_page(why: &str) -> Error {
    coded(Code::BadPage, why)
}

/// The cursor is not one of this list in this order.
pub(crate) fn bad_cursor() -> Error {
    coded(Code::BadCursor, Code::BadCursor.message())
}

/// The log cannot tell everything from this cursor on.
pub(crate) fn cursor_expired() -> Error {
    coded(Code::CursorExpired, Code::CursorExpired.message())
}

/// An argument's identifier is of another type.
pub(crate) fn refused(refusal: Refusal) -> Error {
    Error::new(message(refusal.rule, Language::French))
        .extend_with(|_, extensions| extensions.set("code", refusal.rule.code()))
}

/// The database failed.
#[expect(clippy::needless_pass_by_value, reason = "given to map_err")]
pub(crate) fn database(error: DbErr) -> Error {
    internal(&error)
}

/// A fault of ours, which has been logged.
pub(crate) fn fault() -> Error {
    coded(Code::Internal, Code::Internal.message())
}

fn internal(error: &dyn std::error::Error) -> Error {
    tracing::error!(error = %error, "request failed");
    fault()
}

fn coded(code: Code, message: &str) -> Error {
    Error { extensions: Some(code.extensions()), ..Error::new(message) }
}
