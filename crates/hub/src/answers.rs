//! The hub's answers without a listener: for whoever carries requests to it by other means than TCP.

use std::sync::Arc;

use axum::Router;
use jiff::Timestamp;
use tokio::sync::Semaphore;
use wire::SecretKey;

use crate::{
    Ledger, Rates,
    app::App,
    health::Health,
    keys::Signer,
    limits::Limits,
    nonces::Nonces,
    routes::router,
    serve::{PATIENCE, PLACES},
};

/// All routes of a hub over `ledger`, which signs its receipts with `key` and goes by `clock`. It bounds no rates.
pub fn answers<L: Ledger>(ledger: L, key: SecretKey, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Router {
    let (nonces, clock) = (Nonces::default(), Arc::new(clock));
    let limits = Limits::new(Rates { device: None, address: None });
    let places = Semaphore::new(PLACES);
    let metrics = Arc::default();
    router(Arc::new(App {
        ledger,
        signer: Signer::fixed(key),
        nonces,
        health: Health::default(),
        clock,
        places,
        limits,
        patience: PATIENCE,
        metrics,
    }))
}
