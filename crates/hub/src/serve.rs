//! Listening, and ending without losing what is under way.

use std::{path::PathBuf, sync::Arc, time::Duration};

use axum::{Router, routing::get};
use jiff::Timestamp;
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
};
use tokio_rustls::TlsAcceptor;

use crate::{
    DataDir, HubError, LedgerUrl, OpenLedger, Rates,
    app::{App, Shared},
    health::Health,
    keys::Signer,
    limits::Limits,
    listen::{Door, listen},
    metrics::Metrics,
    nonces::Nonces,
    routes::router,
    tls,
};

/// How many requests are worked on at once; others wait, read but not yet looked at.
pub(crate) const PLACES: usize = 64;

/// How many connections are open at once, each with at most one body in memory; others wait to be accepted.
const CONNECTIONS: usize = 800;

/// How many of them one address may have, where nothing else is said: a house has a few desks, and behind one address
/// there may be several houses.
const CONNECTIONS_OF_ONE: usize = 100;

/// A request's head must be here within this time, whether it is a connection's first or it waits for its next, and its
/// body within the same time again: who sends a letter a minute keeps no place.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Tells the hub's time.
pub(crate) type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What a hub needs to run.
#[derive(Clone)]
pub struct Config {
    data: PathBuf,
    ledger: Option<LedgerUrl>,
    clock: Clock,
    rates: Rates,
    patience: Duration,
    connections_of_one: Option<usize>,
    tls: Option<(PathBuf, PathBuf)>,
}

impl Config {
    /// A hub on this directory, by the machine's clock, without TLS.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        let clock = Arc::new(Timestamp::now);
        Self {
            data: data.into(),
            ledger: None,
            clock,
            rates: Rates::default(),
            patience: PATIENCE,
            connections_of_one: Some(CONNECTIONS_OF_ONE),
            tls: None,
        }
    }

    /// The same hub with its ledger where the URL says; without one it is in the directory.
    #[must_use]
    pub fn with_ledger(mut self, url: Option<LedgerUrl>) -> Self {
        self.ledger = url;
        self
    }

    /// The same hub by another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The same hub with other rates.
    #[must_use]
    pub fn with_rates(mut self, rates: Rates) -> Self {
        self.rates = rates;
        self
    }

    /// The same hub that waits another time than ten seconds for a request's head, and then for its body.
    #[must_use]
    pub const fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The same hub that lets one address have another number of connections than a hundred; none for any number.
    #[must_use]
    pub const fn with_connections_of_one(mut self, most: Option<usize>) -> Self {
        self.connections_of_one = most;
        self
    }

    /// The same hub with TLS: a PEM file with its certificate and then its CA's, and one with its key.
    #[must_use]
    pub fn with_tls(mut self, certificates: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        self.tls = Some((certificates.into(), key.into()));
        self
    }
}

/// A hub whose directory, key, certificate and ledger are in order.
pub struct Hub {
    app: Shared<OpenLedger>,
    tls: Option<TlsAcceptor>,
    connections_of_one: Option<usize>,
    metrics: Option<TcpListener>,
}

impl Hub {
    /// Opens the directory, making what is not there.
    ///
    /// # Errors
    /// [`HubError`] when the directory, the key, the certificate or the ledger cannot be used.
    pub async fn open(config: &Config) -> Result<Self, HubError> {
        let data = DataDir::open(&config.data)?;
        let tls = config.tls.as_ref().map(|(certificates, key)| tls::acceptor(certificates, key)).transpose()?;
        let ledger = data.ledger(config.ledger.as_ref()).await?;
        let app = App {
            signer: Signer::open(data, &ledger, (config.clock)()).await?,
            ledger,
            nonces: Nonces::default(),
            health: Health::default(),
            clock: Arc::clone(&config.clock),
            places: Semaphore::new(PLACES),
            limits: Limits::new(config.rates),
            patience: config.patience,
            metrics: Arc::default(),
        };
        Ok(Self { app: Arc::new(app), tls, connections_of_one: config.connections_of_one, metrics: None })
    }

    /// Tells what it counts on an address of its own, which belongs to whoever runs the hub and to nobody else.
    #[must_use]
    pub fn with_metrics(mut self, listener: TcpListener) -> Self {
        self.metrics = Some(listener);
        self
    }

    /// Serves until `shutdown` is ready, then ends what is under way.
    pub async fn serve(self, listener: TcpListener, shutdown: impl Future<Output = ()> + Send + 'static) {
        tracing::info!(key = %self.app.signer.last().public().id(), tls = self.tls.is_some(), "serving");
        let (stop, stopped) = watch::channel(false);
        let metrics = counting(self.metrics, Arc::clone(&self.app.metrics), stopped);
        let shutdown = async move {
            shutdown.await;
            stop.send_replace(true);
        };
        let door = Door {
            listener,
            tls: self.tls,
            most: CONNECTIONS,
            most_of_one: self.connections_of_one,
            patience: self.app.patience,
        };
        tokio::join!(listen(door, router(self.app), shutdown), metrics);
    }
}

async fn counting(listener: Option<TcpListener>, metrics: Arc<Metrics>, mut stopped: watch::Receiver<bool>) {
    let Some(listener) = listener else { return };
    let text = move || std::future::ready(([("content-type", "text/plain; version=0.0.4")], metrics.text()));
    let door = Door { listener, tls: None, most: 16, most_of_one: None, patience: PATIENCE };
    // A sender that is gone means that the hub is.
    let stop = async move { drop(stopped.wait_for(|stop| *stop).await) };
    listen(door, Router::new().route("/metrics", get(text)), stop).await;
}

/// Opens a hub and serves until `shutdown` is ready.
///
/// # Errors
/// As [`Hub::open`].
pub async fn serve(
    config: Config,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), HubError> {
    Hub::open(&config).await?.serve(listener, shutdown).await;
    Ok(())
}
