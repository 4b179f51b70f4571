//! The minutes of a meeting (*compte rendu*) as a document: at `/meetings/{id}/minutes.txt` and `…/minutes.pdf`, to the
//! same bearer token as the API, as each reader may read them. Before the meeting, and to whoever does not see it, there are
//! none. That they took them is an event.

mod pdf;
mod text;
mod words;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, RETRY_AFTER, VARY, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use entity::minutes::{Minutes, minutes};
use entity::operations::Act;
use entity::operations::export::{ListExport, record};
use entity::policy::{Actor, FieldClass, Relation, may_read};
use entity::types::MeetingId;

pub(crate) use self::text::text;
use crate::app::App;
use crate::graphql::{Caller, Code, Price, viewer_of};
use crate::making::{Making, busy};
use crate::server::refusal;

/// What the minutes of a meeting cost of what a viewer may ask: the same as by the API.
const PRICE: Price = Price { asked: 700, unseen: 700 };

/// The routes of the minutes.
pub(crate) fn router(app: App) -> Router {
    Router::new()
        .route("/meetings/{id}/minutes.txt", get(as_text))
        .route("/meetings/{id}/minutes.pdf", get(as_pdf))
        .with_state(app)
}

async fn as_text(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    match take(&app, &headers, &id, "txt").await {
        Ok((minutes, _making)) => document(&minutes, "txt", "text/plain; charset=utf-8", text(&minutes).into_bytes()),
        Err(refused) => refused,
    }
}

async fn as_pdf(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let (minutes, _making) = match take(&app, &headers, &id, "pdf").await {
        Ok(taken) => taken,
        Err(refused) => return refused,
    };
    match pdf::pdf(&minutes).await {
        Ok(typeset) => document(&minutes, "pdf", "application/pdf", typeset),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the minutes of a meeting could not be typeset");
            refusal(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, Code::Internal.message())
        }
    }
}

/// The minutes of a meeting for whoever asks, as is recorded, and the place that the file takes; or what to answer
/// instead.
async fn take(app: &App, headers: &HeaderMap, id: &str, format: &'static str) -> Result<(Minutes, Making), Response> {
    let refused = |status, code: Code| refusal(status, code, code.message());
    let failed = |error: &(dyn std::error::Error + 'static)| {
        tracing::error!(error, "the minutes of a meeting could not be read");
        refused(StatusCode::SERVICE_UNAVAILABLE, Code::Internal)
    };
    let Some(viewer) = viewer_of(app, &Caller::of(headers)).await.map_err(|error| failed(&error))? else {
        let mut response = refused(StatusCode::UNAUTHORIZED, Code::Unauthenticated);
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return Err(response);
    };
    if let Some(limiter) = &app.rate_limiter {
        limiter.reserve(&viewer.staff_id, PRICE).map(drop).map_err(|limited| {
            let mut response = refused(StatusCode::TOO_MANY_REQUESTS, Code::RateLimited);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(limited.seconds));
            response
        })?;
    }
    let making = app.makings.begin(&viewer.staff_id).ok_or_else(busy)?;
    if !may_read(&viewer, FieldClass::Agenda, Relation::default()) {
        return Err(refused(StatusCode::FORBIDDEN, Code::ForbiddenField));
    }
    let none = || refused(StatusCode::NOT_FOUND, Code::NotFound);
    let id: MeetingId = id.parse().map_err(|_| none())?;
    let now = app.clock.now();
    let found = minutes(&app.db, &viewer, &[id.as_str()], now).await.map_err(|error| failed(&error))?;
    let minutes = found.into_iter().next().ok_or_else(none)?;
    let taken = ListExport { list: "minutes", format, of: Some(id.as_str()) };
    let actor = Actor::Staff(viewer);
    record(&app.db, &Act::new(&actor, now, &app.chance), taken).await.map_err(|error| failed(&error))?;
    Ok((minutes, making))
}

/// A document to be kept by its reader, and by nobody on the way.
fn document(minutes: &Minutes, extension: &str, content_type: &'static str, body: Vec<u8>) -> Response {
    let day = entity::rules::calendar::today(minutes.meeting.starts_at);
    let name = format!("attachment; filename=\"compte-rendu-{day}.{extension}\"");
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (VARY, HeaderValue::from_static("authorization")),
    ];
    let mut response = (StatusCode::OK, headers, body).into_response();
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    response
}
