//! What every route needs.

use std::{sync::Arc, time::Duration};

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use tokio::sync::Semaphore;
use wire::KeyRing;

use crate::{
    HubError, Ledger, health::Health, keys::Signer, limits::Limits, metrics::Metrics, nonces::Nonces, serve::Clock,
};

/// Shared by all requests.
pub(crate) struct App<L> {
    pub(crate) ledger: L,
    pub(crate) signer: Signer,
    pub(crate) nonces: Nonces,
    pub(crate) health: Health,
    pub(crate) clock: Clock,
    /// One for each request that is worked on at once.
    pub(crate) places: Semaphore,
    pub(crate) limits: Limits,
    /// How long a request's body may take.
    pub(crate) patience: Duration,
    pub(crate) metrics: Arc<Metrics>,
}

pub(crate) type Shared<L> = Arc<App<L>>;

impl<L: Ledger> App<L> {
    /// What the receipts given by the hubs before this ledger, now and before, are checked with.
    pub(crate) async fn ring(&self) -> Result<KeyRing, HubError> {
        Ok(KeyRing::whole(&[self.signer.last().public()], &self.ledger.key_history().await?)?)
    }
}

impl<L> App<L> {
    /// The hub's clock, cut to the millisecond, which is what is stored. Rounding up would make a notice late.
    pub(crate) fn now(&self) -> Timestamp {
        let now = (self.clock)();
        now.round(TimestampRound::new().smallest(Unit::Millisecond).mode(RoundMode::Floor)).unwrap_or(now)
    }
}
