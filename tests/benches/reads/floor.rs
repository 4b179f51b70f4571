//! The floor: what the same answers cost when one hand-written statement builds each as JSON in the
//! database and a handler passes the text on. It asks nobody who they are, and hides nothing.
//!
//! It runs as a process of its own, so that its cost can be told from the server's and the client's.

use std::net::SocketAddr;
use std::str::FromStr;

use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::serve::ListenerExt;
use axum::{Router, serve as serve_axum};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sea_orm::sqlx::{PgPool, SqlitePool, query_scalar};
use tokio::net::TcpListener;

use crate::database::Kind;

/// As many as the server takes by default.
const POOL: u32 = 8;

/// The two handlers, for one kind of database.
macro_rules! handlers {
    ($name:ident, $pool:ty, $folder:literal) => {
        mod $name {
            use super::*;

            pub(super) async fn point(State(pool): State<$pool>, Path(id): Path<String>) -> Response {
                let statement = query_scalar(include_str!(concat!("questions/", $folder, "/point.sql")));
                passed_on(statement.bind(id).fetch_one(&pool).await.unwrap())
            }

            pub(super) async fn page(
                State(pool): State<$pool>,
                Path((end_on, id)): Path<(String, String)>,
            ) -> Response {
                let statement = query_scalar(include_str!(concat!("questions/", $folder, "/page.sql")));
                passed_on(statement.bind(end_on).bind(id).fetch_one(&pool).await.unwrap())
            }
        }
    };
}

handlers!(sqlite, SqlitePool, "sqlite");
handlers!(postgres, PgPool, "postgres");

fn passed_on(json: String) -> Response {
    ([(CONTENT_TYPE, "application/json")], json).into_response()
}

/// Serves until it is killed.
pub(crate) async fn serve(url: &str, address: SocketAddr) {
    let router = match Kind::of(url) {
        Kind::Sqlite => {
            let options = SqliteConnectOptions::from_str(url)
                .unwrap()
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal);
            let pool = SqlitePoolOptions::new().max_connections(POOL).test_before_acquire(false);
            Router::new()
                .route("/point/{id}", get(sqlite::point))
                .route("/page/{end_on}/{id}", get(sqlite::page))
                .with_state(pool.connect_with(options).await.unwrap())
        }
        Kind::Postgres => {
            let options = PgConnectOptions::from_str(url).unwrap();
            let pool = PgPoolOptions::new().max_connections(POOL).test_before_acquire(false);
            Router::new()
                .route("/point/{id}", get(postgres::point))
                .route("/page/{end_on}/{id}", get(postgres::page))
                .with_state(pool.connect_with(options).await.unwrap())
        }
    };
    let router = router.route("/health/ready", get(async || "ready"));
    let listener = TcpListener::bind(address).await.unwrap().tap_io(|connection| {
        let _ = connection.set_nodelay(true);
    });
    serve_axum(listener, router).await.unwrap();
}
