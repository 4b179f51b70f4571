//! `GET /exports/households.csv`: a table for whoever has signed in.

use apollo_compiler::response::JsonMap;
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::{AskError, ExportError, Format, Reader, Wanted, export};
use crate::app::App;
use crate::graphql::{Caller, Code};
use crate::making::busy;
use crate::server::refusal;

/// The routes of the tables.
pub fn router(app: App) -> Router {
    Router::new().route("/exports/{file}", get(table)).with_state(app)
}

#[derive(Debug, Deserialize)]
struct Parameters {
    programme: Option<String>,
    filter: Option<String>,
    headings: Option<String>,
}

async fn table(
    State(app): State<App>,
    Path(file): Path<String>,
    parameters: Result<Query<Parameters>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Query(parameters)) = parameters else { return bad() };
    let named = file.split_once('.').and_then(|(name, ending)| Some((name.to_owned(), Format::of(ending)?)));
    let Some((name, format)) = named else { return refused(&ExportError::NoTable) };
    let Some(reader) = Reader::of(&Caller::of(&headers)) else {
        return refused(&ExportError::Ask(AskError::Unauthenticated));
    };
    let filter = parameters.filter.map(|text| serde_json::from_str::<JsonMap>(&text)).transpose();
    let french = match parameters.headings.as_deref() {
        None | Some("en") => false,
        Some("fr") => true,
        Some(_) => return bad(),
    };
    let Ok(filter) = filter else { return bad() };
    let wanted = Wanted { programme: parameters.programme, filter, french };
    match export(app, reader, &name, format, wanted).await {
        Ok(pieces) => {
            let file = format!("attachment; filename=\"{file}\"");
            let headers = [
                (CONTENT_TYPE, format.media_type()),
                (CONTENT_DISPOSITION, file.as_str()),
                (CACHE_CONTROL, "private, no-store"),
                (VARY, "authorization"),
            ];
            (headers, Body::from_stream(pieces)).into_response()
        }
        Err(error) => refused(&error),
    }
}

fn bad() -> Response {
    refusal(
        StatusCode::BAD_REQUEST,
        Code::BadUserInput,
        "Les paramètres sont programme, filter (du JSON) et headings (fr ou en).",
    )
}

fn refused(error: &ExportError) -> Response {
    match error {
        ExportError::NoTable => refusal(StatusCode::NOT_FOUND, Code::NotFound, "Aucune liste ne porte ce nom."),
        ExportError::NoProgramme => {
            refusal(StatusCode::BAD_REQUEST, Code::BadUserInput, "Cette liste n’est pas celle d’un programme.")
        }
        ExportError::Busy => busy(),
        ExportError::Ask(AskError::Unauthenticated) => {
            refusal(StatusCode::UNAUTHORIZED, Code::Unauthenticated, Code::Unauthenticated.message())
        }
        ExportError::Ask(AskError::Refused(_)) => {
            refusal(StatusCode::BAD_REQUEST, Code::BadUserInput, "Le filtre ne convient pas à cette liste.")
        }
        ExportError::Ask(AskError::Failed) | ExportError::Unwritten => {
            refusal(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, Code::Internal.message())
        }
    }
}
