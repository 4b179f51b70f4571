//! `GET /reports/PROGRAMME/YEAR.pdf`: the yearly report, for whoever has signed in.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use entity::types::ProgrammeId;

use super::{ReportError, yearly_report};
use crate::app::App;
use crate::graphql::{AskError, Caller, Code, Reader};
use crate::making::busy;
use crate::server::refusal;

/// The routes of the reports.
pub fn router(app: App) -> Router {
    Router::new().route("/reports/{programme}/{file}", get(report)).with_state(app)
}

async fn report(
    State(app): State<App>,
    Path((programme, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let year = file.strip_suffix(".pdf").and_then(|year| year.parse::<i32>().ok());
    let Some((programme_id, year)) = programme.parse::<ProgrammeId>().ok().zip(year) else {
        return refused(&ReportError::NotFound);
    };
    let Some(reader) = Reader::of(&Caller::of(&headers)) else {
        return refused(&ReportError::Ask(AskError::Unauthenticated));
    };
    match yearly_report(&app, &reader, &programme_id, year).await {
        Ok(pdf) => {
            let file = format!("inline; filename=\"rapport-annuel-{year}.pdf\"");
            let headers = [
                (CONTENT_TYPE, "application/pdf"),
                (CONTENT_DISPOSITION, file.as_str()),
                (CACHE_CONTROL, "private, no-store"),
                (VARY, "authorization"),
            ];
            (headers, pdf).into_response()
        }
        Err(error) => refused(&error),
    }
}

fn refused(error: &ReportError) -> Response {
    match error {
        ReportError::NotFound => {
            refusal(StatusCode::NOT_FOUND, Code::NotFound, "Ce programme, ou cette année du programme, n’existe pas.")
        }
        ReportError::Forbidden => refusal(
            StatusCode::FORBIDDEN,
            Code::ForbiddenField,
            "Votre rôle ne donne à lire ni les effectifs d’un programme ni ses coûts.",
        ),
        ReportError::Busy => busy(),
        ReportError::Ask(AskError::Unauthenticated) => {
            refusal(StatusCode::UNAUTHORIZED, Code::Unauthenticated, Code::Unauthenticated.message())
        }
        ReportError::Ask(_) | ReportError::Paper(_) => {
            tracing::error!(%error, "a report could not be made");
            refusal(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, Code::Internal.message())
        }
    }
}
