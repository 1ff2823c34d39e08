//! Connections: how many, for how long, with TLS or without, and how they end.

use std::{
    collections::HashMap,
    io,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Router, body::Body, extract::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    select,
    sync::Semaphore,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use crate::limits::owner;

/// How long a connection's handshake may take.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// The most header fields a request may have; ours has ten.
const MOST_HEADERS: usize = 64;
/// The most bytes a request's head may have.
const HEAD_LIMIT: usize = 64 << 10;
/// How long requests under way may take to end once the hub is told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(10);
/// A pause after the system refused a connection: it has none to give just now.
const BREATH: Duration = Duration::from_millis(100);

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Who asks, and how long the hub waits for each request's head.
#[derive(Clone, Copy)]
struct Guest {
    peer: Peer,
    patience: Duration,
}

/// Where a hub listens.
pub(crate) struct Door {
    pub(crate) listener: TcpListener,
    pub(crate) tls: Option<TlsAcceptor>,
    /// Connections at once; others wait.
    pub(crate) most: usize,
    /// Connections at once of one address, where that is bounded; more are closed.
    pub(crate) most_of_one: Option<usize>,
    /// How long a request's head may take, or be waited for.
    pub(crate) patience: Duration,
}

/// Serves until `shutdown` is ready, then ends what is under way.
pub(crate) async fn listen(door: Door, router: Router, shutdown: impl Future<Output = ()>) {
    let (graceful, places) = (GracefulShutdown::new(), Arc::new(Semaphore::new(door.most)));
    let open = Open::default();
    let accepting = async {
        loop {
            // It is never closed.
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            let (stream, peer) = match door.listener.accept().await {
                Ok((stream, peer)) => (stream, Peer(peer.ip())),
                Err(error) => {
                    refused(&error).await;
                    continue;
                }
            };
            let Some(counted) = open.count(peer, door.most_of_one) else {
                // Closed at once: whoever waits here would hold a place of everybody's.
                tracing::debug!("too many connections of one address");
                continue;
            };
            let (tls, guest) = (door.tls.clone(), Guest { peer, patience: door.patience });
            let (router, watcher) = (router.clone(), graceful.watcher());
            tokio::spawn(async move {
                welcome(stream, tls, guest, router, watcher).await;
                drop((place, counted));
            });
        }
    };
    select! {
        () = shutdown => {}
        () = accepting => {}
    }
    drop(door.listener);
    tracing::info!("stopping");
    if timeout(LAST_REQUESTS, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests under way were cut");
    }
}

/// How many connections each address has open.
#[derive(Clone, Default)]
struct Open(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One of them, until it is dropped.
struct Counted {
    open: Open,
    owner: IpAddr,
}

impl Open {
    fn count(&self, Peer(address): Peer, most: Option<usize>) -> Option<Counted> {
        let owner = owner(address);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(owner).or_default();
        if most.is_some_and(|most| *count >= most) {
            return None;
        }
        *count += 1;
        drop(all);
        Some(Counted { open: self.clone(), owner })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut all = self.open.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.owner) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.owner);
            }
        }
    }
}

/// A connection that was lost before it was accepted is nothing; the rest passes, and would else be asked for in a circle.
async fn refused(error: &io::Error) {
    let lost = matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset);
    if !lost {
        tracing::warn!(%error, "no connection could be accepted");
        tokio::time::sleep(BREATH).await;
    }
}

async fn welcome(stream: TcpStream, tls: Option<TlsAcceptor>, guest: Guest, router: Router, watcher: Watcher) {
    // Small answers go at once; a socket that cannot be told so works all the same.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else { return converse(stream, guest, router, watcher).await };
    match timeout(HANDSHAKE_TIMEOUT, tls.accept(stream)).await {
        Ok(Ok(stream)) => converse(stream, guest, router, watcher).await,
        Ok(Err(error)) => tracing::debug!(%error, "no TLS"),
        Err(_) => tracing::debug!("no TLS in time"),
    }
}

async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    Guest { peer, patience }: Guest,
    router: Router,
    watcher: Watcher,
) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_headers(MOST_HEADERS)
        .max_buf_size(HEAD_LIMIT)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection broke");
    }
}
