//! The connections of clients, over HTTP/1.1. Neither one that never says what it wants nor one that takes nothing of
//! its answer is held for long: the loop that axum brings sets no limit to either.

use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

type Connection = http1::UpgradeableConnection<TokioIo<TcpStream>, TowerToHyperService<Router>>;

/// How long a client may take for the head of a request, and leave a connection unused.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);
/// How long a client may take nothing of what it is sent.
const SEND_PATIENCE: Duration = Duration::from_secs(30);

/// Serves until it is told to stop, then ends what is in hand: as long as that takes.
pub(crate) async fn serve(mut listener: TcpListener, router: Router, stopping: CancellationToken) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE);
    let open = TaskTracker::new();
    loop {
        // This never fails: it waits while there is no room for one more.
        let (stream, _) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = stopping.cancelled() => break,
        };
        prepare(&stream);
        let service = TowerToHyperService::new(router.clone());
        let connection = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
        open.spawn(until_it_ends(connection, stopping.clone()));
    }
    drop(listener);
    open.close();
    open.wait().await;
}

/// One connection, to its end; once the server stops, to that of the request in hand.
async fn until_it_ends(connection: Connection, stopping: CancellationToken) {
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

/// What is set for a connection; one that is gone already refuses it.
fn prepare(stream: &TcpStream) {
    // Answers are small and written whole: nothing is gained by waiting for more to send.
    let _ = stream.set_nodelay(true);
    #[cfg(target_os = "linux")]
    let _ = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(SEND_PATIENCE));
}
