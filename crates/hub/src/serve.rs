//! Listening, and ending without losing what is under way.

use std::{path::PathBuf, sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::{net::TcpListener, select, sync::Semaphore};

use crate::{
    DataDir, HubError, SqliteLedger,
    app::{App, Shared},
    nonces::Nonces,
    routes::router,
};

/// How long requests under way may take to end once the hub is told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

/// How many requests are worked on at once, each with up to a mebibyte of body in memory; others wait unread.
const PLACES: usize = 64;

/// Tells the hub's time.
pub(crate) type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What a hub needs to run.
#[derive(Clone)]
pub struct Config {
    data: PathBuf,
    clock: Clock,
}

impl Config {
    /// A hub on this directory, by the machine's clock.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self { data: data.into(), clock: Arc::new(Timestamp::now) }
    }

    /// The same hub by another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }
}

/// A hub whose directory, key and ledger are in order.
pub struct Hub(Shared<SqliteLedger>);

impl Hub {
    /// Opens the directory, making what is not there.
    ///
    /// # Errors
    /// [`HubError`] when the directory, the key or the ledger cannot be used.
    pub fn open(config: &Config) -> Result<Self, HubError> {
        let data = DataDir::open(&config.data)?;
        let (ledger, key) = (data.ledger()?, data.receipt_key()?);
        let (nonces, clock) = (Nonces::default(), Arc::clone(&config.clock));
        Ok(Self(Arc::new(App { ledger, key, nonces, clock, places: Semaphore::new(PLACES) })))
    }

    /// Serves until `shutdown` is ready, then ends what is under way.
    ///
    /// # Errors
    /// [`HubError::Serve`] when serving fails.
    pub async fn serve(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), HubError> {
        tracing::info!(key = %self.0.key.public().id(), "serving");
        let (stop, mut stopped) = tokio::sync::watch::channel(false);
        let server = axum::serve(listener, router(self.0)).with_graceful_shutdown(async move {
            shutdown.await;
            tracing::info!("stopping");
            stop.send_replace(true);
        });
        let overdue = async move {
            // A sender that is gone means that the server is.
            let _ = stopped.wait_for(|stop| *stop).await;
            tokio::time::timeout(LAST_REQUESTS, std::future::pending::<()>()).await
        };
        select! {
            ended = server => ended.map_err(HubError::Serve),
            _ = overdue => Ok(()),
        }
    }
}

/// Opens a hub and serves until `shutdown` is ready.
///
/// # Errors
/// As [`Hub::open`] and [`Hub::serve`].
pub async fn serve(
    config: Config,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), HubError> {
    Hub::open(&config)?.serve(listener, shutdown).await
}
