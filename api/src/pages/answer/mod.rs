//! What the link of a mail leads to, `/r/{token}`: what the reminder recalls, and buttons to answer it.
//!
//! Looking changes nothing, however often a mail scanner does: only a button does, by POST. It acts as the person that
//! the reminder was sent to, by the same operation as theirs in the API, so that every rule of the work holds. Who opens
//! the page may be anybody that a mail was passed on to: it tells a reference, a kind, a day, and nobody's name.
//!
//! The token is the key. It is in no log ([`crate::server`] masks the path) and in no cache.

mod meeting;
mod reminder;

use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use entity::links::{BadLink, Link, Purpose};
use entity::model::staff;
use entity::operations::session::viewer;
use entity::policy::{Actor, Viewer, scope};
use entity::refusal::OperationError;
use entity::types::Language;
use sea_orm::{DbErr, EntityTrait, QueryFilter};

use crate::app::App;
use crate::graphql::rule_words;

/// The path below which the links lead.
pub(crate) const BELOW: &str = "/r/";

/// The longest form that a button sends.
const FORM_LIMIT: usize = 1024;

/// What the pages may load and do: their style sheet; send their own form.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// The routes under `/r`.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/r/{token}", get(show).post(answer))
        .route("/r/assets/answer.css", get(style))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .with_state(app)
}

/// A link that holds, of a reminder to somebody who works here.
struct Opened {
    link: Link,
    row: entity::model::reminder::Model,
    viewer: Viewer,
    now: DateTime<Utc>,
}

/// Why there is no such page.
enum Closed {
    /// There never was, as far as whoever asks is told.
    Unknown,
    /// The link has expired.
    Expired,
    /// The database failed.
    Database(DbErr),
    /// A page could not be written.
    Template(askama::Error),
}

#[derive(Template)]
#[template(path = "answer/closed.html")]
struct ClosedPage {
    title: &'static str,
    advice: &'static str,
}

async fn show(State(app): State<App>, Path(token): Path<String>) -> Result<Response, Closed> {
    let opened = open(&app, &token).await?;
    page_of(&app, &opened, StatusCode::OK, None).await
}

async fn answer(State(app): State<App>, Path(token): Path<String>, form: Bytes) -> Result<Response, Closed> {
    let opened = open(&app, &token).await?;
    let done = match opened.link.purpose {
        Purpose::Acknowledge => reminder::acknowledge(&app, &opened).await,
        Purpose::AnswerConvocation => meeting::answer(&app, &opened, &form).await,
    };
    match done {
        // The page then says what is recorded; reloading it sends nothing again.
        Ok(()) => Ok(see(&token)),
        Err(OperationError::Database(error)) => Err(Closed::Database(error)),
        Err(refused) => page_of(&app, &opened, StatusCode::CONFLICT, Some(why(&refused))).await,
    }
}

/// The page as things stand, and what is to be said above it.
async fn page_of(
    app: &App,
    opened: &Opened,
    status: StatusCode,
    notice: Option<&'static str>,
) -> Result<Response, Closed> {
    let page = match opened.link.purpose {
        Purpose::Acknowledge => page(&reminder::page(app, opened, notice).await?)?,
        Purpose::AnswerConvocation => page(&meeting::page(app, opened, notice).await?)?,
    };
    Ok((status, page).into_response())
}

/// Finds what a link is about. Who left, or may not see their reminders any more, is answered as who made one up.
async fn open(app: &App, token: &str) -> Result<Opened, Closed> {
    use entity::model::reminder::Entity;
    let now = app.clock.now();
    let link = app.links.read(token, now).map_err(|bad| match bad {
        BadLink::Forged => Closed::Unknown,
        BadLink::Expired => Closed::Expired,
    })?;
    let found = Entity::find_by_id(link.reminder_id.clone()).one(&app.db).await?.ok_or(Closed::Unknown)?;
    let person = staff::Entity::find_by_id(found.recipient_id).one(&app.db).await?;
    let viewer = person.filter(|person| person.active).map(|person| viewer(&person)).ok_or(Closed::Unknown)?;
    let seen = Entity::find_by_id(link.reminder_id.clone()).filter(scope::reminders(&viewer)).one(&app.db).await?;
    let row = seen.filter(|row| Purpose::of(row.rule) == link.purpose).ok_or(Closed::Unknown)?;
    Ok(Opened { link, row, viewer, now })
}

impl Opened {
    /// Whoever acts here: the reminder's recipient.
    fn actor(&self) -> Actor {
        Actor::Staff(self.viewer.clone())
    }
}

/// Why an answer was not recorded, in words.
fn why(refused: &OperationError) -> &'static str {
    match refused {
        OperationError::Refused(refusals) => {
            refusals.first().map_or("", |refusal| rule_words(refusal.rule, Language::French))
        }
        OperationError::Conflict(_) => "La séance a changé entre-temps. La voici telle qu’elle est prévue maintenant.",
        _ => "Recommencez dans un instant.",
    }
}

/// Leads back to the page.
fn see(token: &str) -> Response {
    match HeaderValue::from_str(&format!("{BELOW}{token}")) {
        Ok(location) => kept_to_oneself((StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()),
        Err(_) => Closed::Unknown.into_response(),
    }
}

async fn style() -> Response {
    let sheet = include_str!("../../../assets/answer/answer.css");
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")], sheet).into_response()
}

fn page(template: &impl Template) -> Result<Response, Closed> {
    let content = template.render().map_err(Closed::Template)?;
    let mut response = kept_to_oneself(content.into_response());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(response)
}

/// Neither kept nor found by whoever else.
fn kept_to_oneself(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(ROBOTS, HeaderValue::from_static("noindex, nofollow"));
    response
}

impl From<DbErr> for Closed {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl IntoResponse for Closed {
    fn into_response(self) -> Response {
        let (status, title, advice) = match self {
            Self::Unknown => (
                StatusCode::NOT_FOUND,
                "Ce lien ne mène nulle part",
                "Il est incomplet, ou il n’est pas pour vous. Ouvrez-le depuis le courriel que vous avez reçu.",
            ),
            Self::Expired => (
                StatusCode::GONE,
                "Ce lien a expiré",
                "Un lien vaut trente jours. Répondez depuis Passerelle, ou depuis un courriel plus récent.",
            ),
            Self::Database(error) => {
                tracing::error!(%error, "the page of a reminder could not be read or answered");
                (StatusCode::INTERNAL_SERVER_ERROR, "La page n’a pas pu être ouverte", "Recommencez dans un instant.")
            }
            Self::Template(error) => {
                tracing::error!(%error, "the page of a reminder could not be written");
                (StatusCode::INTERNAL_SERVER_ERROR, "La page n’a pas pu être écrite", "Recommencez dans un instant.")
            }
        };
        match page(&ClosedPage { title, advice }) {
            Ok(page) => (status, page).into_response(),
            Err(_) => status.into_response(),
        }
    }
}
