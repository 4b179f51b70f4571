//! Queries that we ask ourselves for somebody, to make files of the answers: they see what they would see if they
//! asked, and it is taken out of the same bucket.

use std::sync::Arc;

use apollo_compiler::response::JsonMap;
use async_graphql::Data;
use entity::policy::Viewer;
use sea_orm::DbErr;
use serde_json::Value;
use thiserror::Error;

use super::access::Reported;
use super::errors::Code;
use super::language::Language;
use super::plan;
use super::session::{Caller, Session};
use crate::app::App;

/// Whoever a file is made for.
#[derive(Debug, Clone)]
pub(crate) enum Reader {
    /// Whoever has a bearer token, for as long as it is good.
    Bearer(Arc<str>),
    /// A member of staff who was named on the command line.
    Named(Viewer),
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub(crate) enum AskError {
    /// The token stands for nobody now.
    #[error("nobody is signed in")]
    Unauthenticated,
    /// What they asked for is at fault: the stable code.
    #[error("refused: {0}")]
    Refused(String),
    /// The database failed, or we are at fault.
    #[error("the question could not be answered")]
    Failed,
}

impl From<DbErr> for AskError {
    fn from(error: DbErr) -> Self {
        tracing::error!(%error, "a file could not be made");
        Self::Failed
    }
}

impl Reader {
    /// Whoever sends a request over HTTP, if they came with a token.
    pub(crate) fn of(caller: &Caller) -> Option<Self> {
        caller.token.as_deref().map(|token| Self::Bearer(token.into()))
    }

    /// Who they are now.
    pub(crate) async fn viewer(&self, app: &App) -> Result<Viewer, AskError> {
        match self {
            Self::Named(viewer) => Ok(viewer.clone()),
            Self::Bearer(token) => {
                let viewer = app.sessions.viewer(&app.db, app.clock.now(), token).await?;
                viewer.ok_or(AskError::Unauthenticated)
            }
        }
    }

    /// Asks a query of ours: what it answers, in which whatever they may not read is null. When they have asked too
    /// much lately, it waits.
    pub(crate) async fn ask(&self, app: &App, query: &str, variables: JsonMap) -> Result<Value, AskError> {
        let viewer = self.viewer(app).await?;
        let ready = app.documents.ours(query, &variables).map_err(|errors| refused(errors.first()))?;
        if let Some(limiter) = &app.rate_limiter {
            limiter.pay(&viewer.staff_id, ready.price.asked).await;
        }
        let mut request = ready.request;
        request.data = Data::default();
        request.data.insert(app.clone());
        request.data.insert(Language::default());
        request.data.insert(Reported::default());
        request.data.insert(Session { token: String::new(), viewer });
        let response = app.schema.execute(request).await;
        let forbidden = |error: &async_graphql::ServerError| code(error) == Code::ForbiddenField.name();
        if let Some(error) = response.errors.iter().find(|error| !forbidden(error)) {
            return Err(refused(Some(error)));
        }
        let mut whole: Value = serde_json::from_str(&plan::write(&response)).map_err(|_| AskError::Failed)?;
        Ok(whole.get_mut("data").map(Value::take).unwrap_or_default())
    }
}

fn refused(error: Option<&async_graphql::ServerError>) -> AskError {
    match error {
        Some(error) if code(error) != Code::Internal.name() => AskError::Refused(code(error)),
        _ => AskError::Failed,
    }
}

fn code(error: &async_graphql::ServerError) -> String {
    match error.extensions.as_ref().and_then(|extensions| extensions.get("code")) {
        Some(async_graphql::Value::String(code)) => code.clone(),
        _ => Code::Internal.name().to_owned(),
    }
}
