//! Who asks: the bearer token of a request, resolved once, and what its resolvers share.

use async_graphql::{ContextBase, Data, Result};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use chrono::{DateTime, Utc};
use entity::operations::Act;
use entity::policy::{Actor, Viewer};
use entity::types::StaffId;
use sea_orm::{DatabaseConnection, DbErr};

use super::access::Reported;
use super::errors;
use super::language::{self, Language};
use crate::app::App;

/// A signed-in person and the token they came with.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// The token, to revoke it and to check it again.
    pub(crate) token: String,
    /// The person.
    pub(crate) viewer: Viewer,
}

/// Whoever sends a request: the token that they come with, and the language they speak.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caller {
    /// The bearer token, whatever it is worth.
    pub(crate) token: Option<String>,
    /// The language.
    pub(crate) language: Language,
}

impl Caller {
    /// The sender of a request over HTTP.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let token = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(bearer);
        Self { token: token.map(str::to_owned), language: language::accepted(headers) }
    }
}

/// Adds to a request's data what its resolvers need; who asks. An absent token makes an anonymous request;
/// one that is unknown, over or revoked does too: the fields that want a viewer say so.
pub(crate) async fn admit(app: &App, caller: &Caller, data: &mut Data) -> Result<Option<StaffId>, DbErr> {
    data.insert(app.clone());
    data.insert(caller.language);
    data.insert(Reported::default());
    let Some(token) = caller.token.as_deref() else { return Ok(None) };
    let Some(viewer) = app.sessions.viewer(&app.db, app.clock.now(), token).await? else { return Ok(None) };
    let id = viewer.staff_id.clone();
    data.insert(Session { token: token.to_owned(), viewer });
    Ok(Some(id))
}

/// Who sends a request, if they have signed in.
pub(crate) async fn viewer_of(app: &App, caller: &Caller) -> Result<Option<Viewer>, DbErr> {
    match caller.token.as_deref() {
        Some(token) => app.sessions.viewer(&app.db, app.clock.now(), token).await,
        None => Ok(None),
    }
}

/// Whether a token stands for somebody now.
pub(crate) async fn is_good(app: &App, token: &str) -> Result<bool, DbErr> {
    Ok(app.sessions.viewer(&app.db, app.clock.now(), token).await?.is_some())
}

/// The token of an `Authorization: Bearer …` value.
pub(crate) fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim()).filter(|token| !token.is_empty())
}

/// What a resolver asks its request for.
pub(crate) trait RequestExt {
    /// The server's state.
    fn app(&self) -> &App;
    /// The database.
    fn db(&self) -> &DatabaseConnection;
    /// The present instant.
    fn now(&self) -> DateTime<Utc>;
    /// The session, or the error UNAUTHENTICATED.
    fn session(&self) -> Result<&Session>;
    /// The viewer, or the error UNAUTHENTICATED.
    fn viewer(&self) -> Result<&Viewer>;
    /// The viewer as an actor, or the error UNAUTHENTICATED.
    fn actor(&self) -> Result<Actor>;
    /// What an operation is given, on no terms.
    fn act<'a>(&'a self, actor: &'a Actor) -> Act<'a>;
}

impl<T> RequestExt for ContextBase<'_, T> {
    fn app(&self) -> &App {
        self.data_unchecked()
    }

    fn db(&self) -> &DatabaseConnection {
        &self.app().db
    }

    fn now(&self) -> DateTime<Utc> {
        self.app().clock.now()
    }

    fn session(&self) -> Result<&Session> {
        self.data_opt().ok_or_else(errors::unauthenticated)
    }

    fn viewer(&self) -> Result<&Viewer> {
        Ok(&self.session()?.viewer)
    }

    fn actor(&self) -> Result<Actor> {
        Ok(Actor::Staff(self.viewer()?.clone()))
    }

    fn act<'a>(&'a self, actor: &'a Actor) -> Act<'a> {
        Act::new(actor, self.now(), &self.app().chance)
    }
}
