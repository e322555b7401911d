//! Serving a router on a listener: one task for each connection, so many of them, heads of requests in time, and an end that waits
//! for what runs.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};

use crate::limits::{Doors, Visit};
use crate::state::ApiState;

/// How long to wait after the system had no room for another connection.
const PAUSE: Duration = Duration::from_secs(1);

/// How long a server that stops waits for running calls, and for clients that do not take their answers.
const FINISH: Duration = Duration::from_secs(60);

/// Serves a router until `shutdown` is done; then running calls are finished, and whoever waits for news is answered before. A
/// connection on which the head of a request has not come in time is closed, and so is one that is idle for as long. Where all
/// connections that there may be are open, further ones wait in line; one more than an address may have is closed.
///
/// # Errors
/// None at present: a listener that fails is asked again.
pub async fn serve(
    listener: TcpListener,
    state: ApiState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (settings, engine) = (&state.settings, state.engine.clone());
    let http = http(Duration::from_secs(settings.limits.head_seconds));
    // All clients behind a proxy come from its address.
    let doors = Doors::new(&settings.limits, !settings.behind_proxy);
    let router = crate::router(state);
    let graceful = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &doors) => accepted,
            () = &mut shutdown => break,
        };
        match accepted {
            Ok((stream, peer, Some(visit))) => {
                // Answers are small: they are sent at once and not gathered.
                let _ = stream.set_nodelay(true);
                let connection = graceful.watch(connection(&http, stream, &router, peer));
                tokio::spawn(async move {
                    let _visit = visit;
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "a connection ended early");
                    }
                });
            }
            Ok((_stream, _peer, None)) => tracing::debug!("an address has too many connections"),
            Err(error) if is_of_the_client(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    engine.end_waits();
    if tokio::time::timeout(FINISH, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections are cut off: their clients did not take the answers in time");
    }
    Ok(())
}

/// The next connection, when there is room for one; without a visit where its address has too many.
async fn accept(listener: &TcpListener, doors: &Doors) -> io::Result<(TcpStream, SocketAddr, Option<Visit>)> {
    let room = doors.room().await;
    let (stream, peer) = listener.accept().await?;
    let visit = doors.enter(room, peer.ip());
    Ok((stream, peer, visit))
}

fn http(head: Duration) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head);
    http
}

fn connection<S: AsyncRead + AsyncWrite + Unpin>(
    http: &http1::Builder,
    stream: S,
    router: &Router,
    peer: SocketAddr,
) -> http1::Connection<TokioIo<S>, TowerToHyperService<Router>> {
    let router = router.clone().layer(Extension(ConnectInfo(peer)));
    http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
}

/// Whether it was the client that went away before it was let in.
fn is_of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionRefused | ConnectionAborted | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    /// What a client hears that sends this and nothing more, and how long the connection was open.
    async fn heard(sent: &str) -> (String, Duration) {
        let begun = tokio::time::Instant::now();
        let router = Router::new().route("/", get(|| async { "hello" }));
        let (mut client, server) = duplex(4_096);
        let http = http(Duration::from_secs(60));
        let peer = SocketAddr::from(([127, 0, 0, 1], 1));
        let serving = async { connection(&http, server, &router, peer).await };
        let asking = async {
            client.write_all(sent.as_bytes()).await.unwrap();
            let mut heard = String::new();
            client.read_to_string(&mut heard).await.unwrap();
            heard
        };
        let (_, heard) = tokio::join!(serving, asking);
        (heard, begun.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_does_not_send_its_head_is_let_go() {
        let (answer, open) = heard("GET / HTTP/1.1\r\nHost: seatwright\r\nX-Slow").await;
        assert!(!answer.contains("200 OK"), "{answer}");
        assert_eq!(open.as_secs(), 60);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_sends_it_is_answered_and_let_go_when_it_stays_idle() {
        let (answer, open) = heard("GET / HTTP/1.1\r\nHost: seatwright\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("hello"), "{answer}");
        assert_eq!(open.as_secs(), 60);
    }
}
