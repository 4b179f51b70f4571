//! What a supervisor asks: is the process alive (`/health/live`), and can it do its work now
//! (`/health/ready`)? The answers name what is wrong and nothing of how it is set up.

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header::CACHE_CONTROL};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use entity::database::ping;
use sea_orm::DatabaseConnection;
use serde::Serialize;
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;

use crate::migrate;

/// The longest that the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// What readiness is read from. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct Health {
    /// The database.
    pub db: DatabaseConnection,
    /// The worker of this process, if there is one.
    pub worker: Option<AbortHandle>,
    /// Cancelled when the process has been told to stop.
    pub stopping: CancellationToken,
}

/// The routes `/health/live` and `/health/ready`.
pub fn router(health: Health) -> Router {
    Router::new().route("/health/live", get(live)).route("/health/ready", get(ready)).with_state(health)
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Report {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    checks: Option<Checks>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Checks {
    process: &'static str,
    database: &'static str,
    migrations: &'static str,
    worker: &'static str,
}

async fn live() -> Response {
    answer(StatusCode::OK, Report { status: "alive", checks: None })
}

async fn ready(State(health): State<Health>) -> Response {
    let looked = tokio::time::timeout(PATIENCE, database(&health.db)).await;
    let (database, migrations) = looked.unwrap_or(("slow", "unknown"));
    let worker = match &health.worker {
        None => "elsewhere",
        Some(task) if task.is_finished() => "stopped",
        Some(_) => "ok",
    };
    let process = if health.stopping.is_cancelled() { "stopping" } else { "ok" };
    let checks = Checks { process, database, migrations, worker };
    let ready = process == "ok" && database == "ok" && migrations == "ok" && worker != "stopped";
    let (code, status) = if ready { (StatusCode::OK, "ready") } else { (StatusCode::SERVICE_UNAVAILABLE, "not ready") };
    answer(code, Report { status, checks: Some(checks) })
}

async fn database(db: &DatabaseConnection) -> (&'static str, &'static str) {
    if let Err(error) = ping(db).await {
        tracing::warn!(%error, "the database does not answer");
        return ("unreachable", "unknown");
    }
    match migrate::pending(db).await {
        Ok(pending) if pending.is_empty() => ("ok", "ok"),
        Ok(_) => ("ok", "pending"),
        Err(error) => {
            tracing::warn!(%error, "the migrations could not be read");
            ("ok", "unknown")
        }
    }
}

fn answer(code: StatusCode, report: Report) -> Response {
    (code, [(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(report)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_database::TestDatabase;

    async fn ask(health: &Health) -> (StatusCode, serde_json::Value) {
        let response = ready(State(health.clone())).await;
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap())
    }

    #[tokio::test]
    async fn readiness_follows_what_it_is_made_of() {
        let database = TestDatabase::empty().await;
        let worker = tokio::spawn(std::future::pending::<()>());
        let health =
            Health { db: database.db.clone(), worker: Some(worker.abort_handle()), stopping: CancellationToken::new() };
        let (status, body) = ask(&health).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(body["checks"]["database"], "ok");
        assert_eq!(body["checks"]["migrations"], "pending");

        migrate::up(&database.db).await.unwrap();
        assert_eq!(ask(&health).await.0, StatusCode::OK);

        worker.abort();
        assert!(worker.await.is_err());
        let (status, body) = ask(&health).await;
        assert_eq!((status, &body["checks"]["worker"]), (StatusCode::SERVICE_UNAVAILABLE, &"stopped".into()));

        let health = Health { worker: None, ..health };
        assert_eq!(ask(&health).await.0, StatusCode::OK);
        health.stopping.cancel();
        assert_eq!(ask(&health).await.0, StatusCode::SERVICE_UNAVAILABLE);

        database.db.clone().close().await.unwrap();
        let (status, body) = ask(&health).await;
        assert_eq!((status, &body["checks"]["database"]), (StatusCode::SERVICE_UNAVAILABLE, &"unreachable".into()));
    }
}
